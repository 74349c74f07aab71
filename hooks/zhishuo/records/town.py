"""The town: its name, grades, stages, channels, categories, order menu, platform, campaign and update rota."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from zhishuo.records.base import Count, Day, Figure, Flag, Line, Prose, Record, Slug, Text
from zhishuo.records.english import TownEnglish

GradeId = Literal["red", "orange", "yellow", "blue"]
StageId = Literal["registered", "accepted", "dispatched", "settled", "replied", "rated", "struck_off"]
MenuId = Literal["ask", "order", "dispatch", "take", "rate"]
DutyId = Literal["board", "practices", "commitments", "town"]


class Grade(Record):
    """One of the four colours: how pressing a request is and what time is promised for it."""

    id: GradeId = Field(title="代号", description="四种之一：red、orange、yellow、blue，从急到缓。")
    colour: Line = Field(title="颜色", description="颜色的名字，如“红”。")
    word: Line = Field(title="等级", description="这一级叫什么，如“特急”；网站上总和颜色一起出现。")
    promised_hours: Count = Field(
        title="承诺时限（小时）", description="从登记算起多少小时内办结，按自然日的小时数写。", ge=1
    )
    meaning: Text = Field(title="什么事算这一级", description="用居民听得懂的一句话说明。")
    aliases: list[Line] = Field(default=[], title="台账里的其他写法", description="台账导出时可能出现的别的写法。")


class Stage(Record):
    """One step of a request's life, from registration to striking off."""

    id: StageId = Field(title="代号", description="七步之一，顺序固定。")
    word: Line = Field(title="名称", description="这一步叫什么，如“受理”。")
    meaning: Text = Field(title="这一步做什么", description="谁做什么，做完才算。")


class Channel(Record):
    """A way to speak up."""

    id: Slug = Field(title="代号", description="小写字母，定了不再改。")
    name: Line = Field(title="名称", description="渠道叫什么。")
    for_whom: Text = Field(title="适合谁", description="如在外务工、行动不便、白天上班的人。")
    how: Text = Field(title="怎么用", description="一步一步，居民照着就能做。")
    digital: Flag = Field(title="是不是线上渠道", description="线上渠道写 true，线下写 false。")
    aliases: list[Line] = Field(default=[], title="台账里的其他写法", description="台账导出时可能出现的别的写法。")


class Group(Record):
    """A large group of categories, by which communities are counted month by month."""

    id: Slug = Field(title="代号", description="小写字母，定了不再改。")
    name: Line = Field(title="名称", description="大类叫什么，如“住的事”。")


class Merged(Record):
    """Which category takes over, and from which day of registration on."""

    into: Slug = Field(title="并入哪一类", description="写 categories 里另一个类别的代号；它自己不能也是并走的。")
    since: Day = Field(title="从哪天起", description="从这天起登记的算那一类；以前登记的照旧，数字不变。")


class Category(Record):
    """What a request is about."""

    id: Slug = Field(title="代号", description="小写字母，定了不再改。")
    name: Line = Field(title="名称", description="类别叫什么。")
    covers: Text = Field(title="包括什么", description="举两三个例子。")
    group: Slug = Field(title="大类", description="属于哪个大类，写 groups 里的一个代号。")
    sensitive: Flag = Field(
        default=False,
        title="敏感类别",
        description="家庭纠纷、困难、健康等写 true，同一大类的几个敏感类别合成一行公布。",
    )
    aliases: list[Line] = Field(
        default=[], title="台账里的其他写法", description="台账导出时可能出现的别的写法；类别改名时，把旧名写在这里。"
    )
    merged: Merged | None = Field(
        default=None, title="并入别的类别", description="这一类不再单列时写；这一条和它的代号、写法都要留着。"
    )


class MethodNumber(Record):
    """What one of the numbers in the method's name stands for; staff fill it in."""

    number: Annotated[Line, WithJsonSchema({"type": ["string", "number"]})] = Field(
        title="数字", description="名称里的数字，如“1”。"
    )
    meaning: Text | None = Field(default=None, title="代表什么", description="不清楚就留空，网页上写明待填。")


class Method(Record):
    """The town's way of working, by name."""

    name: Line = Field(title="名称", description="如“民事直说1234”。")
    summary: Text = Field(title="一句话", description="居民怎么说、镇里怎么办。")
    numbers: list[MethodNumber] = Field(title="数字的含义", description="名称里每个数字一条。")


class MenuStep(Record):
    """One step of the order menu (点单式服务)."""

    id: MenuId = Field(title="代号", description="五步之一：ask、order、dispatch、take、rate。")
    word: Line = Field(title="名称", description="如“网格问单”。")
    who: Line = Field(title="谁来做", description="这一步由谁负责。")
    does: Text = Field(title="做什么", description="这一步做什么、留下什么记录。")


