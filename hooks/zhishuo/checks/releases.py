"""Rules about the releases: known rows and columns, the least count, the chain; and that no ledger lies about."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath

from zhishuo.checks.findings import Finding, unknown
from zhishuo.files import release_file
from zhishuo.reading import Records
from zhishuo.records import SPLITS, UNASSIGNED, Release, ReleaseTable
from zhishuo.yaml_files import Path

# What a ledger comes as.
LEDGER_SUFFIXES = frozenset(
    (
        *(".csv", ".tsv", ".jsonl", ".xls", ".xlsx", ".xlsm", ".et", ".ods", ".dbf"),
        *(".parquet", ".duckdb", ".db", ".sqlite", ".mdb", ".pgdump"),
        *(".doc", ".docx", ".wps"),
    )
)
# What tools write, and Git never takes; the built site has downloads of its own.
_TOOLS = frozenset({".git", ".venv", ".cache", ".mypy_cache", ".pytest_cache", ".ruff_cache", "node_modules"})
_BUILT = "site"
# Made-up or public data of other cities, and downloads made from it.
_TEST_DATA = ("tests/ledger/fixtures/", "tests/site/expected/")


def rows_and_columns_are_known(records: Records) -> Iterator[Finding]:
    """每张表的行和列都是认识的代号，不重复，每行的数和列一样多。"""
    town = records.town
    known = {
        "town": ["town"],
        "grade": [*(grade.id for grade in town.grades), UNASSIGNED],
        "category": [*(category.id for category in town.categories), UNASSIGNED],
        "channel": [*(channel.id for channel in town.channels), UNASSIGNED],
        "community": [*records.communities, UNASSIGNED],
    }
    for file, path, table in _tables(records):
        yield from ((file, (*path, *where), message) for where, message in _faults(table, known[table.rows]))


def _faults(table: ReleaseTable, known_rows: list[str]) -> Iterator[tuple[Path, str]]:
    if table.split not in SPLITS:
        yield ("split",), unknown(table.split, SPLITS, "分列办法")
        return
    columns = [key for keys in table.columns for key in keys]
    if sorted(columns) != sorted(SPLITS[table.split]):
        yield ("columns",), f"要正好包含 {'、'.join(SPLITS[table.split])}；现在是 {'、'.join(columns)}"
    rows = [key for line in table.lines for key in line.keys]
    for index, line in enumerate(table.lines):
        for key in line.keys:
            if key not in known_rows:
                yield ("lines", index, "keys"), unknown(key, known_rows, "镇和社区的代号")
            elif rows.count(key) > 1:
                yield ("lines", index, "keys"), f"“{key}”在这张表里出现了两次"
        if len(line.counts) != len(table.columns):
            yield ("lines", index, "counts"), f"要有 {len(table.columns)} 个数，现有 {len(line.counts)} 个"


def books_balance(records: Records) -> Iterator[Finding]:
    """账要对得上：月初未办结加本月登记，等于本月办结加月末未办结。"""
    for file, path, table in _tables(records):
        if table.split != "book" or table.columns != [[key] for key in SPLITS["book"]]:
            continue
        for index, line in enumerate(table.lines):
            match line.counts:
                case (before, registered, settled, after) if before + registered != settled + after:
                    message = f"账对不上：{before} + {registered} 不等于 {settled} + {after}"
                    yield file, (*path, "lines", index, "counts"), message


def the_same_requests_add_up(records: Records) -> Iterator[Finding]:
    """同一批诉求，不管按什么分，加起来一样多。"""
    for name, release in records.releases.items():
        sums: dict[tuple[str, str, str], Counter[int]] = {}
        for population, _, total in (found := list(_totals(release))):
            sums.setdefault(population, Counter())[total] += 1
        for population, path, total in found:
            most, _ = sums[population].most_common(1)[0]
            if total != most:
                yield (
                    release_file(name),
                    path,
                    f"这张表加起来是 {total} 件，同一批诉求在别的表里是 {most} 件；公布的数字不能手工改",
                )


def _totals(release: Release) -> Iterator[tuple[tuple[str, str, str], Path, int]]:
    """Yield for each table the requests it is about, where it stands, how many they are; a book tells two numbers."""
    for index, table in enumerate(release.tables):
        path: Path = ("tables", index)
        window = (table.window.first, table.window.last)
        if table.population != "book":
            if table.lines and table.split not in _PARTS:
                yield (table.population, *window), path, sum(sum(line.counts) for line in table.lines)
            continue
        for line in table.lines:
            counts = dict(zip((keys[0] for keys in table.columns if len(keys) == 1), line.counts, strict=False))
            yield from (((key, *window), path, counts[key]) for key in ("registered", "settled") if key in counts)


# Counted over a part of their population only: those dispatched, those rated.
_PARTS = frozenset({"returned", "rated_by_handler"})


def every_count_obeys_the_least_count(records: Records) -> Iterator[Finding]:
    """公布的每个件数要么是 0，要么不小于最小件数。"""
    for file, path, table in _tables(records):
        least = records.releases[PurePath(file).stem].method.least_count
        for index, line in enumerate(table.lines):
            if any(0 < count < least for count in line.counts):
                yield file, (*path, "lines", index, "counts"), f"有 1 到 {least - 1} 的件数，不能公布"


def months_follow_and_are_chained(records: Records) -> Iterator[Finding]:
    """文件名就是月份，月份连续，每期写着上一期文件的 SHA-256，日期先后不乱。"""
    for name, release in records.releases.items():
        if release.period != name:
            yield release_file(name), ("period",), f"和文件名不一致：文件名是 {name}，写的是 {release.period}"
        yield from _dates(name, release)
    names = list(records.releases)
    for before, name in pairwise(names):
        if _month_after(before) != name:
            yield release_file(name), ("period",), f"上一期是 {before}，中间缺了 {_month_after(before)}"
    chain: list[str | None] = [None, *(_sha256(records, name) for name in names)]
    for name, before_sha in zip(names, chain, strict=False):
        if records.releases[name].previous != before_sha:
            yield release_file(name), ("previous",), "和上一期文件的 SHA-256 不一致：发布以后有文件被改过或换过"


def months_take_over_what_was_left(records: Records) -> Iterator[Finding]:
    """上个月没办完的，这个月接着算：不会一下子从 0 开始。"""
    for before, name in pairwise(records.releases):
        _, left = _book(records.releases[before], "open_after")
        path, taken = _book(records.releases[name], "open_before")
        if left and taken == 0:
            yield (
                release_file(name),
                path,
                f"月初未办结是 0 件，可上一期月末还有 {left} 件没办完：台账要连同以前登记的一起导出，再重新算这一期",
            )


def _book(release: Release, column: str) -> tuple[Path, int | None]:
    """Return where a release's book stands and one of its counts, None where it was merged or not published."""
    for index, table in enumerate(release.tables):
        if table.population == "book":
            for line in table.lines:
                counts = dict(zip(("+".join(keys) for keys in table.columns), line.counts, strict=False))
                return ("tables", index), counts.get(column)
    return (), None


