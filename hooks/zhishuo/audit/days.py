"""Which days half and nine tenths of a cohort can have taken, reckoned anew from the releases for all that is told.

Grouped-data percentile over whole cohorts: linear within the band that holds it, what was not settled last.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from zhishuo.audit.published import Keys, Release

_LEAST = 20
_SHARES = (0.5, 0.9)
_WORDS = {"解决": ("solved",), "办结": ("solved", "other")}
_DAYS = r"(约 [\d.]+ 天|超过 \d+ 天)"
_SENTENCE = re.compile(rf"一半的诉求(解决|办结)用时{_DAYS}，九成的{_DAYS}（共 (\d+) 件")
_CELL = re.compile(_DAYS)

# What is summed over months: registered under "", settled by column keys.
_Cohort: TypeAlias = Counter[Keys]
# Block, rows and key of a line.
_Line: TypeAlias = tuple[str, str, str]
_ALL: _Line = ("", "", "")


@dataclass(slots=True)
class Days:
    """Everything that can be told: outcome word, registered, half, nine tenths; and each day on its own."""

    sentences: set[tuple[str, int, str, str]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def faults(self, tag: str, text: str) -> Iterator[str]:
        """Yield the days in a piece of text that follow from no released figures."""
        for found in _SENTENCE.finditer(text):
            if (found[1], int(found[4]), found[2], found[3]) not in self.sentences:
                yield f"“{found[0]}”不是任何公布的件数推得出来的：像是用真实的天数算的"
        if tag == "td" and _CELL.fullmatch(text) and text not in self.texts:
            yield f"“{text}”不是任何公布的件数推得出来的：像是用真实的天数算的"


def days_of(releases: Sequence[Release]) -> Days:
    """Return what follows from `releases`, for every line and any months that follow each other."""
    found = Days()
    months = [*_cohorts(releases)]
    for first in range(len(months)):
        together: dict[_Line, _Cohort] = {}
        for month in months[first:]:
            for line, cohort in month.items():
                together.setdefault(line, Counter()).update(cohort)
            for cohort in together.values():
                _tell(found, cohort)
    return found


def _cohorts(releases: Sequence[Release]) -> Iterator[dict[_Line, _Cohort]]:
    """Yield every month's registered and settled of each line, for the months whose cohort has been told."""
    for before, release in pairwise(releases):
        month: defaultdict[_Line, _Cohort] = defaultdict(Counter)
        for block, rows, key, column, count in _counts(before, "registered", "grade"):
            month[block, rows, key][()] += count
            if rows == "community":
                month[block, "grade", column[0]][()] += count
                month[_ALL][()] += count
        for block, rows, key, column, count in _counts(release, "cohort", "course"):
            month[block, rows, key][column] += count
            if rows == "grade":
                month[_ALL][column] += count
        yield month


def _counts(release: Release, population: str, split: str) -> Iterator[tuple[str, str, str, Keys, int]]:
    """Yield block, rows, line, column and count of every cell of a population's tables with this split."""
    for table in release.tables:
        if (table.name[0], table.name[2]) == (population, split):
            for keys, counts in table.lines:
                for column, count in zip(table.columns, counts, strict=True):
                    yield table.block, table.name[1], keys[0], column, count


def _tell(found: Days, cohort: _Cohort) -> None:
    """Take up what can be said of one cohort."""
    registered = cohort[()]
    if registered < _LEAST:
        return
    for word, outcomes in _WORDS.items():
        half, most = (_day(cohort, outcomes, registered, share) for share in _SHARES)
        found.sentences.add((word, registered, half, most))
        found.texts |= {half, most}


def _day(cohort: _Cohort, outcomes: tuple[str, ...], registered: int, share: float) -> str:
    bands: Counter[int] = Counter()
    for column, count in cohort.items():
        if column and column[0].startswith(outcomes):
            bands[int(column[-1].rpartition("d")[2])] += count
    done, lower, needed = 0, 0, share * registered
    for upper, count in sorted(bands.items()):
        if count and done + count >= needed:
            return f"约 {lower + (upper - lower) * (needed - done) / count:.1f} 天"
        done, lower = done + count, upper
    return f"超过 {lower} 天"
