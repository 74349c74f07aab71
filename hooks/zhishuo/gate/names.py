"""Persons' names: a family name and, by the tagger or by what stands around, a given name. 王阿姨, 张某, 老周 are none.

The tagger (rjieba: jieba's dictionary and hidden Markov model) takes ordinary words for names and names for ordinary
words; what its dictionary holds, and of which characters, corrects it. It takes a quarter of a second to load, once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import accumulate
from typing import NamedTuple

from zhishuo.gate.name_words import (
    ADVERBS,
    AFTER,
    BEFORE,
    CALLED,
    COUNTED,
    COUNTS,
    DOUBLE,
    FAMILIES,
    FREQUENT,
    GIVEN,
    NEVER_LAST,
    PURE,
    RARER,
    TAIL,
    WORDS,
)

_NAMES = frozenset({"nr", "nrt", "nrfg"})
# Given names that are words as well: 建国, 建军, 婷婷.
_NAMES_AND_WORDS = _NAMES | {"ns", "nz", "n", "z"}
_DOUBLED = _NAMES | {"z"}
_ONE_HAN = "[\u4e00-\u9fff]"
_HAN = re.compile(f"{_ONE_HAN}+")
# 张　伟, as lists have it.
_SPACED = re.compile(
    rf"[{''.join(PURE - DOUBLE)}](?<!{_ONE_HAN}.)(?<![\d ].) {{1,2}}[{''.join(GIVEN)}]{{1,2}}(?!{_ONE_HAN})"
)
# What no word has in it: the tagger reads from one to the next, so what has no family name in it is not read to it.
_ENDS = r"\s,;:!?、。()“”"
_END = re.compile(f"[{_ENDS}]")
_LAST_END = re.compile(f".*[{_ENDS}]", re.DOTALL)
_FIRST, _SECOND = ("".join(sorted({one[place] for one in DOUBLE})) for place in (0, 1))
_SINGLE = "".join(sorted(FAMILIES - DOUBLE))
_FAMILY = re.compile(f"[{_SINGLE}{_FIRST}](?=[^{_ENDS}])(?:(?<=[{_SINGLE}])|(?=[{_SECOND}]))")
_LONGEST = 2  # characters of a given name
_BEFORE = 6  # characters that say who is named after them


class _Token(NamedTuple):
    word: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.word)


def names(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every person's name in a plain text."""
    yield from (match.span() for match in _SPACED.finditer(text))
    part = _Part(text, 0, 0)
    reached = 0
    for match in _FAMILY.finditer(text):
        start = match.start()
        if start >= part.end:
            before, after = _LAST_END.match(text, part.end, start), _END.search(text, start)
            part = _Part(text, before.end() if before else part.end, after.start() if after else len(text))
        if start >= reached and (part.is_tagged_like_a_name(start) or _looks_like_a_name(text, start)):
            index = bisect_right(part.tokens, start, key=lambda token: token.start) - 1
            if length := _length(text, part.tokens, index, start):
                reached = max(start + length, part.tokens[index].end)
                yield start, start + length


class _Part:
    """What stands between two ends, in words with their tags."""

    def __init__(self, text: str, start: int, end: int) -> None:
        import rjieba  # noqa: PLC0415 - takes its time, and only the checks need it

        self.start, self.end = start, end
        self._tagged: list[tuple[str, str]] = rjieba.tag(text[start:end])
        self._index, self._end_of_word = -1, start

    @cached_property
    def tokens(self) -> list[_Token]:
        starts = accumulate((len(word) for word, _ in self._tagged), initial=self.start)
        return [_Token(word, tag, start) for (word, tag), start in zip(self._tagged, starts, strict=False)]

    def is_tagged_like_a_name(self, start: int) -> bool:
        """Return whether the tags let a name begin at `start`, which is no place before one that was asked about."""
        while self._end_of_word <= start:
            self._index += 1
            self._end_of_word += len(self._tagged[self._index][0])
        word, tag = self._tagged[self._index]
        if tag in _NAMES or len(word) > 1:
            return tag in _NAMES
        return self._index + 1 < len(self._tagged) and self._tagged[self._index + 1][1] in _NAMES_AND_WORDS


