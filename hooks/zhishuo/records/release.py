"""A release: one closed month of protected counts, the only thing that crosses from the ledger to the public side.

The words are those of the design's indicators: populations say which requests are counted, splits how they are divided.
What can be had by adding or subtracting (totals, not solved, open stocks) is never in a release; `figures` derives it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from zhishuo.records.base import Count, Day, Flag, Line, Month, Record, Slug

Arriving = Literal["registered", "carried", "carried_overdue", "corrected"]
Decided = Literal["overdue", "settled", "due", "open", "cohort_so_far", "cohort"]
Afterwards = Literal["rated", "answered", "struck"]
PopulationId = Literal[Arriving, Decided, Afterwards]
RowsId = Literal["town", "grade", "category", "channel", "community"]

# The reserved row key of requests whose community, category, channel or grade the ledger does not tell.
UNASSIGNED = "unassigned"

OUTCOMES = ("solved", "partly", "explained", "transferred", "declined", "duplicate", "withdrawn", "unstated")
RATINGS = ("satisfied", "basically", "dissatisfied")
TIMELINESS = ("on_time", "late", "no_promise")
# Upper edges of the bands of calendar days from registration to settling.
BANDS = ("d1", "d3", "d7", "d15", "d30")
COUNTERS = ("regraded", "extended", "paused", "merged", "transferred", "registered_again", "within_hour")
# split -> its column keys, in order; a table holds some of them.
SPLITS: dict[str, tuple[str, ...]] = {
    "total": ("all",),
    "entry": ("late",),
    "timeliness": TIMELINESS,
    "solved": ("solved", "other"),
    "outcome": OUTCOMES,
    "returned": ("yes", "dispatched_not_returned"),
    "redone": ("yes",),
    "rating": RATINGS,
    "rated_by": ("handler", "other"),
    "striking": ("after_reply", "after_wait"),
    "stage": ("registered", "accepted"),
    "course": tuple(f"{outcome}_{band}" for outcome in ("solved", "other") for band in BANDS),
    **dict.fromkeys(COUNTERS, ("yes",)),
}
# Splits whose columns are the town's own words.
CROSSES = ("group", "grade", "category")
_BY = ("community", "category", "grade")
# Every table that a release may hold: population, rows, split.
TABLES: frozenset[tuple[str, str, str]] = frozenset(
    (
        *((name, "community", split) for name in ("registered", "carried") for split in ("group", "category")),
        *((name, rows, "grade") for name in ("registered", "carried") for rows in ("community", "category")),
        *(("registered", "channel", "total"), ("registered", "town", "entry")),
        *((name, rows, "total") for name in ("carried_overdue", "overdue") for rows in _BY),
        *(("settled", rows, split) for rows in _BY for split in ("timeliness", "solved")),
        *(("settled", "town", split) for split in ("outcome", "returned", *COUNTERS)),
        *(("due", "town", "redone"), ("rated", "town", "rated_by")),
        *(("rated", "community", "rating"), ("rated", "category", "rating")),
        *(("answered", "town", "total"), ("struck", "town", "striking"), ("open", "town", "stage")),
        *(("cohort_so_far", rows, "solved") for rows in _BY),
        *(("cohort", rows, "course") for rows in _BY),
        ("corrected", "town", "total"),
    )
)


class Window(Record):
    """The months counted, both included."""

    first: Month = Field(title="从", description="第一个月。")
    last: Month = Field(title="到", description="最后一个月（含）。")


class Cells(Record):
    """One row of a table: the row keys and a count for each column."""

    keys: list[Line] = Field(title="行", description="行代号；敏感类别几个合成一行。", min_length=1)
    counts: list[Count] = Field(title="件数", description="每列一个数，都是取整基数的倍数。", min_length=1)


class ReleaseTable(Record):
    """Counts of one population over one window, by rows and columns; lines do not overlap.

    A county that is protected block by block has each table once for every `block`; they are added up.
    """

    population: PopulationId = Field(title="统计对象", description="哪些诉求：本月登记、办结、超期、评价等。")
    block: Slug | None = Field(default=None, title="片", description="全县分片取整时写片的代号；一个镇不写。")
    window: Window = Field(title="时间", description="统计哪几个月。")
    rows: RowsId = Field(title="按什么分行", description="全镇、等级、类别、渠道或社区。")
    split: Line = Field(title="按什么分列", description="如按时情况、结果、评价。")
    columns: list[list[Line]] = Field(title="列", description="每列一个或几个合并的列代号。", min_length=1)
    lines: list[Cells] = Field(title="行数据", description="一行一条。")


class MethodOfProtection(Record):
    """How the counts were protected, with its public constants."""

    name: Line = Field(title="方法", description="保护方法的名称。")
    version: Count = Field(title="版本", description="方法的版本。")
    base: Count = Field(title="取整基数", description="公布的每个件数都是它的倍数。", ge=2)
    groups: dict[Slug, list[Line]] = Field(title="大类", description="每个大类有哪些类别。")


class Release(Record):
    """data/releases/<period>.yml: one month, written by scripts/release, never by hand."""

    format: Annotated[Literal["2"], WithJsonSchema({"const": 2})] = Field(title="格式", description="文件格式的版本。")
    sample: Flag = Field(title="示例", description="由示例台账得出时为 true。")
    period: Month = Field(title="月份", description="公布哪个月。")
    as_of: Day = Field(title="数据截至", description="台账截至哪天。")
    next_due: Day = Field(title="下次更新不晚于", description="下一期最晚哪天公布。")
    method: MethodOfProtection = Field(title="保护方法", description="件数怎样保护。")
    previous: Line | None = Field(title="上一期的校验码", description="上一期文件的 SHA-256；第一期留空。")
    code: Line = Field(title="程序版本", description="用哪个版本的程序算出。")
    tables: list[ReleaseTable] = Field(title="表", description="一条一张表。")


def lumps(lines: Iterable[Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return for every key all keys that were ever published in one line with it, straight or by way of others.

    Months can be added up by these alone, since a town may make a category sensitive from one month on.
    """
    found: dict[str, tuple[str, ...]] = {}
    for keys in lines:
        whole = dict.fromkeys(other for key in keys for other in found.get(key, (key,)))
        found |= dict.fromkeys(whole, tuple(whole))
    return found
