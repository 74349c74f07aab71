"""What requests can do in a month, as integer variables: so many batches of each core cell, and never below nothing.

A batch stands for `base` requests alike. Every published cell is a sum of these variables, so whatever values the
solver gives them, all tables are margins of one and the same population, now and in later months.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ortools.sat.python import cp_model

from zhishuo.ledger.layout import BANDS, COURSE, OUTCOMES, RATINGS, TIMELINESS, Layout
from zhishuo.ledger.stock import Core, Stock
from zhishuo.ledger.tables import Table

# A variable, or the number it can only be.
Amount: TypeAlias = cp_model.IntVar | int
# A sum of variables and numbers.
Expression: TypeAlias = cp_model.LinearExpr | int
# A published cell: the table's place among those of the month, the line's first key, the column's place.
Cell: TypeAlias = tuple[int, str, int]

# Where requests of an age are settled from: within 30 days of registration, or beyond.
_ORIGINS = {"new": ("new", "new_beyond"), "last": ("last", "last_beyond"), "older": ("older",)}


def _meanings() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return for each kind of move the published columns it is counted in: population, split, column key."""
    found: dict[str, list[tuple[str, str, str]]] = {"booked": [("registered", "*", "*")]}
    for state in ("fine", "over"):
        found[f"carried.{state}"] = [("carried", "*", "*")]
    found["carried.over"].append(("carried_overdue", "total", "all"))
    for age in ("new", "last", "older"):
        found[f"over.{age}"] = [("overdue", "total", "all")]
        for key in TIMELINESS:
            found[f"{key}.{age}"] = [("settled", "timeliness", key)]
    for outcome in OUTCOMES:
        for origin in ("new", "new_beyond", "last", "last_beyond", "older"):
            found[f"{origin}.{outcome}"] = []
        found[f"new.{outcome}"].append(("cohort_so_far", "solved", outcome))
    for kind, columns in found.items():
        if kind.endswith(".solved"):
            columns.append(("settled", "solved", "solved"))
    for course in COURSE:
        found[f"course.{course}"] = [("cohort", "course", course)]
    for rating in RATINGS:
        found[f"rated.{rating}"] = [("rated", "rating", rating)]
    return {kind: tuple(columns) for kind, columns in found.items()}


_MEANINGS = _meanings()


@dataclass(frozen=True, slots=True)
class _Address:
    """How to find the cell that a kind is counted in: a fixed column, or the one of the core cell's group or grade."""

    table: int
    rows: str
    column: int | str


