"""The sums that readers make of published cells, totals and open requests above all: they too stay near the truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from zhishuo.ledger.flows import Cell
from zhishuo.ledger.layout import BANDS, OUTCOMES, RATINGS, TIMELINESS
from zhishuo.ledger.tables import Table

# Of a published cell (population, rows, split, line's first key, column's first key): published minus true, summed up.
Errors: TypeAlias = Mapping[tuple[str, ...], int]
# What is added or taken away: sign, population, column (every one where empty).
_Part: TypeAlias = tuple[int, str, str]

_OPEN: tuple[_Part, ...] = ((1, "carried", ""), (1, "registered", ""), (-1, "settled", ""))
_OVERDUE: tuple[_Part, ...] = ((1, "carried_overdue", ""), (1, "overdue", ""), (-1, "settled", "late"))
_SPLITS = {
    "carried_overdue": "total",
    "overdue": "total",
    "settled": "timeliness",
    "rated": "rating",
    "cohort_so_far": "solved",
    "cohort": "course",
}
# Summed by what; the parts; what a request of distance costs in this month's sum, and in that of all months so far.
_SUMS: tuple[tuple[str, tuple[_Part, ...], int, int], ...] = (
    ("town", ((1, "carried", ""),), 20, 60),
    ("town", ((1, "registered", ""),), 60, 120),
    ("town", ((1, "overdue", ""),), 10, 30),
    *(("town", ((1, "settled", column),), 10, 30) for column in TIMELINESS),
    *(("town", ((1, "rated", column),), 10, 30) for column in RATINGS),
    *(("town", ((1, "cohort_so_far", column),), 5, 15) for column in OUTCOMES),
    *(("town", ((1, "cohort", f"{outcome}_{band}"),), 5, 15) for outcome in OUTCOMES for band in BANDS),
    ("town", ((1, "cohort", ""),), 20, 60),
    ("town", _OPEN, 0, 60),
    ("town", _OVERDUE, 0, 30),
    ("community", ((1, "registered", ""),), 40, 36),
    *((by, ((1, "registered", ""),), 3, 9) for by in ("category", "grade")),
    ("community", ((1, "settled", ""),), 2, 6),
    *((by, parts, 0, 6) for by in ("community", "category", "grade") for parts in (_OPEN, _OVERDUE)),
)


@dataclass(frozen=True, slots=True)
class Sum:
    """Published cells of this month with their signs; how far the same sum of the months before strayed; two weights.

    A request of distance costs `now` in this month's sum, and `through` in that of all months so far.
    """

    cells: tuple[tuple[int, Cell], ...]
    before: int
    now: int
    through: int


def sums_of(tables: Sequence[Table], errors: Errors) -> Iterator[Sum]:
    """Yield the sums to be held near the truth in a month that publishes `tables`."""
    places = {table.name: place for place, table in enumerate(tables)}
    for by, parts, now, through in _SUMS:
        names = [_table(population, by) for _, population, _ in parts]
        # What was carried is published in the first month only.
        if any(name not in places and not name[0].startswith("carried") for name in names):
            continue
        cells: defaultdict[str, list[tuple[int, Cell]]] = defaultdict(list)
        before: Counter[str] = Counter()
        for (sign, _, wanted), name in zip(parts, names, strict=True):
            if name in places:
                for key, cell in _cells(places[name], tables[places[name]], by, wanted):
                    cells[key].append((sign, cell))
            for (*table, line, column), error in errors.items():
                if tuple(table) == name and wanted in {"", column}:
                    before[_key(name, by, line, column)] += sign * error
        for key, found in cells.items():
            yield Sum(tuple(found), before[key], now, through)


def _table(population: str, by: str) -> tuple[str, str, str]:
    """Return the table that tells a population by community, category or grade, or of the town all together."""
    if population in {"registered", "carried"}:
        return (population, "community" if by == "community" else "category", "grade")
    anywhere = "community" if population == "rated" else "grade"
    return (population, anywhere if by == "town" else by, _SPLITS[population])


def _cells(place: int, table: Table, by: str, wanted: str) -> Iterator[tuple[str, Cell]]:
    for line in table.lines:
        for index, keys in enumerate(table.columns):
            if wanted in {"", *keys}:
                yield _key(table.name, by, line.keys[0], keys[0]), (place, line.keys[0], index)


def _key(name: tuple[str, str, str], by: str, line: str, column: str) -> str:
    return {"town": "", name[2]: column, name[1]: line}[by]
