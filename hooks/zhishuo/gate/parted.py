"""Numbers parted by signs that part lists as well: 138、0000、1234 is a telephone, 138、2000、1500 户 are three counts.

What stands around the groups and how long they are says which; a group that begins with 0 is no count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from zhishuo.gate.numbers import is_born, is_card_number

_BETWEEN = r"[ .\-]?(?:[^\w\s.·*`()\[\]\-]|_|杠|横|点|空格|顿号|斜杠){1,2}[ .\-]?|[ .\-()]{1,2}"
# A number that is in one part is a run as well, so that it is read once.
_RUN = re.compile(rf"\d++(?:(?:(?:{_BETWEEN})\d++)++(?:(?:{_BETWEEN})?x(?![a-z]))?)?", re.ASCII)
_GROUP = re.compile(r"\d+x?|x", re.ASCII)
# The groups of telephones as they are written and read out; the first three pass for no list by themselves.
_USUAL = {(3, 4, 4), (3, 8), (7, 4)}
_RARER = {(4, 3, 4), (3, 3, 5), (4, 7), (5, 6), (6, 5), (3, 4, 2, 2), (3, 2, 2, 4), (3, 2, 2, 2, 2)}
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d\d) \d{3,4} ?\d{4}")
_IDS = {15, 18}
_OLD_ID, _SHORTEST_ID, _LONGEST_CARD = (6, 6, 3), 16, 19
_LEAST_IN_CARDS = 3
_SHORTEST, _LONGEST_PHONE = 10, 12
_SAID = re.compile(
    r"(?:电话|手机|座机|固话|热线|号码|联系方式|联系|拨打|致电|打|拨|微信|tel|phone|mobile|call|身份证|证件|卡号|账号|帐号|银行卡)"
    r"(?:号码?)?[ :=是为]*$"
)
_LISTED = re.compile(r"(?:分别|各|依次|共|先后|从|由|合计|总计|相加)[ :是为有]*$|[=|] ?$")
_COUNTED = re.compile(
    r"[ (]?(?:[户人件个名次元万亿份盏栋幢棵台辆张间套条处米吨斤亩年月天岁位家平号等=|%℃]|公里|[三四]项)"
)
# What they are made of: a text may be cut where none of it stands.
PATTERNS = (_RUN, _SAID, _LISTED, _COUNTED)


def joined(text: str) -> str:
    """Return a plain text, equally long, with dashes for the signs inside such numbers: so every kind finds them."""
    return _RUN.sub(_joined, text)


def _joined(run: re.Match[str]) -> str:
    groups = [*_GROUP.finditer(run[0])]
    between = [run[0][one.end() : other.start()].strip(" ()") for one, other in pairwise(groups)]
    if all(sign in {"", "-", "."} for sign in between):
        return run[0]
    before = run.string[max(0, run.start() - 10) : run.start()]
    is_said = bool(_SAID.search(before))
    is_list = not is_said and bool(_LISTED.search(before) or _COUNTED.match(run.string, run.end()))
    shown = run[0]
    for first, last in _reaches([one[0] for one in groups], is_said=is_said):
        # the whole run, or all of it after the number of a list's line or of a country
        is_whole = last == len(groups) - 1 and (first == 0 or (first == 1 and len(groups[0][0]) <= 2))  # noqa: PLR2004 - 12、138、0000、1234
        parts, signs = [one[0] for one in groups[first : last + 1]], {*between[first:last]}
        is_no_list = is_whole and len(signs) == 1 and signs != {","} and not is_list
        in_thousands = signs == {","} and _ends_in_threes(parts)
        if _is_number(parts, is_said=is_said, is_no_list=is_no_list, in_thousands=in_thousands):
            start, end = groups[first].start(), groups[last].end()
            shown = shown[:start] + re.sub(r"\D(?<!x)", "-", shown[start:end], flags=re.ASCII) + shown[end:]
    return shown


def _reaches(groups: list[str], *, is_said: bool) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of groups that may be such a number, by their lengths and the first digit."""
    sizes = [*map(len, groups)]
    for first, size in enumerate(sizes):
        length = size
        for last in range(first + 1, len(sizes)):
            length += sizes[last]
            if length > _LONGEST_CARD:
                break
            if length > _LONGEST_PHONE:
                if is_said or min(sizes[first:last]) >= _LEAST_IN_CARDS or max(sizes[first : last + 1]) == 1:
                    yield first, last
            elif length >= _SHORTEST and groups[first][0] in "01":
                yield first, last


def _ends_in_threes(parts: list[str]) -> bool:
    return all(len(part) == 3 for part in parts[1:])  # noqa: PLR2004 - 13,800,001,234


def _is_number(parts: list[str], *, is_said: bool, is_no_list: bool, in_thousands: bool) -> bool:
    sizes, digits = tuple(map(len, parts)), "".join(parts)
    is_read_out = set(sizes) == {1}
    if _SHORTEST_ID <= len(digits) <= _LONGEST_CARD or sizes == _OLD_ID:
        is_usual = is_read_out or min(sizes[:-1]) >= _LEAST_IN_CARDS
        is_usual = is_usual and ((len(digits) in _IDS and is_born(digits)) or is_card_number(digits))
        return is_said or (is_usual and (is_no_list or (_is_zero_led(parts) and not in_thousands)))
    if _LANDLINE.fullmatch(" ".join(parts)):
        return True
    if not _MOBILE.fullmatch(digits):
        return False
    if is_said or _is_zero_led(parts):
        return sizes in _USUAL | _RARER or is_read_out or is_said
    return is_no_list and (sizes in _USUAL or is_read_out)


def _is_zero_led(parts: list[str]) -> bool:
    return any(part.startswith("0") and len(part) > 1 for part in parts[1:])
