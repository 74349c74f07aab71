"""What staff write in English beside their Chinese texts; every part is optional, so that a translation can grow."""

from __future__ import annotations

from pydantic import Field

from zhishuo.records.base import Line, Prose, Record, Text


class Translation(Record):
    """Texts in English beside the Chinese ones of the same name."""

    @property
    def is_given(self) -> bool:
        """Whether anything in it has been translated."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return any(value.is_given if isinstance(value, Translation) else value for value in values)


class DeskEnglish(Translation):
    """An office in English."""

    name: Line | None = Field(default=None, title="名称（英文）", description="窗口或办公室的英文名称。")
    place: Line | None = Field(default=None, title="地点（英文）", description="办公地点，用英文写。")
    hours: Line | None = Field(
        default=None, title="开门时间（英文）", description="用英文写，如“Monday to Friday, 9:00 to 17:00”。"
    )


class TownEnglish(Translation):
    """The town in English."""

    name: Line | None = Field(default=None, title="镇名（英文）", description="镇的英文名称，如“Yanhe Town”。")
    slogan: Line | None = Field(default=None, title="首页一句话（英文）", description="首页最上面那句话的英文。")
    desk: DeskEnglish | None = Field(
        default=None, title="镇里的窗口（英文）", description="窗口的名称、地点、时间，用英文写；电话不用再写。"
    )


class ThemeEnglish(Translation):
    """A theme in English."""

    name: Line | None = Field(default=None, title="名称（英文）", description="主题的英文名称。")
    summary: Text | None = Field(default=None, title="一句话（英文）", description="这个主题讲什么，用英文写。")


class CommunityEnglish(Translation):
    """A community in English."""

    name: Line | None = Field(default=None, title="名称（英文）", description="社区的英文名称，如“Xinmin Community”。")
    sentence: Line | None = Field(default=None, title="一句话（英文）", description="一句话介绍的英文。")
    about: Prose | None = Field(default=None, title="介绍（英文）", description="介绍的英文，可用 Markdown。")
    desk: DeskEnglish | None = Field(
        default=None, title="联系窗口（英文）", description="窗口的名称、地点、时间，用英文写；电话不用再写。"
    )


class HighlightEnglish(Translation):
    """A practice in English."""

    title: Line | None = Field(default=None, title="名称（英文）", description="做法的英文名称。")
    sentence: Line | None = Field(default=None, title="一句话（英文）", description="那一句话的英文。")
    problem: Prose | None = Field(
        default=None, title="原来的问题（英文）", description="原来的问题的英文，可用 Markdown。"
    )
    steps: list[Text] = Field(
        default=[], title="怎么做的（英文）", description="一条一步，和中文一样多条、一样的顺序；没有译完就先不写。"
    )
    results: list[Line] = Field(
        default=[],
        title="结果（英文）",
        description="一条译一个结果，和中文一样多条、一样的顺序；有数字的，把数字和单位也写进英文里。",
    )
    cost: Text | None = Field(default=None, title="花多少钱（英文）", description="花多少钱的英文，不加中文里没有的。")
    responsible: Line | None = Field(default=None, title="谁负责（英文）", description="岗位或单位的英文。")
    shortfalls: Text | None = Field(
        default=None, title="没做好的地方（英文）", description="没做好的地方的英文，不比中文说得轻。"
    )
    conditions: Text | None = Field(default=None, title="别处能不能学（英文）", description="别处能不能学的英文。")
