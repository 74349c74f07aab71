"""Where in a plain text somebody may be given away: the patterns of kinds are many and slow, so they look only there.

Whatever is found holds one of the traces; a new pattern needs one. Nothing that is found, nor what is looked at around
it, reaches over three inert characters in a row, those that stand in no pattern: so a text may be cut behind them.
"""

from __future__ import annotations

import re

from zhishuo.gate.kinds import KINDS
from zhishuo.gate.parted import PATTERNS
from zhishuo.gate.text import NUMERALS, Plain

# Between what is cut out: nothing reaches over it either.
_CUT = "\f"
_DIGIT = f"[0-9{NUMERALS}]"
# What may stand between two digits: what the kinds take for a gap, or what `joined` takes for a sign.
_SIGN = rf"[^0-9{NUMERALS}a-z\s.\-·*`()\[\]]"
_BETWEEN = rf"(?:[ \n.\-_·*`()\[\]]{{0,4}}|[ .\-]?(?:空格|顿号|斜杠|{_SIGN}){{1,2}}[ .\-]?)"
# Each begins with a character, or each of its branches with one of its own: `re` then skips the rest of a text.
_TRACES = (
    # Ten digits: every telephone, id and card, and every number that `joined` changes.
    re.compile(rf"{_DIGIT}(?=(?:[^0-9{NUMERALS}a-z\f]{{0,6}}+{_DIGIT}){{9}})(?>{_BETWEEN}{_DIGIT}){{9}}"),
    # Shorter numbers, by the words before them; what lies between may be blank once hashes are.
    re.compile(
        r"(?:q[ .·]?q|加q|\+q|扣扣|企鹅|电话|座机|固话|热线|客服|传真|拨打|致电|tel|phone|fax)"
        rf"[群号码邮箱 :=是为]*+(?:[a-z+]{{0,7}}{_DIGIT}|[a-z+]{{8}})"
    ),
    re.compile(
        r"(?:信|微|薇|weixin|wechat|vx|wx|加[个一下我的]*[vw]|\+[个一下我的]*[vw])"
        rf"[号码账同id:=是为 (>→+]*[a-z0-9{NUMERALS}]"
    ),
    re.compile("[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[a-hj-z]"),
    re.compile(rf"@|艾特|圈a|a(?<=[(\[{{<]a)t?[)\]}}>]|#[a-z0-9{NUMERALS}]|dot (?:com|cn|net|org)"),
    # Doors: 3号, 十二 栋, a座; 门牌; 1204户; 住 302; 春光园 3-2-301.
    re.compile(
        rf"[号栋幢座室门房#楼层单](?:(?<=[a-z0-9{NUMERALS}十百].)|(?<=[a-z0-9{NUMERALS}十百] .))"
        rf"(?:(?<![楼层单])|(?<=单)元|(?<!单)[ \-,、/]*[a-z0-9+{NUMERALS}十百东西南北左右中])"
    ),
    re.compile(rf"门牌|0{_DIGIT}户|住在? ?{_DIGIT}{{3}}"),
    re.compile(rf"[\-/]{_DIGIT}{{1,2}}[\-/]{_DIGIT}{{3}}"),
    re.compile(
        r"(?:room|rm|flat|apartment|apt|building|bldg|block|unit|house|no\.|number|#|at|address)"
        rf"[.: ]*(?:no[. ]*|number |# ?)?{_DIGIT}"
    ),
    # Places on the map.
    re.compile(rf"[.°度](?:{_DIGIT}{{3}}| ?{_DIGIT}{{1,2}} ?['′分])"),
)
_IN_PATTERNS = "".join(
    {
        char
        for pattern in (*(kind.pattern for kind in KINDS), *PATTERNS)
        for char in pattern.pattern
        if not char.isascii()
    }
    | set(NUMERALS)
)
_INERT = rf"[^\x00-\x7f{_IN_PATTERNS}]{{3}}"
_CUT_BEFORE = re.compile(rf".*(?={_INERT}|\f)", re.DOTALL)
_CUT_AFTER = re.compile(rf"{_INERT}|\f")


def traced(there: Plain) -> Plain:
    """Return what has to be searched of a plain text: what is cut out around traces, apart from each other."""
    spans = _spans(there.text)
    return Plain(
        _CUT.join(there.text[start:end] for start, end in spans),
        [place for start, end in spans for place in (*there.places[start:end], -1)],
    )


def _spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of what is cut out around traces, in order."""
    spans: list[tuple[int, int]] = []
    reached = 0
    for first, last in sorted(trace.span() for pattern in _TRACES for trace in pattern.finditer(text)):
        if last > reached:
            before, after = _CUT_BEFORE.match(text, reached, first), _CUT_AFTER.search(text, last)
            # with no place to cut in between, it is one with the last
            start = before.end() if before else spans.pop()[0] if spans else 0
            reached = after.end() if after else len(text)
            spans.append((start, reached))
    return spans
