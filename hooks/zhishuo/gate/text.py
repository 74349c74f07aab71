"""A text made plain for searching: letters, digits, dashes and spaces in one form, nothing invisible, places kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_INVISIBLE = frozenset({"Cf", "Mn", "Me"})
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164"
_SAME = dict.fromkeys("‐‑‒–—―−⸺⸻ー─━", "-") | dict.fromkeys("・•‧∙⋅●", "·") | dict.fromkeys(_BLANK_LETTERS, "")
# What is shown otherwise, or may be: all but small letters, digits and signs of ASCII, Han and their usual signs.
_ODD = re.compile("([^\x00-\x08\n-@\\[-\x7f\u4e00-\u9fff、。“”《》])")
# Numerals said one by one. 十 and 百 are left: they are no digits of a number that is told digit by digit.
NUMERALS = "〇一二三四五六七八九零壹贰叁肆伍陆柒捌玖○幺两貳參陸"
_NUMERALS = str.maketrans(NUMERALS, "01234567890123456789012236")

# Markdown's and captions' marks; a star between two digits may part them.
_MARKS = re.compile(r"\*\**+(?!\d)|\*(?<!\d\*)\**+|``*|~~|__|</?[a-z][^<>\n\f]{0,60}>")
_ENDS = re.compile(r"[\n\f]")


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` is searched; `places[i]` is the index in the original of its character i."""

    text: str
    places: Sequence[int]


def plain(original: str) -> str:
    """Return `original` with every character in NFKC and lower case, ASCII digits, one kind of dash, dot and space."""
    parts = _ODD.split(original)
    parts[1::2] = map(_shown, parts[1::2])
    return "".join(parts)


def located(original: str) -> Plain:
    """Return what `plain` makes of `original`, character by character, with their places."""
    pairs = [(shown, place) for place, char in enumerate(original) for shown in plain(char)]
    return Plain("".join(shown for shown, _ in pairs), tuple(place for _, place in pairs))


def unmarked(there: Plain) -> Plain:
    """Return the lines of a plain text in which marks stand, without the marks: `3**号**楼` reads 3号楼."""
    kept: list[int] = []
    place = 0
    for mark in _MARKS.finditer(there.text):
        start = max(there.text.rfind(end, 0, mark.start()) for end in "\n\f") + 1
        if start > place:  # the first mark of another line
            kept += _rest(there.text, place) if kept else ()
            place = start
        kept += range(place, mark.start())
        place = mark.end()
    kept += _rest(there.text, place) if kept or place else ()
    return Plain("".join(there.text[place] for place in kept), [there.places[place] for place in kept])


def _rest(text: str, place: int) -> range:
    """Return the places to the end of a line, with what ends it, so that nothing reaches over it."""
    end = _ENDS.search(text, place)
    return range(place, end.end() if end else len(text))


def in_digits(text: str) -> str:
    """Return a plain text, equally long, with the Chinese numerals from 0 to 9 as digits."""
    return text.translate(_NUMERALS)


@cache
def _shown(char: str) -> str:
    if (digit := unicodedata.digit(char, -1)) >= 0:
        return f"{digit}"
    found = (
        _SAME.get(part, " " if part.isspace() else part)
        for part in unicodedata.normalize("NFKC", _SAME.get(char, char))
        if unicodedata.category(part) not in _INVISIBLE
    )
    return "".join(found).lower()
