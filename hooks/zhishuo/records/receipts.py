"""The sealed receipts: what the page 查我的事 needs beside the sealed bytes themselves."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from zhishuo.records.base import Count, Day, Flag, Line, Record


class Receipts(Record):
    """data/receipts.yml: written by scripts/receipts, never by hand; data/receipts.bin lies beside it."""

    format: Annotated[Literal["1"], WithJsonSchema({"const": 1})] = Field(title="格式", description="文件格式的版本。")
    sample: Flag = Field(title="示例", description="由示例台账得出时为 true。")
    as_of: Day = Field(title="数据截至", description="台账截至哪天。")
    next_due: Day = Field(title="下次更新不晚于", description="最晚哪天再封一次。")
    key: Line = Field(title="密钥的指纹", description="用来认出是不是同一把密钥；看不出密钥是什么。")
    months: Count = Field(title="放多久", description="办结几个月以内的还放在网上。", ge=1)
    salt: Line = Field(title="盐", description="每次封存都换，十六进制。")
    shards: Count = Field(title="分几片", description="按大小档定，看不出有多少件。", ge=1)
    sha256: Line = Field(title="校验码", description="盐和 data/receipts.bin 连起来的 SHA-256。")
    grades: list[Line] = Field(title="等级", description="等级的叫法，按序号。")
    communities: list[Line] = Field(title="社区", description="社区的叫法，按序号。")
    categories: list[Line] = Field(title="类别", description="类别的叫法，按序号。")
    outcomes: list[Line] = Field(title="结果", description="办到哪一步、结果的代号，按序号；网页上每个有一段话。")
    samples: list[Line] = Field(default_factory=list, title="示例码", description="示例站上给人试用的码。")
