"""The privacy gate: every place in a text that would give a person away.

It knows texts and nothing else; zhishuo.checks takes it to what staff write and to what is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhishuo.gate.english_names import english_names
from zhishuo.gate.kinds import KINDS
from zhishuo.gate.names import names
from zhishuo.gate.numbers import bare
from zhishuo.gate.parted import joined
from zhishuo.gate.text import Plain, in_digits, located, plain, unmarked
from zhishuo.gate.traces import traced
from zhishuo.remembering import remembered

__all__ = ["NAME", "Finding", "find", "find_names", "key"]

NAME = "姓名"
_SHOWN = 2
# Hashes and sealed bytes: longer than any number that means someone.
_OPAQUE = re.compile(r"[a-z\d+]{32,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that gives a person away: `start` and `end` are places in the original text.

    `key` is the same however it was written; `is_of_offices` where it may be an office's; `hint` says how to write what
    only looks like it.
    """

    kind: str
    start: int
    end: int
    key: str
    masked: str
    is_of_offices: bool
    hint: str = ""


def key(text: str) -> str:
    """Return letters and digits of `text`, the same for every way of writing it."""
    return bare(in_digits(plain(text)))


@remembered
def find(text: str) -> list[Finding]:
    """Return every finding in `text` in order of place; of two in one place the longer, then the first in KINDS."""
    shown = plain(text)
    hits = sorted(
        (reading.places[start], -reading.places[end - 1] - 1, order, version[start:end])
        for reading in map(traced, _readings(Plain(shown, range(len(shown)))))
        if reading.text
        for version in _versions(reading.text)
        for order, kind in enumerate(KINDS)
        for start, end in kind.hits(version)
    )
    if not hits:
        return []
    places = located(text).places
    found: list[Finding] = []
    reached = 0
    for start, minus_end, order, said in hits:
        if -minus_end > reached:
            reached = -minus_end
            first, last = places[start], places[reached - 1] + 1
            kind = KINDS[order]
            found.append(
                Finding(kind.name, first, last, bare(said), _masked(text[first:last]), kind.is_of_offices, kind.hint)
            )
    return found


@remembered
def find_names(text: str) -> list[Finding]:
    """Return every person's name in `text` in order of place; about one in ten is missed, or is none."""
    shown = plain(text)
    hits = [
        (reading.places[start], reading.places[end - 1], reading.text[start:end])
        for reading in _readings(Plain(shown, range(len(shown))))
        for start, end in names(reading.text)
    ]
    places = located(text).places if hits else ()
    spans = {(places[start], places[end] + 1): said for start, end, said in hits}
    spans |= {(start, end): key(text[start:end]) for start, end in english_names(text)}
    found: list[Finding] = []
    for (start, end), said in sorted(spans.items()):
        if not found or start >= found[-1].end:
            found.append(Finding(NAME, start, end, said, f"{text[start]}…", is_of_offices=False))
    return found


def _readings(there: Plain) -> Iterator[Plain]:
    """Yield a plain text, and the lines of it in which marks stand without them."""
    yield there
    if (without := unmarked(there)).text:
        yield without


def _versions(text: str) -> tuple[str, ...]:
    """Return a plain text with and without Chinese numerals, blank where it is no text."""
    told = in_digits(text)
    shown = (joined(text),) if told == text else (joined(text), joined(told))
    return tuple(_OPAQUE.sub(lambda match: " " * len(match[0]), one) for one in shown)


def _masked(said: str) -> str:
    """Return the beginning and end of what was said: a report is read by more people than the file."""
    return f"{said[:_SHOWN]}…{said[-_SHOWN:]}"
