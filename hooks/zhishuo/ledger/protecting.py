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
from itertools import product
from typing import TypeAlias

from zhishuo.ledger.counting import Cube
from zhishuo.ledger.ladders import BANDS, Rung, rungs
from zhishuo.ledger.splits import SPLITS, Values
from zhishuo.ledger.tables import Line, Table
from zhishuo.ledger.trees import Node

# The columns chosen for some splits of one cube; a split that is not in it is left out.
Choice: TypeAlias = Mapping[str, Rung]
Label: TypeAlias = tuple[object, ...]

# Splits that are chosen together, because their tables speak of the same thing.
_FAMILIES = (
    ("timeliness", "outcome", "solved_within", "duration"),
    ("rating", "rated_by_handler"),
    ("striking", "without_reply"),
)
# Rows other than the town's have fewer requests: only the coarser rungs are worth trying.
_ROW_RUNGS = {"timeliness": 2, "outcome": 3, "bands": 2}


def protect(cubes: Sequence[Cube], trees: Mapping[str, Node], least_count: int) -> tuple[Table, ...]:
    """Return the tables that may be published from `cubes`, in their order; `trees` has one tree for each `rows`."""
    found = []
    for cube in cubes:
        tables = {table.split: table for table in _protected(cube, cubes, trees[cube.rows], least_count)}
        found += [tables[split] for split in cube.splits if split in tables]
    return tuple(found)


def _protected(cube: Cube, cubes: Sequence[Cube], tree: Node, least: int) -> Iterator[Table]:
    months = [other for other in cubes if not other.splits and cube.first < cube.last] if cube.splits else []
    for family in _families(cube.splits):
        best: tuple[int, Choice, tuple[tuple[str, ...], ...]] = (0, {}, ())
        for choice in _choices(family, cube.rows):
            if not _months_safe(choice, months, least):
                continue
            lines = _cut(tree, _judge(cube, choice, months, least)) or ()
            worth = len(lines) * sum(len(columns) - (len(columns) > 1) for columns in choice.values())
            if worth > best[0] and (cube.rows == "town" or len(lines) > 1):
                best = (worth, choice, lines)
        for split, rung in best[1].items():
            yield _merged(cube.table(split), rung, best[2])


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
        ways.append([*({split: bands[split] for split in speed} for bands in BANDS[start:]), {}])
    for parts in product(*ways):
        if choice := {split: rung for part in parts for split, rung in part.items()}:
            yield choice


def _judge(cube: Cube, choice: Choice, months: Sequence[Cube], least: int) -> Callable[[Sequence[str]], bool]:
    """Return the test whether a line of the given keys may stand: all its blocks are empty or large enough."""
    labels = _labels(cube, choice)
    registered = [month for month in months if month.rows == cube.rows]

    def safe(keys: Sequence[str]) -> bool:
        blocks: Counter[Label] = Counter()
        for key in keys:
            for values, count in cube.cells[key].items():
                for label in labels[values]:
                    blocks[label] += count
        sizes = [*blocks.values(), *(sum(_total(month, key) for key in keys) for month in registered)]
        return all(not 0 < size < least for size in sizes)

    return safe


def _total(cube: Cube, key: str) -> int:
    return sum(cube.cells[key].values())


def _months_safe(choice: Choice, months: Sequence[Cube], least: int) -> bool:
    """Tell whether the columns of a quarter are safe in each of its months, for the town as a whole."""
    towns = [month for month in months if month.rows == "town"]
    return all(_judge(month, choice, (), least)(("town",)) for month in towns)


def _cut(node: Node, safe: Callable[[Sequence[str]], bool]) -> tuple[tuple[str, ...], ...] | None:
    """Return the finest cut of the tree whose lines are all safe, or None when not even the whole is."""
    parts = [_cut(part, safe) for part in node.parts]
    if parts and all(part is not None for part in parts):
        return tuple(keys for part in parts for keys in part or ())
    return (node.keys,) if safe(node.keys) else None


def _labels(cube: Cube, choice: Choice) -> dict[tuple[str, ...], tuple[Label, ...]]:
    """Return the blocks that requests with given coded values lie in, one block of each witness."""
    known = {values for cells in cube.cells.values() for values in cells}
    return {values: tuple(_witnesses(dict(zip(cube.values, values, strict=True)), choice)) for values in known}


def _witnesses(values: Values, choice: Choice) -> Iterator[Label]:
    group = {split: _group(split, rung, values) for split, rung in choice.items()}
    is_open = "open" in (values.get("outcome"), values.get("band"))
    if {"timeliness", "solved_within", "duration"} & group.keys():
        yield ("speed", group.get("timeliness"), *_speed(values, choice, is_open=is_open))
    for split in group.keys() & {"outcome", "duration", "stage"}:
        yield (split, group[split], is_open)
    if {"rating", "rated_by_handler"} & group.keys():
        yield ("rating", group.get("rating"), group.get("rated_by_handler"), is_open)
    if {"striking", "without_reply"} & group.keys():
        yield ("striking", group.get("striking"), group.get("without_reply"))
    for split in group.keys() - _LINKED:
        yield (split, group[split])


_LINKED = {"timeliness", "outcome", "solved_within", "duration", "stage", "rating", "rated_by_handler"} | {
    *("striking", "without_reply"),
}


def _speed(values: Values, choice: Choice, *, is_open: bool) -> Label:
    """Return what the tables of speed tell of a request: open, or its days, apart for solved and not solved."""
    if is_open:
        return ("open",)
    band = values.get("band", "")
    if "solved_within" not in choice:
        days: object = _group("duration", choice["duration"], values) if "duration" in choice else "settled"
        return (days, band == "later" and "duration" in choice)
    solved = values["outcome"] == "solved"
    if not solved and "duration" not in choice:
        return ("not solved",)
    as_solved = _group("solved_within", choice["solved_within"], {**values, "outcome": "solved"})
    return (solved, as_solved)


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