def _looks_like_a_name(text: str, start: int) -> bool:
    """Return whether the characters let a name begin at `start`, whatever the tags are."""
    family, given = text[start], text[start + 1 : start + 1 + _LONGEST]
    if family + given[0] in DOUBLE or (family in PURE and GIVEN.issuperset(given)):
        return True
    if family not in PURE and GIVEN.isdisjoint(given):
        return False
    return _is_told(text, start, start + _LONGEST) or bool(AFTER.match(text, start + 1 + _LONGEST))


def _length(text: str, tokens: list[_Token], index: int, start: int) -> int:
    """Return how long the name is that begins at `start`, inside the token at `index`; 0 for none."""
    family = text[start : start + 2] if text[start : start + 2] in DOUBLE else text[start : start + 1]
    if family not in FAMILIES:
        return 0
    token = tokens[index]
    if start == token.start:
        if token.word == family:
            after = tokens[index + 1] if index + 1 < len(tokens) else _Token("", "", 0)
            if family not in RARER and _is_given(after, token.tag):
                return len(family + after.word)
        elif length := _in_token(text, token, family):
            return length
    return _by_characters(text, tokens, index, start, family)


def _in_token(text: str, token: _Token, family: str) -> int:
    """Return how much of a token is a family name with its given name."""
    word, is_known = token.word, _is_known(token.word)
    if not is_known:
        word = word[: len(family) + _LONGEST] if word[-1:] in TAIL else word
        word = word[:-1] if len(word) > len(family) + 1 and word[-1] in TAIL else word
    given = word.removeprefix(family)
    least = 2 if family in RARER else 1
    if not least <= len(given) <= _LONGEST or CALLED.match(given) or word in WORDS or given[-1] in NEVER_LAST:
        return 0
    if "·" in {text[token.start - 1 : token.start], text[token.end : token.end + 1]} or not _HAN.fullmatch(given):
        return 0  # 马克·沙赫特 is of another country
    is_told = _is_told(text, token.start, token.start + len(word))
    if family in RARER and not set(given) <= GIVEN:
        return 0
    is_likely = (family in PURE and len(given) == _LONGEST) or not GIVEN.isdisjoint(given)
    if token.tag in _NAMES:
        return len(word) if is_likely or is_told or not is_known else 0
    if len(given) < _LONGEST:
        return len(word) if is_told and family in PURE and set(given) <= GIVEN else 0
    return (
        len(word) if family in FREQUENT and (is_told or (family in PURE and set(given) <= GIVEN)) and is_likely else 0
    )


def _by_characters(text: str, tokens: list[_Token], index: int, start: int, family: str) -> int:
    """Return how long the name is if its characters are a name's and no word of the dictionary has some of them."""
    if family not in FREQUENT or (text[start - 1 : start] in COUNTS and family in COUNTED):
        return 0
    word = tokens[index].word
    if len(word) > 1 and word not in {family, f"老{family}", f"小{family}"} and _is_known(word):
        return 0
    first = start + len(family)
    for length in (2, 1):
        end = first + length
        given = text[first:end]
        if len(given) < length or not set(given) <= GIVEN or CALLED.match(given):
            continue
        inside = [one for one in tokens[index + 1 : index + 4] if one.start < end]
        if any(one.end > end and _is_known(one.word) for one in inside):
            continue
        is_word = any(len(one.word) > 1 and one.tag not in _NAMES_AND_WORDS and _is_known(one.word) for one in inside)
        is_told = _is_told(text, start, end)
        if is_told and (length == _LONGEST or family not in ADVERBS):
            return len(family) + length
        if family in PURE and length == _LONGEST and not is_word:
            return len(family) + length
    return 0


def _is_given(after: _Token, tag_of_family: str) -> bool:
    """Return whether the token after a family name that stands alone is a given name."""
    word, tag, _ = after
    if CALLED.match(word) or word[-1:] in NEVER_LAST:
        return False
    if len(word) == 1:
        return tag in _NAMES
    return len(word) == _LONGEST and tag in (_NAMES_AND_WORDS if tag_of_family in _NAMES else _DOUBLED)


def _is_told(text: str, start: int, end: int) -> bool:
    """Return whether what stands around says that a person is named."""
    return bool(BEFORE.search(text, max(0, start - _BEFORE), start) or AFTER.match(text, end))


@cache
def _is_known(word: str) -> bool:
    """Return whether the tagger's dictionary has a word."""
    import rjieba  # noqa: PLC0415 - see above

    return bool(rjieba.has_word(word))
