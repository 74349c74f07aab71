"""The downloads of a built site, held against the releases: the same counts, and no others."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from zhishuo.audit.certificate import read_certificate, text_of
from zhishuo.audit.published import Release, Table, read_release
from zhishuo.problems import Problem, ProblemsError

_LATEST = "latest"
# What a download says besides the release: the rule of its rounding in words, and where its format is explained.
_ADDED = frozenset({"rule", "$schema"})
# Files of sums, and the columns of their counts; a figure that is not there is told in words.
_SUMS = {
    "months.csv": slice(4, None),
    "accounts.csv": slice(4, None),
    "corrections.csv": slice(4, 6),
    "open311-services.csv": slice(5, None),
}
_NONE = "（没有）"
_WORDS = frozenset(
    (
        *("dictionary.csv", "columns.csv"),
        *("datapackage.json", "csv-metadata.json", "release-2.schema.json"),
    )
)
# What is told of a year.
_TOLD = re.compile(r"open311-requests-\d{4}\.csv")
_CHECKSUMS = "SHA256SUMS"
# Columns before the counts of a table: nature, base, months, population, from, to, code and name of the line.
_BEFORE = 9
_LONG = ("population", "block", "first", "last", "rows", "row", "split", "column", "count")


def check_downloads(site: Path, releases: Sequence[Release]) -> Iterator[Problem]:
    """Yield every file and every count in `site`/data that is not in the releases."""
    if not releases:
        return
    months = {release.period: release for release in releases} | {_LATEST: releases[-1]}
    for path in sorted((site / "data").rglob("*")):
        file = path.relative_to(site).as_posix()
        if path.is_dir() or path.suffix == ".html":
            continue
        release = months.get(path.parent.name)
        once = path.name in _SUMS or path.name in _WORDS or _TOLD.fullmatch(path.name)
        if once and path.parent == site / "data":
            yield from _sums(file, path, releases[-1].base) if path.name in _SUMS else ()
        elif release is None:
            yield Problem(file, 0, "", "不是任何一期公布数字的下载文件")
        else:
            yield from _file(file, path, release)


def _file(file: str, path: Path, release: Release) -> Iterator[Problem]:
    named = {_stem(table): table for table in release.tables}
    if path.name == "release.json":
        yield from _json(file, path, release)
    elif path.name == "all.csv":
        yield from _long(file, path, release)
    elif path.suffix == ".csv" and path.stem in named:
        yield from _wide(file, path, named[path.stem])
    elif path.name == "certificate.json":
        yield from _certificate(file, path, release)
    elif path.name == _CHECKSUMS:
        yield from _checksums(file, path)
    else:
        yield Problem(file, 0, "", "不是公布数字里任何一张表的下载文件")


def _stem(table: Table) -> str:
    return "-".join([*table.name, *([table.block] if table.block else [])])


def _json(file: str, path: Path, release: Release) -> Iterator[Problem]:
    try:
        found = read_release(file, path.read_bytes())
    except ProblemsError as error:
        yield from error.problems
        return
    for word in found.unknown:
        if word not in _ADDED:
            yield Problem(file, 0, word, "公布文件里没有这一项：它可能透露真实的数")
    if found.tables != release.tables:
        yield Problem(file, 0, "tables", f"和 {release.file} 公布的不一样")


def _certificate(file: str, path: Path, release: Release) -> Iterator[Problem]:
    """Yield a certificate of another release, or one that says more than a certificate does."""
    try:
        found = read_certificate(file, path.read_bytes())
    except ProblemsError as error:
        yield from error.problems
        return
    if found.release != release.digest or text_of(found).encode() != path.read_bytes():
        yield Problem(file, 0, "", f"不是 {release.file} 的证书，或者写了证书里没有的内容")


def _checksums(file: str, path: Path) -> Iterator[Problem]:
    beside = sorted(other for other in path.parent.iterdir() if other.suffix != ".html" and other != path)
    sums = "".join(f"{hashlib.sha256(other.read_bytes()).hexdigest()}  {other.name}\n" for other in beside)
    if path.read_text(encoding="utf-8") != sums:
        yield Problem(file, 0, "", "不是旁边各个文件的校验码")


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def _wide(file: str, path: Path, table: Table) -> Iterator[Problem]:
    rows = _rows(path)
    wanted = [
        [table.first, table.last, "+".join(keys), *(f"{count}" for count in counts)] for keys, counts in table.lines
    ]
    for number, (row, right) in enumerate(zip(rows[1:], wanted, strict=False), 2):
        if [*row[_BEFORE - 4 : _BEFORE - 1], *row[_BEFORE:]] != right:
            yield Problem(file, number, "", f"公布的是 {'，'.join(right[3:])}")
    if len(rows) - 1 != len(wanted):
        yield Problem(file, 0, "", f"有 {len(rows) - 1} 行，公布的是 {len(wanted)} 行")


def _long(file: str, path: Path, release: Release) -> Iterator[Problem]:
    rows = _rows(path)
    places = {name: place for place, name in enumerate(rows[0])} if rows else {}
    found = [tuple(row[places[name]] for name in _LONG) for row in rows[1:]] if set(_LONG) <= set(places) else []
    if found != list(_cells(release)) or len(places) != len(_LONG) + 4:
        yield Problem(file, 0, "", f"和 {release.file} 公布的不一样")


def _cells(release: Release) -> Iterator[tuple[str, ...]]:
    for table in release.tables:
        population, rows, split = table.name
        for keys, counts in table.lines:
            for column, count in zip(table.columns, counts, strict=True):
                before = (population, table.block, table.first, table.last, rows, "+".join(keys), split)
                yield (*before, "+".join(column), f"{count}")


def _sums(file: str, path: Path, base: int) -> Iterator[Problem]:
    """Yield the numbers of a file of sums that no sum of released counts can be."""
    for number, row in enumerate(_rows(path)[1:], 2):
        counts = [cell for cell in row[_SUMS[path.name]] if cell not in {"", _NONE}]
        odd = [cell for cell in counts if not cell.lstrip("-").isdigit() or int(cell) % base]
        if odd:
            yield Problem(file, number, "", f"{'，'.join(odd)} 不是 {base} 的倍数，公布的数字里没有它")


def town_totals(releases: Sequence[Release]) -> Mapping[str, tuple[int, ...]]:
    """Return registered, settled and solved of every month, over all blocks."""
    wanted = (
        ("registered", "community", "group"),
        ("settled", "community", "timeliness"),
        ("settled", "community", "solved"),
    )
    return {
        release.period: tuple(
            sum(count for table in release.tables if table.name == name for _, _, count in table.cells())
            for name in wanted
        )
        for release in releases
    }
