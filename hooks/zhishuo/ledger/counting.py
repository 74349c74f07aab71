"""Ledger and books -> the exact full cross of a month's release, and the books after it. Never published."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator

import ibis

from zhishuo.ledger.books import COLUMNS, Books, NewBooks, number_of
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.judging import FACTS, booked
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.months import last_day, shifted
from zhishuo.ledger.moves import ATTRIBUTES, Move, Moves
from zhishuo.ledger.moving import moves
from zhishuo.ledger.raw import Expr, fetched
from zhishuo.problems import Problem, ProblemsError

_BATCH = 50_000
# What a release can book of a request; in the books the month stands for each.
EVENTS = ("booked", "overdue", "settled", "answered", "rated", "struck", "corrected")


def earliest_as_of(period: str) -> dt.date:
    """Return the first day on which `period` can be released: it is over."""
    return last_day(period) + dt.timedelta(days=1)


def count(ledger: Ledger, codebook: Codebook, books: Books, period: str, as_of: dt.date) -> Moves:
    """Return what the requests did in `period` (YYYY-MM), by the rules of `judging.booked`.

    `as_of` is the day the ledger was exported on. Raises ProblemsError when that is before `earliest_as_of`, when
    `books` are not those of the month before, when they speak of a key the town no longer has, or do not balance.
    """
    if as_of < (earliest := earliest_as_of(period)):
        message = f"{period} 最早要数据截至 {earliest} 才能公布（当月已过完），现在是 {as_of}"
        raise ProblemsError([Problem("", 0, "--as-of", message)])
    if books.file and shifted(books.period, 1) != period:
        message = f"账册 {books.file.name} 是 {books.period} 的，要公布 {period} 得有 {shifted(period, -1)} 的账册"
        raise ProblemsError([Problem(books.file.name, 0, "", message)])
    start, before, after = books.start or period, books.table(ledger.connection), new_books(ledger, books, period).table
    rows = _rows(ledger.connection, moves(ledger.requests, after, period, start))
    _check_keys(rows, codebook)
    check_books(ledger.connection, before, after, rows, period)
    is_corrected = after.corrected == number_of(period)
    marks = after.aggregate(corrected=is_corrected.sum(), missing=after.is_missing.sum())
    ((corrected, missing),) = fetched(ledger.connection, marks)
    # Those carried into the first release are booked in the month before it, and are no cohort.
    is_cohort = (after.booked == number_of(shifted(period, -1))) & (after.booked >= number_of(start))
    cohort = after.filter(is_cohort)
    return Moves(
        period=period,
        as_of=as_of,
        is_first=books.file is None,
        told=ledger.told,
        rows=rows,
        corrected=int(corrected or 0),
        missing=int(missing or 0),
        days=dict(fetched(ledger.connection, cohort.group_by("days").aggregate(number=ibis._.count()))),
    )


def new_books(ledger: Ledger, books: Books, period: str) -> NewBooks:
    """Return the books after the release of `period`, in the ledger's database, for `save`; worked out once."""
    connection, start = ledger.connection, books.start or period
    lines = booked(ledger.requests, books.table(connection), period, start)
    name = f"books_{number_of(period)}" + (f"_after_{books.release}" if books.file else "")
    connection.raw_sql(f"CREATE TEMP TABLE IF NOT EXISTS {name} AS {connection.compile(lines)}")
    return NewBooks(connection, ibis.table(COLUMNS, name=name), period, start)


def corrections(ledger: Ledger, books: Books, period: str) -> dict[str, int]:
    """Return what the ledger tells beyond the `books` of the release of `period` itself: event -> requests.

    The next release will book it. Events are booked, overdue, settled, answered, rated, struck, corrected.
    """
    now = number_of(period)
    tables = (books.table(ledger.connection), new_books(ledger, books, period).table)
    before, after = (
        fetched(ledger.connection, table.aggregate(**{name: (table[name] == now).sum() for name in EVENTS}))[0]
        for table in tables
    )
    return {name: int((new or 0) - (old or 0)) for name, old, new in zip(EVENTS, before, after, strict=True)}


def _rows(connection: Expr, cross: Expr) -> tuple[Move, ...]:
    """Fetch the moves, sorted, every word of them held once: a large county has a million rows."""
    query = connection.compile(cross.order_by(list(ATTRIBUTES)).select(*ATTRIBUTES, "count"))
    rows: list[Move] = []
    for batch in connection.con.sql(query).to_arrow_reader(_BATCH):
        columns = [[sys.intern(word) for word in column.to_pylist()] for column in batch.columns[:-1]]
        rows.extend(map(Move, *columns, batch.columns[-1].to_pylist()))
    return tuple(rows)


def _check_keys(rows: tuple[Move, ...], codebook: Codebook) -> None:
    """Raise ProblemsError for facts booked under a key that is gone: their requests would be in no table."""
    lost = [
        (name, key)
        for name in FACTS
        for key in sorted({getattr(row, name) for row in rows}.difference(codebook.keys(name)))
    ]
    if lost:
        message = (
            "还有以前按这个代号记账、现在要公布的诉求，代号却没有了；已经公布过的代号不能删去或改名，要留在 data/ 里"
        )
        raise ProblemsError([Problem("", 0, f"{name} {key}", message) for name, key in lost])


def check_books(connection: Expr, before: Expr, after: Expr, rows: tuple[Move, ...], period: str) -> None:
    """Raise ProblemsError naming community and month when some request is lost between books, moves and new books.

    What was booked in a month stays booked, as settled or as open: from the books `before` to those `after`, and for
    the month itself from `rows`. And of every community, open before + booked = settled + open after.
    """
    problems = [
        Problem("", 0, f"{month} {community}", message)
        for (community, month), message in sorted(_gaps(connection, before, after, rows, period))
    ]
    if problems:
        raise ProblemsError(problems)


def _gaps(
    connection: Expr, before: Expr, after: Expr, rows: tuple[Move, ...], period: str
) -> Iterator[tuple[tuple[str, str], str]]:
    gaps, stock = Counter[tuple[str, str]](), Counter[str]()
    for community, month, number, is_open in fetched(connection, _totals(before)):
        gaps[community, _period_of(month)] += number
        stock[community] += is_open
    for row in rows:
        if row.age in {"new", "carried"}:
            gaps[row.community, shifted(period, -1) if row.age == "carried" else period] += row.count
            stock[row.community] += row.count
        stock[row.community] -= row.count * (row.settled == "yes")
    for community, month, number, is_open in fetched(connection, _totals(after)):
        gaps[community, _period_of(month)] -= number
        stock[community] -= is_open
    for key, gap in gaps.items():
        if gap:
            yield key, f"账目不平：登记数比办结加未办结{_more(gap)}"
    for community, gap in stock.items():
        if gap:
            yield (community, period), f"账目不平：月初未办结加登记，比办结加月末未办结{_more(gap)}"


def _more(gap: int) -> str:
    return f"{'多' if gap > 0 else '少'} {abs(gap)} 件"


def _totals(books: Expr) -> Expr:
    """Return community, month booked, requests booked, of these open."""
    grouped = books.group_by("community", "booked")
    return grouped.aggregate(number=ibis._.count(), is_open=ibis._.settled.isnull().sum())


def _period_of(number: int) -> str:
    return f"{number // 100:04d}-{number % 100:02d}"
