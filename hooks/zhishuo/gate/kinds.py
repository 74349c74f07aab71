"""What gives a person away: one named kind each, patterns for plain texts and what makes a hit valid.

A group `id` narrows a hit to what identifies; the words around it only say what it is. Patterns begin with a character
or a word, never with a look back: so `re` skips what cannot begin one, and a whole site is looked through in no time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhishuo.gate.numbers import Match, is_account, is_card, is_dialled, is_id, is_mistyped_id, is_place, is_plate

# What may stand between two digits of one number: it is written in groups, in bold, or broken over lines. People type
# 一 for a dash as well.
_GAP = r"[ \n\-._·()\[\]*`一]{0,4}"
# After the first character of a number: it has not begun before, and is no sum, no decimal and no book's.
_BEGUN = r"(?<![\d¥$].)(?<!\d[.·].)(?<!97[89][ -].)"
_ENDED = r"(?!\d|[.·]\d| ?(?:元(?!旦)|万(?!一)|[亿件]|人次|平方))"
_IS = r"(?: |:|=|是|为)*"


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is what staff read; `is_of_offices` where an office may have such a one and publish it."""

    name: str
    pattern: re.Pattern[str]
    is_valid: Callable[[Match], bool] = lambda _: True
    is_of_offices: bool = False

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
_IN_PLATES = r"[ ·.\-]{0,3}[a-hj-np-z\d]"
_AT, _DOT = r" ?(?:@|[(\[]at[)\]]|艾特) ?", r" ?(?:\.|。|[(\[]dot[)\]]) ?"

_N = r"[\d十百][\d十百]{0,3}[a-d]?"
_SEP = r"[ \-,、/]*"
_UNIT = rf"{_N} ?单元"
_FLOOR = rf"{_N} ?[楼层]{_SEP}"
_SIDE = "[东西南北中左右] ?[室户]"
# 120户 counts households, 201户 is a door; 2026年 is no room.
_ROOM = (
    rf"(?:{_N} ?室|{_N} ?号(?!楼|线|院|门)|\d{{1,2}}0[1-9] ?户(?!居民|人家|家庭)|{_SIDE}|"
    r"\d{3,4}(?![\d.]|[ 多余]?[年月户人件元个次米平天万棵辆盏份张]))"
)
_IN_BUILDING = rf"(?:{_UNIT}(?:{_SEP}{_FLOOR})?(?:{_SEP}{_ROOM})?|(?:{_FLOOR})?{_ROOM})"
_DOORS = (
    (
        rf"{_N} ?(?:(?:号楼|栋|幢|座|#楼?){_SEP}{_IN_BUILDING}|单元{_SEP}(?:{_FLOOR})?{_ROOM}"
        rf"|[楼层]{_SEP}(?:{_N} ?室|{_SIDE}))"
    ),
    rf"[a-z](?<![a-z].) ?(?:号楼|栋|幢|座){_SEP}{_IN_BUILDING}",
    r"\d(?<!\d.)\d{2,3} ?室(?![内外友温])",
    rf"门牌号?码?{_IS}[\d十百][\d十百\-之附]{{0,9}} ?号?",
    rf"(?:路|街|巷|弄|大道|胡同) ?(?:{_N} ?弄 ?)?{_N}(?:[\-之]{_N})? ?号(?![楼线院门摊站车机窗桌])",
    r"[区园苑庄城住家里] ?\d{1,2}-\d{1,2}-\d{3,4}(?![\d-])",
    r"\d(?<!\d.) ?楼 ?\d0\d(?![\d年月名人户件元个次米])",
    rf"{_N} ?号楼 ?\d{{1,2}} ?门{_SEP}{_ROOM}",
    r"\d(?<!\d.)\d{2,3} ?房(?![间屋子东租产])",
)
_PLACES = (
    r"(?:经度|纬度|东经|北纬|longitude|latitude|lng|lat)[ :=\"']{0,4}\d{1,3}\.\d{3,}",
    r"\d(?<!\d.)\d{0,2} ?[°度] ?\d{1,2} ?['′分] ?\d{1,2}(?:\.\d+)? ?(?:[\"″秒]|''|′′)",
)

# Of two that are the same characters the first counts, so what the words before say comes first.
KINDS = (
    Kind("QQ 号", _id("[1-9]", _digits(4, 10), after=f"(?:qq|扣扣|企鹅)(?:群|号码?)*{_IS}"), is_dialled),
    Kind("手机号", _id("1", "[3-9]", _digits(9)), is_dialled, is_of_offices=True),
    Kind("手机号", _id("1", "[3-9]", _digits(9), after=_OF_CHINA), is_dialled, is_of_offices=True),
    Kind("固定电话", _id("0", _AREA, "[2-9]", _digits(6, 7)), is_dialled, is_of_offices=True),
    Kind("固定电话", _id(_AREA, "[2-9]", _digits(6, 7), after=_OF_CHINA), is_dialled, is_of_offices=True),
    Kind("固定电话", _id("[2-9]", _digits(6, 7), after=_PHONE), is_dialled, is_of_offices=True),
    Kind("服务电话", _id("[48]", "0", "0", _digits(7)), is_dialled, is_of_offices=True),
    Kind("服务电话", _id("(?:9[56]|1010)", _digits(3, 6), after=_PHONE), is_dialled, is_of_offices=True),
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
            r"(?P<word>微信|威信|薇信|v信|weixin|wechat|vx|wx)(?P<said>(?:号码?|账号|id|[:=是为 ])*)"
            r"(?P<id>[a-z][a-z\d_-]{5,19}|[1-9]\d{5,10})(?![a-z\d_])"
        ),
        is_account,
    ),
    Kind(
        "电子邮箱",
        re.compile(rf"[a-z\d._+-]++{_AT}[a-z\d-]+(?:{_DOT}[a-z\d-]+)*{_DOT}[a-z]{{2,}}"),
        is_of_offices=True,
    ),
    *(Kind("门牌地址", re.compile(pattern, re.ASCII)) for pattern in _DOORS),
    Kind(
        "坐标",
        re.compile(r"\d(?<![\d.].)\d{1,2}\.\d{3,}[°度en东北经纬:,、;/ \n]{1,10}\d{2,3}\.\d{3,}", re.ASCII),
        is_place,
    ),
    *(Kind("坐标", re.compile(pattern, re.ASCII)) for pattern in _PLACES),
)
