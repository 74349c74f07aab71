"""The town's promises, the tours and the visit log, and told requests (stories)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from zhishuo.records.base import Count, Day, DayOfYear, Figure, Line, Minutes, Month, Prose, Record, Slug, Text, Times
from zhishuo.records.town import Desk, GradeId

OUTCOMES = (
    "solved 解决、partly 部分解决、explained 解释说明、transferred 转办、"
    "declined 不予受理、duplicate 重复并单、withdrawn 撤回。"
)
OutcomeId = Literal["solved", "partly", "explained", "transferred", "declined", "duplicate", "withdrawn"]
WayId = Literal["foot", "car"]
ProgressId = Literal["kept", "under_way", "late", "dropped"]


class Evidence(Record):
    """What shows that a promise moved: dated where the date is known."""

    text: Text = Field(title="证据", description="做成了什么、在哪里看得到。")
    source: Line = Field(title="来源", description="出自哪份材料或哪个单位。")
    day: Day | None = Field(default=None, title="日期", description="材料没有写明日期就留空。")


class Commitment(Record):
    """A promise of the town with its target, its progress and the evidence."""

    id: Slug = Field(title="代号", description="小写字母，定了不再改。")
    title: Line = Field(title="承诺", description="答应了什么，一句话。")
    detail: Prose = Field(title="说明", description="为什么要办、涉及谁，可用 Markdown。")
    target: Figure | None = Field(default=None, title="目标数", description="答应办多少；没有数字目标就留空。")
    reached: Figure | None = Field(default=None, title="已完成数", description="现在办了多少；不清楚就留空。")
    unit: Line | None = Field(default=None, title="单位", description="目标数和完成数的单位。")
    progress: ProgressId = Field(
        title="进度", description="kept 已兑现、under_way 正在办、late 晚于承诺、dropped 不再办（要说明）。"
    )
    remaining: Text = Field(title="还没做完的", description="还差什么；全部完成也写明“无”。")
    responsible: Line = Field(title="谁负责", description="单位或岗位。")
    evidence: list[Evidence] = Field(title="证据", description="至少一条。", min_length=1)
    updated: Day = Field(title="核对日期", description="这一条是哪天核对的。")


class Commitments(Record):
    """data/commitments.yml: all promises, in the order they are shown."""

    commitments: list[Commitment] = Field(title="承诺", description="一条一项承诺。", min_length=1)


class Stop(Record):
    """One stop of a tour: a community and the practice shown there."""

    community: Slug = Field(title="社区", description="data/communities/ 里的文件名（不带 .yml）。")
    highlight: Slug = Field(
        title="做法", description="这个社区的一个做法代号，写在 data/communities/ 那个文件的 id 里。"
    )
    note: Line | None = Field(default=None, title="提示", description="到这一站看什么；没有就留空。")
    minutes: Minutes | None = Field(
        default=None, title="路上几分钟", description="从上一站过来几分钟；第一站从集合的地方算；不清楚就留空。"
    )
    way: WayId | None = Field(default=None, title="怎么走", description="foot 步行，car 乘车；写了分钟就要写。")
    access: Line | None = Field(
        default=None, title="进出方便吗", description="台阶、轮椅、停车、厕所，一句话；不清楚就留空。"
    )


class Tour(Record):
    """A route of ordered stops; both observation days are tours."""

    id: Slug = Field(title="代号", description="小写字母，定了不再改。")
    title: Line = Field(title="名称", description="路线叫什么。")
    day: DayOfYear | None = Field(default=None, title="日子", description="月日，如 03-20；年份不明的观摩日就这样写。")
    next: Day | None = Field(
        default=None, title="下一次", description="约好的下一次观摩是哪一天，写进日历；没有约就留空。"
    )
    sentence: Line = Field(title="一句话", description="看什么、怎么看。")
    about: Prose = Field(title="说明", description="怎么组织的、看到了什么，可用 Markdown。")
    stops: list[Stop] = Field(title="站点", description="按先后。", min_length=1)
    desk: Desk = Field(title="联系窗口", description="来访者找谁。")


class Visit(Record):
    """One entry of the visit log."""

    community: Slug | None = Field(
        default=None, title="社区", description="data/communities/ 里的文件名（不带 .yml）；全镇的观摩留空。"
    )
    what: Line = Field(title="看了什么", description="一句话。")
    origin: Line = Field(title="从哪里来", description="单位或地区，不写个人姓名。")
    visits: Times = Field(title="次数", description="照材料写，如“10 余”“1”。")
    when: Line | None = Field(default=None, title="时间", description="材料没有写明就留空。")
    source: Line = Field(title="来源", description="出自哪份材料。")


class Visits(Record):
    """data/visits.yml: tours and the visit log."""

    tours: list[Tour] = Field(title="路线", description="一条一条路线。", min_length=1)
    visits: list[Visit] = Field(title="来访记录", description="一条一次（或一批）来访。")


class Consent(Record):
    """The resident's consent to have the request told; without it a story cannot be published."""

    given: Day = Field(title="同意日期", description="居民哪天同意公开讲这件事。")
    how: Line = Field(title="怎么同意的", description="如“书面同意，存社区”；不写姓名。")


class Story(Record):
    """data/stories/<id>.yml: one told request, by week and community, never by name or door."""

    community: Slug = Field(title="社区", description="data/communities/ 里的文件名（不带 .yml）。")
    category: Slug = Field(title="类别", description="data/town.yml 里的一个类别代号。")
    grade: GradeId = Field(title="等级", description="red 红、orange 橙、yellow 黄、blue 蓝。")
    title: Line = Field(title="标题", description="一句话，不写姓名和门牌。")
    month: Month = Field(title="哪个月", description="如 2026-09。")
    week: Count = Field(title="第几周", description="这个月的第几周，1 到 5；不写具体日子。", ge=1, le=5)
    said: Prose = Field(title="居民怎么说", description="原话或转述，不写姓名和门牌。")
    done: Prose = Field(title="办了什么", description="谁做了什么。")
    outcome: OutcomeId = Field(title="结果", description=OUTCOMES)
    days: Count = Field(title="办了几天", description="从登记到办结的自然日天数。")
    left: Text = Field(title="还有什么没解决", description="没有就写“无”。")
    consent: Consent = Field(title="本人同意", description="没有本人同意不能公开。")
