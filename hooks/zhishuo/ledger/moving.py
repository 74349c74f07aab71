"""The Ibis expression over the ledger and the books after a month that gives the month's moves: its full cross."""

from __future__ import annotations

import ibis

from zhishuo.ledger.books import COLUMNS
from zhishuo.ledger.codebook import UNASSIGNED
from zhishuo.ledger.judging import FACTS, Month
from zhishuo.ledger.moves import ATTRIBUTES
from zhishuo.ledger.raw import Expr

_BANDS = {"d1": 1, "d3": 3, "d7": 7, "d15": 15, "d30": 30}
_STAGES = ("registered", "accepted", "dispatched")
_HOUR = 3_600
_FLAGS = {
    "extended": "extended",
    "paused": "paused",
    "merged": "merged_into",
    "transferred": "transferred_to",
    "registered_again": "again_of",
}
_NEEDED = (
    *("id", "dispatched_at", "settled_at", "grade", "first_grade", "outcome", "rating", "rated_by"),
    *("returned", "redone", *_FLAGS.values()),
)
_NO = ibis.literal(value=False)


def moves(requests: Expr, books: Expr, period: str, start: str) -> Expr:
    """Return the attributes of a Move and `count`, one row for each combination there is.

    `books` are those after the release of `period`, which tell what happened and when it was booked; from `requests`
    comes only what is told of an event in the month it is booked in (outcome, rating, counters).
    """
    month = Month(period, start)
    rows = _joined(requests, books, month)
    rows = rows.mutate(_events(rows, month))
    rows = rows.select(**_attributes(rows, month))
    return rows.group_by(list(ATTRIBUTES)).aggregate(count=rows.count())


def _joined(requests: Expr, books: Expr, month: Month) -> Expr:
    """Return the lines of all but requests settled before of which nothing is new, with the ledger's own columns."""
    events = ("booked", "settled", "answered", "rated", "struck")
    has_moved = books.settled.isnull() | (books.booked == month.before)
    for name in events:
        has_moved |= (books[name] == month.now).fill_null(_NO)
    lines = books.filter(has_moved).rename({f"book_{name}": name for name in COLUMNS})
    rows = requests.select(*_NEEDED)
    return lines.left_join(rows, lines.book_id == rows.id)


def _events(rows: Expr, month: Month) -> dict[str, Expr]:
    now = {f"now_{name}": (rows[f"book_{name}"] == month.now).fill_null(_NO) for name in ("settled", "overdue")}
    return {
        **now,
        "age": ibis.cases(
            (rows.book_booked == month.now, "new"),
            (rows.book_booked == month.before, "carried" if month.is_first else "last"),
            else_="older",
        ),
    }


def _attributes(rows: Expr, month: Month) -> dict[str, Expr]:
    settled, late = rows.now_settled, rows.book_overdue.notnull()
    is_due = (settled & ~late & rows.book_due_at.notnull()) | rows.now_overdue
    return {
        **{name: rows[f"book_{name}"] for name in FACTS},
        "age": rows.age,
        "entry": ibis.cases((rows.age != "new", "-"), (rows.book_in_time, "in_time"), else_="late"),
        "overdue": _yes(rows.now_overdue),
        "overdue_before": _yes(late & ~rows.now_overdue),
        "settled": ibis.cases((settled, "yes"), (rows.book_settled.isnull(), "no"), else_="before"),
        "timeliness": ibis.cases(
            (~settled, "-"), (late, "late"), (rows.book_due_at.isnull(), "no_promise"), else_="on_time"
        ),
        "outcome": ibis.cases((settled, rows.outcome.fill_null("unstated")), else_="-"),
        "course": _course(rows),
        **_aftermath(rows, month),
        **_counters(rows, month),
        "redone": _yes(rows.redone, is_due),
        "stage": ibis.cases(
            (rows.book_settled.notnull(), "-"), *((rows.book_stage == n, word) for n, word in enumerate(_STAGES))
        ),
    }


def _aftermath(rows: Expr, month: Month) -> dict[str, Expr]:
    """Tell what follows on settling: reply, rating, striking off."""
    rated, struck = (rows[f"book_{name}"] == month.now for name in ("rated", "struck"))
    return {
        "answered": _yes(rows.book_answered == month.now),
        "rating": ibis.cases((rated, rows.rating), else_="-"),
        "rated_by": ibis.cases((rated, rows.rated_by.fill_null("unknown")), else_="-"),
        "striking": ibis.cases(
            (struck & rows.book_answered.notnull(), "after_reply"), (struck, "after_wait"), else_="-"
        ),
    }


def _counters(rows: Expr, month: Month) -> dict[str, Expr]:
    settled = rows.now_settled
    # A grade nobody knows is not told to be another.
    regraded = (rows.first_grade != UNASSIGNED) & (rows.grade != UNASSIGNED) & (rows.first_grade != rows.grade)
    returned = ibis.cases((rows.returned, "yes"), (rows.dispatched_at < month.end, "no"), else_="not_dispatched")
    # A settlement without a time of day cannot tell whether it was within the hour.
    seconds = rows.settled_at.epoch_seconds() - rows.book_registered_at.epoch_seconds()
    within_hour = (seconds <= _HOUR) & (rows.settled_at != rows.settled_at.truncate("D"))
    return {
        "regraded": _yes(regraded, settled),
        **{name: _yes(rows[flag], settled) for name, flag in _FLAGS.items()},
        "returned": ibis.cases((settled, returned), else_="-"),
        "within_hour": _yes(within_hour, settled),
    }


def _course(rows: Expr) -> Expr:
    bands = [
        (rows.book_solved & (rows.book_days <= most) if outcome == "solved" else rows.book_days <= most, key)
        for band, most in _BANDS.items()
        for outcome in ("solved", "other")
        for key in [f"{outcome}_{band}"]
    ]
    is_young = rows.age.isin(["new", "last"])
    return ibis.cases((~is_young, "-"), (rows.book_settled.isnull(), "open"), *bands, else_="later")


def _yes(condition: Expr, applies: Expr | None = None) -> Expr:
    if applies is None:
        return ibis.cases((condition, "yes"), else_="no")
    return ibis.cases((~applies, "-"), (condition, "yes"), else_="no")
