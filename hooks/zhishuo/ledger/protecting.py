"""Protection by least count: the one room that decides what may be published. Cubes in, tables out.

The rule: every number published, and every number that adding and subtracting published numbers can reach from the
definitions of the columns, is 0 or at least `least_count`. A choice of columns for a cube is kept only if all blocks of
its witnesses (`witnesses`) are empty or large enough, in each line on its own, and for the whole together with what the
other tables of the same requests tell. Rows merge along fixed trees and columns along fixed ladders, so that tables of
one month in different releases nest. A quarter is held against its three months: the quarter less two months must not
give away more of the third than is safe beside what that month has published.

What it does not defend against, plainly: bounds found by linear programming (the next method, controlled rounding,
replaces this one); sums of three-way cells that only all two-way margins of months, rows and columns together fix; one
who reasons from which key was merged or which table is missing to "there are 1 to 4 here"; one who knows requests of
the same cell; and differences between two releases of one cohort after the ledger itself was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from zhishuo.ledger.counting import Cube
from zhishuo.ledger.ladders import BANDS, Rung, rungs
from zhishuo.ledger.tables import Line, Table
from zhishuo.ledger.trees import Node
from zhishuo.ledger.witnesses import Choice, judge, tells_open, values_of

# Splits that are chosen together, because their tables speak of the same thing.
_FAMILIES = (
    ("timeliness", "outcome", "solved_within", "duration"),
    ("rating", "rated_by_handler"),
    ("striking", "without_reply"),
)
# Solved within N days, counted over all registered, is the most honest figure: worth two others.
_WEIGHTS = {"solved_within": 2}
# Rows other than the town's have fewer requests: only the coarser rungs are worth trying.
_ROW_RUNGS = {"timeliness": 2, "outcome": 3, "bands": 2}


def protect(cubes: Sequence[Cube], trees: Mapping[str, Node], least_count: int) -> tuple[Table, ...]:
    """Return the tables that may be published from `cubes`, in their order; `trees` has one tree for each `rows`.

    Cubes that are not shown are chosen for like the others, as they were in their own month's release, and hold the
    later ones back.
    """
    protector = _Protector(trees, least_count)
    found = []
    for cube in cubes:
        tables = {table.split: table for table in protector.tables(cube)}
        found += [tables[split] for split in cube.splits if split in tables and cube.shown]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Columns and lines for the splits of one family; worth nothing when none can be published."""

    worth: int = 0
    choice: Choice = field(default_factory=dict)
    lines: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class _Protector:
    """Chooses for one cube after the other; remembers what the tables chosen so far tell of the same requests.

    `wholes` holds for each population and window the town's cube, or where there is none the first met, `told` the
    columns known of it as a whole, `totals` the cubes of registered totals by row.
    """

    trees: Mapping[str, Node]
    least: int
    wholes: dict[tuple[str, str, str], Cube] = field(default_factory=dict)
    told: dict[tuple[str, str, str], Choice] = field(default_factory=dict)
    totals: list[Cube] = field(default_factory=list)
    answers: dict[object, bool] = field(default_factory=dict)

    def tables(self, cube: Cube) -> Iterator[Table]:
        """Yield the tables of one cube: the richer of two ways, with and without telling how many are still open."""
        if cube.rows == "town" or cube.requests not in self.wholes:
            self.wholes[cube.requests] = cube
        if cube.splits == ("total",):
            self.totals.append(cube)
        ways = [self._plans(cube, is_open_told=is_open_told) for is_open_told in (True, False)]
        for plan in max(ways, key=lambda way: sum(plan.worth for plan in way)):
            known = _known_from(plan.choice, cube.rows)
            self.told[cube.requests] = _finer(self.told.get(cube.requests, {}), known)
            for split, rung in plan.choice.items():
                yield _merged(cube.table(split), rung, plan.lines)

    def _plans(self, cube: Cube, *, is_open_told: bool) -> list[_Plan]:
        plans: list[_Plan] = []
        told = self.told.get(cube.requests, {})
        for family in _families(cube.splits):
            plans.append(self._best(cube.only(values_of(family)), family, told, is_open_told=is_open_told))
            told = _finer(told, _known_from(plans[-1].choice, cube.rows))
        return plans

    def _best(self, cube: Cube, family: Sequence[str], told: Choice, *, is_open_told: bool) -> _Plan:
        best = _Plan()
        for choice in sorted(_choices(family, cube.rows), key=_columns_worth, reverse=True):
            columns = _columns_worth(choice)
            if columns * len(cube.cells) <= best.worth:
                break
            if (tells_open(choice) and not is_open_told) or not self._whole_safe(cube, choice, told):
                continue
            lines = self._lines(cube, choice, is_open_told=is_open_told)
            if len(lines) * columns > best.worth and (cube.rows == "town" or len(lines) > 1):
                best = _Plan(len(lines) * columns, choice, lines)
        return best

    def _lines(self, cube: Cube, choice: Choice, *, is_open_told: bool) -> tuple[tuple[str, ...], ...]:
        safe = judge(cube, choice, self.least, is_open_told=is_open_told)
        # A quarter's line must not be finer than the lines of registered totals of any of its months.
        months = [total for total in self.totals if total.rows == cube.rows and _inside(total, cube)]

        def both(keys: Sequence[str]) -> bool:
            sizes = (sum(sum(month.cells[key].values()) for key in keys) for month in months)
            return safe(keys) and not any(0 < size < self.least for size in sizes)

        return _cut(self.trees[cube.rows], both) or ()

    def _whole_safe(self, cube: Cube, choice: Choice, told: Choice) -> bool:
        """Tell whether `choice` is safe for the whole beside `told`, and for each month of a quarter beside its own."""
        months = [requests for requests in self.told if _is_month_of(requests, cube)]
        beside = [(cube.requests, told), *((requests, self.told[requests]) for requests in months)]
        added = _known_from(choice, cube.rows)
        return all(self._together_safe(requests, _finer(known, added)) for requests, known in beside)

    def _together_safe(self, requests: tuple[str, str, str], choice: Choice) -> bool:
        """Tell whether all of `choice` may be known of the requests as a whole; many choices share an answer."""
        whole = self.wholes[requests]
        together = {split: rung for split, rung in choice.items() if whole.knows(split)}
        asked = (requests, frozenset(together.items()))
        if asked not in self.answers:
            safe = judge(whole.only(values_of(together)), together, self.least, is_open_told=tells_open(together))
            self.answers[asked] = not together or safe(whole.cells)
        return self.answers[asked]


