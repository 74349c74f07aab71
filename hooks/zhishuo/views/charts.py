"""Charts as finished geometry: every place is worked out here, the SVG macros only write it down.

Widths are percentages of the drawing and heights are em, so that a chart follows its column and the reader's text size
without scaling its letters. Shares are between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhishuo.figures import Released
from zhishuo.views.base import Mark

_ROW = 3.3
# A share is written with its n below the label: both on one line would meet on a narrow screen with large text.
_TRACKED_ROW = 4.7
_PLOT = 8.0
_TOP = 1.6


@dataclass(frozen=True, slots=True)
class BarItem:
    """What a bar says: `share` of the full width (None: no bar), and the town's figure on the same scale, if any."""

    label: str
    value: str
    share: float | None
    marks: tuple[Mark, ...] = ()
    town: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, placed: `width` and `tick` in per cent of the drawing (empty for none), the rest in em."""

    label: str
    value: str
    grade: str
    width: str
    tick: str
    text_y: str
    value_y: str
    bar_y: str
    tick_y: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars under each other, always in the order given."""

    title: str
    rows: tuple[Bar, ...]
    height: str
    track: bool
    kind: str = "bars"


@dataclass(frozen=True, slots=True)
class Column:
    """One month's column, placed; `label` is empty except for the highest, the lowest and the newest.

    The name of a `minor` month gives way where letters are large and the screen is narrow.
    """

    x: str
    width: str
    y: str
    height: str
    month: str
    month_x: str
    year: str
    label: str
    label_x: str
    label_y: str
    anchor: str
    minor: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """Columns of up to twelve months beside each other, all from zero."""

    title: str
    columns: tuple[Column, ...]
    height: str
    base_y: str
    month_y: str
    year_y: str
    kind: str = "trend"


def bars(title: str, items: Sequence[BarItem], *, track: bool = True) -> Bars:
    """Return `items` as bars; shares of a whole get a `track` that shows the whole."""
    row = _TRACKED_ROW if track else _ROW
    rows = tuple(
        Bar(
            label=f"{''.join(mark.shape for mark in item.marks)} {item.label}".strip(),
            value=item.value,
            grade=item.marks[0].id if len(item.marks) == 1 else "",
            width=_percent(item.share),
            tick=_percent(item.town),
            text_y=em(index * row + 1.4),
            value_y=em(index * row + (2.8 if track else 1.4)),
            bar_y=em((index + 1) * row - 1.5),
            tick_y=em((index + 1) * row - 1.7),
        )
        for index, item in enumerate(items)
    )
    return Bars(title, rows, em(len(rows) * row), track)


def counts_as_bars(title: str, items: Sequence[tuple[str, tuple[Mark, ...], Released]]) -> Bars:
    """Return counts as bars, the largest filling the width."""
    most = max((count.number for _, _, count in items), default=0) or 1
    return bars(
        title, [BarItem(label, f"{count} 件", count.number / most, shown) for label, shown, count in items], track=False
    )


def trend(title: str, months: Sequence[tuple[str, Released]]) -> Trend:
    """Return (month, count) as columns; the tallest is the highest count."""
    most = max((count.number for _, count in months), default=0) or 1
    labelled = _labelled([count.number for _, count in months])
    columns = tuple(
        _column(index, len(months), count.number / most, (month, f"{count}" if index in labelled else ""))
        for index, (month, count) in enumerate(months)
    )
    foot = _TOP + _PLOT
    return Trend(title, columns, em(foot + 2.8), em(foot), em(foot + 1.2), em(foot + 2.4))


def _column(index: int, columns: int, share: float, texts: tuple[str, str]) -> Column:
    month, label = texts
    step = 100 / columns
    height = share * _PLOT
    top = _TOP + _PLOT - height
    starts_year = index == 0 or month.endswith("-01")
    anchor = "start" if index == 0 else "end" if index == columns - 1 else "middle"
    middle = index * step + step / 2
    return Column(
        x=f"{index * step + step * 0.14:.2f}%",
        width=f"{step * 0.72:.2f}%",
        y=em(top),
        height=em(height),
        month=f"{int(month[5:])}",
        month_x=f"{middle:.2f}%",
        year=month[:4] if starts_year else "",
        label=label,
        label_x=f"{middle + {'start': -step * 0.36, 'end': step * 0.36}.get(anchor, 0.0):.2f}%",
        label_y=em(top - 0.4),
        anchor=anchor,
        minor=(columns - 1 - index) % 3 > 0,
    )


def _labelled(values: Sequence[int]) -> set[int]:
    """Return which columns carry their value: the newest, then the highest and the lowest where there is room."""
    if not values:
        return set()
    shown = {len(values) - 1}
    for wanted in (max(values), min(values)):
        index = list(values).index(wanted)
        if all(abs(index - other) > 1 for other in shown):
            shown.add(index)
    return shown


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.1f}%"


def em(value: float) -> str:
    """Return a height or a place down a drawing."""
    return f"{value:.2f}em"
