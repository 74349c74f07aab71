"""A released count, and lines of them: what all figures are made of, and nothing else.

`Released` cannot be made from a number at hand: counts come out of release tables here, and then only by adding and
subtracting what was released. Rates and percentiles take nothing but `Released`, so no figure on the site can come
from elsewhere; mypy says so where a number is passed, and the class refuses it at run time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from zhishuo.records import ReleaseTable, lumps

_SEAL = object()
Keys: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, order=True)
class Released:
    """How many requests, as released or as the sum or difference of what was; raises TypeError when made by hand."""

    number: int
    _seal: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a number that does not come out of a release."""
        if self._seal is not _SEAL:
            raise TypeError("a count on the site comes out of a release, never from a number at hand")

    def __add__(self, other: Released) -> Released:
        """Return both together."""
        return Released(self.number + other.number, _SEAL)

    def __sub__(self, other: Released) -> Released:
        """Return what is left of this without the other."""
        return Released(self.number - other.number, _SEAL)

    def __str__(self) -> str:
        """Return the number as it is printed."""
        return f"{self.number}"


def total(counts: Iterable[Released]) -> Released:
    """Return the sum of counts; the sum of none is 0."""
    return Released(sum([count.number for count in counts]), _SEAL)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its keys, and for each (merged) column its count."""

    keys: Keys
    cells: tuple[tuple[Keys, Released], ...]

    @property
    def total(self) -> Released:
        """Return the sum over all columns."""
        return total(count for _, count in self.cells)

    def count(self, *columns: str) -> Released | None:
        """Return how many stand in `columns` together; None where one of them is not told, or merged with others."""
        if len(columns) == 1:
            return next((count for keys, count in self.cells if keys == columns), None)
        wanted = set(columns)
        inside = [(keys, count) for keys, count in self.cells if wanted & set(keys)]
        if {key for keys, _ in inside for key in keys} != wanted:
            return None
        return total(count for _, count in inside)

    def parts(self) -> dict[Keys, Released]:
        """Return the counts by column."""
        return dict(self.cells)


def line(keys: Keys, **counts: Released | None) -> Line:
    """Return a line with a column for each count that is known."""
    return Line(keys, tuple(((name,), count) for name, count in counts.items() if count is not None))


def table_lines(tables: Sequence[ReleaseTable]) -> tuple[Line, ...]:
    """Return the lines of one table, or the sum of its blocks, in the order first met."""
    found = [
        Line(
            tuple(row.keys),
            tuple((tuple(keys), Released(count, _SEAL)) for keys, count in zip(table.columns, row.counts, strict=True)),
        )
        for table in tables
        for row in table.lines
    ]
    return tuple(found) if len(tables) == 1 else together(found)


def together(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the sums of lines of the same row, in the order first met; rows once merged are one row.

    A column that not all lines of a row tell is left out: its sum is not known.
    """
    found = list(lines)
    return tuple(_sum(keys, same) for keys, same in _rows(found, found).items())


def beside(*tables: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines with the columns of all `tables` beside each other; rows merged in one are merged in all."""
    found = [list(lines) for lines in tables]
    every = [one for lines in found for one in lines]
    cells: dict[Keys, list[tuple[Keys, Released]]] = {keys: [] for keys in _rows(every, every)}
    for lines in found:
        for keys, same in _rows(every, lines).items():
            cells[keys] += _sum(keys, same).cells
    return tuple(Line(keys, tuple(row)) for keys, row in cells.items())


def named(lines: Iterable[Line], name: str) -> tuple[Line, ...]:
    """Return the sum of each line as its only column, under a name."""
    return tuple(line(one.keys, **{name: one.total}) for one in lines)


def _rows(every: Iterable[Line], lines: Iterable[Line]) -> dict[Keys, list[Line]]:
    """Return the lines of each row, where what was merged in any of `every` is one row."""
    merged = lumps(one.keys for one in every)
    rows: dict[Keys, list[Line]] = {}
    for one in lines:
        rows.setdefault(merged[one.keys[0]], []).append(one)
    return rows


def _sum(keys: Keys, lines: Sequence[Line]) -> Line:
    if len(lines) == 1:
        return Line(keys, lines[0].cells)
    parts = [line.parts() for line in lines]
    columns = [column for column in parts[0] if all(column in part for part in parts)]
    return Line(keys, tuple((column, total(part[column] for part in parts)) for column in columns))


def whole(lines: Iterable[Line]) -> Line | None:
    """Return the sum of all lines of a table as a line of the whole town; None for no lines."""
    found = list(lines)
    return _sum(("town",), found) if found else None


def row_of(lines: Iterable[Line], key: str) -> Line | None:
    """Return the line that `key` stands in, alone or merged with others."""
    return next((line for line in lines if key in line.keys), None)


def turned(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return a two-way table with its columns as rows."""
    found = list(lines)
    columns = [keys for keys, _ in found[0].cells] if found else []
    return tuple(Line(keys, tuple((one.keys, one.parts()[keys]) for one in found)) for keys in columns)
