"""What can be had by laying files side by side: tables told twice, tables that do not add up, words that tell more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zhishuo.audit.published import Keys, Name, Release, Table
from zhishuo.problems import Problem

# Splits whose columns hold every request of their table's population once.
_WHOLE = frozenset({"group", "category", "grade", "timeliness"})
_FACTS = frozenset({"community", "category", "grade", "channel"})


def differences(releases: Sequence[Release]) -> Iterator[Problem]:
    """Yield whatever two published tables tell that one would not, and what has no place in a release."""
    seen: dict[tuple[str, Name, str, str], str] = {}
    for release in releases:
        for word in release.unknown:
            yield Problem(release.file, 0, word, "公布文件里没有这一项的位置：它可能透露真实的数或准确的程度")
        for table in release.tables:
            key = (table.block, table.name, table.first, table.last)
            if key in seen:
                message = f"{seen[key]} 已经公布过同一张表：两次取整相减，会露出真实的数"
                yield Problem(release.file, 0, "·".join(table.name), message)
            seen[key] = release.file
        for block, tables in release.blocks().items():
            yield from _unlinked(release.file, block, tables)
            yield from _otherwise_divided(release.file, tables)
            yield from _not_rounded(release, tables)


def _not_rounded(release: Release, tables: Mapping[Name, Table]) -> Iterator[Problem]:
    for name, table in tables.items():
        odd = sum(1 for _, _, count in table.cells() if count < 0 or count % release.base)
        if odd:
            yield Problem(release.file, 0, "·".join(name), f"有 {odd} 个数不是 {release.base} 的倍数，像是真实的数")


def _otherwise_divided(file: str, tables: Mapping[Name, Table]) -> Iterator[Problem]:
    """Yield the tables that put keys together in one line which others of the same rows keep apart."""
    divisions: dict[str, tuple[Name, list[Keys]]] = {}
    for name, table in tables.items():
        lines = sorted(keys for keys, _ in table.lines)
        first, wanted = divisions.setdefault(name[1], (name, lines))
        if lines != wanted:
            yield Problem(file, 0, "·".join(name), f"分的行和 {'·'.join(first)} 不一样：相减会露出合在一起的数")


def _unlinked(file: str, block: str, tables: Mapping[Name, Table]) -> Iterator[Problem]:
    """Yield the tables of one population that disagree on what they both tell: their lines' sums, and all in all."""
    totals: dict[str, dict[str, tuple[Name, int]]] = {}
    for name, table in tables.items():
        population, rows, split = name
        if split in _WHOLE or (split == "total" and rows in _FACTS):
            sums = {f"{rows}·{keys[0]}": sum(counts) for keys, counts in table.lines}
            if split in _FACTS:
                for place, column in enumerate(table.columns):
                    sums[f"{split}·{column[0]}"] = sum(counts[place] for _, counts in table.lines)
            sums[""] = sum(sum(counts) for _, counts in table.lines)
            for what, number in sums.items():
                first, wanted = totals.setdefault(population, {}).setdefault(what, (name, number))
                if number != wanted:
                    where = what or "合计"
                    message = (
                        f"{block} {where} 是 {number}，而 {'·'.join(first)} 里是 {wanted}：两张表没有连在一起".strip()
                    )
                    yield Problem(file, 0, "·".join(name), message)