class Flows:
    """The variables of one month over all core cells that published numbers leave possible.

    `most(cell)` is the highest number of batches a published cell may take. `sums` holds for each cell the variables
    that add up to it.
    """

    def __init__(  # noqa: PLR0913  a month is what it starts from, what it publishes and how high that may be
        self,
        model: cp_model.CpModel,
        layout: Layout,
        tables: Sequence[Table],
        stock: Stock,
        most: Callable[[Cell], int],
        *,
        is_first: bool,
        arriving: Collection[Core] | None = None,
    ) -> None:
        """Lay out the variables of every core cell that can hold any; requests arrive only in those of `arriving`."""
        self._arriving = arriving
        self.model, self.layout, self.tables, self.stock, self.most = model, layout, tables, stock, most
        self.sums: defaultdict[Cell, list[Amount]] = defaultdict(list)
        self.amounts: dict[tuple[str, Core], Amount] = {}
        self._tops: dict[int, int] = {}
        self._is_first = is_first
        self._addresses = {kind: tuple(self._addresses_of(kind)) for kind in _MEANINGS}
        for core in self._cores():
            self._lay_out(core)

    def total(self, *kinds: str) -> list[Amount]:
        """Return the amounts of these kinds (or of all that begin so, with a trailing dot) over all core cells."""
        return [
            amount
            for (kind, _), amount in self.amounts.items()
            if any(kind.startswith(wanted) if wanted.endswith(".") else kind == wanted for wanted in kinds)
        ]

    def _addresses_of(self, kind: str) -> Iterator[_Address]:
        for place, table in enumerate(self.tables):
            if table.rows in {"town", "channel"}:
                continue
            for population, split, column in _MEANINGS[kind]:
                if population != table.population or split not in {"*", table.split}:
                    continue
                if split == "*":
                    yield _Address(place, table.rows, table.split)
                else:
                    yield from (
                        _Address(place, table.rows, index) for index, keys in enumerate(table.columns) if column in keys
                    )

    def _cores(self) -> Iterator[Core]:
        for (community,) in self.layout.lines["community"]:
            for category in self.layout.lines["category"]:
                for (grade,) in self.layout.lines["grade"]:
                    yield (community, category[0], grade)

    def _cells(self, kind: str, core: Core) -> Iterator[Cell]:
        of = dict(zip(("community", "category", "grade"), core, strict=True))
        for address in self._addresses[kind]:
            column = address.column
            if isinstance(column, str):
                column = self._column(self.tables[address.table], core)
            yield (address.table, of[address.rows], column)

    def _column(self, table: Table, core: Core) -> int:
        """Return the column of a two-way table that the core cell's own grade, category or group stands in."""
        key = {"grade": core[2], "category": core[1], "group": self.layout.group_of(core[1])}[table.split]
        return next(index for index, keys in enumerate(table.columns) if key in keys)

    def _amount(self, kind: str, core: Core, most: int) -> Amount:
        """Return a new variable of at most `most`, or 0 where there can be none."""
        cells = tuple(self._cells(kind, core))
        most = min((most, *map(self.most, cells)))
        if most <= 0:
            return 0
        amount = self.model.new_int_var(0, most, "")
        self.amounts[kind, core] = amount
        self._tops[amount.index] = most
        for cell in cells:
            self.sums[cell].append(amount)
        return amount

    def _lay_out(self, core: Core) -> None:
        young_fine, young_over = (self.stock.of(core, "young_fine"), self.stock.of(core, "young_over"))
        old_fine: Amount = self.stock.of(core, "old_fine")
        old_over: Amount = self.stock.of(core, "old_over")
        high = 1 << 20 if self._arriving is None or core in self._arriving else 0
        if self._is_first:
            old_fine, old_over = (self._amount(f"carried.{state}", core, high) for state in ("fine", "over"))
        booked = self._amount("booked", core, high)
        settled = [
            self._settled(core, "new", booked, 0),
            self._settled(core, "last", young_fine, young_over),
            self._settled(core, "older", old_fine, old_over),
        ]
        self._rated(core, [amount for amounts in settled for amount in amounts])
        self._cohort(core)

    def _settled(self, core: Core, age: str, fine: Amount, over: Amount) -> list[Amount]:
        """Bind what becomes of requests of one age: they fall overdue, are settled in time or late, solved or not."""
        most = self._top(fine) + self._top(over)
        fell = self._amount(f"over.{age}", core, self._top(fine))
        in_time = [self._amount(f"{key}.{age}", core, self._top(fine)) for key in ("on_time", "no_promise")]
        late = self._amount(f"late.{age}", core, most)
        kinds = [f"{origin}.{outcome}" for origin in _ORIGINS[age] for outcome in OUTCOMES]
        by_outcome = [self._amount(kind, core, most) for kind in kinds]
        self._at_most([fell, *in_time], fine)
        self._at_most([late], over, fell)
        self._equal([*in_time, late], by_outcome)
        return [*in_time, late]

    def _rated(self, core: Core, settled: Sequence[Amount]) -> None:
        unrated = self.stock.of(core, "unrated")
        most = unrated + sum(map(self._top, settled))
        self._at_most([self._amount(f"rated.{rating}", core, most) for rating in RATINGS], unrated, *settled)

    def _cohort(self, core: Core) -> None:
        """Divide those of the cohort that were settled within 30 days by the days they took."""
        for outcome in OUTCOMES:
            settled = (
                self.stock.of(core, f"young_{outcome}"),
                self.amounts.get((f"last.{outcome}", core), 0),
            )
            most = sum(map(self._top, settled))
            self._equal([self._amount(f"course.{outcome}_{band}", core, most) for band in BANDS], settled)

    def _top(self, amount: Amount) -> int:
        return amount if isinstance(amount, int) else self._tops[amount.index]

    def _at_most(self, amounts: Sequence[Amount], *limits: Amount) -> None:
        if any(not isinstance(amount, int) for amount in amounts):
            self.model.add(sum(amounts) <= sum(limits))

    def _equal(self, left: Sequence[Amount], right: Sequence[Amount]) -> None:
        if any(not isinstance(amount, int) for amount in (*left, *right)):
            self.model.add(sum(left) == sum(right))
