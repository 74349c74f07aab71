"""What each split of a release is read for: its leading rate, the sentence, the bar, the columns of a narrow table.

Where a release has merged columns, the next rate that can still be computed takes the place of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from zhishuo.figures import (
    DUE,
    TOO_FEW,
    Line,
    Rate,
    on_time_rate,
    overdue_rate,
    satisfied_rate,
    settled_rate,
    solved_rate,
    solved_share,
    solved_within_rate,
)
from zhishuo.views.base import Mark
from zhishuo.views.charts import BarItem
from zhishuo.views.tables import MERGED, Cell, Reading, count_cell, rate_cell

NO_RATE = "件数少的几项合在一起公布，这个比率算不出来。"
# The days that solved within N days is asked for, the most telling first.
DAYS = (30, 15, 7, 3)


def leading_rate(split: str, line: Line, days: int = DAYS[0]) -> Rate | None:
    """Return the rate that a split is read for, or None where it has none or columns were merged."""
    match split:
        case "timeliness":
            return on_time_rate(line)
        case "outcome":
            return solved_rate(line)
        case "solved_within":
            return solved_within_rate(line, days)
        case "rating":
            return satisfied_rate(line)
        case _:
            return None


def common_days(lines: Sequence[Line]) -> int:
    """Return the largest N for which solved within N days is known of all `lines`, 30 where there is none."""
    known = (days for days in DAYS if all(solved_within_rate(line, days) for line in lines))
    return next(known, DAYS[0])


def common_rate(split: str, lines: Sequence[Line]) -> Callable[[Line], Rate | None]:
    """Return the rate of a split that is known of all `lines`: where columns were merged, the next telling one."""
    if split == "outcome" and not all(solved_rate(line) for line in lines):
        return solved_share
    return partial(leading_rate, split, days=common_days(lines))


def leading_sentence(split: str, line: Line) -> str:
    """Return the sentence of a split's leading rate; plain counts where merged columns leave no rate."""
    rate = leading_rate(split, line, common_days([line]))
    solved = line.count("solved") if split == "outcome" else None
    if rate is None and solved is not None:
        return f"一共 {line.total} 件，结果写明“解决”的 {solved} 件。"
    return rate_sentence(rate)


def rate_sentence(rate: Rate | None) -> str:
    """Return `按时办结率 93.0%（按时办结 372 件 ÷ 应办结 400 件）。`, or both counts where they are too few."""
    if rate is None:
        return NO_RATE
    if not rate.enough:
        top = f"{rate.numerator_words} {rate.numerator} 件"
        return f"{rate.denominator_words} {rate.denominator} 件，{top}；{TOO_FEW}。"
    return f"{rate.term} {rate.text}（{rate.words}）。"


def timeliness_sentences(line: Line) -> tuple[str, ...]:
    """Return the sentences of on-time, settled and overdue rates, as far as they are known."""
    rates = (on_time_rate(line), settled_rate(line), overdue_rate(line))
    return tuple(rate_sentence(rate) for rate in rates if rate) or (NO_RATE,)


def rate_item(label: str, rate: Rate | None, town: Rate | None = None, marks: tuple[Mark, ...] = ()) -> BarItem:
    """Return a rate as a bar with its n, the town's as a tick; too few or merged has no bar and says so."""
    if rate is None:
        return BarItem(label, MERGED, None, marks)
    value = rate.text if rate.enough else "数量太少"
    tick = town.numerator / town.denominator if town and town.enough else None
    share = rate.numerator / rate.denominator if rate.enough else None
    return BarItem(label, f"{value}（共 {rate.denominator} 件）", share, marks, tick)


def readings(split: str) -> tuple[Reading, ...]:
    """Return the columns a narrow table may have, the most telling first; those that say nothing are left out there."""
    return _READINGS[split]


def _whole_line(line: Line) -> Cell:
    return Cell(f"{line.total}")


def _overdue(line: Line) -> Cell:
    """Return how many were late, with what is due below: the count stands as loud as the rate beside it."""
    due = line.count(*DUE)
    return replace(count_cell(line, "settled_late", "open_overdue"), sub="" if due is None else f"应办结 {due}")


def _within(days: int) -> Reading:
    return f"{days} 日解决率", lambda line: rate_cell(solved_within_rate(line, days))


_READINGS: dict[str, tuple[Reading, ...]] = {
    "total": (("件数", _whole_line),),
    "timeliness": (
        ("超期", _overdue),
        ("按时办结率", lambda line: rate_cell(on_time_rate(line))),
    ),
    "outcome": (
        ("解决率", lambda line: rate_cell(solved_rate(line))),
        ("解决", lambda line: count_cell(line, "solved")),
        ("未办结", lambda line: count_cell(line, "open")),
        ("全部登记", _whole_line),
    ),
    "solved_within": (("全部登记", _whole_line), *(_within(days) for days in DAYS)),
    "rating": (
        ("回访到", lambda line: count_cell(line, "satisfied", "basically", "dissatisfied")),
        ("满意率", lambda line: rate_cell(satisfied_rate(line))),
        ("不满意", lambda line: count_cell(line, "dissatisfied")),
    ),
}
