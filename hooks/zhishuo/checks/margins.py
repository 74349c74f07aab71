"""Sums that a release's tables say of the same requests, by name, so that rules can hold them against each other.

Names of sums within one population: ("total",), (dimension, key) for rows and for the columns of two-way tables,
(split, column) for the other columns, (dimension, key, split) and (dimension, key, split, column) for parts of a row.
Keys published as one line in any month are one key here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from zhishuo.files import release_file
from zhishuo.reading import Records
from zhishuo.records import CROSSES, UNASSIGNED, Release, ReleaseTable, lumps
from zhishuo.yaml_files import Path

Name: TypeAlias = tuple[str, ...]
# Splits that divide all requests of their population.
WHOLE = frozenset({*CROSSES, "total", "timeliness", "outcome"})


@dataclass(frozen=True)
class Margins:
    """The sums of all releases of a town."""

    records: Records

    @cached_property
    def _lumps(self) -> dict[str, tuple[str, ...]]:
        releases = self.records.releases.values()
        tables = [table for release in releases for table in release.tables]
        return lumps(
            [
                *(line.keys for table in tables if table.rows == "category" for line in table.lines),
                *(keys for table in tables if table.split == "category" for keys in table.columns),
            ]
        )

    def of(self, release: Release, table: ReleaseTable) -> Counter[Name]:
        """Return the sums of one table of a release, by name."""
        groups = {key: group for group, keys in release.method.groups.items() for key in keys}
        sums: Counter[Name] = Counter()
        for line in table.lines:
            for columns, count in zip(table.columns, line.counts, strict=False):
                sums.update(dict.fromkeys(self._names(table, groups, (line.keys, columns)), count))
        return sums

    def _names(
        self, table: ReleaseTable, groups: Mapping[str, str], cell: tuple[list[str], list[str]]
    ) -> Iterator[Name]:
        (keys, columns), dimension, split = cell, table.rows, table.split
        row, column = self._key(dimension, keys), self._key(split, columns)
        if split in WHOLE:
            yield ("total",)
            yield (dimension, row)
        if split in CROSSES:
            yield (split, column)
            # only one side of a table can tell the group: communities have none
            yield from (
                ("group", groups.get(side[0], UNASSIGNED))
                for name, side in ((dimension, keys), (split, columns))
                if name == "category"
            )
        else:
            yield (dimension, row, split, column)
            yield (dimension, row, split)
            yield ("solved", "solved") if (split, column) == ("outcome", "solved") else (split, column)

    def _key(self, dimension: str, keys: list[str]) -> str:
        if dimension == "category":
            return "+".join(self._lumps.get(keys[0], tuple(keys)))
        # the first two bands are one column in the tables by community and category
        return "+".join(_COURSE.get(keys[0], keys) if dimension == "course" else keys)

    def month(self, release: Release) -> dict[str, Counter[Name]]:
        """Return the sums of a month by population, blocks added up; a population that is not told is not in it."""
        found: dict[str, Counter[Name]] = {}
        for block in {table.block for table in release.tables}:
            told: dict[str, dict[Name, int]] = {}
            for table in release.tables:
                if table.block == block:
                    # other tables say the same sums once more
                    told[table.population] = {**self.of(release, table), **told.get(table.population, {})}
            for population, sums in told.items():
                found.setdefault(population, Counter()).update(sums)
        return found


_SHORT = ["solved_d1", "solved_d3"]
_COURSE: Mapping[str, list[str]] = dict.fromkeys(_SHORT, _SHORT)


def tables(records: Records) -> Iterator[tuple[str, Path, ReleaseTable]]:
    """Yield every table of every release with its file and its path."""
    for name, release in records.releases.items():
        for index, table in enumerate(release.tables):
            yield release_file(name), ("tables", index), table


def place(release: Release, population: str) -> Path:
    """Return the path to the first table of a population."""
    found = (index for index, table in enumerate(release.tables) if table.population == population)
    return ("tables", next(found))
