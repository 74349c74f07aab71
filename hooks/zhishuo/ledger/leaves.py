"""What hangs on the town alone: channels, outcomes, counters, replies, striking off, stages; and what binds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ortools.sat.python import cp_model

from zhishuo.ledger.flows import Cell, Expression, Flows
from zhishuo.ledger.layout import OUTCOMES, RATINGS, TIMELINESS
from zhishuo.ledger.stock import Stock
from zhishuo.ledger.tables import Table

_AGES = ("new", "last", "older")
_ORIGINS = ("new", "new_beyond", "last", "last_beyond", "older")
_COUNTERS = ("regraded", "extended", "paused", "merged", "transferred", "registered_again", "within_hour", "returned")


def bind(
    model: cp_model.CpModel,
    flows: Flows,
    tables: Sequence[Table],
    stock: Stock,
    values: Mapping[Cell, Expression],
) -> None:
    """Tie the town's and the channels' cells to the flows, so that they too are about the same requests."""
    _Leaves(model, flows, tables, stock, values).bind()


class _Leaves:
    def __init__(
        self,
        model: cp_model.CpModel,
        flows: Flows,
        tables: Sequence[Table],
        stock: Stock,
        values: Mapping[Cell, Expression],
    ) -> None:
        self.model, self.flows, self.stock = model, flows, stock
        self.has_cohort = any(table.population == "cohort" for table in tables)
        self.cells: dict[tuple[str, str], dict[str, Expression]] = {}
        for place, table in enumerate(tables):
            if table.rows in {"town", "channel"}:
                columns = self.cells.setdefault((table.population, table.split), {})
                for cell, value in values.items():
                    if cell[0] == place:
                        name = cell[1] if table.rows == "channel" else table.columns[cell[2]][0]
                        columns[name] = value

    def bind(self) -> None:
        self.booked = sum(self.flows.total("booked"))
        self.settled = sum(self.flows.total(*(f"{key}.{age}" for key in TIMELINESS for age in _AGES)))
        self._arrivals()
        self._settlements()
        self._answers()
        self._stages()

    def _arrivals(self) -> None:
        if channels := self.cells.get(("registered", "total")):
            self.model.add(sum(channels.values()) == self.booked)
        late = self.cells["registered", "entry"]["late"]
        self.model.add(late <= self.booked)
        # Of those booked only now some were settled long after they were registered; no others can be.
        self.model.add(sum(self.flows.total("new_beyond.")) <= late)
        known = self.stock.town.get("town_booked", 0) + self.stock.town.get("town_carried", 0)
        self.model.add(self.cells["corrected", "total"]["all"] <= known)

    def _settlements(self) -> None:
        if outcomes := self.cells.get(("settled", "outcome")):
            self.model.add(sum(outcomes.values()) == self.settled)
            solved = (f"{origin}.solved" for origin in _ORIGINS)
            self.model.add(outcomes["solved"] == sum(self.flows.total(*solved)))
        for counter in _COUNTERS:
            if cells := self.cells.get(("settled", counter)):
                self.model.add(sum(cells.values()) <= self.settled)
        if hour := self.cells.get(("settled", "within_hour")):
            self.model.add(hour["yes"] <= sum(self.flows.total("new.solved", "new.other")))
        if self.has_cohort:
            self.model.add(sum(self._quick()) >= self.stock.town.get("town_within_hour", 0))
        if redone := self.cells.get(("due", "redone")):
            due = self.flows.total(*(f"{kind}.{age}" for kind in ("on_time", "over") for age in _AGES))
            self.model.add(redone["yes"] <= sum(due))
        if hands := self.cells.get(("rated", "rated_by")):
            self.model.add(sum(hands.values()) <= sum(self.flows.total(*(f"rated.{rating}" for rating in RATINGS))))

    def _quick(self) -> Iterator[Expression]:
        """Yield how many of the month before can have taken an hour: settled in their own month, within a day."""
        for core in self.stock.cells:
            for outcome in OUTCOMES:
                young, within = (
                    self.stock.of(core, f"young_{outcome}"),
                    self.flows.amounts.get((f"course.{outcome}_d1", core)),
                )
                if young and within is not None:
                    quick = self.model.new_int_var(0, young, "")
                    self.model.add(quick <= within)
                    yield quick

    def _answers(self) -> None:
        """Those answered were settled; struck off after a reply are some answered, after a wait some unanswered."""
        answered: Expression = self.cells.get(("answered", "total"), {}).get("all", 0)
        nobody: dict[str, Expression] = {"after_reply": 0, "after_wait": 0}
        struck = self.cells.get(("struck", "striking"), nobody)
        town = self.stock.town
        # Answered after they were struck off.
        belated = self.model.new_int_var(0, town.get("town_struck_unanswered", 0), "")
        in_turn = answered - belated
        self.model.add(in_turn >= 0)
        self.model.add(in_turn + struck["after_wait"] <= town.get("town_unanswered", 0) + self.settled)
        self.model.add(struck["after_reply"] <= town.get("town_answered", 0) + in_turn)

    def _stages(self) -> None:
        if not (stages := self.cells.get(("open", "stage"))):
            return
        town = self.stock.town
        entered = self.booked + sum(self.flows.total("carried.fine", "carried.over"))
        self.model.add(stages["registered"] <= town.get("town_registered", 0) + entered)
        both = stages["registered"] + stages["accepted"]
        self.model.add(both <= town.get("town_registered", 0) + town.get("town_accepted", 0) + entered)
        self.model.add(both <= town.get("town_open", 0) + entered - self.settled)
