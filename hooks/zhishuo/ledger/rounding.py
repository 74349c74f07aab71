"""One step of the rounding as a model: the multiples of the base each cell may take, what that costs, what must add up.

Which way each count is rounded is chosen for the least distance to the truth, the month's and the accumulated one (the
carry), and by a secret tilt.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from zhishuo.ledger.flows import Cell, Expression, Flows
from zhishuo.ledger.layout import Layout
from zhishuo.ledger.leaves import bind
from zhishuo.ledger.stock import Core, Stock
from zhishuo.ledger.sums import Errors, Sum, sums_of
from zhishuo.ledger.tables import Line, Table

# As far as the public statement goes: what was registered is held to base - 1. What follows on it is held to that too
# wherever it can be, but must fit the stock, and may then be further off: up to so many times as much.
_HELD = frozenset({"registered", "carried"})
_AT_MOST = 4
# What a step further than base - 1 costs: it is taken only where nothing else fits.
_FURTHER = 400
_NOW, _TILT = 4, 3
# What rounding up costs in a line that an earlier attempt left too little room in, and lacking room in any.
_CAREFUL = 5_000
_WORKERS = 8
_GAP = 0.01


@dataclass(frozen=True, slots=True)
class Quality:
    """How a month came out, for the private report only: never publish it.

    `gap` is the proven distance to the best solution as a share of the objective, the greatest of all steps; `further`
    the cells more than base - 1 from the truth, `seconds` the solver's time.
    """

    is_optimal: bool
    gap: float
    further: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Protected:
    """The published tables, the errors summed up to now, and how they came out."""

    tables: tuple[Table, ...]
    errors: Errors
    quality: Quality

    def batches(self, base: int) -> dict[tuple[str, ...], int]:
        """Return the batches of every published cell by its name."""
        return {
            (*table.name, line.keys[0], keys[0]): count // base
            for table in self.tables
            for line in table.lines
            for keys, count in zip(table.columns, line.counts, strict=True)
        }


@dataclass(frozen=True, slots=True)
class Task:
    """One town's month: its exact tables, what it follows on, the rounding's constants.

    `arriving` are the core cells in which requests were booked or carried; `limit` is the solver's time in seconds;
    `seed` is secret. Lines and columns (fact, first key) of `careful` are rounded down if they can be, since an earlier
    attempt left too little room in them. Each `attempt` tilts otherwise.
    """

    period: str
    layout: Layout
    exact: tuple[Table, ...]
    arriving: frozenset[Core]
    stock: Stock
    errors: Errors
    is_first: bool
    base: int
    seed: bytes
    limit: float
    careful: frozenset[tuple[str, str]] = frozenset()
    attempt: int = 1


def rounded(task: Task, standing: Mapping[tuple[str, ...], int], seconds: float) -> Protected | None:
    """Return the tables of `task` rounded, where the cells of `standing` keep their batches; None where none fit."""
    rounding = _Model(task, standing)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds, 1)
    solver.parameters.num_workers = _WORKERS
    solver.parameters.relative_gap_limit = _GAP
    # To try out what each choice would lead to takes longer here than the search that it shortens.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.random_seed = rounding.random.getrandbits(31)
    status = solver.solve(rounding.model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return rounding.protected(solver, is_optimal=status == cp_model.OPTIMAL)


class _Model:
    """The variables, constraints and costs of one task."""

    def __init__(self, task: Task, standing: Mapping[tuple[str, ...], int]) -> None:
        self.task = task
        self.random = random.Random(hashlib.sha256(task.seed + f"{task.period} {task.attempt}".encode()).digest())  # noqa: S311  a tilt
        self.model = cp_model.CpModel()
        self.truth: dict[Cell, int] = {
            (place, line.keys[0], column): count
            for place, table in enumerate(task.exact)
            for line in table.lines
            for column, count in enumerate(line.counts)
        }
        self.flows = Flows(
            self.model, task.layout, task.exact, task.stock, self._most, is_first=task.is_first, arriving=task.arriving
        )
        self.costs: list[Expression] = []
        self.further: list[cp_model.IntVar] = []
        self.least: dict[Cell, Expression] = {}
        self.values = {cell: self._value(cell) for cell in self.truth}
        bind(self.model, self.flows, task.exact, task.stock, self.values)
        for cell, value in self.values.items():
            self._hold(cell, value)
            if (name := self._name(cell)) in standing:
                self.model.add(value == standing[name])
        self._leave_room()
        for held in sums_of(task.exact, task.errors):
            self._hold_sum(held)
        self.model.minimize(sum(self.costs))

    def _value(self, cell: Cell) -> Expression:
        """Return a cell's batches: the sum of its moves, or a variable where it hangs on the town's totals alone."""
        if self.task.exact[cell[0]].rows in {"town", "channel"}:
            return self.model.new_int_var(0, self._most(cell), "")
        return sum(self.flows.sums.get(cell, ()))

    def _is_registered(self, cell: Cell) -> bool:
        return self.task.exact[cell[0]].population in _HELD

    def _bound(self, cell: Cell) -> int:
        held = self._is_registered(cell) and not self._is_loose(cell)
        return (self.task.base - 1) * (1 if held else _AT_MOST)

    def _is_loose(self, cell: Cell) -> bool:
        """Tell whether the cell's table is read in sums over months only, so that one month's distance matters less."""
        return self.task.exact[cell[0]].split == "category"

    def _most(self, cell: Cell) -> int:
        return (self.truth[cell] + self._bound(cell)) // self.task.base

    def _name(self, cell: Cell) -> tuple[str, ...]:
        table = self.task.exact[cell[0]]
        return (*table.name, cell[1], table.columns[cell[2]][0])

    def _hold(self, cell: Cell, value: Expression) -> None:
        """Let a cell take the multiples of the base next to the truth, at their cost, and others only if it must."""
        base, truth = self.task.base, self.truth[cell]
        low, rest = divmod(truth, base)
        steps: list[Expression] = [low]
        proven = max(base * low - self._bound(cell), 0)
        least: Expression = proven
        if rest:
            upwards = self.model.new_bool_var("")
            steps.append(upwards)
            tilt = self.random.randint(-_TILT, _TILT)
            if self._is_registered(cell) and not self.task.careful.isdisjoint(self._lines(cell)):
                self.costs.append(_CAREFUL * upwards)
            down, up = (self._cost(cell, error) for error in (-rest, base - rest))
            self.costs += [down, (up - down + tilt) * upwards]
            least = proven + (base * (low + 1) - self._bound(cell) - proven) * upwards
        if self._bound(cell) < base:
            self.least[cell] = least
        else:
            steps += self._further(cell)
        self.model.add(value == sum(steps))

    def _lines(self, cell: Cell) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return the line and the column that a cell stands in, each with the fact that it is about."""
        table = self.task.exact[cell[0]]
        return (table.rows, cell[1]), (table.split, table.columns[cell[2]][0])

    def _cost(self, cell: Cell, error: int) -> int:
        """Return what an error costs now and with the errors before: their square, so that none is left to grow."""
        before = self.task.errors.get(self._name(cell), 0)
        return (0 if self._is_loose(cell) else _NOW * abs(error)) + (before + error) ** 2

    def _leave_room(self) -> None:
        """See to it that one who knows the exact sum of a line, or of a grade, as well can narrow none of its cells.

        What the published counts prove of its cells leaves at least base - 1 of its requests unproven, if it can:
        where counts force the model not to, the attack before writing tells whether a cell is open. A line of one cell
        is its own sum: who knows that has nothing left to learn.
        """
        known: dict[tuple[int, str | int], list[Cell]] = {}
        for place, line, column in self.least:
            known.setdefault((place, line), []).append((place, line, column))
            # How many there were of each grade is known to this attacker as well.
            if self.task.exact[place].split == "grade":
                known.setdefault((place, column), []).append((place, line, column))
        for cells in known.values():
            room = sum(map(self.truth.__getitem__, cells)) - self.task.base + 1
            if room >= 0 and len(cells) > 1:
                lacking = self.model.new_int_var(0, 1 << 20, "")
                self.model.add(sum(self.least[cell] for cell in cells) - lacking <= room)
                # Where that was not enough once, it goes before the nearness of all sums: they are made up for later.
                self.costs.append((_FURTHER if self.task.attempt == 1 else _CAREFUL) * lacking)

    def _further(self, cell: Cell) -> list[Expression]:
        """Return the steps further up and further down that the public bound allows, each at its price."""
        base, truth, bound = self.task.base, self.truth[cell], self._bound(cell)
        low = truth // base * base
        high = low + base if truth % base else low
        found: list[Expression] = []
        for nearest, step in ((high, base), (low, -base)):
            room = (bound - abs(nearest - truth)) // base
            most = min(room, nearest // base) if step < 0 else room
            if most > 0:
                taken = self.model.new_int_var(0, most, "")
                extra = self._cost(cell, nearest + step - truth) - self._cost(cell, nearest - truth)
                self.costs.append(max(extra, 1) * taken if self._is_loose(cell) else _FURTHER * taken)
                if not self._is_loose(cell):
                    self.further.append(taken)
                found.append(taken if step > 0 else -taken)
        return found

    def _hold_sum(self, held: Sum) -> None:
        truth = sum(sign * self.truth[cell] for sign, cell in held.cells)
        error = self.task.base * sum(sign * self.values[cell] for sign, cell in held.cells) - truth
        if held.now:
            self.costs.append(held.now * self._distance(error))
        self.costs.append(held.through * self._distance(error + held.before))

    def _distance(self, error: Expression) -> cp_model.IntVar:
        distance = self.model.new_int_var(0, 1 << 24, "")
        self.model.add(distance >= error)
        self.model.add(distance >= -error)
        return distance

    def protected(self, solver: cp_model.CpSolver, *, is_optimal: bool) -> Protected:
        base = self.task.base
        counts = {cell: base * solver.value(value) for cell, value in self.values.items()}
        errors = dict(self.task.errors)
        for cell, count in counts.items():
            errors[self._name(cell)] = errors.get(self._name(cell), 0) + count - self.truth[cell]
        tables = [
            replace(table, lines=tuple(_line(line, place, counts) for line in table.lines))
            for place, table in enumerate(self.task.exact)
        ]
        value, bound = solver.objective_value, solver.best_objective_bound
        gap = abs(value - bound) / max(abs(value), 1)
        further = sum(solver.value(step) for step in self.further)
        return Protected(tuple(tables), errors, Quality(is_optimal, gap, further, solver.wall_time))


def _line(line: Line, place: int, counts: Mapping[Cell, int]) -> Line:
    return Line(line.keys, tuple(counts[place, line.keys[0], column] for column in range(len(line.counts))))