def _dates(name: str, release: Release) -> Iterator[Finding]:
    first_after = dt.date.fromisoformat(f"{_month_after(release.period)}-01")
    if release.as_of < first_after:
        yield release_file(name), ("as_of",), f"要在当月结束以后（{first_after} 或更晚），写的是 {release.as_of}"
    if release.next_due <= release.as_of:
        yield release_file(name), ("next_due",), f"要晚于数据截至日 {release.as_of}，写的是 {release.next_due}"


def _month_after(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def _sha256(records: Records, name: str) -> str:
    return hashlib.sha256((records.root / release_file(name)).read_bytes()).hexdigest()


def no_ledger_lies_in_the_repository(records: Records) -> Iterator[Finding]:
    """仓库里没有台账一类的文件。"""
    for folder, folders, names in os.walk(records.root):
        here = PurePath(folder).relative_to(records.root)
        folders[:] = sorted(name for name in folders if name not in _TOOLS and str(here / name) != _BUILT)
        for name in sorted(names):
            file = (here / name).as_posix()
            if LEDGER_SUFFIXES.intersection(PurePath(name.lower()).suffixes) and not file.startswith(_TEST_DATA):
                yield file, (), "像是台账、表格或文档，不能放在仓库里；请移到仓库外面再试"


def _tables(records: Records) -> Iterator[tuple[str, Path, ReleaseTable]]:
    for name, release in records.releases.items():
        for index, table in enumerate(release.tables):
            yield release_file(name), ("tables", index), table
