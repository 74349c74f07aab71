"""One Ibis expression over the ledger and the books before: what each request did in a month, and the books after it.

It runs on DuckDB, PostgreSQL and Spark alike and reads both tables once. Nothing in it depends on the day of the
export: what happened after the month's last day has not happened yet.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import ibis

from zhishuo.ledger.books import COLUMNS, number_of
from zhishuo.ledger.codebook import UNASSIGNED
from zhishuo.ledger.months import first_day, shifted
from zhishuo.ledger.moves import ATTRIBUTES
from zhishuo.ledger.raw import Expr

FACTS = ("community", "category", "grade", "channel")
BANDS = {"d1": 1, "d3": 3, "d7": 7, "d15": 15, "d30": 30}
STAGES = ("registered", "accepted", "dispatched")
_HOUR = 3_600
_EVENTS = ("accepted_at", "dispatched_at", "settled_at", "replied_at", "struck_off_at")
_FLAGS = {
    "extended": "extended",
    "paused": "paused",
    "merged": "merged_into",
    "transferred": "transferred_to",
    "registered_again": "again_of",
}
_NEEDED = (
    *(
        "id",
        "registered_at",
        "due_at",
        "rated_at",
        "first_grade",
        "outcome",
        "rating",
        "rated_by",
        "returned",
        "redone",
    ),
    *(*FACTS, *_EVENTS, *_FLAGS.values()),
)
_NO = ibis.literal(value=False)


@dataclass(frozen=True, slots=True)
class _Month:
    """The month `period` of a chain of releases that began with `start`, as the expressions need it."""

    period: str
    start: str

    @property
    def number(self) -> int:
        return number_of(self.period)

    @property
    def begin(self) -> Expr:
        return _midnight(first_day(self.period))

    @property
    def end(self) -> Expr:
        return _midnight(first_day(shifted(self.period, 1)))

    @property
    def opening(self) -> Expr:
        return _midnight(first_day(self.start))

    @property
    def before(self) -> int:
        return number_of(shifted(self.period, -1))


def judged(requests: Expr, books: Expr, period: str, start: str) -> Expr:
    """Return a row for every request that is booked in or before the release of `period`.

    `requests` are canonical rows, one an id; `books` is the table of `books` as the release before left it; `start` is
    the period of the very first release. Columns: the attributes of a Move, `days` (taken, of settled ones), whether
    the month's moves tell of the request (`is_told`), `is_corrected`, `is_missing`; and as `book_*` its line in the new
    books.

    The rules. A request is seen when registered before the month's end. Registered and settled before `start` is
    history and never booked; registered before it and open is carried into the first release. An event is booked in
    the release in which it is first seen, once; facts stay as first booked. Overdue: due before the month's end and not
    settled by then; a request booked overdue stays so, whatever becomes of its due time, and is settled late. Answered,
    rated and struck off are booked of settled requests only; outcome and days are those of the moment of booking. A
    stage never goes back. A request that has vanished from the ledger keeps its booked state, and falls overdue when
    due: nobody improves figures by deleting rows. Corrected is a booked request whose facts the ledger tells otherwise
    than last time, that it tells open after it was booked settled, or settled on time after it was booked overdue, or
    that it tells nothing more of: each counted when first seen.
    """
    month = _Month(period, start)
    rows = _joined(requests, books, month)
    rows = rows.mutate(_overdue(rows, month))
    rows = rows.mutate(_settled(rows))
    rows = rows.mutate(_after(rows, month))
    return rows.select(
        **_attributes(rows, month),
        **_marks(rows),
        **{f"book_{name}": column for name, column in _book(rows, month).items()},
    )


def moves(judged_rows: Expr) -> Expr:
    """Return the full cross of a month: the attributes of a Move and `count`."""
    rows = judged_rows.filter(judged_rows.is_told)
    return rows.group_by(list(ATTRIBUTES)).aggregate(count=rows.count())


def booked(judged_rows: Expr) -> Expr:
    """Return the new books."""
    return judged_rows.select(**{name: judged_rows[f"book_{name}"] for name in COLUMNS})


def _midnight(day: dt.date) -> Expr:
    return ibis.timestamp(f"{day} 00:00:00")


def _joined(requests: Expr, books: Expr, month: _Month) -> Expr:
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


def _overdue(rows: Expr, month: _Month) -> dict[str, Expr]:
    is_carried = rows.is_new & (rows.registered_at < month.opening) if month.period == month.start else _NO
    was_overdue = rows.book_overdue.notnull() | (is_carried & (rows.due < month.begin).fill_null(_NO))
    in_time = (rows.settled_at <= rows.due).fill_null(_NO)
    fell = ~was_overdue & ~rows.was_settled & (rows.due < month.end).fill_null(_NO) & ~in_time
    return {"is_carried": is_carried, "was_overdue": was_overdue, "fell": fell, "in_time": in_time}


def _settled(rows: Expr) -> dict[str, Expr]:
    now = ~rows.was_settled & rows.settled_at.notnull()
    days = rows.settled_at.date().delta(rows.registered.date(), unit="day")
    return {
        "now_settled": now,
        "is_settled": rows.was_settled | now,
        "taken": ibis.cases((now, ibis.greatest(days, 0)), else_=rows.book_days).cast("int32"),
        "is_solved": ibis.cases((now, (rows.outcome == "solved").fill_null(_NO)), else_=rows.book_solved),
    }


def _after(rows: Expr, month: _Month) -> dict[str, Expr]:
    """Tell what follows on settling: reply, rating, striking off; and how far an open request has come."""
    has_rating = rows.rating.notnull() & (rows.rated_at.isnull() | (rows.rated_at < month.end))
    is_due = (rows.now_settled & ~rows.was_overdue & ~rows.fell & rows.due.notnull()) | rows.fell
    # As a number, the later stage is the greater one.
    stage = ibis.cases((rows.dispatched_at.notnull(), 2), (rows.accepted_at.notnull(), 1), else_=0)
    is_as_booked = _all_equal(rows)
    return {
        "now_answered": rows.is_settled & rows.replied_at.notnull() & rows.book_answered.isnull(),
        "now_rated": rows.is_settled & has_rating & rows.book_rated.isnull(),
        "now_struck": rows.is_settled & rows.struck_off_at.notnull() & rows.book_struck.isnull(),
        "is_due": is_due,
        "reached": ibis.greatest(stage, rows.book_stage.fill_null(0)).cast("int8"),
        "age": ibis.cases(
            (rows.is_carried, "carried"),
            (rows.is_new, "new"),
            (rows.book_booked == month.before, "last"),
            else_="older",
        ),
        "seen_now": ibis.cases(
            (~rows.is_here, rows.book_seen), (rows.is_new | is_as_booked, ibis.null("string")), else_=_facts(rows)
        ),
        "is_reopened": rows.is_here & rows.was_settled & rows.settled_at.isnull(),
    }


def _all_equal(rows: Expr) -> Expr:
    community, *others = ((rows[name] == rows[f"book_{name}"]).fill_null(_NO) for name in FACTS)
    for equal in others:
        community &= equal
    return community


def _facts(rows: Expr) -> Expr:
    """Return all facts as one text; only the few requests whose facts changed need one."""
    return rows.community + "/" + rows.category + "/" + rows.grade + "/" + rows.channel


def _attributes(rows: Expr, month: _Month) -> dict[str, Expr]:
    facts = {name: ibis.coalesce(rows[f"book_{name}"], rows[name]) for name in FACTS}
    late = rows.is_new & ~rows.is_carried & (rows.registered_at < month.begin)
    regraded = (rows.first_grade != UNASSIGNED) & (rows.grade != UNASSIGNED) & (rows.first_grade != rows.grade)
    returned = ibis.cases((rows.returned, "yes"), (rows.dispatched_at.notnull(), "no"), else_="not_dispatched")
    return facts | {
        "age": rows.age,
        "entry": ibis.cases((rows.age != "new", "-"), (late, "late"), else_="in_time"),
        "overdue": _yes(rows.fell),
        "overdue_before": _yes(rows.was_overdue),
        "settled": ibis.cases((rows.was_settled, "before"), (rows.now_settled, "yes"), else_="no"),
        "timeliness": ibis.cases(
            (~rows.now_settled, "-"),
            (rows.was_overdue | rows.fell, "late"),
            (rows.due.isnull(), "no_promise"),
            else_="on_time",
        ),
        "outcome": ibis.cases((rows.now_settled, rows.outcome.fill_null("unstated")), else_="-"),
        "course": _course(rows),
        "answered": _yes(rows.now_answered),
        "rating": ibis.cases((rows.now_rated, rows.rating), else_="-"),
        "rated_by": ibis.cases((rows.now_rated, rows.rated_by.fill_null("unknown")), else_="-"),
        "striking": ibis.cases(
            (~rows.now_struck, "-"),
            (rows.now_answered | rows.book_answered.notnull(), "after_reply"),
            else_="after_wait",
        ),
        "regraded": _yes(regraded, rows.now_settled),
        **{name: _yes(rows[flag], rows.now_settled) for name, flag in _FLAGS.items()},
        "returned": ibis.cases((rows.now_settled, returned), else_="-"),
        "redone": _yes(rows.redone, rows.is_due),
        "within_hour": _yes(_within_hour(rows), rows.now_settled),
        "stage": ibis.cases((rows.is_settled, "-"), *((rows.reached == n, stage) for n, stage in enumerate(STAGES))),
    }


def _course(rows: Expr) -> Expr:
    bands = [
        (rows.is_solved & (rows.taken <= most) if outcome == "solved" else rows.taken <= most, f"{outcome}_{band}")
        for band, most in BANDS.items()
        for outcome in ("solved", "other")
    ]
    return ibis.cases((rows.age != "last", "-"), (~rows.is_settled, "open"), *bands, else_="later")


def _within_hour(rows: Expr) -> Expr:
    """Tell whether a request was settled within the hour; a settlement without a time of day cannot tell."""
    seconds = rows.settled_at.epoch_seconds() - rows.registered.epoch_seconds()
    return (seconds <= _HOUR) & (rows.settled_at != rows.settled_at.truncate("D"))


def _yes(condition: Expr, applies: Expr | None = None) -> Expr:
    if applies is None:
        return ibis.cases((condition, "yes"), else_="no")
    return ibis.cases((~applies, "-"), (condition, "yes"), else_="no")


def _marks(rows: Expr) -> dict[str, Expr]:
    has_moved = rows.now_answered | rows.now_rated | rows.now_struck
    has_turned = rows.seen_now.fill_null("") != rows.book_seen.fill_null("")
    was_misjudged = rows.book_overdue.notnull() & rows.now_settled & rows.in_time
    is_missing = ~rows.is_here
    is_corrected = (
        has_turned
        | was_misjudged
        | (rows.is_reopened & ~rows.book_was_reopened.fill_null(_NO))
        | (is_missing & ~rows.book_was_missing.fill_null(_NO))
    )
    return {
        "is_told": ~rows.was_settled | has_moved | rows.age.isin(["new", "carried", "last"]),
        "days": rows.taken,
        "is_missing": is_missing,
        "is_corrected": ~rows.is_new & is_corrected,
    }


def _book(rows: Expr, month: _Month) -> dict[str, Expr]:
    """Return the columns of the new books. What was overdue when carried is booked in the month before the first."""

    def first(name: str, *steps: tuple[Expr, int]) -> Expr:
        return ibis.cases(*steps, else_=rows[f"book_{name}"]).cast("int32")

    now = month.number
    return {
        "id": ibis.coalesce(rows.book_id, rows.id),
        **{name: ibis.coalesce(rows[f"book_{name}"], rows[name]) for name in FACTS},
        "booked": first("booked", (rows.is_carried, month.before), (rows.is_new, now)),
        "in_time": ibis.coalesce(rows.book_in_time, rows.registered_at >= month.begin),
        "registered_at": rows.registered,
        "due_at": rows.due,
        "overdue": first("overdue", (rows.fell, now), (rows.is_carried & rows.was_overdue, month.before)),
        "settled": first("settled", (rows.now_settled, now)),
        "solved": rows.is_solved,
        "days": rows.taken,
        "answered": first("answered", (rows.now_answered, now)),
        "rated": first("rated", (rows.now_rated, now)),
        "struck": first("struck", (rows.now_struck, now)),
        "stage": rows.reached,
        "seen": rows.seen_now,
        "was_reopened": rows.is_reopened | rows.book_was_reopened.fill_null(_NO),
        "was_missing": ~rows.is_here | rows.book_was_missing.fill_null(_NO),
    }
