"""How coarse the columns of a split may become: fixed rungs, each a merging of the rung before it.

Fixed and nested for the same reason as the trees of rows: two tables on different rungs cannot be subtracted to
anything that the finer of the two does not show.
"""

from __future__ import annotations

from typing import TypeAlias

from zhishuo.ledger.splits import SPLITS

Rung: TypeAlias = tuple[tuple[str, ...], ...]


def _rung(text: str) -> Rung:
    return tuple(tuple(group.split()) for group in text.split("|"))


_LADDERS: dict[str, tuple[str, ...]] = {
    "timeliness": (
        "on_time|settled_late|open_overdue|not_due|no_promise",
        "on_time|settled_late open_overdue|not_due|no_promise",
        "on_time|settled_late open_overdue|not_due no_promise",
        "on_time|settled_late open_overdue not_due no_promise",
    ),
    "outcome": (
        "solved|partly|explained|transferred|declined|duplicate|withdrawn|unstated|open",
        "solved|partly|explained|transferred|declined|duplicate|withdrawn unstated|open",
        "solved|partly|explained|transferred declined|duplicate withdrawn unstated|open",
        "solved|partly explained|transferred declined duplicate withdrawn unstated|open",
        "solved|partly explained transferred declined duplicate withdrawn unstated|open",
        "solved|partly explained transferred declined duplicate withdrawn unstated open",
    ),
    "stage": (
        "registered|accepted|dispatched|settled|replied|rated|struck_off",
        "registered accepted dispatched|settled|replied|rated|struck_off",
        "registered accepted dispatched|settled|replied rated|struck_off",
        "registered accepted dispatched|settled replied rated|struck_off",
        "registered accepted dispatched|settled replied rated struck_off",
    ),
    "rating": (
        "satisfied|basically|dissatisfied|not_asked",
        "satisfied basically|dissatisfied|not_asked",
        "satisfied basically dissatisfied|not_asked",
    ),
    "striking": ("after_reply|after_wait|not_struck", "after_reply after_wait|not_struck"),
}
# Solved within and duration speak of the same days and climb together.
_BANDS = (
    ("d3|d7|d15|d30|not_within", "d1|d3|d7|d15|d30|longer"),
    ("d3|d7|d15|d30|not_within", "d1 d3|d7|d15|d30|longer"),
    ("d3|d7|d15|d30 not_within", "d1 d3|d7|d15|d30 longer"),
    ("d3 d7|d15|d30 not_within", "d1 d3 d7|d15|d30 longer"),
    ("d3 d7 d15|d30 not_within", "d1 d3 d7 d15|d30 longer"),
)
LADDERS: dict[str, tuple[Rung, ...]] = {split: tuple(map(_rung, rungs)) for split, rungs in _LADDERS.items()}
BANDS: tuple[dict[str, Rung], ...] = tuple(
    {"solved_within": _rung(solved), "duration": _rung(duration)} for solved, duration in _BANDS
)


def rungs(split: str) -> tuple[Rung, ...]:
    """Return the rungs of `split`, the finest first; a split without a ladder has its own columns only."""
    return LADDERS.get(split, (tuple((column,) for column in SPLITS[split].columns),))
