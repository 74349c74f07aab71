"""Ledger and books -> the exact full cross of a month's release, and the books after it. Never published."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import ibis

from zhishuo.ledger import judging
from zhishuo.ledger.books import Books, NewBooks, number_of
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.judging import FACTS
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.months import last_day, shifted
from zhishuo.ledger.moves import ATTRIBUTES, Move, Moves
from zhishuo.ledger.raw import Expr, fetched
from zhishuo.problems import Problem, ProblemsError


def earliest_as_of(period: str) -> dt.date:
    """Return the first day on which `period` can be released: it is over."""
    return last_day(period) + dt.timedelta(days=1)


def count(ledger: Ledger, codebook: Codebook, books: Books, period: str, as_of: dt.date) -> Moves:
    """Return what the requests did in `period` (YYYY-MM), by the rules of `judging.judged`.

    `as_of` is the day the ledger was exported on. Raises ProblemsError when that is before `earliest_as_of`, when
    `books` are not those of the month before, when they speak of a key the town no longer has, or do not balance.
    """
    if as_of < (earliest := earliest_as_of(period)):
        message = f"{period} 最早要数据截至 {earliest} 才能公布（当月已过完），现在是 {as_of}"
        raise ProblemsError([Problem("", 0, "--as-of", message)])
    if books.file and shifted(books.period, 1) != period:
        message = f"账册 {books.file.name} 是 {books.period} 的，要公布 {period} 得有 {shifted(period, -1)} 的账册"
        raise ProblemsError([Problem(books.file.name, 0, "", message)])
    connection, judged = ledger.connection, _judged(ledger, books, period)
    found = fetched(connection, judging.moves(judged).select(*ATTRIBUTES, "count"))
    rows = tuple(Move(*values) for values in sorted(found))
    _check_keys(rows, codebook)
    check_books(connection, books.table(connection), judged, rows, period)
    marks = judged.aggregate(corrected=judged.is_corrected.sum(), missing=judged.is_missing.sum())
    ((corrected, missing),) = fetched(connection, marks)
    cohort = judged.filter(judged.age == "last").group_by("days").aggregate(count=ibis._.count())
    return Moves(
        period=period,
        as_of=as_of,
        is_first=books.file is None,
        told=ledger.told,
        rows=rows,
        corrected=int(corrected or 0),
        missing=int(missing or 0),
        days=dict(fetched(connection, cohort)),
    )


def new_books(ledger: Ledger, books: Books, period: str) -> NewBooks:
    """Return the books after the release of `period`, still in the ledger's database: for `save`."""
    return NewBooks(ledger.connection, judging.booked(_judged(ledger, books, period)), period, books.start or period)


def _judged(ledger: Ledger, books: Books, period: str) -> Expr:
    """Work out what every request did, once: moves and new books are both made of it."""
    lines = books.table(ledger.connection)
    expression = judging.judged(ledger.requests, lines, period, books.start or period)
    name = f"judged_{number_of(period)}" + (f"_after_{books.release}" if books.file else "")
    ledger.connection.raw_sql(f"CREATE TEMP TABLE IF NOT EXISTS {name} AS {ledger.connection.compile(expression)}")
    return ibis.table(expression.schema(), name=name)


def _check_keys(rows: tuple[Move, ...], codebook: Codebook) -> None:
    """Raise ProblemsError for facts booked under a key that is gone: their requests would be in no table."""
    known = {name: set(codebook.keys(name)) for name in FACTS}
    lost = Counter(
        (name, key) for row in rows for name in FACTS for key in [getattr(row, name)] if key not in known[name]
    )
    if lost:
        message = (
            "还有以前按这个代号记账、现在要公布的诉求，代号却没有了；已经公布过的代号不能删去或改名，要留在 data/ 里"
        )
        raise ProblemsError([Problem("", 0, f"{name} {key}", message) for name, key in sorted(lost)])


def check_books(connection: Expr, before: Expr, judged: Expr, rows: tuple[Move, ...], period: str) -> None:
    """Raise ProblemsError naming community and month when some request is lost between books, moves and new books.

    What was booked in a month stays booked, as settled or as open: from `before` to the books in `judged`, and for the
    month itself from `rows`. And of every community, open before + booked = settled + open after.
    """
    problems = [
        Problem("", 0, f"{month} {community}", message)
        for (community, month), message in sorted(_gaps(connection, before, judged, rows, period))
    ]
    if problems:
        raise ProblemsError(problems)


def _gaps(
    connection: Expr, before: Expr, judged: Expr, rows: tuple[Move, ...], period: str
) -> Iterator[tuple[tuple[str, str], str]]:
    booked, stock = Counter[tuple[str, str]](), Counter[str]()
    for community, month, number, is_open in fetched(connection, _totals(before)):
        booked[community, _period_of(month)] += number
        stock[community] += is_open
    for row in rows:
        if row.age in {"new", "carried"}:
            booked[row.community, shifted(period, -1) if row.age == "carried" else period] += row.count
            stock[row.community] += row.count
        stock[row.community] -= row.count * (row.settled == "yes")
    for community, month, number, is_open in fetched(connection, _totals(judging.booked(judged))):
        booked[community, _period_of(month)] -= number
        stock[community] -= is_open
    for key, gap in booked.items():
        if gap:
            yield key, f"账目不平：登记数比办结加未办结多 {gap} 件"
    for community, gap in stock.items():
        if gap:
            yield (community, period), f"账目不平：月初未办结加登记，比办结加月末未办结多 {gap} 件"


def _totals(books: Expr) -> Expr:
    """Return community, month booked, requests booked, of these open."""
    grouped = books.group_by("community", "booked")
    return grouped.aggregate(number=ibis._.count(), is_open=ibis._.settled.isnull().sum())


def _period_of(number: int) -> str:
    return f"{number // 100:04d}-{number % 100:02d}"
