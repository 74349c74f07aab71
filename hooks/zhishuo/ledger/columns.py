"""The canonical columns of a ledger, the header words that mean them, and the columns that must never be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from zhishuo.ledger.codebook import plain

Kind = Literal["id", "time", "code", "flag"]


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column: its Chinese title and the further header words that mean it."""

    name: str
    title: str
    kind: Kind
    words: tuple[str, ...] = ()


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            "id", "诉求编号", "id", ("编号", "工单编号", "工单号", "诉求号", "case_enquiry_id", "case_id", "request_id")
        ),
        Column("registered_at", "登记时间", "time", ("登记日期", "受理登记时间", "上报时间", "open_dt", "opened_at")),
        Column("accepted_at", "受理时间", "time", ("受理日期",)),
        Column("dispatched_at", "派单时间", "time", ("派单日期", "派发时间", "交办时间")),
        Column("settled_at", "办结时间", "time", ("办结日期", "完成时间", "closed_dt", "closed_at")),
        Column("replied_at", "反馈时间", "time", ("反馈日期", "答复时间", "回复时间")),
        Column("rated_at", "评价时间", "time", ("评价日期", "回访时间")),
        Column("struck_off_at", "销号时间", "time", ("销号日期",)),
        Column("due_at", "截止时间", "time", ("办理期限", "承诺时间", "时限", "首次截止时间", "target_dt", "due_dt")),
        Column("community", "社区", "code", ("所属社区", "社区名称", "居委会", "neighborhood", "neighbourhood")),
        Column("category", "类别", "code", ("诉求类别", "诉求类型", "事项类别", "分类")),
        Column("grade", "等级", "code", ("诉求等级", "紧急程度", "颜色", "四色等级")),
        Column("first_grade", "登记时等级", "code", ("原等级", "初始等级")),
        Column("channel", "渠道", "code", ("诉求来源", "来源渠道", "来源", "受理渠道", "source")),
        Column("outcome", "办理结果", "code", ("结果", "处理结果", "办结结果")),
        Column("rating", "满意度", "code", ("满意情况", "评价结果", "满意度评价")),
        Column("rated_by", "评价询问人", "code", ("回访人类型", "由谁回访")),
        Column("returned", "退回", "flag", ("是否退回", "退回次数")),
        Column("extended", "延期", "flag", ("是否延期", "延期次数")),
        Column("paused", "暂停计时", "flag", ("是否暂停", "挂起")),
        Column("redone", "重办", "flag", ("是否重办", "重办次数")),
        Column("merged_into", "并入编号", "flag", ("并单编号", "是否并单", "并单")),
        Column("transferred_to", "转办单位", "flag", ("是否转办", "转办")),
        Column("again_of", "再次登记自", "flag", ("原诉求编号", "是否重复登记")),
    )


COLUMNS = {column.name: column for column in _columns()}
REQUIRED = ("id", "registered_at")
TIMES = tuple(column.name for column in COLUMNS.values() if column.kind == "time")
CODES = tuple(column.name for column in COLUMNS.values() if column.kind == "code")
FLAGS = tuple(column.name for column in COLUMNS.values() if column.kind == "flag")

# No header is longer; what is, is none.
_SHOWN = 20

# What ledgers write for the values that are the same in every town.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "outcome": {
        "solved": ("解决", "已解决", "办结解决", "完全解决"),
        "partly": ("部分解决",),
        "explained": ("解释说明", "解释", "已解释"),
        "transferred": ("转办", "已转办"),
        "declined": ("不予受理", "不受理"),
        "duplicate": ("重复并单", "重复", "并单"),
        "withdrawn": ("撤回", "撤销", "已撤回"),
    },
    "rating": {
        "satisfied": ("满意", "非常满意"),
        "basically": ("基本满意", "一般"),
        "dissatisfied": ("不满意", "非常不满意"),
    },
    "rated_by": {"handler": ("经办人", "承办人", "承办单位", "本人"), "other": ("他人", "第三方", "回访员", "镇里")},
    "flag": {"yes": ("是", "有", "y", "true", "√"), "no": ("否", "无", "没有", "零", "〇", "n", "false", "-", "/")},
}

_PARTS_CHINESE = (
    *(
        "姓名",
        "名字",
        "诉求人",
        "来电人",
        "反映人",
        "投诉人",
        "举报人",
        "当事人",
        "户主",
        "车牌",
        "出生",
        "联系",
        "电话",
        "手机",
        "号码",
        "身份证",
        "证件",
        "住址",
        "地址",
        "门牌",
        "楼栋",
        "房号",
    ),
    *(
        "微信",
        "邮箱",
        "内容",
        "描述",
        "详情",
        "备注",
        "意见",
        "标题",
        "说明",
        "照片",
        "附件",
        "经度",
        "纬度",
        "坐标",
        "经办人",
    ),
)
_PARTS_ENGLISH = (
    *("phone", "mobile", "address", "wechat", "email", "location", "street", "zipcode", "postcode", "geocode", "photo"),
    *(
        "latitude",
        "longitude",
        "description",
        "comment",
        "remark",
        "title",
        "content",
        "contact",
        "closure",
        "requester",
    ),
)
_WHOLE_ENGLISH = frozenset(
    {"name", "tel", "note", "notes", "lat", "lon", "lng", "long", "zip", "mail", "addr", "text", "x", "y"}
)


def heading(word: str) -> str:
    """Return a header as headers are compared: half-width, small letters, no spaces, dots or underscores."""
    return re.sub(r"[\s_.\-]+", "", plain(word))


def one_line(header: str) -> str:
    """Return a header as it is shown: spreadsheets break headers into lines, and a lost quote swallows whole rows."""
    return " ".join(header.split())[:_SHOWN]


HEADINGS = {
    heading(word): column.name for column in COLUMNS.values() for word in (column.name, column.title, *column.words)
}


# A note at the end of a header, as in 登记时间（必填）.
_NOTE = re.compile(r"\([^()]*\)$")


def named(header: str) -> str | None:
    """Return the canonical column that `header` means, or None; a note in brackets at its end changes nothing."""
    joined = heading(header)
    if joined in HEADINGS or is_private(header):
        return HEADINGS.get(joined)
    return HEADINGS.get(_NOTE.sub("", joined))


def is_private(header: str) -> bool:
    """Tell whether `header` names contact data or free text, which a ledger's reader must refuse.

    A header that is one of the accepted words of a canonical column is never private.
    """
    if heading(header) in HEADINGS:
        return False
    whole = re.split(r"[\s_.\-]+", plain(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header)))
    joined = heading(header)
    return any(part in joined for part in (*_PARTS_CHINESE, *_PARTS_ENGLISH)) or not _WHOLE_ENGLISH.isdisjoint(whole)