def _inside(total: Cube, cube: Cube) -> bool:
    return cube.population == "cohort" and cube.first <= total.first and total.last <= cube.last


def _is_month_of(requests: tuple[str, str, str], cube: Cube) -> bool:
    population, first, last = requests
    return (
        population == cube.population and first == last and cube.first < cube.last and cube.first <= first <= cube.last
    )


def _known_from(choice: Choice, rows: str) -> Choice:
    """Return what tables of `choice` tell of the whole; lines by grade also tell whose promise was how long."""
    return {**choice, "promises": rungs("promises")[0]} if rows == "grade" and "timeliness" in choice else choice


def _finer(one: Choice, other: Choice) -> Choice:
    """Return what is known from both: for a split in both the finer rung, which tells all that the coarser does."""
    return {**one, **{split: max(rung, one.get(split, ()), key=len) for split, rung in other.items()}}


def _families(splits: Sequence[str]) -> Iterator[tuple[str, ...]]:
    left = list(splits)
    for family in _FAMILIES:
        if found := tuple(split for split in family if split in left):
            yield found
            left = [split for split in left if split not in found]
    yield from ((split,) for split in left)


def _columns_worth(choice: Choice) -> int:
    return sum(_WEIGHTS.get(split, 1) * (len(rung) - (len(rung) > 1)) for split, rung in choice.items())


def _choices(family: Sequence[str], rows: str) -> Iterator[Choice]:
    """Yield the choices of columns for the splits of a family, the richest first; each split may be left out."""
    ways: list[list[dict[str, Rung]]] = []
    speed = [split for split in family if split in BANDS[0]]
    for split in family:
        start = _ROW_RUNGS.get(split, 0) if rows != "town" else 0
        if split not in speed:
            ways.append([*({split: rung} for rung in rungs(split)[start:]), {}])
    if speed:
        start = _ROW_RUNGS["bands"] if rows != "town" else 0
        together = [{split: bands[split] for split in speed} for bands in BANDS[start:]]
        ways.append([*together, *({split: rung} for both in together for split, rung in both.items()), {}])
    for parts in product(*ways):
        if choice := {split: rung for part in parts for split, rung in part.items()}:
            yield choice


def _cut(node: Node, safe: Callable[[Sequence[str]], bool]) -> tuple[tuple[str, ...], ...] | None:
    """Return the finest cut of the tree whose lines are all safe, or None when not even the whole is."""
    parts = [_cut(part, safe) for part in node.parts]
    if parts and all(part is not None for part in parts):
        return tuple(keys for part in parts for keys in part or ())
    return (node.keys,) if safe(node.keys) else None


def _merged(table: Table, rung: Rung, lines: Sequence[Sequence[str]]) -> Table:
    """Return `table` with its columns and lines merged as chosen."""
    counts = {line.keys[0]: line.counts for line in table.lines}
    order = list(counts)
    places = [[table.columns.index((column,)) for column in columns] for columns in rung]
    merged = tuple(
        Line(
            tuple(sorted(keys, key=order.index)),
            tuple(sum(counts[key][place] for key in keys for place in group) for group in places),
        )
        for keys in sorted(lines, key=lambda keys: min(map(order.index, keys)))
    )
    return Table(table.population, table.first, table.last, table.rows, table.split, rung, merged)
