"""Protected tables -> the release file, byte for byte the same for the same tables; written whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhishuo.ledger.months import first_day, shifted
from zhishuo.ledger.tables import Table
from zhishuo.problems import Problem, ProblemsError

METHOD, METHOD_VERSION = "controlled-rounding", 2
_HEAD = "# yaml-language-server: $schema=../schema/release.json\n# 由 scripts/release 写成，请勿手工改动。\n"


@dataclass(frozen=True, slots=True)
class Release:
    """What a release file holds; `groups` are the categories of every group.

    `previous` is the SHA-256 of the release before it, None for the first.
    """

    period: str
    as_of: dt.date
    next_due: dt.date
    sample: bool
    previous: str | None
    code: str
    base: int
    groups: Mapping[str, tuple[str, ...]]
    tables: tuple[Table, ...]


def next_due(period: str, day: int) -> dt.date:
    """Return the day by which the release after `period` is due: `day` of the month after that one is over."""
    return first_day(shifted(period, 2)).replace(day=day)


def text_of(release: Release) -> str:
    """Return the file's text: fixed order, one line a row, LF."""
    head = (
        f"format: 2\nsample: {str(release.sample).lower()}\nperiod: {release.period}\nas_of: {release.as_of}\n"
        f"next_due: {release.next_due}\n"
        f"method: {{name: {METHOD}, version: {METHOD_VERSION}, base: {release.base}, "
        f"groups: {{{_groups(release.groups)}}}}}\n"
        f"previous: {release.previous or 'null'}\ncode: {release.code}\ntables:\n"
    )
    return _HEAD + head + "".join(line for table in release.tables for line in _table(table))


def _groups(groups: Mapping[str, tuple[str, ...]]) -> str:
    return ", ".join(f"{group}: [{', '.join(keys)}]" for group, keys in groups.items())


def _table(table: Table) -> Iterator[str]:
    columns = ", ".join(f"[{', '.join(group)}]" for group in table.columns)
    yield f"- population: {table.population}\n"
    if table.block:
        yield f"  block: {table.block}\n"
    yield f"  window: {{first: {table.first}, last: {table.last}}}\n"
    yield f"  rows: {table.rows}\n  split: {table.split}\n  columns: [{columns}]\n  lines:\n"
    for line in table.lines:
        yield f"  - {{keys: [{', '.join(line.keys)}], counts: [{', '.join(map(str, line.counts))}]}}\n"


def previous_of(folder: Path, period: str) -> Path | None:
    """Return the newest release in `folder`, the one before `period`; None when there is none.

    Raises ProblemsError when `period` is published already, or a later month is: releases are only ever appended.
    """
    published = sorted(path.stem for path in folder.glob("*.yml"))
    file = f"data/releases/{period}.yml"
    if period in published:
        message = (
            "这个月已经公布，不再改动。要更正的，运行时加上 --correction，差别记入下一个月；"
            "还没提交、确要重做的，先删去这个月的文件再运行"
        )
        raise ProblemsError([Problem(file, 0, "", message)])
    if published and published[-1] > period:
        raise ProblemsError([Problem(file, 0, "", f"更晚的 {published[-1]} 已经公布，不能再补前面的月份")])
    if not published:
        return None
    if shifted(published[-1], 1) != period:
        wanted = shifted(published[-1], 1)
        message = f"上一期是 {published[-1]}，要先公布 {wanted}，月份不能跳过"
        raise ProblemsError([Problem(file, 0, "", message)])
    return folder / f"{published[-1]}.yml"


def bytes_of(folder: Path) -> tuple[bytes, ...]:
    """Return the bytes of all releases in `folder`, the oldest first."""
    return tuple(path.read_bytes() for path in sorted(folder.glob("*.yml")))


def digest(text: bytes) -> str:
    """Return the SHA-256 that the next release carries of a release file's bytes."""
    return hashlib.sha256(text).hexdigest()


def write(path: Path, content: str | bytes, mode: int = 0o644) -> None:
    """Put `content` (text in UTF-8) at `path` in one step: readers see the old file, none, or the whole new one.

    Raises ProblemsError when the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        message = f"写不进文件夹 {path.parent}，可能是只读的；请换一个文件夹"
        raise ProblemsError([Problem(path.name, 0, "", message)]) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
