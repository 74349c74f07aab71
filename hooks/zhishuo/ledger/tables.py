"""What is counted and what is published: tables of counts, the same shape before and after protection."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the merged row keys, and a count for each column of its table."""

    keys: tuple[str, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Requests of `population` in the months `first` to `last` (YYYY-MM, both included), by `rows` and `split`.

    A column is a tuple of merged column keys. Lines do not overlap and together hold every key of `rows`. `block` is
    the town of a county that the table is about, empty where there is only one.
    """

    population: str
    first: str
    last: str
    rows: str
    split: str
    columns: tuple[tuple[str, ...], ...]
    lines: tuple[Line, ...]
    block: str = ""

    @property
    def name(self) -> tuple[str, str, str]:
        """Return what tells the table from all others of its release and block."""
        return (self.population, self.rows, self.split)
