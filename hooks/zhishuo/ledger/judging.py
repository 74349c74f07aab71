"""The Ibis expression over the ledger and the books before that gives the books after a month.

It runs on DuckDB, PostgreSQL and Spark alike and reads both tables once. Nothing in it depends on the day of the
export: what happened after the month's last day has not happened yet.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import ibis

from zhishuo.ledger.books import COLUMNS, number_of
from zhishuo.ledger.months import first_day, shifted
from zhishuo.ledger.raw import Expr

FACTS = ("community", "category", "grade", "channel")
_EVENTS = ("accepted_at", "dispatched_at", "settled_at", "replied_at", "struck_off_at")
_NEEDED = ("id", "registered_at", "due_at", "rated_at", "outcome", "rating", *FACTS, *_EVENTS)
_NO = ibis.literal(value=False)


@dataclass(frozen=True, slots=True)
class Month:
    """The month `period` of a chain of releases that began with `start`, as the expressions need it."""

    period: str
    start: str

    @property
    def now(self) -> int:
        """Return the month as the books write it."""
        return number_of(self.period)

    @property
    def before(self) -> int:
        """Return the month before as the books write it."""
        return number_of(shifted(self.period, -1))

    @property
    def is_first(self) -> bool:
        """Tell whether the month's release begins the chain."""
        return self.period == self.start

    @property
    def begin(self) -> Expr:
        """Return the month's first moment."""
        return _midnight(first_day(self.period))

    @property
    def end(self) -> Expr:
        """Return the first moment after the month."""
        return _midnight(first_day(shifted(self.period, 1)))

    @property
    def opening(self) -> Expr:
        """Return the chain's first moment; what was settled before it is history."""
        return _midnight(first_day(self.start))


def _midnight(day: dt.date) -> Expr:
    return ibis.timestamp(f"{day} 00:00:00")


def booked(requests: Expr, books: Expr, period: str, start: str) -> Expr:
    """Return the books after the release of `period`: a line for every request booked in it or before.

    `requests` are canonical rows, one an id; `books` has the columns of `books.COLUMNS`, as the release before left
    them; `start` is the period of the very first release.

    The rules. A request is seen when registered before the month's end. Registered and settled before `start` is
    history and never booked; registered before it and open is carried into the first release, and stands in the books
    under the month before. An event is booked in the release in which it is first seen, once; facts and the time of
    registration stay as first booked. Overdue: due before the month's end and not settled by then; a request booked
    overdue stays so, whatever becomes of its due time, and is settled late. Answered, rated and struck off are booked
    of settled requests only; outcome and days are those of the moment of booking. A stage never goes back. A request
    that has vanished from the ledger keeps its booked state, and falls overdue when due: nobody improves figures by
    deleting rows. Corrected is a booked request whose facts the ledger tells otherwise than last time, that it tells
    open after it was booked settled, or settled on time after it was booked overdue, or that it tells nothing more of:
    each booked when first seen.
    """
    month = Month(period, start)
    rows = _joined(requests, books, month)
    rows = rows.mutate(_overdue(rows, month))
    rows = rows.mutate(_settled(rows))
    rows = rows.mutate(_turned(rows))
    lines = _lines(rows, month)
    return rows.select(**{name: lines[name].cast(kind) for name, kind in COLUMNS.items()})


def _joined(requests: Expr, books: Expr, month: Month) -> Expr:
    """Return requests and books side by side, of either also those that the other does not have; history left out."""
    rows = requests.select(*_NEEDED)
    rows = rows.filter(rows.registered_at < month.end)
    rows = rows.mutate({name: ibis.cases((rows[name] < month.end, rows[name])) for name in _EVENTS})
    rows = rows.filter(
        (rows.registered_at >= month.opening) | rows.settled_at.isnull() | (rows.settled_at >= month.opening)
    )
    lines = books.rename({f"book_{name}": name for name in COLUMNS})
    both = rows.outer_join(lines, rows.id == lines.book_id)
    return both.mutate(
        is_here=both.id.notnull(),
        is_new=both.book_id.isnull(),
        registered=ibis.coalesce(both.book_registered_at, both.registered_at),
        due=ibis.cases((both.id.notnull(), both.due_at), else_=both.book_due_at),
        was_settled=both.book_settled.notnull(),
    )


