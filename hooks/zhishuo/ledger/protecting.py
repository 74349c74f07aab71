"""Protection by least count: the one room that decides what may be published. Cubes in, tables out.

The rule: every number published, and every number that adding and subtracting published numbers can reach from the
definitions of the columns, is 0 or at least `least_count`. It is kept by *witnesses*: for every cube and every choice
of columns, partitions of its requests into blocks so fine that each published cell, and each cell reachable from
several tables of the cube, is a union of blocks; each block must hold 0 or at least `least_count` requests.

Rows merge along fixed trees and columns along fixed ladders, so tables of one cube on different rungs, and tables of
one month in different releases, nest. A quarter is held against its three months: its rows and columns are never
finer than what is safe in each month, or the quarter less two months would give away the third.

What it does not defend against, plainly: bounds found by linear programming (the next method, controlled rounding,
replaces this one); sums of three-way cells that only all two-way margins of months, rows and columns together fix; one
who reasons from which key was merged or which table is missing to "there are 1 to 4 here"; one who knows requests
of the same cell; and differences between two releases of one cohort after the ledger itself was changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from typing import TypeAlias

from zhishuo.ledger.counting import Cube
from zhishuo.ledger.ladders import BANDS, Rung, rungs
from zhishuo.ledger.splits import DAYS, SPLITS, Values
from zhishuo.ledger.tables import Line, Table
from zhishuo.ledger.trees import Node

# The columns chosen for some splits of one cube; a split that is not in it is left out.
Choice: TypeAlias = Mapping[str, Rung]
Label: TypeAlias = tuple[object, ...]

# Splits with a column that is wholly open, or wholly settled: what is left of another's column can be told.
_TELL_OPEN = {"outcome", "duration", "stage"}
_LINKED = {"timeliness", "solved_within", "rating", "rated_by_handler", "striking", "without_reply"}
_ORDER = (*DAYS, "later")
# Splits that are chosen together, because their tables speak of the same thing.
_FAMILIES = (
    ("timeliness", "outcome", "solved_within", "duration"),
    ("rating", "rated_by_handler"),
    ("striking", "without_reply"),
)
# Rows other than the town's have fewer requests: only the coarser rungs are worth trying.
_OPEN = {
    "timeliness": frozenset({"open_overdue", "not_due"}),
    "outcome": frozenset({"open"}),
    "stage": frozenset({"registered", "accepted", "dispatched"}),
}
# Solved within N days, counted over all registered, is the most honest figure: worth two others.
_WEIGHTS = {"solved_within": 2}
_ROW_RUNGS = {"timeliness": 2, "outcome": 3, "bands": 2}


def protect(cubes: Sequence[Cube], trees: Mapping[str, Node], least_count: int) -> tuple[Table, ...]:
    """Return the tables that may be published from `cubes`, in their order; `trees` has one tree for each `rows`."""
    found = []
    for cube in cubes:
        tables = {table.split: table for table in _protected(cube, cubes, trees[cube.rows], least_count)}
        found += [tables[split] for split in cube.splits if split in tables]
    return tuple(found)


def _protected(cube: Cube, cubes: Sequence[Cube], tree: Node, least: int) -> Iterator[Table]:
    """Yield the protected tables of one cube: the richer of two ways, with and without telling which are still open."""
    months = [other for other in cubes if not other.splits and cube.first < cube.last] if cube.splits else []
    ways = []
    for tells_open in (True, False):
        held = _Held(tree, months, least, tells_open)
        ways.append([_best(cube.only(*_values(family)), family, held) for family in _families(cube.splits)])
    for plan in max(ways, key=lambda way: sum(plan.worth for plan in way)):
        for split, rung in plan.choice.items():
            yield _merged(cube.table(split), rung, plan.lines)


def _values(family: Iterable[str]) -> Iterator[str]:
    """Yield the coded values that the witnesses of a family look at; fewer values make fewer cells to add up."""
    for split in family:
        yield from SPLITS[split].values
    yield "outcome"


@dataclass(frozen=True, slots=True)
class _Held:
    """What a cube is held against. With `tells_open` some table may show open requests apart, so all reckon with it."""

    tree: Node
    months: Sequence[Cube]
    least: int
    tells_open: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """Columns and lines for the splits of one family; worth nothing when none can be published."""

    worth: int = 0
    choice: Choice = field(default_factory=dict)
    lines: tuple[tuple[str, ...], ...] = ()


def _best(cube: Cube, family: Sequence[str], held: _Held) -> _Plan:
    best = _Plan()
    for choice in sorted(_choices(family, cube.rows), key=_columns_worth, reverse=True):
        columns = _columns_worth(choice)
        if columns * len(cube.cells) <= best.worth:
            break
        if (_tells_open(choice) and not held.tells_open) or not _months_safe(choice, held):
            continue
        lines = _cut(held.tree, _judge(cube, choice, held)) or ()
        if len(lines) * columns > best.worth and (cube.rows == "town" or len(lines) > 1):
            best = _Plan(len(lines) * columns, choice, lines)
    return best


def _columns_worth(choice: Choice) -> int:
    return sum(_WEIGHTS.get(split, 1) * (len(rung) - (len(rung) > 1)) for split, rung in choice.items())


def _tells_open(choice: Choice) -> bool:
    return any(_OPEN.get(split, frozenset()).issuperset(group) for split, rung in choice.items() for group in rung)


def _families(splits: Iterable[str]) -> Iterator[tuple[str, ...]]:
    left = list(splits)
    for family in _FAMILIES:
        if found := tuple(split for split in family if split in left):
            yield found
            left = [split for split in left if split not in found]
    yield from ((split,) for split in left)


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


def _judge(cube: Cube, choice: Choice, held: _Held) -> Callable[[Sequence[str]], bool]:
    """Return the test whether a line of the given keys may stand: all its blocks are empty or large enough."""
    labels = _labels(cube, choice, tells_open=held.tells_open)
    registered = [month for month in held.months if month.rows == cube.rows]

    def safe(keys: Sequence[str]) -> bool:
        blocks: Counter[Label] = Counter()
        for key in keys:
            for values, count in cube.cells[key].items():
                for label in labels[values]:
                    blocks[label] += count
        sizes = [*blocks.values(), *(sum(_total(month, key) for key in keys) for month in registered)]
        return all(not 0 < size < held.least for size in sizes)

    return safe


def _total(cube: Cube, key: str) -> int:
    return sum(cube.cells[key].values())


def _months_safe(choice: Choice, held: _Held) -> bool:
    """Tell whether the columns of a quarter are safe in each of its months, for the town as a whole."""
    towns = [month.only(*_values(choice)) for month in held.months if month.rows == "town"]
    return all(_judge(month, choice, replace(held, months=()))(("town",)) for month in towns)


def _cut(node: Node, safe: Callable[[Sequence[str]], bool]) -> tuple[tuple[str, ...], ...] | None:
    """Return the finest cut of the tree whose lines are all safe, or None when not even the whole is."""
    parts = [_cut(part, safe) for part in node.parts]
    if parts and all(part is not None for part in parts):
        return tuple(keys for part in parts for keys in part or ())
    return (node.keys,) if safe(node.keys) else None


def _labels(cube: Cube, choice: Choice, *, tells_open: bool) -> dict[tuple[str, ...], tuple[Label, ...]]:
    """Return the blocks that requests with given coded values lie in, one block of each witness."""
    known = {key: dict(zip(cube.values, key, strict=True)) for cells in cube.cells.values() for key in cells}
    promises = [_ORDER.index(band) for values in known.values() if (band := values.get("promise", "none")) != "none"]
    labels = {}
    for key, values in known.items():
        # By grade everyone knows the promise of a line; for other rows only the shortest and the longest there is.
        own = values.get("promise", "none") if cube.rows == "grade" else "none"
        bounds = [_ORDER.index(own)] if own != "none" else promises
        is_open = tells_open and "open" in (values.get("outcome"), values.get("band"))
        labels[key] = tuple(_witnesses(values, choice, bounds, is_open=is_open))
    return labels


def _witnesses(values: Values, choice: Choice, promises: Sequence[int], *, is_open: bool) -> Iterator[Label]:
    group = {split: _group(split, rung, values) for split, rung in choice.items()}
    days = None if is_open else _days(values, choice)
    if {"solved_within", "duration"} & group.keys():
        yield ("days", days, is_open)
    if "timeliness" in group:
        yield ("timeliness", group["timeliness"], is_open, days if days and _is_certain(days[1], promises) else None)
    for split in group.keys() & _TELL_OPEN:
        yield (split, group[split], is_open)
    if {"rating", "rated_by_handler"} & group.keys():
        yield ("rating", group.get("rating"), group.get("rated_by_handler"), is_open)
    if {"striking", "without_reply"} & group.keys():
        yield ("striking", group.get("striking"), group.get("without_reply"))
    for split in group.keys() - _LINKED - _TELL_OPEN:
        yield (split, group[split])


def _days(values: Values, choice: Choice) -> tuple[object, tuple[int, ...]] | None:
    """Return what the tables tell of a settled request's days: solved or not, and the places of its group of bands."""
    if "solved_within" in choice:
        bands = _bands_beside(values["band"], choice["solved_within"])
        # Those solved in the last column's days stand there among the unsolved; only the outcomes tell them apart.
        solved: bool | None = values["outcome"] == "solved"
        if "outcome" not in choice and _ORDER.index("later") in bands:
            solved = None if "duration" in choice else False
        return (solved, bands) if solved or "duration" in choice else (False, ())
    if "duration" in choice:
        return (None, _bands_beside(values["band"], choice["duration"]))
    return None


@cache
def _bands_beside(band: str, rung: Rung) -> tuple[int, ...]:
    """Return the places of all bands of settled requests that `rung` shows in one column with `band`.

    Where no table tells open requests apart, they stand with those settled later than all bands.
    """
    band = "later" if band == "open" else band
    # Solved within three days holds those of one day; the last column holds those settled later, and open ones.
    known = {"d1": {"d1"} if rung[0][0] == "d1" else {"d3"}, "later": {"longer", "not_within"}}

    def column(name: str) -> int:
        return next(place for place, group in enumerate(rung) if known.get(name, {name}).intersection(group))

    return tuple(place for place, name in enumerate(_ORDER) if column(name) == column(band))


def _is_certain(bands: tuple[int, ...], promises: Sequence[int]) -> bool:
    """Tell whether days in these bands keep (or miss) every promise, so that subtraction may take them out."""
    return bool(bands and promises) and (bands[0] > max(promises) or bands[-1] < min(promises))


def _group(split: str, rung: Rung, values: Values) -> int | None:
    column = SPLITS[split].of(values)
    return next((place for place, columns in enumerate(rung) if column in columns), None)


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
