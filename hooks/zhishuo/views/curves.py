"""Charts that compare: how much of a cohort is solved by which day, communities against chance, many small months.

Places as in `charts`: per cent across, em down. What must be drawn as a line lies in a square of 100 by 100 that is
stretched over the plot; its strokes are not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from zhishuo.figures import Rate, Released
from zhishuo.views.charts import em

_TOP, _PLOT, _FOOT = 1.8, 9.0, 2.6
_SMALL = 3.2
# Three standard errors: of 17 communities that do not differ at all, one in some twenty charts has one outside.
_ERRORS = 3
_LIMITS = 24
# An axis says tenths in words: its numbers are no figures.
_TENTHS = ("没有", "一成", "二成", "三成", "四成", "五成", "六成", "七成", "八成", "九成", "全部")


@dataclass(frozen=True, slots=True)
class Step:
    """How much is done by one day: a column with its value above and its day below."""

    x: str
    width: str
    y: str
    height: str
    middle: str
    value: str
    value_y: str
    day: str


@dataclass(frozen=True, slots=True)
class Stairs:
    """A share that grows from day to day."""

    title: str
    steps: tuple[Step, ...]
    height: str
    base_y: str
    day_y: str
    kind: str = "stairs"


@dataclass(frozen=True, slots=True)
class Point:
    """One community: its number of requests across, its rate down; `is_odd` outside of what chance would do."""

    x: str
    y: str
    label: str
    label_x: str
    anchor: str
    is_odd: bool


@dataclass(frozen=True, slots=True)
class Funnel:
    """Rates against numbers, and between which limits they would lie if only chance made them differ."""

    title: str
    points: tuple[Point, ...]
    upper: str
    lower: str
    mean_y: str
    plot_y: str
    plot_height: str
    height: str
    ticks: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, str, str], ...]
    number_y: str
    kind: str = "funnel"


@dataclass(frozen=True, slots=True)
class Small:
    """One community's months, drawn small: columns (x, width, y, height), what is said below."""

    name: str
    value: str
    columns: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Multiples:
    """Small charts on one scale, always in the order given."""

    title: str
    items: tuple[Small, ...]
    height: str
    kind: str = "multiples"


def stairs(title: str, rates: Sequence[tuple[str, Rate]]) -> Stairs:
    """Return (day in words, share done by then) as columns with their counts, all from zero to the whole cohort."""
    width = 100 / len(rates)
    steps = tuple(
        Step(
            x=f"{place * width + width * 0.08:.2f}%",
            width=f"{width * 0.84:.2f}%",
            y=em(_TOP + _PLOT * (1 - rate.share)),
            height=em(_PLOT * rate.share),
            middle=f"{(place + 0.5) * width:.2f}%",
            value=f"{rate.numerator}",
            value_y=em(_TOP + _PLOT * (1 - rate.share) - 0.4),
            day=day,
        )
        for place, (day, rate) in enumerate(rates)
    )
    return Stairs(title, steps, em(_TOP + _PLOT + _FOOT), em(_TOP + _PLOT), em(_TOP + _PLOT + 1.3))


def outside(rate: Rate, mean: float) -> bool:
    """Tell whether a rate is further from the mean than chance would bring one of so many requests.

    Limits of the funnel plot, mean ± 3 · sqrt(mean · (1 - mean) / n): Spiegelhalter (2005), Statistics in Medicine 24.
    """
    return abs(rate.share - mean) > _error(mean, rate.denominator.number)


def funnel(title: str, named: Sequence[tuple[str, Rate]], mean: float) -> Funnel:
    """Return (name, rate) as points; rates below the least n must have been left out."""
    most = max(rate.denominator.number for _, rate in named)
    least = min(rate.denominator.number for _, rate in named)
    right = _rounded_up(most)
    low = max(min(mean - _error(mean, least), *(rate.share for _, rate in named)) - 0.02, 0.0)
    high = min(max(mean + _error(mean, least), *(rate.share for _, rate in named)) + 0.02, 1.0)

    def down(share: float) -> float:
        return 100 * (high - min(max(share, low), high)) / (high - low)

    numbers = [least + (right - least) * place / _LIMITS for place in range(_LIMITS + 1)]
    limits = [
        " ".join(f"{100 * n / right:.1f},{down(mean + sign * _error(mean, n)):.1f}" for n in numbers)
        for sign in (1, -1)
    ]
    ticks = [share / 10 for share in range(math.ceil(low * 10), math.floor(high * 10) + 1)]
    return Funnel(
        title=title,
        points=tuple(
            _point(name, 100 * rate.denominator.number / right, down(rate.share), is_odd=outside(rate, mean))
            for name, rate in named
        ),
        upper=limits[0],
        lower=limits[1],
        mean_y=em(_TOP + _PLOT * down(mean) / 100),
        plot_y=em(_TOP),
        plot_height=em(_PLOT),
        height=em(_TOP + _PLOT + _FOOT),
        ticks=tuple((em(_TOP + _PLOT * down(share) / 100), _TENTHS[round(10 * share)]) for share in ticks),
        numbers=tuple(
            (f"{100 * n / right:.1f}%", f"{n} 件", "end" if n == right else "middle") for n in (right // 2, right)
        ),
        number_y=em(_TOP + _PLOT + 1.4),
    )


def _point(name: str, across: float, down: float, *, is_odd: bool) -> Point:
    """Return a point; those outside the limits carry their name, on the side where there is room."""
    is_left = across < 50  # noqa: PLR2004  the middle
    return Point(
        x=f"{across:.1f}%",
        y=em(_TOP + _PLOT * down / 100),
        label=name if is_odd else "",
        label_x=f"{across + (2 if is_left else -2):.1f}%",
        anchor="start" if is_left else "end",
        is_odd=is_odd,
    )


def _error(mean: float, number: float) -> float:
    return _ERRORS * math.sqrt(mean * (1 - mean) / number)


def _rounded_up(number: int) -> int:
    """Return the next number with one digit and zeros, for the end of an axis."""
    scale = int(10 ** (len(f"{number}") - 1))
    return math.ceil(number / scale) * scale


def multiples(title: str, named: Sequence[tuple[str, Sequence[Released]]], said: Sequence[str]) -> Multiples:
    """Return (name, a count a month) as small charts on one scale; `said` is what stands below each."""
    most = max((count.number for _, counts in named for count in counts), default=0) or 1
    items = []
    for (name, counts), value in zip(named, said, strict=True):
        step = 100 / len(counts)
        columns = tuple(
            (
                f"{place * step:.1f}%",
                f"{step * 0.8:.1f}%",
                em(_SMALL * (1 - count.number / most)),
                em(_SMALL * count.number / most),
            )
            for place, count in enumerate(counts)
        )
        items.append(Small(name, value, columns))
    return Multiples(title, tuple(items), em(_SMALL))
