"""The privacy gate: every place in a text that would give a person away.

It knows texts and nothing else; zhishuo.checks takes it to what staff write and to what is published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishuo.gate.kinds import KINDS
from zhishuo.gate.names import names
from zhishuo.gate.numbers import bare
from zhishuo.gate.text import in_digits, located, plain
from zhishuo.remembering import remembered

__all__ = ["NAME", "Finding", "find", "find_names", "key"]

NAME = "姓名"
_SHOWN = 2
# Hashes and sealed bytes: longer than any number that means someone.
_OPAQUE = re.compile(r"[a-z\d+]{32,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that gives a person away: `start` and `end` are places in the original text.

    `key` is the same however it was written; `is_of_offices` where it may be an office's.
    """

    kind: str
    start: int
    end: int
    key: str
    masked: str
    is_of_offices: bool


def key(text: str) -> str:
    """Return letters and digits of `text`, the same for every way of writing it."""
    return bare(in_digits(plain(text)))


@remembered
def find(text: str) -> list[Finding]:
    """Return every finding in `text` in order of place; of two in one place the longer, then the first in KINDS."""
    if not any(True for version in _versions(plain(text)) for kind in KINDS for _ in kind.hits(version)):
        return []
    there = located(text)
    hits = sorted(
        (start, -end, order, version[start:end])
        for version in _versions(there.text)
        for order, kind in enumerate(KINDS)
        for start, end in kind.hits(version)
    )
    found: list[Finding] = []
    reached = 0
    for start, minus_end, order, said in hits:
        if -minus_end > reached:
            reached = -minus_end
            first, last = there.places[start], there.places[reached - 1] + 1
            found.append(
                Finding(
                    KINDS[order].name, first, last, bare(said), _masked(text[first:last]), KINDS[order].is_of_offices
                )
            )
    return found


@remembered
def find_names(text: str) -> list[Finding]:
    """Return every person's name in `text` in order of place; about one in eight is missed, or is none."""
    there = located(text)
    return [
        Finding(
            kind=NAME,
            start=there.places[start],
            end=there.places[end - 1] + 1,
            key=there.text[start:end],
            masked=f"{there.text[start]}…",
            is_of_offices=False,
        )
        for start, end in names(there.text)
    ]


def _versions(text: str) -> tuple[str, ...]:
    """Return a plain text with and without Chinese numerals, blank where it is no text."""
    text = _OPAQUE.sub(lambda match: " " * len(match[0]), text)
    told = in_digits(text)
    return (text,) if told == text else (text, told)


def _masked(said: str) -> str:
    """Return the beginning and end of what was said: a report is read by more people than the file."""
    return f"{said[:_SHOWN]}…{said[-_SHOWN:]}"
