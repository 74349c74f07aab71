"""The formulas of the board, each with an example worked in the newest numbers; every figure there leads here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhishuo.figures import (
    LEAST_N,
    Figures,
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
from zhishuo.figures.rates import rate
from zhishuo.views.words import month_words


@dataclass(frozen=True, slots=True)
class Formula:
    """A word of the board: `id` is its anchor; `example` is empty where there is nothing to work with yet."""

    id: str
    word: str
    meaning: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class _Newest:
    """What the examples are worked from: the newest month's account of the town, and the newest whole cohort."""

    figures: Figures
    month: str
    town: Line
    cohort_month: str
    cohort: Line | None


def formulas(figures: Figures) -> tuple[Formula, ...]:
    """Return all formulas; without a release they have no examples."""
    newest = _newest(figures)
    return tuple(
        Formula(id_, word, meaning, work(newest) if newest and work else "") for id_, word, meaning, work in _FORMULAS
    )


def _newest(figures: Figures) -> _Newest | None:
    town = figures.accounts([figures.periods[-1]], "town") if figures.periods else ()
    if not town:
        return None
    before = figures.periods[-2] if len(figures.periods) > 1 else ""
    cohorts = figures.cohorts([before], "town") if before else ()
    return _Newest(figures, figures.periods[-1], town[0], before, cohorts[0] if cohorts else None)


def _sum(newest: _Newest) -> str:
    on_time, overdue, due = (newest.town.count(name) for name in ("on_time", "overdue", "due"))
    if on_time is None or overdue is None or due is None:
        return ""
    return f"{month_words(newest.month)}：按时办结 {on_time} 件，过了期限 {overdue} 件，加起来到期 {due} 件。"


def _rate(rate_of: Callable[[Line], Rate | None]) -> Callable[[_Newest], str]:
    return lambda newest: _worked(newest.month, rate_of(newest.town))


def _worked(month: str, found: Rate | None) -> str:
    if found is None:
        return ""
    return f"{month_words(month)}：{found.words}，{found.text}。"


def _within(newest: _Newest) -> str:
    if newest.cohort is None:
        return ""
    return _worked(f"{newest.cohort_month}", solved_within_rate(bands_of(newest.cohort, ("solved",)), 7)).replace(
        "：", "登记的：", 1
    )


def _days(newest: _Newest) -> str:
    """Return the median worked step by step: which band holds it, and how far into the band it lies."""
    if newest.cohort is None:
        return ""
    bands = bands_of(newest.cohort, ("solved",))
    found = percentile(bands, 0.5, "")
    words = f"{month_words(newest.cohort_month)}登记 {bands.total} 件，一半是 {bands.total.number / 2:g}"
    if found is None or not bands.total.number:
        return ""
    if found.beyond:
        return f"{words}；{found.days:.0f} 天里还没有解决这么多，所以{found.text}。"
    before, lower = 0, 0
    for keys, count in bands.cells:
        upper = int(keys[-1][1:])
        if before + count.number >= bands.total.number / 2:
            step = f"{lower} + {upper - lower} × ({bands.total.number / 2:g} - {before}) ÷ {count}"
            return (
                f"{words}。到第 {lower} 天解决了 {before} 件，到第 {upper} 天又解决了 {count} 件，"
                f"一半在这几天里：{step}，{found.text}。"
            )
        before, lower = before + count.number, upper
    return ""


def _counter(term: str, population: str, split: str, words: tuple[str, str]) -> Callable[[_Newest], str]:
    def work(newest: _Newest) -> str:
        line = newest.figures.town(newest.month, population, split)
        if line is None:
            return ""
        due = newest.town.count("due") if split == "redone" else line.total
        return _worked(newest.month, rate(term, (line.count("yes"), words[0]), (due, words[1])))

    return work


def _open(newest: _Newest) -> str:
    registered, settled, after = (newest.town.count(name) for name in ("registered", "settled", "open"))
    if registered is None or settled is None or after is None:
        return ""
    before = after + settled - registered
    worked = f"月初没办完 {before} 件，加登记 {registered} 件，减办结 {settled} 件，月末 {after} 件"
    return f"{month_words(newest.month)}：{worked}。"


_FORMULAS: tuple[tuple[str, str, str, Callable[[_Newest], str] | None], ...] = (
    (
        "f-due",
        "到期",
        "这个月按时办结的+这个月过了期限的。不管后来办没办，过了期限就数一次，只数一次。",
        _sum,
    ),
    (
        "f-on-time",
        "按时办结率",
        "按时办结 ÷ 到期。不是除以已办结；没有承诺时限的不算按时，也不在底下。",
        _rate(on_time_rate),
    ),
    ("f-overdue", "超期率", "过了期限的 ÷ 到期。后来办结了的也算超过期。", _rate(overdue_rate)),
    (
        "f-solved",
        "解决率",
        "结果写明“解决”的 ÷ 办结。解释说明、转办、不予受理都是办结，不是解决。",
        _rate(solved_rate),
    ),
    ("f-satisfied", "满意率", "（满意+基本满意）÷ 评价。同时写明办结多少、评价多少。", _rate(satisfied_rate)),
    (
        "f-within",
        "几日解决率",
        "登记后 3、7、15、30 天内解决的 ÷ 那个月登记的全部。没办结的算没解决。",
        _within,
    ),
    ("f-days", "办理时长", "一半的、九成的诉求用了几天，按自然日，没办完的排在最后；从分段件数推算。", _days),
    ("f-redone", "重办率", "重办 ÷ 到期。", _counter("重办率", "due", "redone", ("重办", "到期"))),
    (
        "f-returned",
        "退回率",
        "退回 ÷ 派出，在办结的里面数。",
        _counter("退回率", "settled", "returned", ("退回", "派出")),
    ),
    ("f-open", "月末没办完", "月初没办完+登记 − 办结，一个月一个月推算。", _open),
    (
        "f-few",
        "不列百分比",
        f"底下不到 {LEAST_N} 件时只写件数。件数是取整的，所以百分比写“约”，全部写“接近 100%”，没有写“接近 0%”。",
        None,
    ),
)
