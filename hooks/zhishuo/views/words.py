"""The Chinese words for everything a release holds: months, days, populations, rows, columns, the rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhishuo.figures import LEAST_N
from zhishuo.reading import Records
from zhishuo.records import CROSSES, UNASSIGNED
from zhishuo.views.base import Frame, Mark, marks

POPULATIONS: dict[str, str] = {
    "registered": "登记的诉求",
    "carried": "月初没办完的诉求",
    "carried_overdue": "月初已经超期的诉求",
    "overdue": "这个月过了期限的诉求",
    "settled": "办结的诉求",
    "due": "到期的诉求",
    "rated": "得到评价的诉求",
    "answered": "得到答复的诉求",
    "struck": "销号的诉求",
    "open": "月末没办完的诉求",
    "cohort_so_far": "当月登记、当月办结的诉求",
    "cohort": "登记的一批诉求",
    "corrected": "更正的诉求",
}
ROWS: dict[str, str] = {
    "town": "全镇",
    "grade": "等级",
    "category": "类别",
    "channel": "渠道",
    "community": "社区",
}
COUNTED: dict[str, str] = {
    "regraded": "登记后改了等级",
    "extended": "延长了期限",
    "paused": "暂停过计时",
    "merged": "并到别的单子",
    "transferred": "转给别的单位",
    "registered_again": "销号后又来登记",
    "within_hour": "登记一小时内就办结",
}
SPLITS: dict[str, str] = {
    "total": "件数",
    "entry": "什么时候知道的",
    "group": "大类",
    "grade": "等级",
    "category": "类别",
    "timeliness": "按时情况",
    "solved": "解决没有",
    "outcome": "办理结果",
    "returned": "退回重派",
    "redone": "重办",
    "rating": "居民评价",
    "rated_by": "由谁回访",
    "striking": "销号情况",
    "stage": "走到哪一步",
    "course": "几天内办结",
    **COUNTED,
}
OUTCOMES: dict[str, str] = {
    "solved": "解决",
    "partly": "部分解决",
    "explained": "解释说明",
    "transferred": "转办",
    "declined": "不予受理",
    "duplicate": "重复并单",
    "withdrawn": "撤回",
    "unstated": "结果未注明",
}
# What became of a request that was not simply solved: what the word means for who raised it.
OUTCOME_MEANINGS: dict[str, str] = {
    OUTCOMES["partly"]: "还差一部分",
    OUTCOMES["explained"]: "说了原因，事情没有变",
    OUTCOMES["transferred"]: "交给了别的单位，去处写在答复里",
    OUTCOMES["declined"]: "不归镇里管或不合规定，理由写在答复里",
    OUTCOMES["duplicate"]: "和另一件合在一起办",
    OUTCOMES["withdrawn"]: "居民自己撤回",
    OUTCOMES["unstated"]: "没写结果，不算解决",
}
_DAYS = {"d1": "1 天内", "d3": "2 至 3 天", "d7": "4 至 7 天", "d15": "8 至 15 天", "d30": "16 至 30 天"}
_COLUMNS: dict[str, dict[str, str]] = {
    "total": {"all": "件数"},
    "entry": {"late": "以前登记、这个月才知道"},
    "timeliness": {"on_time": "按时办结", "late": "超期后办结", "no_promise": "没有承诺时限"},
    "solved": {"solved": "解决", "other": "别的结果"},
    "outcome": OUTCOMES,
    "returned": {"yes": "退回过", "dispatched_not_returned": "派出后没有退回"},
    "rating": {"satisfied": "满意", "basically": "基本满意", "dissatisfied": "不满意"},
    "rated_by": {"handler": "承办单位自己回访", "other": "别人回访"},
    "striking": {"after_reply": "答复后销号", "after_wait": "等待期满销号"},
    "course": {
        f"{outcome}_{band}": f"{days}{words}"
        for outcome, words in (("solved", "解决"), ("other", "办结，别的结果"))
        for band, days in _DAYS.items()
    },
}
# Columns that are always published together have a name of their own.
_TOGETHER: dict[tuple[str, ...], str] = {("solved_d1", "solved_d3"): "3 天内解决"}


def month_words(month: str) -> str:
    """Return `2026年10月` for 2026-10."""
    return f"{month[:4]}年{int(month[5:])}月"


def day_words(day: dt.date) -> str:
    """Return `2026年11月3日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_of_year_words(day: str) -> str:
    """Return `3月20日` for 03-20."""
    return f"{int(day[:2])}月{int(day[3:])}日"


def months_words(periods: Sequence[str]) -> str:
    """Return `2026年9月`, `2026年7月至9月`, or both years where they differ, for months in a row."""
    first, last = periods[0], periods[-1]
    if first == last:
        return month_words(first)
    if first[:4] == last[:4]:
        return f"{month_words(first)}至{int(last[5:])}月"
    return f"{month_words(first)}至{month_words(last)}"


def quarter_words(last: str) -> str:
    """Return `2026年第三季度` for the quarter that ends with the month `last`."""
    return f"{last[:4]}年第{'一二三四'[(int(last[5:]) - 1) // 3]}季度"


def bounds(base: int) -> tuple[int, int]:
    """Return how far a count of the registered may be from the truth, and any other at most, as releases promise."""
    return base - 1, 4 * (base - 1)


def rule_words(base: int) -> str:
    """Return the rule by which all counts are rounded and how far they may be from the truth, for every page."""
    near, far = bounds(base)
    return (
        f"件数都凑成 {base} 的倍数，为的是认不出是谁家的事，所以和真实的差几件："
        f"登记的件数，每格与真实值相差不超过 {near} 件，"
        f"其他各格和社区按类别的登记一般也是，最多 {far} 件；合计数可能差得更多；各表相加一致；0 不表示没有。"
        "百分比和天数由公开件数算出。发布后不再改动，更正记入当月。"
    )


def short_rule_words(base: int) -> str:
    """Return what nobody may overlook of the rule, where there is room for no more."""
    return f"件数都凑成 {base} 的倍数，0 不表示没有。"


# The method's base until a first release says its own.
_BASE = 5


def filled(prose: str, records: Records) -> str:
    """Return prose with the names of the method's constants replaced by their values, as the site counts with them.

    {{base}} is the base of the rounding, {{near}} and {{far}} are how far counts may be from the truth, {{least_n}} is
    the least number that a percentage is given of.
    """
    newest = records.newest
    base = newest.method.base if newest else _BASE
    near, far = bounds(base)
    values = {"base": base, "near": near, "far": far, "least_n": LEAST_N}
    for name, value in values.items():
        prose = prose.replace(f"{{{{{name}}}}}", f"{value}")
    return prose


def frame(records: Records) -> Frame:
    """Return what every page says about the whole site."""
    newest = records.newest
    if newest is None:
        return Frame(records.town.name, records.town.sample, "还没有公布过数字。", "")
    fresh = f"数据截至 {day_words(newest.as_of)}，下次更新不晚于 {day_words(newest.next_due)}。"
    return Frame(records.town.name, records.town.sample, fresh, rule_words(newest.method.base))


@dataclass(frozen=True, slots=True)
class Codebook:
    """The words for the keys of release tables: `rows` by dimension, `columns` by split, `marks` by grade."""

    rows: dict[str, dict[str, str]]
    columns: dict[str, dict[str, str]]
    marks: dict[str, Mark]

    def row(self, dimension: str, keys: Iterable[str]) -> str:
        """Return the name of a row, those of all where sensitive categories are published as one."""
        return "、".join(self.rows[dimension][key] for key in keys)

    def column(self, split: str, keys: Iterable[str]) -> str:
        """Return the name of a column."""
        together = tuple(keys)
        return _TOGETHER.get(together) or "、".join(self.columns[split][key] for key in together)

    def grades(self, keys: Iterable[str]) -> tuple[Mark, ...]:
        """Return the marks of the grades that a row is about."""
        return tuple(self.marks[key] for key in keys if key in self.marks)


def codebook(records: Records) -> Codebook:
    """Return the words of this town."""
    town = records.town
    rows = {
        "town": {"town": "全镇"},
        "group": {group.id: group.name for group in town.groups} | {UNASSIGNED: "未注明类别"},
        "grade": {key: shown.text for key, shown in marks(town).items()} | {UNASSIGNED: "未注明等级"},
        "category": {category.id: category.name for category in town.categories} | {UNASSIGNED: "未注明类别"},
        "channel": {channel.id: channel.name for channel in town.channels} | {UNASSIGNED: "未注明渠道"},
        "community": {slug: one.name for slug, one in records.communities.items()} | {UNASSIGNED: "没写社区"},
    }
    stages: dict[str, str] = {stage.id: stage.word for stage in town.stages}
    columns = {split: _COLUMNS.get(split, {"yes": "是"}) for split in SPLITS} | {"stage": stages}
    return Codebook(rows, columns | {name: rows[name] for name in CROSSES}, marks(town))
