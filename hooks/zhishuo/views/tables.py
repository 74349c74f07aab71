"""Released counts as tables for reading: a line becomes a row, a reading a column.

A table comes narrow (at most four columns, for phones) and whole, or as a single line turned upright. Where a count is
0, the table says what that means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from zhishuo.figures import Line, Rate, Released
from zhishuo.records import UNASSIGNED
from zhishuo.views.base import Mark
from zhishuo.views.words import ROWS, Codebook

# What the ledger does not tell is no 0.
UNTOLD = "没有记"
# With the row heads, four columns are what a phone shows without scrolling.
MOST_COLUMNS = 3
SENSITIVE = "敏感，合在一起公布"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text`, and below it in small print `sub` (the fraction behind a percentage)."""

    text: str
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its head: marks for grades, a link for what has its own page, `note` in small print."""

    label: str
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...] = ()
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table for reading: what it counts, its column heads (the first is the row heads' own), its rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


# A column of a table: its head, and what it makes of a line.
Reading: TypeAlias = tuple[str, Callable[[Line], Cell]]


def cell(count: Released | None, sub: str = "") -> Cell:
    """Return a count, or the word for one that the ledger does not tell."""
    return Cell(UNTOLD) if count is None else Cell(f"{count}", sub)


def counted(head: str, *columns: str) -> Reading:
    """Return the column that counts `columns` together."""
    return head, lambda line: cell(line.count(*columns))


def rate_cell(rate: Rate | None) -> Cell:
    """Return a percentage with its fraction below it; too few to divide is said instead."""
    if rate is None:
        return Cell(UNTOLD)
    fraction = f"{rate.numerator} ÷ {rate.denominator}" if rate.denominator.number else ""
    return Cell(rate.text if rate.enough else "数量太少", fraction)


def rated(head: str, rate_of: Callable[[Line], Rate | None]) -> Reading:
    """Return the column of a rate."""
    return head, lambda line: rate_cell(rate_of(line))


def row_head(book: Codebook, dimension: str, keys: tuple[str, ...], cells: tuple[Cell, ...]) -> Row:
    """Return a row under its name; the page of a single community or category is linked."""
    url = ""
    if len(keys) == 1 and keys[0] != UNASSIGNED:
        url = {"community": f"board/c/{keys[0]}/", "category": f"board/cat/{keys[0]}/"}.get(dimension, "")
    return Row(book.row(dimension, keys), cells, book.grades(keys), url, SENSITIVE if len(keys) > 1 else "")


def shown_lines(lines: Iterable[Line]) -> list[Line]:
    """Return the lines worth a row: all but the one of requests that lack the detail, when there are none of them."""
    return [line for line in lines if line.keys != (UNASSIGNED,) or line.total.number]


def rows_table(
    book: Codebook, dimension: str, lines: Iterable[Line], caption: str, readings: Sequence[Reading]
) -> Table:
    """Return a row for every line, without the readings that no line tells."""
    shown = shown_lines(lines)
    told = [(head, read) for head, read in readings if any(read(line).text != UNTOLD for line in shown)]
    rows = [row_head(book, dimension, line.keys, tuple(read(line) for _, read in told)) for line in shown]
    return Table(caption, (ROWS[dimension], *(head for head, _ in told)), tuple(rows))


def narrow_table(
    book: Codebook, dimension: str, lines: Sequence[Line], caption: str, readings: Sequence[Reading]
) -> Table:
    """Return the first readings that are told, as many as a phone shows."""
    shown = shown_lines(lines)
    told = [(head, read) for head, read in readings if any(read(line).text != UNTOLD for line in shown)]
    return rows_table(book, dimension, shown, caption, told[:MOST_COLUMNS])


def columns_of(book: Codebook, split: str, lines: Sequence[Line]) -> list[Reading]:
    """Return a reading for every published column of a table, but the one of requests that lack a detail, if all 0."""
    found: list[Reading] = []
    for keys in [keys for keys, _ in lines[0].cells] if lines else ():
        counts = [line.count(*keys) for line in lines]
        if keys != (UNASSIGNED,) or any(count and count.number for count in counts):
            found.append(counted(book.column(split, keys), *keys))
    return found


def upright_table(
    caption: str,
    head: str,
    parts: Sequence[tuple[str, Released]],
    whole: Released,
    meanings: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """Return counts below each other, each with its share of the `whole`; `meanings` explain some labels."""
    rows = [
        Row(label, (cell(count), rate_cell(Rate("", count, whole, "", ""))), note=meanings.get(label, ""))
        for label, count in parts
    ]
    return Table(caption, (head, "件数", "占比"), (*rows, Row("一共", (cell(whole), Cell("")))))


def zero_note(tables: Iterable[Table], most: int) -> tuple[str, ...]:
    """Return what a 0 means in these tables, if one is there; `most` is 0 where all cells are sums of several counts.

    A sum of small counts may be far more than any one of them, so nothing is said of it but that it is not none.
    """
    if all(found.text != "0" for table in tables for row in table.rows for found in row.cells):
        return ()
    return (f"写 0 的，可能没有，也可能有几件{f'（每月最多 {most} 件）' if most else ''}。",)
