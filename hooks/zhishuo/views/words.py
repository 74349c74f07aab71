"""The Chinese words for everything a release holds: months, days, populations, rows and columns, merged ones too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhishuo.reading import Records
from zhishuo.records import UNASSIGNED, Window
from zhishuo.views.base import Frame, Mark, marks

POPULATIONS: dict[str, str] = {
    "registered": "登记的诉求",
    "due": "到期的诉求",
    "settled": "办结的诉求",
    "cohort": "登记的一批诉求",
    "book": "诉求账目",
}
ROWS: dict[str, str] = {
    "town": "全镇",
    "grade": "等级",
    "category": "类别",
    "channel": "渠道",
    "community": "社区",
}
SPLITS: dict[str, str] = {
    "total": "件数",
    "timeliness": "按时情况",
    "outcome": "办理结果",
    "solved_within": "几天内解决",
    "duration": "办理时长",
    "rating": "回访评价",
    "striking": "销号情况",
    "stage": "走到哪一步",
    "book": "从月初到月末",
    "regraded": "登记后调级",
    "extended": "延期",
    "paused": "暂停计时",
    "within_hour": "一小时内办结",
    "without_reply": "没有答复就办结",
    "registered_again": "销号后又来登记",
    "rated_by_handler": "承办单位自己回访",
    "returned": "退回重派",
    "redone": "重办",
    "merged": "并单",
    "transferred": "转办",
}
_YES_NO = {"yes": "是", "no": "否"}
OUTCOMES: dict[str, str] = {
    "solved": "解决",
    "partly": "部分解决",
    "explained": "解释说明",
    "transferred": "转办",
    "declined": "不予受理",
    "duplicate": "重复并单",
    "withdrawn": "撤回",
    "unstated": "结果未注明",
    "open": "未办结",
}
_COLUMNS: dict[str, dict[str, str]] = {
    "total": {"all": "件数"},
    "timeliness": {
        "on_time": "按时办结",
        "settled_late": "超期办结",
        "open_overdue": "超期未办结",
        "not_due": "未到期",
        "no_promise": "没有承诺时限",
    },
    "outcome": OUTCOMES,
    "solved_within": {
        "d3": "3 天内解决",
        "d7": "4 至 7 天解决",
        "d15": "8 至 15 天解决",
        "d30": "16 至 30 天解决",
        "not_within": "30 天内没有解决",
    },
    "duration": {
        "d1": "1 天内办结",
        "d3": "2 至 3 天",
        "d7": "4 至 7 天",
        "d15": "8 至 15 天",
        "d30": "16 至 30 天",
        "longer": "超过 30 天或未办结",
    },
    "rating": {"satisfied": "满意", "basically": "基本满意", "dissatisfied": "不满意", "not_asked": "没有回访到"},
    "striking": {"after_reply": "答复后销号", "after_wait": "等待期满销号", "not_struck": "还没销号"},
    "book": {
        "open_before": "月初未办结",
        "registered": "本月登记",
        "settled": "本月办结",
        "open_after": "月末未办结",
    },
}
# More names than this under one sum are written in a note, not in the head of a row or column.
_NAMED = 3
_MANY: dict[str, str] = {"community": "个社区", "category": "类", "grade": "个等级", "channel": "种渠道"}


def month_words(month: str) -> str:
    """Return `2026年10月` for 2026-10."""
    return f"{month[:4]}年{int(month[5:])}月"


def day_words(day: dt.date) -> str:
    """Return `2026年11月3日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_of_year_words(day: str) -> str:
    """Return `3月20日` for 03-20."""
    return f"{int(day[:2])}月{int(day[3:])}日"


def window_words(window: Window) -> str:
    """Return `2026年9月`, or `2026年7月至9月`, or both years where they differ."""
    first, last = window.first, window.last
    if first == last:
        return month_words(first)
    if first[:4] == last[:4]:
        return f"{month_words(first)}至{int(last[5:])}月"
    return f"{month_words(first)}至{month_words(last)}"


def quarter_words(window: Window) -> str:
    """Return `2026年第三季度`; a window that is no calendar quarter is named by its months."""
    first, last = int(window.first[5:]), int(window.last[5:])
    if window.first[:4] == window.last[:4] and first % 3 == 1 and last == first + 2:
        return f"{window.first[:4]}年第{'一二三四'[first // 3]}季度"
    return window_words(window)


def frame(records: Records) -> Frame:
    """Return what every page says about the whole site."""
    newest = next(reversed(records.releases.values()), None)
    fresh = "还没有公布过数字。"
    if newest:
        fresh = f"数据截至 {day_words(newest.as_of)}，下次更新不晚于 {day_words(newest.next_due)}。"
    return Frame(records.town.name, records.town.sample, fresh)


def summed(names: Sequence[str]) -> str:
    """Return one name as it is, several joined and said to be a sum."""
    return "、".join(names) + ("合计" if len(names) > 1 else "")


@dataclass(frozen=True, slots=True)
class Codebook:
    """The words for the keys of release tables: `rows` by dimension, `columns` by split, `marks` by grade."""

    rows: dict[str, dict[str, str]]
    columns: dict[str, dict[str, str]]
    marks: dict[str, Mark]

    def row(self, dimension: str, keys: Iterable[str]) -> str:
        """Return the name of a line; a merged one says that it is a sum."""
        names = self.names(dimension, keys)
        return summed(names) if len(names) <= _NAMED else f"{len(names)} {_MANY[dimension]}合计"

    def names(self, dimension: str, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the names of all rows that a line holds."""
        return tuple(self.rows[dimension][key] for key in keys)

    def column(self, split: str, keys: Iterable[str]) -> str:
        """Return the name of a column; a merged one says that it is a sum."""
        names = self.column_names(split, keys)
        return summed(names) if len(names) <= _NAMED else f"{len(names)} 项合计"

    def column_names(self, split: str, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the names of all columns that a merged one holds."""
        return tuple(self.columns[split][key] for key in keys)

    def grades(self, keys: Iterable[str]) -> tuple[Mark, ...]:
        """Return the marks of the grades that a line holds."""
        return tuple(self.marks[key] for key in keys if key in self.marks)


def codebook(records: Records) -> Codebook:
    """Return the words of this town."""
    town = records.town
    rows = {
        "town": {"town": "全镇"},
        "grade": {key: shown.text for key, shown in marks(town).items()},
        "category": {category.id: category.name for category in town.categories},
        "channel": {channel.id: channel.name for channel in town.channels},
        "community": {slug: community.name for slug, community in records.communities.items()},
    }
    unassigned = {"community": "未归属社区", "grade": "未注明等级", "category": "未注明类别", "channel": "未注明渠道"}
    stages: dict[str, str] = {stage.id: stage.word for stage in town.stages}
    columns = {split: _COLUMNS.get(split, _YES_NO) for split in SPLITS} | {"stage": stages}
    return Codebook(
        rows={name: words | {UNASSIGNED: unassigned.get(name, "未注明")} for name, words in rows.items()},
        columns=columns,
        marks=marks(town),
    )
