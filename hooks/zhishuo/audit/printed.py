"""What a printed figure gives away: numbers that are no multiples, percentages finer than their fraction, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from zhishuo.audit.pieces import Bar, Piece

# Numbers of requests; those after these words say how exact the figures are, and are no figures themselves.
_COUNT = re.compile(r"(?<![\d.])(\d[\d,]*)\s*件")
_ACCURACY = re.compile(r"(?:不超过|最多差|至|最多)\s*$")
_FRACTION = re.compile(r"(\d[\d,]*)\s*(?:件\s*)?÷\s*[^\d÷]{0,12}?(\d[\d,]*)")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_BESIDE = re.compile(r"\s*(?:（[^（）÷]*?)?(\d[\d,]*)\s*(?:件\s*)?÷\s*[^\d÷]{0,12}?(\d[\d,]*)")
_OF_ALL = re.compile(r"\s*（共\s*(\d[\d,]*)\s*件）")
_CELL = re.compile(r"(\d[\d,]*)(?:\s*到期\s*(\d[\d,]*))?")
_BELOW = re.compile(r"(?:[<＜≤]|少于|不足|小于|低于|不到)\s*(\d+)(?:\s*件|(?=\s*(?:$|[，。；）])))")
_MONTH = re.compile(r"^(\d{4})年(\d{1,2})月：登记 (\d+) 件，办结 (\d+) 件，其中解决 (\d+) 件")
_WORDS = ("登记", "办结", "解决")
# Charts are drawn to a tenth of a per cent.
_DRAWN = 0.06
# Columns are drawn to a hundredth of an em.
_HALF_A_STEP = 0.006


def faults(piece: Piece, base: int, town: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    """Yield what is wrong with a piece of text; `town` holds registered, settled and solved of every released month."""
    text = piece.text
    for found in _BELOW.finditer(text):
        yield f"“{found[0].strip()}”这样的标签说出这一格不是 0、也不到 {found[1]}：比公布的知道得多"
    numbers = [found[1] for found in _COUNT.finditer(text) if not _ACCURACY.search(text[: found.start()])]
    numbers += [number for found in _FRACTION.finditer(text) for number in found.groups()]
    if piece.tag == "td" and (cell := _CELL.fullmatch(text)):
        numbers += [number for number in cell.groups() if number]
    for number in dict.fromkeys(numbers):
        if _number(number) % base:
            yield f"“{number}”不是 {base} 的倍数，公布的数字里没有它"
    yield from _shares(text, base)
    if (told := _MONTH.match(text)) and (known := town.get(f"{told[1]}-{int(told[2]):02d}")):
        for word, number, right in zip(_WORDS, told.groups()[2:], known, strict=True):
            if int(number) != right:
                yield f"{word} {number} 件，公布的数字加起来是 {right}"


def _shares(text: str, base: int) -> Iterator[str]:
    """Yield the percentages that do not follow from the released numbers beside them."""
    counts = [_number(found[1]) for found in _COUNT.finditer(text)]
    for found in _SHARE.finditer(text):
        rest = text[found.end() :]
        decimals = len(found[1].partition(".")[2])
        if beside := _BESIDE.match(rest):
            part, whole = map(_number, beside.groups())
            right = _percent(part, whole, decimals)
            if found[1] != right:
                yield f"{found[0]} 不是旁边 {part} ÷ {whole} 算出来的 {right}%：像是用真实的数算的"
        elif of_all := _OF_ALL.match(rest):
            whole = _number(of_all[1])
            if all(found[1] != _percent(part, whole, decimals) for part in range(0, whole + 1, base)):
                yield f"{found[0]} 不是 {whole} 件里的公布件数算得出来的：像是用真实的数算的"
        elif not any(found[1] == _percent(part, whole, decimals) for part in counts for whole in counts):
            yield f"{found[0]} 旁边没有是几件里的几件，核对不了"


def _percent(part: int, whole: int, decimals: int) -> str:
    """Return the percentage as printed: halves up, all and none for complete shares only."""
    if not whole:
        return ""
    scale = 10**decimals
    steps = (2 * part * 100 * scale + whole) // (2 * whole)
    if part < whole:
        steps = min(steps, 100 * scale - 1)
    if part:
        steps = max(steps, 1)
    return f"{steps / scale:.{decimals}f}"


def drawn_faults(chart: Sequence[Bar], base: int) -> Iterator[tuple[int, str]]:
    """Yield line and fault of every bar whose length is not that of the released number at it.

    Bars of shares are as long as the share; bars of counts are drawn against the longest of their picture.
    """
    lying = [bar for bar in chart if not bar.is_upright and bar.length.endswith("%")]
    most = max((_number(found[1]) for bar in lying if (found := _COUNT.fullmatch(bar.label))), default=0)
    for bar in lying:
        length = float(bar.length[:-1])
        if (found := _COUNT.fullmatch(bar.label)) and most:
            possible = [100 * _number(found[1]) / most]
        elif (of_all := _OF_ALL.search(bar.label)) and (whole := _number(of_all[1])):
            possible = [100 * part / whole for part in range(0, whole + 1, base)]
        else:
            continue
        if all(abs(length - one) > _DRAWN for one in possible):
            yield bar.line, f"图中一条长 {bar.length}，不是“{bar.label}”的长度：像是照真实的数画的"
    yield from _upright_faults([bar for bar in chart if bar.is_upright], base)


def _upright_faults(bars: Sequence[Bar], base: int) -> Iterator[tuple[int, str]]:
    """Yield the columns that stand for no multiple, by the height of the highest that has a number."""
    heights = [float(bar.length.removesuffix("em") or 0) for bar in bars]
    labelled = [(height, _number(bar.label)) for bar, height in zip(bars, heights, strict=True) if bar.label.isdigit()]
    highest, number = max(labelled, default=(0.0, 0))
    if not highest or not number:
        return
    for bar, height in zip(bars, heights, strict=True):
        count = height * number / highest
        if abs(count - base * round(count / base)) > _HALF_A_STEP * (1 + height / highest) * number / highest:
            yield bar.line, f"图中一条高 {bar.length}，不是任何 {base} 的倍数的高度：像是照真实的数画的"


def _number(text: str) -> int:
    return int(text.replace(",", ""))
