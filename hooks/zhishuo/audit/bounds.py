"""Bound propagation: what every known sum leaves to each of its parts, again and again until nothing changes.

Weaker than a linear program and far cheaper; the first thing an attacker tries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Sums:
    """A sum over unknowns of which something is known: at least `low`, at most `high` (None: no limit)."""

    places: Sequence[int]
    low: float
    high: float | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that each unknown can be (shape n); `is_possible` is False where nothing fits."""

    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    is_possible: bool = True

    def of(self, places: Sequence[int]) -> tuple[float, float]:
        """Return the least and the most that a sum of unknowns can be by these bounds."""
        return float(self.low[list(places)].sum()), float(self.high[list(places)].sum())


def propagated(size: int, known: Sequence[Sums]) -> Bounds:
    """Return the bounds of `size` unknowns, none below 0, that the sums leave."""
    low, high = np.zeros(size), np.full(size, np.inf)
    rows = [(np.array(row.places, dtype=np.intp), row.low, row.high) for row in known if row.places]
    changed = True
    while changed:
        changed = False
        for places, least, most in rows:
            lows, highs = low[places], high[places]
            # With no bound on some part, the sum leaves the others without one, too.
            others = highs.sum() - highs if np.isfinite(highs).all() else np.full(len(places), np.inf)
            up = np.maximum(lows, least - others)
            down = np.minimum(highs, np.inf if most is None else most - (lows.sum() - lows))
            if (up > down).any():
                return Bounds(low, high, is_possible=False)
            if (up > lows).any() or (down < highs).any():
                low[places], high[places], changed = up, down, True
    return Bounds(low, high)
