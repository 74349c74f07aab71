"""What was taken off the site and what has moved: no address that was ever given out leads nowhere."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from zhishuo.records.base import Day, Line, Record, Text

# The pages whose records people write; pages of figures are never taken off.
Address = Annotated[
    str,
    StringConstraints(
        pattern=r"^(c/[a-z][a-z0-9-]{0,39}(/[a-z][a-z0-9-]{0,39})?|stories/[a-z0-9][a-z0-9-]{0,59}|visits/[a-z][a-z0-9-]{0,39})/$"
    ),
]


class Withdrawn(Record):
    """A record that is no longer told; its address says so, when and why."""

    address: Address = Field(
        title="网址", description="原来那一页在网站里的地址，如 stories/2026-05-lamp/ 或 c/xinmin/four-colours/。"
    )
    title: Line = Field(title="原来的名称", description="只写名称；要是名称本身不能再公开，写“一个故事”。")
    day: Day = Field(title="哪天撤下的", description="如 2026-11-10。")
    reason: Text = Field(title="为什么", description="一两句话，如“说事的人不想再公开”；不写姓名和门牌。")


class Moved(Record):
    """A record that has another address now; the old one leads there."""

    old: Address = Field(title="旧网址", description="原来那一页在网站里的地址，如 c/xinmin/old-name/。")
    new: Address = Field(title="新网址", description="现在那一页的地址；又换了地址，就改成最后的地址。")
    day: Day = Field(title="哪天换的", description="如 2026-11-10。")


class Changes(Record):
    """data/changes.yml: what was withdrawn and what has moved, newest first; lines are added, never taken out."""

    withdrawn: list[Withdrawn] = Field(default=[], title="撤下的", description="一条一页；撤下以后网址还在，写着原因。")
    moved: list[Moved] = Field(default=[], title="换了地址的", description="一条一页；打开旧网址会转到新网址。")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, values: Any) -> Any:  # noqa: ANN401 - what was typed can be anything
        """Take a list of nothing, as it stands before the first line is written, for none."""
        return (
            {name: value for name, value in values.items() if value is not None} if isinstance(values, dict) else values
        )
