"""Witnesses: the partitions of a cube's requests that must be safe before a choice of columns may be published.

Each published cell, and each cell that sums and differences of several tables of the same requests can reach from the
definitions of the columns, is a union of blocks of one witness. Where tables speak of the same thing (still open,
solved, days taken, promise kept) a witness crosses them; where they do not, two witnesses stand side by side: sums of
the two margins of a full product reach nothing but unions of either's blocks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias

from zhishuo.ledger.counting import Cube
from zhishuo.ledger.ladders import Rung
from zhishuo.ledger.splits import DAYS, SPLITS, Values

# The columns chosen for some splits; a split that is not in it is left out.
Choice: TypeAlias = Mapping[str, Rung]
Label: TypeAlias = tuple[object, ...]

_OPEN = {
    "timeliness": frozenset({"open_overdue", "not_due"}),
    "outcome": frozenset({"open"}),
    "stage": frozenset({"registered", "accepted", "dispatched"}),
}
# Splits with a column that is wholly open, or wholly settled: what is left of another's column can be told.
_TELL_OPEN = {"outcome", "duration", "stage"}
_LINKED = {"timeliness", "promises", "solved_within", "rating", "rated_by_handler", "striking", "without_reply"}
_ORDER = (*DAYS, "later")


def tells_open(choice: Choice) -> bool:
    """Tell whether some column of `choice` holds open requests and no others."""
    return any(_OPEN.get(split, frozenset()).issuperset(group) for split, rung in choice.items() for group in rung)


def values_of(splits: Iterable[str]) -> set[str]:
    """Return the coded values that the witnesses of these splits look at."""
    return {"outcome"}.union(*(SPLITS[split].values for split in splits))


def judge(cube: Cube, choice: Choice, least: int, *, is_open_told: bool) -> Callable[[Iterable[str]], bool]:
    """Return the test whether a line of the given row keys may stand: all its blocks are empty or large enough.

    With `is_open_told` some table tells how many requests are open, whether or not one of `choice` does.
    """
    labels = _labels(cube, choice, tells_open=is_open_told)

    def safe(keys: Iterable[str]) -> bool:
        blocks: Counter[Label] = Counter()
        for key in keys:
            for values, count in cube.cells[key].items():
                for label in labels[values]:
                    blocks[label] += count
        return not any(0 < size < least for size in blocks.values())

    return safe


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
    if group.keys() >= {"promises", "duration"}:
        # Kept promises of a day lie among those settled within a day, broken ones among the rest.
        yield ("promises", group["promises"], values["timeliness"] == "on_time", group["duration"])
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