def _overdue(rows: Expr, month: Month) -> dict[str, Expr]:
    is_carried = rows.is_new & (rows.registered_at < month.opening) if month.is_first else _NO
    was_overdue = rows.book_overdue.notnull() | (is_carried & (rows.due < month.begin).fill_null(_NO))
    in_time = (rows.settled_at <= rows.due).fill_null(_NO)
    fell = ~was_overdue & ~rows.was_settled & (rows.due < month.end).fill_null(_NO) & ~in_time
    return {"is_carried": is_carried, "was_overdue": was_overdue, "fell": fell, "in_time": in_time}


def _settled(rows: Expr) -> dict[str, Expr]:
    now = ~rows.was_settled & rows.settled_at.notnull()
    return {"now_settled": now, "is_settled": rows.was_settled | now}


def _turned(rows: Expr) -> dict[str, Expr]:
    """Tell what the ledger says otherwise than before; only the few requests whose facts changed need a text."""
    community, *others = ((rows[name] == rows[f"book_{name}"]).fill_null(_NO) for name in FACTS)
    is_as_booked = rows.is_new | community
    for equal in others:
        is_as_booked &= rows.is_new | equal
    text = rows.community + "/" + rows.category + "/" + rows.grade + "/" + rows.channel
    return {
        "facts_seen": ibis.cases((~rows.is_here, rows.book_seen), (is_as_booked, ibis.null("string")), else_=text),
        "has_reopened": rows.is_here & rows.was_settled & rows.settled_at.isnull(),
        "was_misjudged": rows.book_overdue.notnull() & rows.now_settled & rows.in_time,
    }


def _is_corrected(rows: Expr) -> Expr:
    other_facts = rows.facts_seen.fill_null("") != rows.book_seen.fill_null("")
    reopened = rows.has_reopened & ~rows.book_is_reopened.fill_null(_NO)
    vanished = ~rows.is_here & ~rows.book_is_missing.fill_null(_NO)
    return ~rows.is_new & (other_facts | rows.was_misjudged | reopened | vanished)


def _lines(rows: Expr, month: Month) -> dict[str, Expr]:
    """Return the columns of the new books. What was overdue when carried is booked in the month before the first."""

    def kept(name: str, *steps: tuple[Expr, int]) -> Expr:
        return ibis.cases(*steps, else_=rows[f"book_{name}"])

    def first(name: str, condition: Expr) -> Expr:
        return kept(name, (rows.is_settled & condition & rows[f"book_{name}"].isnull(), month.now))

    # As a number, the later stage is the greater one.
    stage = ibis.cases((rows.dispatched_at.notnull(), 2), (rows.accepted_at.notnull(), 1), else_=0)
    days = ibis.greatest(rows.settled_at.date().delta(rows.registered.date(), unit="day"), 0)
    has_rating = rows.rating.notnull() & (rows.rated_at.isnull() | (rows.rated_at < month.end))
    is_solved = (rows.outcome == "solved").fill_null(_NO)
    return {
        "id": ibis.coalesce(rows.book_id, rows.id),
        **{name: ibis.coalesce(rows[f"book_{name}"], rows[name]) for name in FACTS},
        "booked": kept("booked", (rows.is_carried, month.before), (rows.is_new, month.now)),
        "in_time": ibis.coalesce(rows.book_in_time, rows.registered_at >= month.begin),
        "registered_at": rows.registered,
        "due_at": rows.due,
        "overdue": kept("overdue", (rows.fell, month.now), (rows.is_carried & rows.was_overdue, month.before)),
        "settled": kept("settled", (rows.now_settled, month.now)),
        "solved": ibis.cases((rows.now_settled, is_solved), else_=rows.book_solved),
        "days": ibis.cases((rows.now_settled, days), else_=rows.book_days),
        "answered": first("answered", rows.replied_at.notnull()),
        "rated": first("rated", has_rating),
        "struck": first("struck", rows.struck_off_at.notnull()),
        "stage": ibis.greatest(stage, rows.book_stage.fill_null(0)),
        "seen": rows.facts_seen,
        "is_reopened": rows.has_reopened,
        "is_missing": ~rows.is_here,
        "corrected": kept("corrected", (_is_corrected(rows), month.now)),
    }
