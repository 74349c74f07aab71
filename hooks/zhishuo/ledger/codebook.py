"""The town's own words for what a ledger tells: communities, grades, categories, channels, handed in by scripts/.

The ledger never reads the public records itself, so that neither side can lean on the other by accident.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

# The reserved key of what the ledger does not tell, or tells in a word nobody knows.
UNASSIGNED = "unassigned"

_FULL_WIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
_HALF_WIDTH = "".join(chr(code) for code in range(0x21, 0x7F)) + " "
WIDTHS = (_FULL_WIDTH, _HALF_WIDTH)


@dataclass(frozen=True, slots=True)
class Entry:
    """One known value: `slug` is the key in releases, `words` are what ledgers write for it.

    A county's community has the slug of its town as `block`; where there is one town only it is empty.
    """

    slug: str
    words: tuple[str, ...]
    block: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """All known values in the order they are shown; `hours` is the promised time of each grade, from registration.

    `category_groups` divides the categories into the groups that small or sensitive ones are published with; the
    categories of `sensitive` never appear alone. `merged`: category -> the one that takes over, and from which day of
    registration on.
    """

    communities: tuple[Entry, ...]
    grades: tuple[Entry, ...]
    hours: dict[str, int]
    categories: tuple[Entry, ...]
    channels: tuple[Entry, ...]
    category_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sensitive: frozenset[str] = frozenset()
    merged: Mapping[str, tuple[str, dt.date]] = field(default_factory=dict)

    def entries(self, column: str) -> tuple[Entry, ...]:
        """Return the known values of the canonical column `column` (first_grade has the grades')."""
        return {
            "community": self.communities,
            "grade": self.grades,
            "first_grade": self.grades,
            "category": self.categories,
            "channel": self.channels,
        }[column]

    def keys(self, column: str) -> tuple[str, ...]:
        """Return the row keys of `column` in order, the reserved one last; `town` has the one key `town`."""
        if column == "town":
            return ("town",)
        return (*(entry.slug for entry in self.entries(column)), UNASSIGNED)


def plain(word: str) -> str:
    """Return `word` as the ledger's words are compared: trimmed, half-width, Latin letters small."""
    return word.translate(str.maketrans(*WIDTHS)).strip().lower()
