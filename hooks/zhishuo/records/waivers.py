"""What the privacy gate lets through although it would give someone away: word for word, with reason and day."""

from __future__ import annotations

from pydantic import Field

from zhishuo.records.base import Day, Line, Record, Text


class Waiver(Record):
    """One text of one file that may be published all the same."""

    file: Line = Field(title="哪个文件", description="如 data/communities/xinmin.yml，和提示里写的一样。")
    text: Line = Field(
        title="放行的字",
        description="照那个文件里的原样抄，一字不差，至少两个字；这个文件里同样的字都放行，接着还有号码的不放。",
        min_length=2,
    )
    reason: Text = Field(title="为什么", description="一两句话，如“本人书面同意公开这个电话，存社区”。")
    day: Day = Field(title="哪天定的", description="如 2026-11-28。")


class Waivers(Record):
    """data/waivers.yml: all that is let through; their number is published."""

    waivers: list[Waiver] = Field(default=[], title="放行的", description="一条一处；网站的“隐私”一页写着一共几处。")
