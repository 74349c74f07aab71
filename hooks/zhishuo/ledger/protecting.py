"""Exact tables -> published tables: additive controlled rounding, every table of a month at once, by CP-SAT.

Every published count becomes a multiple of the base, next below or above the truth, so that all tables are margins
of one population of whole batches that follows on the public certificate of the months before. Which way each count is
rounded is chosen for the least distance to the truth, the month's and the accumulated one (the carry), and by a
secret tilt.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from ortools.sat.python import cp_model

from zhishuo.ledger.flows import Cell, Expression, Flows
from zhishuo.ledger.layout import Layout
from zhishuo.ledger.leaves import bind
from zhishuo.ledger.stock import Core, Stock
from zhishuo.ledger.tables import Line, Table
from zhishuo.problems import Problem, ProblemsError

# Of a published cell (population, rows, split, line's first key, column's first key): published minus true, summed up.
Errors: TypeAlias = Mapping[tuple[str, ...], int]

# As far as the public statement goes: what was registered is held to base - 1. What follows on it is held to that too
# wherever it can be, but must fit the stock, and may then be further off: up to so many times as much.
_HELD = frozenset({"registered", "carried"})
_AT_MOST = 4
# What a step further than base - 1 costs: it is taken only where nothing else fits.
_FURTHER = 400
_NOW, _TILT = 4, 3
# What rounding up costs in a line that an earlier attempt left too little room in.
_CAREFUL = 5_000
# Sums of cells: population, rows, split, what is summed to (a line, a column, everything), and its weight.
_SUMS = (
    ("registered", "community", "grade", "line", 2),
    ("registered", "category", "grade", "line", 2),
    ("registered", "category", "grade", "column", 3),
    ("registered", "category", "grade", "all", 20),
    ("carried", "category", "grade", "all", 20),
    ("overdue", "grade", "total", "all", 10),
    ("settled", "community", "timeliness", "line", 2),
    ("settled", "grade", "timeliness", "column", 10),
    ("settled", "grade", "solved", "all", 10),
    ("rated", "community", "rating", "column", 10),
    ("cohort", "grade", "course", "column", 5),
)
_WORKERS = 8
_GAP = 0.01


@dataclass(frozen=True, slots=True)
class Quality:
    """How a month came out, for the private report only: never publish it.

    `gap` is the proven distance to the best solution as a share of the objective, `further` the cells more than
    base - 1 from the truth, `seconds` the solver's time.
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


@dataclass(frozen=True, slots=True)
class Task:
    """One town's month: its exact tables, what it follows on, the rounding's constants.

    `arriving` are the core cells in which requests were booked or carried; `limit` is the solver's time in seconds;
    `seed` is secret. Lines (rows, first key) of `careful` are rounded down if they can be, since an earlier attempt
    left too little room in them.
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


def protect(task: Task, progress: Callable[[float], None]) -> Protected:
    """Return the published tables of one town's month; `progress` is told the share of the time limit gone by.

    Raises ProblemsError when no consistent rounding was found within the limit.
    """
    rounding = _Rounding(task)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = task.limit
    solver.parameters.num_workers = _WORKERS
    solver.parameters.relative_gap_limit = _GAP
    solver.parameters.random_seed = rounding.random.getrandbits(31)
    started = time.monotonic()
    solver.best_bound_callback = lambda _: progress(min((time.monotonic() - started) / task.limit, 1))
    status = solver.solve(rounding.model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        message = (
            f"{task.limit:.0f} 秒内没有算出一组互相对得上的公布数字；请加长 --limit（如 {task.limit * 4:.0f}）再运行"
        )
        raise ProblemsError([Problem("", 0, task.period, message)])
    return rounding.protected(solver, is_optimal=status == cp_model.OPTIMAL)


class _Rounding:
    """The model of one month: which multiples of the base each cell may take, what that costs, what must add up."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.random = random.Random(hashlib.sha256(task.seed + task.period.encode()).digest())  # noqa: S311  a tilt
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
        self._leave_room()
        for population, rows, split, to, weight in _SUMS:
            for place, table in enumerate(task.exact):
                if table.name == (population, rows, split):
                    self._hold_sums(place, to, weight)
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
        base, truth, before = self.task.base, self.truth[cell], self.task.errors.get(self._name(cell), 0)
        low, rest = divmod(truth, base)
        steps: list[Expression] = [low]
        proven = max(base * low - self._bound(cell), 0)
        least: Expression = proven
        if rest:
            upwards = self.model.new_bool_var("")
            steps.append(upwards)
            tilt = self.random.randint(-_TILT, _TILT)
            if (self.task.exact[cell[0]].rows, cell[1]) in self.task.careful and self._is_registered(cell):
                self.costs.append(_CAREFUL * upwards)
            self.costs.append((_cost(base - rest, before) - _cost(-rest, before) + tilt) * upwards)
            least = proven + (base * (low + 1) - self._bound(cell) - proven) * upwards
        if self._bound(cell) < base:
            self.least[cell] = least
        else:
            steps += self._further(cell)
        self.model.add(value == sum(steps))

    def _leave_room(self) -> None:
        """See to it that one who knows a line's exact sum as well can narrow none of its cells.

        What the published counts prove of a line's cells leaves at least base - 1 of its requests unproven, if it can:
        where counts force the model not to, the attack before writing tells whether a cell is open.
        """
        lines: dict[tuple[int, str], list[Cell]] = {}
        for cell in self.least:
            lines.setdefault(cell[:2], []).append(cell)
        for cells in lines.values():
            room = sum(map(self.truth.__getitem__, cells)) - self.task.base + 1
            if room >= 0:
                lacking = self.model.new_int_var(0, 1 << 20, "")
                self.model.add(sum(self.least[cell] for cell in cells) - lacking <= room)
                self.costs.append(_FURTHER * lacking)

    def _further(self, cell: Cell) -> list[Expression]:
        """Return the steps further up and further down that the public bound allows, each at its price."""
        base, truth, bound = self.task.base, self.truth[cell], self._bound(cell)
        before = self.task.errors.get(self._name(cell), 0)
        low = truth // base * base
        high = low + base if truth % base else low
        found: list[Expression] = []
        for nearest, step in ((high, base), (low, -base)):
            room = (bound - abs(nearest - truth)) // base
            most = min(room, nearest // base) if step < 0 else room
            if most > 0:
                taken = self.model.new_int_var(0, most, "")
                extra = _cost(nearest + step - truth, before) - _cost(nearest - truth, before)
                self.costs.append(max(extra, 1) * taken if self._is_loose(cell) else _FURTHER * taken)
                if not self._is_loose(cell):
                    self.further.append(taken)
                found.append(taken if step > 0 else -taken)
        return found

    def _hold_sums(self, place: int, to: str, weight: int) -> None:
        sums: dict[object, list[Cell]] = {}
        for cell in self.values:
            if cell[0] == place:
                sums.setdefault({"line": cell[1], "column": cell[2], "all": ""}[to], []).append(cell)
        for cells in sums.values():
            truth = sum(map(self.truth.__getitem__, cells))
            before = sum(self.task.errors.get(self._name(cell), 0) for cell in cells)
            error = self.task.base * sum(self.values[cell] for cell in cells) - truth
            self.costs += [weight * self._distance(error), 3 * weight * self._distance(error + before)]

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


def _cost(error: int, before: int) -> int:
    """Return what an error costs now and with the errors before: their square, so that none is left to grow."""
    return _NOW * abs(error) + (before + error) ** 2
