"""What an attacker can work out of one population's linked tables, by linear programs: least and most of every cell.

The unknowns are the true numbers of the core cells. Known is what the board says of its own accuracy, that
everything adds up, that nothing is negative, and whatever exact tables stand elsewhere.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np

from zhishuo.audit.bounds import Sums
from zhishuo.audit.lives import Cell

_INFINITE = highspy.kHighsInf
# A solver's answer is exact up to this; widths are whole numbers.
_EXACT = 1e-6
# The solver's number for the primal simplex: another question leaves all answers allowed, so it starts at the last one.
_PRIMAL = 4


@dataclass(frozen=True, slots=True)
class Width:
    """The least and the most that a published cell can truly be, as far as the attacker can tell."""

    cell: Cell
    low: int
    high: int

    @property
    def width(self) -> int:
        """Return how far apart they are: a cell of width w may be any of w + 1 numbers."""
        return self.high - self.low


@contextmanager
def _silence() -> Iterator[None]:
    """Let nothing out: the solver tells its own name when it is made, before it can be told not to."""
    kept = os.dup(1)
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


class Programs:
    """The linear programs of one population; one model, solved again for every question."""

    def __init__(self, size: int, known: Sequence[Sums]) -> None:
        """Lay out `size` unknowns, and one row for each sum."""
        with _silence():
            self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # it ships no types for its constructor
        self._solver.setOptionValue("output_flag", False)  # noqa: FBT003  the solver's own signature
        self._solver.setOptionValue("simplex_strategy", _PRIMAL)
        self._size = size
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self._size, len(known)
        model.col_cost_ = np.zeros(self._size)
        model.col_lower_, model.col_upper_ = np.zeros(self._size), np.full(self._size, _INFINITE)
        model.row_lower_ = np.array([row.low for row in known], dtype=float)
        model.row_upper_ = np.array([_INFINITE if row.high is None else row.high for row in known], dtype=float)
        starts = np.cumsum([0, *(len(row.places) for row in known)])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts
        model.a_matrix_.index_ = np.array([place for row in known for place in row.places], dtype=np.int32)
        model.a_matrix_.value_ = np.ones(int(starts[-1]))
        self._solver.passModel(model)

    def extremes(self, unknowns: Sequence[int]) -> tuple[int, int] | None:
        """Return the least and the most whole number that the sum of `unknowns` can be; None where nothing fits."""
        places = np.array(unknowns, dtype=np.int32)
        self._solver.changeColsCost(len(places), places, np.ones(len(places)))
        low, high = (self._solve(sense) for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize))
        self._solver.changeColsCost(len(places), places, np.zeros(len(places)))
        if low is None or high is None:
            return None
        return math.ceil(low - _EXACT), math.floor(high + _EXACT)

    def _solve(self, sense: highspy.ObjSense) -> float | None:
        self._solver.changeObjectiveSense(sense)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return float(self._solver.getInfo().objective_function_value)
        return None


def widths(programs: Programs, cells: Mapping[Cell, Sequence[int]]) -> Iterator[Width | Cell]:
    """Yield the width of every cell, or the cell alone where what is known contradicts itself."""
    for cell, unknowns in cells.items():
        found = programs.extremes(unknowns)
        yield Width(cell, *found) if found else cell
