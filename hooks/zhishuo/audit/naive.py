"""How the usual ways of publishing fail, measured on a synthetic town: the attacker's own strength, in figures.

Three ways: cells of 1 to 4 printed as "<5" beside exact margins; months and the year to date, both so; a rate of
satisfaction from true counts beside a rounded number of ratings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from zhishuo.audit.bounds import Sums, propagated
from zhishuo.audit.linear import Programs

Counts: TypeAlias = npt.NDArray[np.int64]
_BASE = 5
_GRADES = (0.03, 0.12, 0.30, 0.55)
_BANDS = (4, 6, 5, 3, 1.5, 0.5)
_SATISFIED = (0.95, 0.9, 0.85, 0.75, 0.6, 0.45)


@dataclass(frozen=True, slots=True)
class Opened:
    """Of `hidden` cells, `opened` are known exactly to whoever reads all that is printed."""

    way: str
    hidden: int
    opened: int

    def __str__(self) -> str:
        """Return the figure as a line of the report."""
        return f"{self.way}：{self.hidden} 格里猜出 {self.opened} 格（{100 * self.opened / max(self.hidden, 1):.0f}%）"


def town(seed: int, requests: int = 5_000, communities: int = 17, categories: int = 12) -> Counts:
    """Return a year's requests by community, category, month and grade (shape C, K, 12, 4)."""
    chance = np.random.default_rng(seed)
    places = chance.permutation(np.arange(1, communities + 1) ** -0.6)
    subjects = np.arange(1, categories + 1) ** -0.9
    months = 1 + 0.25 * np.sin(2 * np.pi * np.arange(12) / 12)
    grades = chance.dirichlet(np.array(_GRADES) * 12, categories)
    pairs = np.outer(places, subjects) * chance.gamma(4, 0.25, (communities, categories))
    shares = pairs[:, :, None, None] * months[None, None, :, None] * grades[None, :, None, :]
    found: Counts = chance.multinomial(requests, (shares / shares.sum()).ravel()).reshape(shares.shape)
    return found


def measure(seed: int, requests: int = 5_000, communities: int = 17, categories: int = 12) -> Iterator[Opened]:
    """Yield what is opened by each way of publishing the year of `town`."""
    counts = town(seed, requests, communities, categories)
    yield below_base(counts)
    yield year_to_date(counts)
    yield exact_rates(counts, seed)


def below_base(counts: Counts) -> Opened:
    """Open cells printed as "<5" beside two exact margins: community by category by month, and by grade.

    Two such margins share no cells between pairs of community and category: each pair is a small problem of its own.
    """
    hidden = opened = 0
    for pair in counts.reshape(-1, *counts.shape[2:]):
        is_hidden = _is_hidden(pair)
        hidden += int(is_hidden.sum())
        opened += _opened(pair, is_hidden)
    return Opened("“<5”旁边印着确切的社区×类别×月份、社区×类别×等级", hidden, opened)


def _is_hidden(counts: Counts) -> npt.NDArray[np.bool_]:
    return (counts > 0) & (counts < _BASE)


def _opened(pair: Counts, is_hidden: npt.NDArray[np.bool_]) -> int:
    """Return how many hidden cells of a table (months, grades) its margins pin: by bounds first, then by programs."""
    places = {(int(row), int(column)): place for place, (row, column) in enumerate(np.argwhere(is_hidden))}
    sums: list[tuple[list[int], int]] = []
    for axis, size in enumerate(pair.shape):
        for index in range(size):
            inside = [place for cell, place in places.items() if cell[axis] == index]
            sums.append((inside, int((pair * is_hidden).take(index, axis).sum())))
    rows = [Sums(inside, total, total) for inside, total in sums if inside]
    rows += [Sums([place], 1, _BASE - 1) for place in range(len(places))]
    bounds = propagated(len(places), rows)
    unknown = [place for place in range(len(places)) if bounds.low[place] < bounds.high[place]]
    if not unknown:
        return len(places)
    programs = Programs(len(places), rows)
    still_open = sum(1 for place in unknown if (found := programs.extremes([place])) and found[0] < found[1])
    return len(places) - still_open


def year_to_date(counts: Counts) -> Opened:
    """Open months of community by category by subtracting two years to date, where neither is below the base."""
    months = counts.sum(axis=3)
    to_date = months.cumsum(axis=2)
    shown = ~_is_hidden(to_date)
    before = np.concatenate([np.ones_like(shown[:, :, :1]), shown[:, :, :-1]], axis=2)
    hidden = _is_hidden(months)
    return Opened("月份和本年累计都印“<5”，相减一次", int(hidden.sum()), int((hidden & shown & before).sum()))


def exact_rates(counts: Counts, seed: int) -> Opened:
    """Open satisfied and rated of a community and category in a year: rate to a tenth, n to the nearest 5."""
    chance = np.random.default_rng(seed)
    bands = chance.dirichlet(_BANDS, counts.shape[1])
    likely = np.broadcast_to(bands @ np.array(_SATISFIED), counts.shape[:2])
    rated = counts.sum(axis=(2, 3))
    satisfied = chance.binomial(rated, likely)
    large = rated >= _BASE
    opened = sum(_fitting(int(x), int(n)) == 1 for x, n in zip(satisfied[large], rated[large], strict=True))
    return Opened("满意率用真实的数算到一位小数，旁边的件数取整到 5", int(large.sum()), opened)


def _fitting(part: int, whole: int) -> int:
    """Return how many pairs of numbers the printed rate and the rounded whole leave."""
    rounded = _BASE * round(whole / _BASE)
    rate = _tenths(part, whole)
    likely = range(max(rounded - _BASE // 2, 1), rounded + _BASE // 2 + 1)
    return sum(_tenths(x, n) == rate for n in likely for x in range(n + 1))


def _tenths(part: int, whole: int) -> int:
    return (2_000 * part + whole) // (2 * whole)
