"""How requests are divided: the coded value each request has as of a day, and the columns published from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ibis

from zhishuo.ledger.codebook import UNASSIGNED
from zhishuo.ledger.raw import Expr

DAYS = {"d1": 1, "d3": 3, "d7": 7, "d15": 15, "d30": 30}
_HOUR = 3_600

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Split:
    """`columns` in their published order; `of` tells a request's column (None: not counted) from its `values`.

    `values` are names of coded values; of each set in `needs` the ledger must have at least one canonical column, or
    the split would say nothing true.
    """

    columns: tuple[str, ...]
    values: tuple[str, ...]
    of: Callable[[Values], str | None]
    needs: tuple[frozenset[str], ...]


def _value(name: str) -> Callable[[Values], str | None]:
    return lambda values: values[name]


def _solved_within(values: Values) -> str:
    if values["outcome"] != "solved" or values["band"] == "later":
        return "not_within"
    return "d3" if values["band"] == "d1" else values["band"]


def _duration(values: Values) -> str:
    return values["band"] if values["band"] in DAYS else "longer"


def _handler(values: Values) -> str | None:
    # Who asked must be on record: a rating of unknown hand is counted as neither.
    return {"handler": "yes", "other": "no"}.get(values["rated_by"])


def _returned(values: Values) -> str | None:
    return None if values["returned"] == "not_dispatched" else values["returned"]


def _split(columns: str, values: str, of: Callable[[Values], str | None], *needs: str) -> Split:
    """Return a split; in each text of `needs` stand canonical columns of which one is enough."""
    return Split(tuple(columns.split()), tuple(values.split()), of, tuple(frozenset(need.split()) for need in needs))


def _counter(name: str, *needs: str) -> Split:
    return _split("yes no", name, _value(name), *needs)


OUTCOMES = "solved partly explained transferred declined duplicate withdrawn unstated open"
SPLITS: dict[str, Split] = {
    "total": _split("all", "", lambda _: "all"),
    "timeliness": _split(
        "on_time settled_late open_overdue not_due no_promise",
        "timeliness promise band",
        _value("timeliness"),
        "settled_at",
    ),
    "outcome": _split(OUTCOMES, "outcome", _value("outcome"), "outcome", "settled_at"),
    "solved_within": _split("d3 d7 d15 d30 not_within", "outcome band", _solved_within, "outcome", "settled_at"),
    "duration": _split("d1 d3 d7 d15 d30 longer", "band", _duration, "settled_at"),
    # Never published: what a line by grade tells, because everyone knows the grades' promised hours.
    "promises": _split("d1 d3 d7 d15 d30 later none", "promise", _value("promise")),
    "stage": _split(
        "registered accepted dispatched settled replied rated struck_off",
        "stage",
        _value("stage"),
        "accepted_at dispatched_at replied_at struck_off_at",
    ),
    "rating": _split("satisfied basically dissatisfied not_asked", "rating", _value("rating"), "rating"),
    "striking": _split("after_reply after_wait not_struck", "striking", _value("striking"), "struck_off_at"),
    "book": _split("open_before registered settled open_after", "book", _value("book"), "settled_at"),
    "regraded": _counter("regraded", "first_grade", "grade"),
    "extended": _counter("extended", "extended"),
    "paused": _counter("paused", "paused"),
    "returned": _split("yes no", "returned", _returned, "returned", "dispatched_at"),
    "redone": _counter("redone", "redone"),
    "merged": _counter("merged", "merged_into"),
    "transferred": _counter("transferred", "transferred_to"),
    "registered_again": _counter("registered_again", "again_of"),
    "within_hour": _counter("within_hour", "settled_at"),
    "without_reply": _counter("without_reply", "replied_at"),
    "rated_by_handler": _split("yes no", "rated_by", _handler, "rated_by"),
}


def is_told(split: str, told: frozenset[str]) -> bool:
    """Tell whether a ledger with the canonical columns `told` says anything about `split`."""
    return all(not need.isdisjoint(told) for need in SPLITS[split].needs)


def seen(requests: Expr, as_of: dt.date) -> Expr:
    """Return the requests as they stood at the end of `as_of`: what happened later has not happened yet.

    Flags (returned, extended, ...) carry no time in a ledger and are taken as they are.
    """
    end = ibis.timestamp((dt.datetime.combine(as_of, dt.time()) + dt.timedelta(days=1)).isoformat(sep=" "))
    rows = requests.filter(requests.registered_at < end)
    times = {
        name: ibis.cases((rows[name] < end, rows[name]))
        for name in ("accepted_at", "dispatched_at", "settled_at", "replied_at", "rated_at", "struck_off_at")
    }
    rated = rows.rating.notnull() & (rows.rated_at.isnull() | (rows.rated_at < end))
    rows = rows.mutate(**times, rating=ibis.cases((rated & times["settled_at"].notnull(), rows.rating)))
    return rows.mutate(_coded(rows, end))


def _coded(rows: Expr, end: Expr) -> dict[str, Expr]:
    settled = rows.settled_at.notnull()
    asked = rows.rating.notnull()
    return {
        "registered_month": rows.registered_at.strftime("%Y-%m"),
        "settled_month": rows.settled_at.strftime("%Y-%m"),
        "due_month": rows.due_at.strftime("%Y-%m"),
        "timeliness": ibis.cases(
            (rows.due_at.isnull(), "no_promise"),
            (rows.settled_at <= rows.due_at, "on_time"),
            (settled, "settled_late"),
            (rows.due_at < end, "open_overdue"),
            else_="not_due",
        ),
        "outcome": ibis.cases((settled, rows.outcome.fill_null("unstated")), else_="open"),
        "days": rows.settled_at.date().delta(rows.registered_at.date(), unit="day"),
        "band": ibis.cases((~settled, "open"), *_bands(rows.settled_at, rows), else_="later"),
        "promise": ibis.cases((rows.due_at.isnull(), "none"), *_bands(rows.due_at, rows), else_="later"),
        "stage": ibis.cases(
            (rows.struck_off_at.notnull(), "struck_off"),
            (rows.rated_at.notnull() | asked, "rated"),
            (rows.replied_at.notnull(), "replied"),
            (settled, "settled"),
            (rows.dispatched_at.notnull(), "dispatched"),
            (rows.accepted_at.notnull(), "accepted"),
            else_="registered",
        ),
        "rating": ibis.cases((asked, rows.rating), else_="not_asked"),
        "rated_by": ibis.cases((asked, rows.rated_by.fill_null("unknown")), else_="not_asked"),
        "striking": ibis.cases(
            (rows.struck_off_at.isnull(), "not_struck"), (rows.replied_at.notnull(), "after_reply"), else_="after_wait"
        ),
        "regraded": _yes(_regraded(rows)),
        "within_hour": _yes(_within_hour(rows)),
        "without_reply": _yes(rows.replied_at.isnull()),
        "merged": _yes(rows.merged_into),
        "transferred": _yes(rows.transferred_to),
        "registered_again": _yes(rows.again_of),
        "returned": ibis.cases((rows.returned, "yes"), (rows.dispatched_at.notnull(), "no"), else_="not_dispatched"),
        **{name: _yes(rows[name]) for name in ("extended", "paused", "redone")},
    }


def _regraded(rows: Expr) -> Expr:
    """Tell whether the grade was changed after registration; a grade nobody knows is not told to be another."""
    return (rows.first_grade != UNASSIGNED) & (rows.grade != UNASSIGNED) & (rows.first_grade != rows.grade)


def _yes(condition: Expr) -> Expr:
    return ibis.cases((condition, "yes"), else_="no")


def _bands(moment: Expr, rows: Expr) -> list[tuple[Expr, str]]:
    """Return the bands of calendar days from registration to `moment`; what is in none of them took over 30 days."""
    days = moment.date().delta(rows.registered_at.date(), unit="day")
    return [(days <= most, band) for band, most in DAYS.items()]


def _within_hour(rows: Expr) -> Expr:
    """Tell whether a request was settled within the hour; a settlement without a time of day cannot tell."""
    seconds = rows.settled_at.epoch_seconds() - rows.registered_at.epoch_seconds()
    return (seconds <= _HOUR) & (rows.settled_at != rows.settled_at.truncate("D"))
