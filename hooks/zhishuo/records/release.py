"""A release: one closed month of protected counts, the only thing that crosses from the ledger to the public side.

The words are those of the design's indicators: populations say which requests are counted, splits how they are divided.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from zhishuo.records.base import Count, Day, Flag, Line, Month, Record

PopulationId = Literal["registered", "due", "settled", "cohort", "book"]
RowsId = Literal["town", "grade", "category", "channel", "community"]

# The reserved row key of requests whose community, category, channel or grade the ledger does not tell.
UNASSIGNED = "unassigned"

_COUNTERS = (
    *("regraded", "extended", "paused", "within_hour", "without_reply", "registered_again", "rated_by_handler"),
    *("returned", "redone", "merged", "transferred"),
)
# split -> its column keys, in order.
SPLITS: dict[str, tuple[str, ...]] = {
    "total": ("all",),
    "timeliness": ("on_time", "settled_late", "open_overdue", "not_due", "no_promise"),
    "outcome": (
        *("solved", "partly", "explained", "transferred", "declined", "duplicate", "withdrawn"),
        *("unstated", "open"),
    ),
    "solved_within": ("d3", "d7", "d15", "d30", "not_within"),
    "duration": ("d1", "d3", "d7", "d15", "d30", "longer"),
    "rating": ("satisfied", "basically", "dissatisfied", "not_asked"),
    "striking": ("after_reply", "after_wait", "not_struck"),
    "stage": ("registered", "accepted", "dispatched", "settled", "replied", "rated", "struck_off"),
    "book": ("open_before", "registered", "settled", "open_after"),
    **dict.fromkeys(_COUNTERS, ("yes", "no")),
}


class Window(Record):
    """The months counted, both included."""

    first: Month = Field(title="从", description="第一个月。")
    last: Month = Field(title="到", description="最后一个月（含）。")


class Cells(Record):
    """One row of a table: the merged row keys and a count for each column."""

    keys: list[Line] = Field(title="行", description="一个或几个合并的行代号。", min_length=1)
    counts: list[Count] = Field(title="件数", description="每列一个数。", min_length=1)


class ReleaseTable(Record):
    """Counts of one population over one window, by rows and columns; lines do not overlap."""

    population: PopulationId = Field(
        title="统计对象", description="哪些诉求：本月登记、到期、办结、满三十天的登记批次、账目。"
    )
    window: Window = Field(title="时间", description="统计哪几个月。")
    rows: RowsId = Field(title="按什么分行", description="全镇、等级、类别、渠道或社区。")
    split: Line = Field(title="按什么分列", description="如按时情况、结果、评价。")
    columns: list[list[Line]] = Field(title="列", description="每列一个或几个合并的列代号。", min_length=1)
    lines: list[Cells] = Field(title="行数据", description="一行一条。")


class MethodOfProtection(Record):
    """How the counts were protected, with its public constants."""

    name: Line = Field(title="方法", description="保护方法的名称。")
    version: Count = Field(title="版本", description="方法的版本。")
    least_count: Count = Field(title="最小件数", description="除 0 以外，公布的件数都不小于它。")


class Release(Record):
    """data/releases/<period>.yml: one month, written by scripts/release, never by hand."""

    format: Annotated[Literal["1"], WithJsonSchema({"const": 1})] = Field(title="格式", description="文件格式的版本。")
    sample: Flag = Field(title="示例", description="由示例台账得出时为 true。")
    period: Month = Field(title="月份", description="公布哪个月。")
    as_of: Day = Field(title="数据截至", description="台账截至哪天。")
    next_due: Day = Field(title="下次更新不晚于", description="下一期最晚哪天公布。")
    method: MethodOfProtection = Field(title="保护方法", description="件数怎样保护。")
    previous: Line | None = Field(title="上一期的校验码", description="上一期文件的 SHA-256；第一期留空。")
    code: Line = Field(title="程序版本", description="用哪个版本的程序算出。")
    tables: list[ReleaseTable] = Field(title="表", description="一条一张表。")
