"""A made-up request that a given cell counts: for cells of 0, where no batch of the certificates can show the way.

It obeys every rule between the tables. How long a grade promises is no such rule: a request may have been put off,
paused or given another grade, so that any grade may be late, or in time, after any number of days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from zhishuo.audit.lives import FACTS, Cell, Core, Month
from zhishuo.audit.population import BEFORE, Life
from zhishuo.audit.published import Name

_AFTER_SETTLING = frozenset({"settled", "due", "cohort_so_far", "cohort", "rated", "answered", "struck"})
_OF_A_MONTH_BEFORE = frozenset({"cohort", "corrected"})
_CHANNEL, _OUTCOME, _ANSWERED = (
    ("registered", "channel", "total"),
    ("settled", "town", "outcome"),
    ("answered", "town", "total"),
)


def life_through(months: Sequence[Month], place: int, cell: Cell) -> Life | None:
    """Return a life, as plain as can be, that `cell` of a month counts.

    None where no request can be counted there, as everyone knows: of a month before the first, or of a line that was
    not there yet the month before.
    """
    population = cell[0][0]
    start = place - 1 if population in _OF_A_MONTH_BEFORE else place
    if start < 0 or (cell[0][1] in FACTS and cell[1] not in months[start].keys(cell[0][1])):
        return None
    is_solved = cell[2].startswith("solved")
    life = Life(_core(months[start], cell), BEFORE if population.startswith("carried") else start)
    life.moves += [(start, kind) for kind in _moves(cell, "solved" if is_solved else "other")]
    if population in _AFTER_SETTLING and start + 1 < len(months):
        course = cell[2] if population == "cohort" else f"{'solved' if is_solved else 'other'}_d1"
        life.moves.append((start + 1, f"course.{course}"))
    life.town += [(start, counted) for counted in _in_town(months[start], cell, is_solved=is_solved)]
    if cell[0][1] not in FACTS and cell not in dict(life.town).values():
        life.town.append((place, cell))
    return life


def _moves(cell: Cell, outcome: str) -> Iterator[str]:
    """Yield what it does in its first month."""
    (population, _, split), _, column = cell
    if population.startswith("carried"):
        yield "carried.over" if population == "carried_overdue" else "carried.fine"
        return
    yield "booked"
    if population == "overdue" or (split, column) == ("timeliness", "late"):
        yield "over.new"
    if population in _AFTER_SETTLING:
        yield f"{column if split == 'timeliness' else 'on_time'}.new"
        yield f"new.{outcome}"
    if population == "rated":
        yield f"rated.{column if split == 'rating' else 'satisfied'}"


def _in_town(month: Month, cell: Cell, *, is_solved: bool) -> Iterator[Cell]:
    """Yield the cells that every request like it must be counted in beside its own."""
    population, column = cell[0][0], cell[2]
    if not population.startswith("carried"):
        yield from _one_of(month, _CHANNEL, cell, lambda _: True)
    if population in _AFTER_SETTLING:
        yield from _one_of(month, _OUTCOME, cell, lambda outcome: (outcome == "solved") == is_solved)
    if column == "after_reply":
        yield from _one_of(month, _ANSWERED, cell, lambda _: True)


def _one_of(month: Month, name: Name, own: Cell, suits: Callable[[str], bool]) -> Iterator[Cell]:
    """Yield the life's own cell if it is of this table, else the first that suits, where the table is published."""
    if own[0] == name:
        yield own
    elif table := month.tables.get(name):
        yield from islice(((name, line, column) for line, column, _ in table.cells() if suits(column)), 1)


def _core(month: Month, cell: Cell) -> Core:
    """Return a core cell whose requests the cell counts."""
    (_, rows, split), line, column = cell
    # A release without tables by some fact has no cells by it either.
    keys = {fact: (*month.keys(fact), "")[0] for fact in FACTS}
    if rows in FACTS:
        keys[rows] = line
    if split in FACTS:
        keys[split] = column
    if split == "group":
        members = (key for key in month.keys("category") if month.groups.get(key, key) == column)
        keys["category"] = next(members, "")
    return (keys["community"], keys["category"], keys["grade"])
