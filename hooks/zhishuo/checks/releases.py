"""Rules about the releases: known rows and columns, sums, the chain; and that no ledger lies about."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath

from zhishuo.checks.findings import Finding, unknown
from zhishuo.checks.margins import Margins, Name, tables
from zhishuo.checks.months import month_after, month_before
from zhishuo.files import files_below, release_file
from zhishuo.reading import Records
from zhishuo.records import CROSSES, SPLITS, TABLES, UNASSIGNED, Release, ReleaseTable
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
    """每张表都是认识的，只出现一次；行和列都是认识的代号，不重复，每行的数和列一样多。"""
    town = records.town
    known = {
        "town": ["town"],
        "grade": [*(grade.id for grade in town.grades), UNASSIGNED],
        "category": [*(category.id for category in town.categories), UNASSIGNED],
        "channel": [*(channel.id for channel in town.channels), UNASSIGNED],
        "community": [*records.communities, UNASSIGNED],
        "group": [*(group.id for group in town.groups), UNASSIGNED],
    }
    seen: set[tuple[str, ...]] = set()
    for file, path, table in tables(records):
        for where, message in _faults(table, known):
            # a code that is gone is gone from many tables: once a file is enough
            if (file, message) not in seen:
                yield file, (*path, *where), message
            seen.add((file, message))
        name = (file, table.block or "", table.population, table.rows, table.split)
        if name in seen:
            yield file, path, f"这张表（{table.population}、{table.rows}、{table.split}）出现了两次"
        seen.add(name)


def tables_are_about_their_month(records: Records) -> Iterator[Finding]:
    """每张表只数公布的那个月；登记满一个月再看的那一批，数的是上个月。"""
    for file, path, table in tables(records):
        period = PurePath(file).stem
        wanted = month_before(period) if table.population == "cohort" else period
        if (table.window.first, table.window.last) != (wanted, wanted):
            yield file, (*path, "window"), f"要写 {wanted}，写的是 {table.window.first} 到 {table.window.last}"


def _faults(table: ReleaseTable, known: dict[str, list[str]]) -> Iterator[tuple[Path, str]]:
    columns = known[table.split] if table.split in CROSSES else SPLITS.get(table.split)
    if columns is None:
        yield ("split",), unknown(table.split, [*SPLITS, *CROSSES], "分列办法")
        return
    if (table.population, table.rows, table.split) not in TABLES:
        yield (), f"没有这样的表：{table.population} 不按 {table.rows} 和 {table.split} 公布"
        return
    yield from _keys(("columns",), table.columns, columns, merged=table.split in {"course", "category"})
    lines = [line.keys for line in table.lines]
    for where, message in _keys(("lines",), lines, known[table.rows], merged=table.rows == "category"):
        gone = "；公布过数字的社区撤不掉，它的文件要留在 data/communities/ 里" if table.rows == "community" else ""
        yield where, f"{message}{gone}"
    for index, line in enumerate(table.lines):
        if len(line.counts) != len(table.columns):
            yield ("lines", index, "counts"), f"要有 {len(table.columns)} 个数，现有 {len(line.counts)} 个"


def _keys(where: Path, found: list[list[str]], known: Sequence[str], *, merged: bool) -> Iterator[tuple[Path, str]]:
    keys = [key for together in found for key in together]
    for index, together in enumerate(found):
        for key in together:
            if key not in known:
                yield (*where, index), unknown(key, known, "镇、社区和公布格式的代号")
            elif keys.count(key) > 1:
                yield (*where, index), f"“{key}”在这张表里出现了两次"
        if len(together) > 1 and not merged:
            yield (
                (*where, index),
                f"{'、'.join(together)} 要分开写，不能合成一{'列' if where == ('columns',) else '行'}",
            )


def every_count_is_a_multiple_of_the_base(records: Records) -> Iterator[Finding]:
    """公布的每个件数都是取整基数的倍数。"""
    for file, path, table in tables(records):
        base = records.releases[PurePath(file).stem].method.base
        for index, line in enumerate(table.lines):
            odd = [f"{count}" for count in line.counts if count % base]
            if odd:
                yield file, (*path, "lines", index, "counts"), f"{'、'.join(odd)} 不是 {base} 的倍数，不能公布"


def the_same_requests_add_up(records: Records) -> Iterator[Finding]:
    """同一批诉求，不管按什么分，加起来一样多。"""
    margins = Margins(records)
    for name, release in records.releases.items():
        scopes: dict[tuple[str, ...], dict[int, Counter[Name]]] = {}
        for index, table in enumerate(release.tables):
            scope = (table.population, table.block or "")
            scopes.setdefault(scope, {})[index] = margins.of(release, table)
        for tables_of_scope in scopes.values():
            yield from ((release_file(name), ("tables", index), words) for index, words in _odd(tables_of_scope))


def _odd(found: dict[int, Counter[Name]]) -> Iterator[tuple[int, str]]:
    """Yield the tables that disagree with the others: first the one that disagrees most often."""
    told = dict(found)
    while differing := _differing(told):
        blame = Counter(index for indexes in differing.values() for index in indexes)
        worst = max(blame, key=lambda index: (blame[index], index))
        name = next(name for name, indexes in differing.items() if worst in indexes)
        other = next(told[index][name] for index in differing[name] if told[index][name] != told[worst][name])
        what = "这张表" if name == ("total",) else f"“{name[-1]}”"
        yield worst, f"{what}加起来是 {told[worst][name]} 件，同一批诉求在别的表里是 {other} 件；公布的数字不能手工改"
        del told[worst]


def _differing(found: dict[int, Counter[Name]]) -> dict[Name, list[int]]:
    """Return for each sum that tables disagree on those which tell it."""
    telling: dict[Name, list[int]] = {}
    for index, sums in found.items():
        for name in sums:
            telling.setdefault(name, []).append(index)
    return {
        name: indexes for name, indexes in sorted(telling.items()) if len({found[index][name] for index in indexes}) > 1
    }


def months_follow_and_are_chained(records: Records) -> Iterator[Finding]:
    """文件名就是月份，月份连续，每期写着上一期文件的 SHA-256，日期先后不乱。"""
    for name, release in records.releases.items():
        if release.period != name:
            yield release_file(name), ("period",), f"和文件名不一致：文件名是 {name}，写的是 {release.period}"
        yield from _dates(name, release)
    names = list(records.releases)
    for before, name in pairwise(names):
        if month_after(before) != name:
            yield release_file(name), ("period",), f"上一期是 {before}，中间缺了 {month_after(before)}"
    chain: list[str | None] = [None, *(_sha256(records, name) for name in names)]
    for name, before_sha in zip(names, chain, strict=False):
        if records.releases[name].previous != before_sha:
            yield release_file(name), ("previous",), "和上一期文件的 SHA-256 不一致：发布以后有文件被改过或换过"


def _dates(name: str, release: Release) -> Iterator[Finding]:
    first_after = dt.date.fromisoformat(f"{month_after(release.period)}-01")
    if release.as_of < first_after:
        yield release_file(name), ("as_of",), f"要在当月结束以后（{first_after} 或更晚），写的是 {release.as_of}"
    if release.next_due <= release.as_of:
        yield release_file(name), ("next_due",), f"要晚于数据截至日 {release.as_of}，写的是 {release.next_due}"


def _sha256(records: Records, name: str) -> str:
    return hashlib.sha256((records.root / release_file(name)).read_bytes()).hexdigest()


def no_ledger_lies_in_the_repository(records: Records) -> Iterator[Finding]:
    """仓库里没有台账一类的文件。"""
    found, problems = files_below(records.root, left_out=lambda path: path == _BUILT or _name(path) in _TOOLS)
    for file in found:
        endings = _name(file).lower().split(".")[1:]
        if not LEDGER_SUFFIXES.isdisjoint(f".{ending}" for ending in endings) and not file.startswith(_TEST_DATA):
            yield file, (), "像是台账、表格或文档，不能放在仓库里；请移到仓库外面再试"
    yield from ((problem.file, (), problem.message) for problem in problems)


def _name(path: str) -> str:
    return path.rpartition("/")[2]
