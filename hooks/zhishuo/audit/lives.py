"""A month's tables and stock, laid over the core cells: which published cells each move counts in, and the stock after.

The witness search and the check of a certificate both stand on this; neither knows how the figures were made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias

from zhishuo.audit.published import Name, Table
from zhishuo.audit.rules import ARRIVALS, CELL_RULES, CELL_STOCK, COUNTED, MOVES, OUTCOMES, TOWN_RULES, value

# Community, category line (its first key), grade.
Core: TypeAlias = tuple[str, str, str]
# Name of the table, first key of the line, first key of the column.
Cell: TypeAlias = tuple[Name, str, str]
# Batches of `base` requests by core cell and kind of move.
Moves: TypeAlias = Mapping[Core, Mapping[str, int]]

FACTS = {"community": 0, "category": 1, "grade": 2}


@dataclass(frozen=True, slots=True)
class Stock:
    """What the months before left, in batches: `cells` by core cell and name (see CELL_STOCK), `town` by name."""

    cells: Moves = field(default_factory=dict)
    town: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Month:
    """One block's tables of one release, in batches."""

    tables: Mapping[Name, Table]
    base: int
    groups: Mapping[str, str]

    def cores(self) -> Iterator[Core]:
        """Yield every core cell that the tables' lines name."""
        yield from product(*map(self.keys, FACTS))

    def keys(self, fact: str) -> tuple[str, ...]:
        """Return the published keys of a fact: those of the lines or of the columns of a table about it."""
        for (_, rows, split), table in self.tables.items():
            if rows == fact:
                return tuple(keys[0] for keys, _ in table.lines)
            if split == fact:
                return tuple(column[0] for column in table.columns)
        return ()

    def counts(self) -> dict[Cell, int]:
        """Return the published counts of the tables by community, category or grade, in batches."""
        return {
            (name, line, column): count // self.base
            for name, table in self.tables.items()
            if name[1] in FACTS
            for line, column, count in table.cells()
        }

    def places(self) -> dict[str, tuple[tuple[Name, str | None], ...]]:
        """Return for every kind of move the tables it counts in, with the column, or None for the fact's own."""
        found: dict[str, list[tuple[Name, str | None]]] = {move: [] for move in MOVES}
        for name, table in self.tables.items():
            if name[1] not in FACTS:
                continue
            for move in ARRIVALS.get(name[0], ()):
                found[move].append((name, None))
            for column in table.columns:
                for key in column:
                    for move in COUNTED.get(f"{name[0]}.{name[2]}.{key}", ()):
                        found[move].append((name, column[0]))
        return {move: tuple(places) for move, places in found.items()}

    def cell_of(self, place: tuple[Name, str | None], core: Core) -> Cell:
        """Return the published cell of `place` that a core cell's move counts in."""
        name, column = place
        return (name, core[FACTS[name[1]]], column if column is not None else self.facts(core)[name[2]])

    def facts(self, core: Core) -> dict[str, str]:
        """Return the columns of two-way tables that a core cell's requests stand in, by split."""
        return {"grade": core[2], "category": core[1], "group": self.groups.get(core[1], core[1])}

    def leaves(self) -> dict[str, int]:
        """Return the counts of town and channels in batches, see `leaves_of`."""
        return leaves_of(
            {
                (name, line, column): count // self.base
                for name, table in self.tables.items()
                if name[1] not in FACTS
                for line, column, count in table.cells()
            }
        )


def leaves_of(counts: Mapping[Cell, int]) -> dict[str, int]:
    """Return counts of town and channels by the rules' names: POPULATION.SPLIT in all, POPULATION.SPLIT.COLUMN each."""
    found: Counter[str] = Counter()
    for (name, _, column), count in counts.items():
        found[f"{name[0]}.{name[2]}"] += count
        found[f"{name[0]}.{name[2]}.{column}"] += count
    return dict(found)


def broken(stock: Stock, leaves: Mapping[str, int], moves: Moves, belated: int) -> Iterator[str]:
    """Yield every rule that requests break who stood as in `stock` and move so, with these counts of the town's.

    All rules are linear: what breaks none of them alone breaks none together.
    """
    for core in sorted({*stock.cells, *moves}):
        values = {**stock.cells.get(core, {}), **moves.get(core, {})}
        yield from (f"{'·'.join(core)}：{rule} 不成立" for rule in CELL_RULES if not rule.holds(values))
    town = {**dict.fromkeys(MOVES, 0), **totals(moves), **stock.town, **leaves}
    town |= {"belated": belated, "quick": _quick(stock, moves)}
    yield from (f"全镇：{rule} 不成立" for rule in TOWN_RULES if rule.is_told(town) and not rule.holds(town))


def _quick(stock: Stock, moves: Moves) -> int:
    """Return how many settled in the month of registration took a day at most, at the most."""
    return sum(
        min(left.get(f"young_{outcome}", 0), moves.get(core, {}).get(f"course.{outcome}_d1", 0))
        for core, left in stock.cells.items()
        for outcome in OUTCOMES
    )


def stock_after(stock: Stock, leaves: Mapping[str, int], moves: Moves, belated: int) -> Stock:
    """Return the stock that `moves` leave; `belated` replies were given to requests struck off before.

    `leaves` are the month's counts of the town, see Month.leaves.
    """
    cells: dict[Core, dict[str, int]] = {}
    for core in {*stock.cells, *moves}:
        values = {**stock.cells.get(core, {}), **moves.get(core, {})}
        left = {name: number for name, terms in CELL_STOCK.items() if (number := value(terms, values))}
        if left:
            cells[core] = left
    return Stock(cells, _town_after(stock.town, leaves, totals(moves), belated))


def totals(moves: Moves) -> dict[str, int]:
    """Return the sum of every kind of move over all core cells."""
    found: Counter[str] = Counter()
    for kinds in moves.values():
        found.update(kinds)
    return dict(found)


def _town_after(
    town: Mapping[str, int], leaves: Mapping[str, int], moved: Mapping[str, int], belated: int
) -> dict[str, int]:
    arrived = sum(moved.get(name, 0) for name in ("booked", "carried.fine", "carried.over"))
    settled = sum(moved.get(f"{kind}.{age}", 0) for kind in _KINDS for age in ("new", "last", "older"))
    in_turn = leaves.get("answered.total.all", 0) - belated
    reply, wait = (leaves.get(f"struck.striking.{key}", 0) for key in ("after_reply", "after_wait"))
    before = {name: town.get(f"town_{name}", 0) for name in _TOWN}
    after = {
        "booked": before["booked"] + moved.get("booked", 0),
        "carried": before["carried"] + moved.get("carried.fine", 0) + moved.get("carried.over", 0),
        "open": before["open"] + arrived - settled,
        "unanswered": before["unanswered"] + settled - in_turn - wait,
        "answered": before["answered"] + in_turn - reply,
        "struck_unanswered": before["struck_unanswered"] + wait - belated,
        "registered": leaves.get("open.stage.registered", before["registered"] + arrived),
        "accepted": leaves.get("open.stage.accepted", before["accepted"]),
        "within_hour": leaves.get("settled.within_hour.yes", 0),
    }
    return {f"town_{name}": number for name, number in after.items()}


_KINDS = ("on_time", "late", "no_promise")
_TOWN = (
    *("booked", "carried", "open", "unanswered", "answered", "struck_unanswered"),
    *("registered", "accepted", "within_hour"),
)
