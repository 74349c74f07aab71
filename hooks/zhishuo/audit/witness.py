"""Finding the certificate of a month: whole batches of requests that make exactly the published tables.

It follows on the certificates of the months before, so the witness of all releases together is the sequence of
theirs. The search knows only what is published; that a batch of `base` alike requests will do is no secret either.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TypeAlias

from ortools.sat.python import cp_model

from zhishuo.audit.lives import Cell, Core, Month, Stock
from zhishuo.audit.rules import CELL_RULES, CELL_STOCK, MOVES, OUTCOMES, TOWN_RULES, Rule, Sum
from zhishuo.problems import Problem, ProblemsError

# A sum of variables and numbers.
Expression: TypeAlias = cp_model.LinearExpr | int
_WORKERS = 2
_GAP = 0.1
_NO_MORE = 1 << 20


@dataclass(frozen=True, slots=True)
class Witness:
    """The moves of one month by core cell and kind, in batches, and the belated replies."""

    moves: dict[Core, dict[str, int]]
    belated: int


def find(month: Month, stock: Stock, seconds: float, attempt: int = 1) -> Witness:
    """Return moves that follow on `stock` and make exactly the tables of `month`; another `attempt` finds others.

    Raises ProblemsError when there are none, or none was found within `seconds`.
    """
    search = _Search(month, stock)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.relative_gap_limit = _GAP
    solver.parameters.num_workers = _WORKERS
    # Looking for symmetries takes longer than the search.
    solver.parameters.symmetry_level = 0
    # The same files, the same certificate: workers take turns instead of racing.
    solver.parameters.interleave_search = True
    solver.parameters.random_seed = attempt
    status = solver.solve(search.model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        reason = "证明了没有" if status == cp_model.INFEASIBLE else f"{seconds:.0f} 秒内没有找到"
        message = f"审计{reason}一批能同时得出这些表的诉求：这些数字彼此对不上，不能公布"
        raise ProblemsError([Problem("", 0, "tables", message)])
    moves: dict[Core, dict[str, int]] = {}
    for (core, kind), amount in search.amounts.items():
        if number := solver.value(amount):
            moves.setdefault(core, {})[kind] = number
    return Witness(moves, solver.value(search.belated))


class _Search:
    """The rules over the core cells that published zeros and the stock leave possible, as a model."""

    def __init__(self, month: Month, stock: Stock) -> None:
        self.month, self.stock = month, stock
        self.model = cp_model.CpModel()
        self.counts = month.counts()
        self.places = month.places()
        self.amounts: dict[tuple[Core, str], cp_model.IntVar] = {}
        self.sums: defaultdict[Cell, list[cp_model.IntVar]] = defaultdict(list)
        self.quick: list[cp_model.IntVar] = []
        self.belated = self.model.new_int_var(0, stock.town.get("town_struck_unanswered", 0), "")
        for core in {*month.cores(), *stock.cells}:
            self._lay_out(core)
        for cell, count in self.counts.items():
            self.model.add(sum(self.sums[cell]) == count) if self.sums[cell] else self._refuse(count)
        self._bind_town()
        # Of all that will do, one in which requests fall overdue as late as can be: promises are seldom over within the
        # month of registration, and the months that follow have to fit what is left in time.
        self.model.minimize(sum(amount for (_, kind), amount in self.amounts.items() if kind == "over.new"))

    def _refuse(self, count: int) -> None:
        """Let the search fail for a count above 0 that no core cell can make."""
        if count:
            self.model.add_bool_or([])

    def _lay_out(self, core: Core) -> None:
        left = self.stock.cells.get(core, {})
        if not left and not any(self._most("booked", core) + self._most(f"carried.{key}", core) for key in _STATES):
            return
        own: dict[str, Expression] = {name: left.get(name, 0) for name in CELL_STOCK}
        for kind in MOVES:
            own[kind] = self._amount(kind, core)
        for rule in CELL_RULES:
            self._add(rule, own)
        for outcome in OUTCOMES:
            if (young := left.get(f"young_{outcome}", 0)) and f"course.{outcome}_d1" in own:
                quick = self.model.new_int_var(0, young, "")
                self.model.add(quick <= own[f"course.{outcome}_d1"])
                self.quick.append(quick)

    def _most(self, kind: str, core: Core) -> int:
        if kind.startswith("carried.") and not self.places[kind]:
            return 0
        cells = (self.month.cell_of(place, core) for place in self.places[kind])
        return min((self.counts.get(cell, 0) for cell in cells), default=_NO_MORE)

    def _amount(self, kind: str, core: Core) -> cp_model.IntVar | int:
        if not (most := self._most(kind, core)):
            return 0
        amount = self.model.new_int_var(0, most, "")
        self.amounts[core, kind] = amount
        for place in self.places[kind]:
            self.sums[self.month.cell_of(place, core)].append(amount)
        return amount

    def _bind_town(self) -> None:
        moved: defaultdict[str, list[cp_model.IntVar]] = defaultdict(list)
        for (_, kind), amount in self.amounts.items():
            moved[kind].append(amount)
        values: dict[str, Expression] = {kind: sum(moved[kind]) for kind in MOVES}
        values |= {**self.stock.town, **self.month.leaves(), "belated": self.belated, "quick": sum(self.quick)}
        for rule in TOWN_RULES:
            if rule.is_told(values):
                self._add(rule, values)

    def _add(self, rule: Rule, values: dict[str, Expression]) -> None:
        left, right = (_expression(terms, values) for terms in (rule.left, rule.right))
        if isinstance(left, int) and isinstance(right, int):
            if not (left == right if rule.is_equal else left <= right):
                self.model.add_bool_or([])
        elif rule.is_equal:
            self.model.add(left == right)
        else:
            self.model.add(left <= right)


_STATES = ("fine", "over")


def _expression(terms: Sum, values: dict[str, Expression]) -> Expression:
    return sum(times * values.get(name, 0) for times, name in terms)
