"""What gives a person away: one named kind each, patterns for plain texts and what makes a hit valid.

A group `id` narrows a hit to what identifies; the words around it only say what it is. Patterns begin with a character
or a word, never with a look back: so `re` skips what cannot begin one, and a whole site is looked through in no time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhishuo.gate.doors import DOORS, HOUSES
from zhishuo.gate.numbers import (
    Match,
    is_account,
    is_card,
    is_dialled,
    is_id,
    is_mistyped_id,
    is_no_public_service,
    is_place,
    is_plate,
)

# What may stand between two digits of one number: it is written in groups, in bold, or broken over lines. People type
# 一 for a dash as well.
_GAP = r"[ \n\-._·()\[\]*`一]{0,4}"
# After the first character of a number: it has not begun before, and is no sum, no decimal and no book's.
_BEGUN = r"(?<![\d¥$].)(?<!\d[.·].)(?<!97[89][ -].)"
_ENDED = r"(?!\d|[.·]\d| ?(?:元(?!旦)|万(?!一)|[亿件]|人次|次(?!日)|平方))"
_IS = r"(?: |:|=|是|为)*"


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is what staff read; `is_of_offices` where an office may have such a one and publish it.

    `hint` says how to write what only looks like it.
    """

    name: str
    pattern: re.Pattern[str]
    is_valid: Callable[[Match], bool] = lambda _: True
    is_of_offices: bool = False
    hint: str = ""

    def hits(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of everything of this kind in a plain text."""
        group = "id" if "id" in self.pattern.groupindex else 0
        yield from (match.span(group) for match in self.pattern.finditer(text) if self.is_valid(match))


def _id(first: str, *rest: str, after: str = "") -> re.Pattern[str]:
    """Return the pattern of a number in parts that may have gaps between them, `first` a single character.

    `after` are the words before it, which are no part of it.
    """
    parts = (first if after else first + _BEGUN, *rest)
    return re.compile(f"{after}(?P<id>{_GAP.join(parts)}){_ENDED}", re.ASCII)


def _digits(least: int, most: int | None = None) -> str:
    return rf"\d(?:{_GAP}\d){{{least - 1},{(most or least) - 1}}}"


_PHONE = f"(?:电话|座机|固话|热线|客服|传真|拨打|致电|tel|phone|fax)(?:号码?)?{_IS}"
_OF_CHINA = rf"(?:\+86|0086|86(?<!\d86)){_GAP}"
_AREA = rf"(?:1{_GAP}0|2{_GAP}\d|[3-9]{_GAP}\d{_GAP}\d)"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_IN_PLATES = r"[ ·.、_|/~+\-]{0,3}[a-hj-np-z\d]"
_AT = r" ?(?:@|[(\[{<]at?[)\]}>]|艾特|圈a|#(?=(?:qq|163|126|139|189|sina|gmail|outlook|foxmail)\b)) ?"
_DOT = r" ?(?:\.|。|点|,(?=(?:com|cn|net)\b)|[(\[{<](?:dot|点)[)\]}>]| dot ) ?"
# The code of a request is no phone; it is not told either, as residents know each other's.
_CODE = f"(?:登记|工单|流水|受理|编|单)号码?{_IS}"

_PLACES = (
    r"(?:经度|纬度|东经|北纬|longitude|latitude|lng|lat)[ :=\"']{0,4}\d{1,3}\.\d{3,}",
    r"\d(?<!\d.)\d{0,2} ?[°度] ?\d{1,2} ?['′分] ?\d{1,2}(?:\.\d+)? ?(?:[\"″秒]|''|′′)",
)

_DAYS = "是日子的，写成“12 日”；"

# Of two that are the same characters the first counts, so what the words before say comes first.
KINDS = (
    Kind(
        "QQ 号",
        _id("[1-9]", _digits(4, 10), after=rf"(?:q[ .·]?q|扣扣|企鹅|[加+]q)(?:群|号码?|邮箱)*{_IS}"),
        is_dialled,
    ),
    Kind(
        "手机号",
        _id("1", "[3-9]", _digits(9), after=_CODE),
        is_dialled,
        is_of_offices=True,
        hint="不是电话，是登记号、编号的，只写后四位；",
    ),
    Kind("手机号", _id("1", "[3-9]", _digits(9)), is_dialled, is_of_offices=True),
    Kind("手机号", _id("1", "[3-9]", _digits(9), after=_OF_CHINA), is_dialled, is_of_offices=True),
    Kind("固定电话", _id("0", _AREA, "[2-9]", _digits(6, 7)), is_dialled, is_of_offices=True),
    Kind("固定电话", _id(_AREA, "[2-9]", _digits(6, 7), after=_OF_CHINA), is_dialled, is_of_offices=True),
    # No landline begins with 1, but what is called a telephone may be mistyped.
    Kind("固定电话", _id("[1-9]", _digits(6, 7), after=_PHONE), is_dialled, is_of_offices=True),
    Kind("服务电话", _id("[48]", "0", "0", _digits(7)), is_dialled, is_of_offices=True),
    Kind("服务电话", _id("(?:9[56]|1010)", _digits(3, 6), after=_PHONE), is_no_public_service, is_of_offices=True),
    Kind("身份证号", _id("[1-9]", _digits(16), r"[\dx×]"), is_id),
    Kind("身份证号", _id("[1-9]", _digits(14)), is_id),
    Kind("身份证号（校验码不对）", _id("[1-9]", _digits(16), r"[\dx×]"), is_mistyped_id),
    Kind("身份证号（校验码不对）", _id(_digits(14, 17), r"[\dx×]", after=f"(?:身份证|证件)(?:号码?)?{_IS}")),
    Kind("银行卡号", _id(r"\d", _digits(14, 18)), is_card),
    Kind("银行卡号", _id(_digits(12, 19), after=f"(?:卡号|账号|帐号|银行卡){_IS}")),
    Kind(
        "车牌号",
        re.compile(
            rf"[{_PROVINCES}] ?[a-hj-z](?:(?:{_IN_PLATES}){{5,6}}|(?:{_IN_PLATES}){{4}} ?[挂学警港澳])(?![a-z\d])"
        ),
        is_plate,
    ),
    Kind(
        "微信号",
        re.compile(
            r"(?P<word>(?:微|wei) ?信|威信|薇信|v信|weixin|wechat|vx|wx|"
            r"[加+](?:个|一?下)?我?的?(?:[微薇]信?|[vw](?=[^a-z]))"
            r"|微(?=:))"
            r"(?P<said>(?:号码?|账号|id|同号|[:=是为 (>→])*)(?P<id>[a-z][a-z\d_-]{5,19}|[1-9]\d{5,10})(?![a-z\d_])"
        ),
        is_account,
    ),
    Kind(
        "电子邮箱",
        re.compile(
            rf"[a-z\d._+-]++(?:点[a-z\d._+-]++)*(?:{_AT}[a-z\d-]+(?:{_DOT}[a-z\d-]+)*{_DOT}[a-z]{{2,}}"
            r"| at [a-z\d-]+ dot (?:com|cn|net|org)(?![a-z]))"
        ),
        is_of_offices=True,
    ),
    *(Kind("门牌地址", re.compile(pattern, re.ASCII), hint=_DAYS) for pattern in HOUSES),
    *(Kind("门牌地址", re.compile(pattern, re.ASCII)) for pattern in DOORS),
    Kind(
        "坐标",
        re.compile(r"\d(?<![\d.].)\d{1,2}\.\d{3,}[°度en东北经纬:,、;/ \n]{1,10}\d{2,3}\.\d{3,}", re.ASCII),
        is_place,
    ),
    *(Kind("坐标", re.compile(pattern, re.ASCII)) for pattern in _PLACES),
)
