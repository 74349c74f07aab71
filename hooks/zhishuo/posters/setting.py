"""Chinese set into lines: no closing mark begins a line, no opening mark ends one, words and numbers stay whole.

The rules are the basic ones of the W3C's requirements for Chinese text layout (clreq, 标点避头尾); a line that would
break them sends its last character to the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

# How wide a text is, in pixels.
Measure: TypeAlias = Callable[[str], int]

OPENING = "（「『【《〈〔〖“‘([{￥"
CLOSING = "、。，．：；！？）」』】》〉〕〗”’％…—·～,.;:!?)]}%"
CUT = "……"
# A last line of no more characters looks like a mistake.
_RUNT = 3
ELSEWHERE = "（全文见网页）"
# A number with its unit, an ellipsis, a word of Latin letters, or any other character alone.
_CORE = r"(?:\d+(?:[.,]\d+)*%? [^\x00-\x7f]|……|——|[!-~À-ÿ]+|.)"
_PIECE = re.compile(rf"[{re.escape(OPENING)}]*{_CORE}[{re.escape(CLOSING)}]*\s*", re.DOTALL)


def lines_of(text: str, measure: Measure, width: int) -> list[str]:
    """Return `text` in lines of at most `width` pixels; a piece too long for any line is broken inside.

    Where the last line would be a word or two, all lines are set a little narrower, if they stay as many.
    """
    lines = _set(text, measure, width)
    if len(lines) < 2 or len(lines[-1]) > _RUNT:  # noqa: PLR2004 - a single line has no last one to spare
        return lines
    narrower = (_set(text, measure, width * percent // 100) for percent in range(98, 78, -2))
    return next((other for other in narrower if len(other) == len(lines) and len(other[-1]) > _RUNT), lines)


def _set(text: str, measure: Measure, width: int) -> list[str]:
    lines, line, taken = [], "", 0
    for piece in _pieces(text, measure, width):
        bare = piece.rstrip()
        if line and taken + measure(bare) > width:
            lines.append(line.rstrip())
            line, taken = "", 0
        line += piece
        taken += measure(piece)
    return [*lines, line.rstrip()] if line.strip() else lines


def cut(lines: list[str], most: int | None, tail: str, measure: Measure, width: int) -> list[str]:
    """Return at most `most` lines (all: None), the last ending in `tail` where something was left out."""
    if most is None or len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and measure(last + tail) > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip(f" {OPENING}{CLOSING}") + tail]


def _pieces(text: str, measure: Measure, width: int) -> Iterator[str]:
    """Yield the parts of `text` between which a line may end, the space after them included."""
    for found in _PIECE.finditer(" ".join(text.split())):
        piece = found[0]
        while measure(piece.rstrip()) > width and len(piece) > 1:
            fits = next((end for end in range(len(piece) - 1, 1, -1) if measure(piece[:end]) <= width), 1)
            yield piece[:fits]
            piece = piece[fits:]
        yield piece