class Platform(Record):
    """The grid platform that keeps the ledger."""

    name: Line = Field(title="名称", description="平台的名称。")
    summary: Text = Field(title="做什么用", description="一两句话。")
    loop: list[Text] = Field(title="闭环", description="一条一步：登记、受理、办结、反馈。", min_length=1)


class ServiceCentre(Record):
    """The service centre where residents are received."""

    name: Line = Field(title="名称", description="服务中心叫什么。")
    summary: Text = Field(title="一句话", description="来这里能办什么。")
    combines: list[Line] = Field(title="合在一起的服务", description="一条一项。", min_length=1)


class CampaignFigure(Record):
    """One figure of the study campaign."""

    label: Line = Field(title="是什么", description="如“集中学习”。")
    figure: Figure = Field(title="数字", description="照材料写，不四舍五入。")
    unit: Line = Field(title="单位", description="如“次”“本”“人次”。")


class Campaign(Record):
    """The study campaign and its figures."""

    title: Line = Field(title="名称", description="活动叫什么。")
    summary: Prose = Field(title="说明", description="为什么办、办了什么，可用 Markdown。")
    figures: list[CampaignFigure] = Field(title="数字", description="一条一个数字。")
    source: Line = Field(title="来源", description="数字出自哪份材料。")


class Duty(Record):
    """One line of the update rota."""

    what: Line = Field(title="什么内容", description="要更新的内容。")
    who: Line = Field(title="谁", description="岗位，不写个人姓名。")
    by: Line = Field(title="什么时候前", description="如“每月 10 日前”。")
    of: DutyId | None = Field(
        default=None,
        title="管哪些文件",
        description="board 公布数字、practices 社区做法、commitments 承诺、town 全镇；晚了 scripts/check --due 会说。",
    )
    days: Count | None = Field(
        default=None, title="几天核对一次", description="核对日期过了几天就算晚，如 92；不写或写 0，按 366 天算。"
    )


class Desk(Record):
    """An office that can be reached; never a private person."""

    name: Line = Field(title="名称", description="窗口或办公室的名称。")
    place: Line = Field(title="地点", description="办公地点，不写住址。")
    hours: Line = Field(title="开门时间", description="如“周一至周五 9:00-17:00”。")
    phone: Line | None = Field(default=None, title="办公电话", description="只写办公电话；没有就留空。")


class Town(Record):
    """data/town.yml: everything that is said once for the whole town."""

    name: Line = Field(title="镇名", description="镇的名称。")
    sample: Flag = Field(title="示例站", description="true 时每页显示“示例”横幅；正式使用时改为 false。")
    slogan: Line = Field(title="首页一句话", description="首页最上面的一句话。")
    desk: Desk = Field(title="镇里的窗口", description="居民可以去问的地方。")
    method: Method = Field(title="做法", description="镇里的工作方法。")
    grades: list[Grade] = Field(title="四色分级", description="四级，从急到缓：红、橙、黄、蓝。")
    stages: list[Stage] = Field(title="一件事的七步", description="从登记到销号，顺序固定。")
    channels: list[Channel] = Field(title="渠道", description="居民可以从哪里说事。", min_length=1)
    groups: list[Group] = Field(title="大类", description="类别归成几个大类。", min_length=1)
    categories: list[Category] = Field(title="类别", description="诉求分成哪些类。", min_length=1)
    menu: list[MenuStep] = Field(title="点单式服务", description="问单、点单、派单、接单、考单五步。")
    platform: Platform = Field(title="网格平台", description="记台账的平台。")
    centre: ServiceCentre = Field(title="服务中心", description="党群服务中心。")
    campaign: Campaign = Field(title="学习活动", description="学习教育活动和它的数字。")
    communities: Count = Field(title="社区个数", description="全镇有几个社区；和 communities 文件夹里的个数要一致。")
    next_due_day: Count = Field(title="每月公布日", description="每月几日前公布上月数字，1 到 28。", ge=1, le=28)
    rota: list[Duty] = Field(title="更新分工", description="谁在什么时候前更新什么。")
    updated: Day = Field(title="更新日期", description="这份文件的内容是哪天核对的。")
    opened: Day | None = Field(
        default=None,
        title="上线日期",
        description="网站哪天对外公开的；从这天起，公布过的数再改，会按版本记录列在“更正”那一页。没有上线就不写。",
    )
    en: TownEnglish | None = Field(
        default=None, title="英文", description="镇名、首页一句话、窗口的英文；没有译的，英文网页写明。"
    )
