"""Released counts as tables for reading; merged rows and columns keep their sum and say so.

A table comes whole as published, narrow (at most four columns, for phones), or as a single row turned upright.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from zhishuo.figures import Line, Rate, joined, table_lines
from zhishuo.records import UNASSIGNED, ReleaseTable
from zhishuo.views.base import Mark
from zhishuo.views.words import ROWS, Codebook

MERGED = "已合并公布"
# With the row heads, four columns are what a phone shows without scrolling.
MOST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text`, and below it in small print `sub` (the fraction behind a percentage)."""

    text: str
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its head: marks for grades, a link for what has its own page, `note` in small print.

    `parts` are the pieces of a merged row's label, between which alone a narrow screen may break the line; the marks
    stand for the first of them.
    """

    label: str
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...] = ()
    parts: tuple[str, ...] = ()
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table for reading: what it counts, its column heads (the first is the row heads' own), its rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


# A column of a narrow table: its head, and what it makes of a line.
Reading: TypeAlias = tuple[str, Callable[[Line], Cell]]


def whole(lines: Sequence[Line]) -> Line | None:
    """Return the sum of all lines of one table, as a line of the whole town."""
    return joined([replace(line, keys=("town",)) for line in lines])


def count_cell(line: Line, *columns: str) -> Cell:
    """Return a count, or the word for one that was merged with others."""
    count = line.count(*columns)
    return Cell(MERGED) if count is None else Cell(f"{count}")


def rate_cell(rate: Rate | None) -> Cell:
    """Return a percentage with its fraction below it; too few to divide or merged is said instead."""
    if rate is None:
        return Cell(MERGED)
    fraction = f"{rate.numerator} ÷ {rate.denominator}" if rate.denominator else ""
    return Cell(rate.text if rate.enough else "数量太少", fraction)


def row_head(book: Codebook, dimension: str, keys: tuple[str, ...], cells: tuple[Cell, ...]) -> Row:
    """Return a row under its name; the page of a single community or category is linked."""
    url = ""
    if len(keys) == 1 and keys[0] != UNASSIGNED:
        url = {"community": f"board/c/{keys[0]}/", "category": f"board/cat/{keys[0]}/"}.get(dimension, "")
    label = book.row(dimension, keys)
    names = book.names(dimension, keys)
    note = _note(label, names)
    parts = (*(f"{part}、" for part in names[:-1]), names[-1], "合计") if len(keys) > 1 and not note else ()
    return Row(label, cells, () if note else book.grades(keys), parts, url, note)


def _note(label: str, names: Sequence[str]) -> str:
    """Return the names behind a sum whose label does not tell them."""
    return "" if all(name in label for name in names) else "、".join(names)


def shown_lines(table: ReleaseTable) -> list[Line]:
    """Return the lines worth a row: all but the one of requests that lack the detail, when there are none of them."""
    return [line for line in table_lines(table) if line.keys != (UNASSIGNED,) or line.total]


def narrow_table(book: Codebook, table: ReleaseTable, caption: str, readings: Sequence[Reading]) -> Table:
    """Return the rows of `table` with at most three columns: the first readings that were not merged in every row."""
    lines = shown_lines(table)
    told = [(head, read) for head, read in readings if any(read(line).text != MERGED for line in lines)]
    shown = told[:MOST_COLUMNS]
    rows = [row_head(book, table.rows, line.keys, tuple(read(line) for _, read in shown)) for line in lines]
    return Table(caption, (ROWS[table.rows], *(head for head, _ in shown)), tuple(rows))


def full_table(book: Codebook, table: ReleaseTable, caption: str) -> Table:
    """Return every published column of `table`."""
    lines = table_lines(table)
    heads = [book.column(table.split, tuple(keys)) for keys in table.columns]
    rows = [row_head(book, table.rows, line.keys, tuple(Cell(f"{count}") for _, count in line.cells)) for line in lines]
    return Table(caption, (ROWS[table.rows], *heads), tuple(rows))


def upright_table(book: Codebook, table: ReleaseTable, caption: str) -> Table:
    """Return a table's one line with its columns below each other, each with its share of them all."""
    line = table_lines(table)[0]
    rows = [
        Row(
            label := book.column(table.split, keys),
            (Cell(f"{count}"), share_cell(count, line.total)),
            note=_note(label, book.column_names(table.split, keys)),
        )
        for keys, count in line.cells
        if count or not set(keys) <= _IMPOSSIBLE.get(table.population, frozenset())
    ]
    total = Row("合计", (Cell(f"{line.total}"), Cell("")))
    return Table(caption, (SPLIT_HEADS.get(table.split, "项目"), "件数", "占合计"), (*rows, total))


def share_cell(count: int, total: int) -> Cell:
    """Return the share of `count` in `total` under the rules for rates."""
    return rate_cell(Rate("", count, total, "", "")) if total else Cell("")


def merged_note(book: Codebook, table: ReleaseTable) -> tuple[str, ...]:
    """Return the sentences that name the merged columns and tell of merged rows, if there are any."""
    merged = [_merged_words(book, table.split, tuple(keys)) for keys in table.columns if len(keys) > 1]
    lines = [line for line in table.lines if len(line.keys) > 1]
    notes = []
    if merged:
        notes.append(f"件数少的几项合在一起公布：{'；'.join(merged)}。")
    if lines:
        notes.append(f"件数少的{ROWS[table.rows]}合在一起公布，表里写明“合计”。")
    return tuple(notes)


def _merged_words(book: Codebook, split: str, keys: tuple[str, ...]) -> str:
    label, names = book.column(split, keys), book.column_names(split, keys)
    return f"{label}（{note}）" if (note := _note(label, names)) else label


# What cannot be: a settled request is not open, a due one has a promise that has run out.
_IMPOSSIBLE: dict[str, frozenset[str]] = {
    "settled": frozenset({"open"}),
    "due": frozenset({"not_due", "no_promise"}),
}
SPLIT_HEADS: dict[str, str] = {
    "timeliness": "按时情况",
    "outcome": "结果",
    "rating": "评价",
    "striking": "销号",
    "stage": "走到哪一步",
    "duration": "用了多久",
    "solved_within": "几天内",
    "book": "账目",
}
