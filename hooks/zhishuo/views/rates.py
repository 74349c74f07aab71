"""What accounts and cohorts are read for: the columns of tables, the sentences, the bars."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from zhishuo.figures import (
    TOO_FEW,
    Line,
    Rate,
    bands_of,
    on_time_rate,
    overdue_rate,
    percentile,
    satisfied_rate,
    solved_rate,
    solved_within_rate,
)
from zhishuo.records import BANDS, BoardFigureId
from zhishuo.views.base import Mark
from zhishuo.views.charts import BarItem
from zhishuo.views.tables import UNTOLD, Cell, Reading, cell, counted, rated

NO_RATE = "台账里没有记，这个比率算不出来。"
# How a rate comes out of a line.
Reckoning: TypeAlias = Callable[[Line], Rate | None]

# The rates that a claim can be held to.
RATES: Mapping[BoardFigureId, Reckoning] = {
    "on_time": on_time_rate,
    "overdue": overdue_rate,
    "solved": solved_rate,
    "satisfied": satisfied_rate,
}

SOLVED, SETTLED = ("solved",), ("solved", "other")
# The edges of the bands of days.
DAYS = tuple(int(band[1:]) for band in BANDS)


def solved_within(days: int) -> Reckoning:
    """Return how the share of a cohort solved within some days is reckoned from its course."""
    return lambda course: solved_within_rate(bands_of(course, SOLVED), days)


def _overdue(account: Line) -> Cell:
    """Return how many were late, with what is due below: the count stands as loud as the rate beside it."""
    due = account.count("due")
    return cell(account.count("overdue"), "" if due is None else f"到期 {due}")


# The columns of a narrow table of accounts: counts of a month, rates of a longer time.
MONTH: tuple[Reading, ...] = (
    counted("登记", "registered"),
    counted("月末没办完", "open"),
    counted("其中超期", "open_overdue"),
    counted("办结", "settled"),
)
SPAN: tuple[Reading, ...] = (
    rated("按时办结率", on_time_rate),
    rated("解决率", solved_rate),
    rated("满意率", satisfied_rate),
    counted("登记", "registered"),
)
GRADES: tuple[Reading, ...] = (("超期", _overdue), rated("按时办结率", on_time_rate), rated("解决率", solved_rate))
# All columns of an account.
ACCOUNT: tuple[Reading, ...] = (
    counted("登记", "registered"),
    counted("办结", "settled"),
    counted("按时", "on_time"),
    counted("超期后办结", "late"),
    counted("没有期限", "no_promise"),
    counted("过了期限", "overdue"),
    counted("解决", "solved"),
    counted("评价", "satisfied", "basically", "dissatisfied"),
    counted("不满意", "dissatisfied"),
    counted("没办完", "open"),
    counted("其中超期", "open_overdue"),
)
SPEED: tuple[Reading, ...] = (
    rated("7 日解决率", solved_within(7)),
    rated("30 日解决率", solved_within(30)),
    ("一半用了", lambda course: days_cell(course, 0.5)),
)
FULL_SPEED: tuple[Reading, ...] = (
    ("登记", lambda course: cell(course.total)),
    *(rated(f"{days} 日解决率", solved_within(days)) for days in (3, 7, 15, 30)),
    ("一半用了", lambda course: days_cell(course, 0.5)),
    ("九成用了", lambda course: days_cell(course, 0.9)),
)


HALF = "“一半用了”是一半的诉求在多少天里解决，没解决的排在最后。"


def days_cell(course: Line, share: float) -> Cell:
    """Return by which day a share of a cohort was solved."""
    found = percentile(bands_of(course, SOLVED), share, "")
    return Cell(found.text.removesuffix("，不列天数") if found else UNTOLD)


def rate_sentence(rate: Rate | None) -> str:
    """Return `按时办结率约 93%（按时办结 370 件 ÷ 到期 400 件）。`, or both counts where they are too few."""
    if rate is None:
        return NO_RATE
    if not rate.enough:
        top = f"{rate.numerator_words} {rate.numerator} 件"
        return f"{rate.denominator_words} {rate.denominator} 件，{top}；{TOO_FEW}。"
    return f"{rate.term}{rate.text}（{rate.words}）。"


def rate_sentences(account: Line, *rates: Reckoning) -> str:
    """Return the sentences of those rates that are told."""
    found = [rate for rate_of in rates if (rate := rate_of(account))]
    return "".join(rate_sentence(rate) for rate in found) or NO_RATE


def speed_sentences(course: Line) -> str:
    """Return what is said of how soon a cohort was solved, and settled where that is told."""
    within = "".join(rate_sentence(solved_within(days)(course)) for days in (7, 30))
    solved = _days(bands_of(course, SOLVED), "解决", "没解决的排在最后")
    told = any(keys[0].startswith("other") for keys, _ in course.cells)
    return within + solved + (_days(bands_of(course, SETTLED), "办结", "没办结的排在最后") if told else "")


def _days(bands: Line, what: str, last: str) -> str:
    """Return `一半的诉求解决用时约 4.2 天，九成的超过 30 天（共 420 件，按自然日，没解决的排在最后）。`"""
    half, most = percentile(bands, 0.5, "一半的诉求"), percentile(bands, 0.9, "九成的")
    if half is None or most is None:
        return ""
    return f"{half.term}{what}用时{half.text}，{most.term}{most.text}（共 {half.n} 件，按自然日，{last}）。"


def rate_item(label: str, rate: Rate | None, town: Rate | None = None, marks: tuple[Mark, ...] = ()) -> BarItem:
    """Return a rate as a bar with its n, the town's as a tick; too few or untold has no bar and says so."""
    if rate is None:
        return BarItem(label, UNTOLD, None, marks)
    value = rate.text if rate.enough else "数量太少"
    tick = town.share if town and town.enough else None
    return BarItem(label, f"{value}（共 {rate.denominator} 件）", rate.share if rate.enough else None, marks, tick)


def told(lines: Sequence[Line], rate_of: Reckoning) -> bool:
    """Return whether a rate can be reckoned for any of `lines`."""
    return any(rate_of(line) for line in lines)
