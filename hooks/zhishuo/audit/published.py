"""Release files -> plain tables, as anyone can read them who has nothing but the files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

from zhishuo.problems import Problem, ProblemsError
from zhishuo.yaml_files import decode, read_yaml

Keys: TypeAlias = tuple[str, ...]
# Population, rows, split: what tells a table from all others of its month and block.
Name: TypeAlias = tuple[str, str, str]
_HEAD_LINES = 2
_HEAD = {"format", "sample", "period", "as_of", "next_due", "method", "previous", "code", "tables"}
_METHOD = {"name", "version", "base", "groups"}
_TABLE = {"population", "block", "window", "rows", "split", "columns", "lines"}
_LINE = {"keys", "counts"}


@dataclass(frozen=True, slots=True)
class Table:
    """Published counts of one population in the months `first` to `last`; merged keys name a line or a column together.

    `block` is the town of a county that the table is about, empty where there is only one.
    """

    name: Name
    first: str
    last: str
    columns: tuple[Keys, ...]
    lines: tuple[tuple[Keys, tuple[int, ...]], ...]
    block: str

    def cells(self) -> Iterator[tuple[str, str, int]]:
        """Yield each count with the first key of its line and of its column."""
        for keys, counts in self.lines:
            for column, count in zip(self.columns, counts, strict=True):
                yield keys[0], column[0], count


@dataclass(frozen=True, slots=True)
class Release:
    """One release file: `digest` is the SHA-256 of its bytes, `previous` what it says of the one before.

    `groups` tells the group of every category line by its first key; `unknown` names what a release has no place
    for, and which may tell more than it should.
    """

    file: str
    period: str
    base: int
    previous: str | None
    digest: str
    groups: dict[str, str]
    tables: tuple[Table, ...]
    unknown: tuple[str, ...] = ()

    def blocks(self) -> dict[str, dict[Name, Table]]:
        """Return the tables of every block by name, in the file's order."""
        found: dict[str, dict[Name, Table]] = {}
        for table in self.tables:
            found.setdefault(table.block, {})[table.name] = table
        return found


def read_release(file: str, data: bytes) -> Release:
    """Return the release in `data`, the bytes of `file`.

    Raises ProblemsError where it is no YAML or has another shape.
    """
    text = decode(file, data)
    values = cast("dict[str, Any]", read_yaml(file, text).values)
    try:
        return Release(
            file=file,
            period=values["period"],
            base=int(values["method"]["base"]),
            previous=values["previous"],
            groups={key: group for group, keys in values["method"]["groups"].items() for key in keys},
            digest=hashlib.sha256(data).hexdigest(),
            tables=tuple(_table(table) for table in values["tables"]),
            unknown=(*_unknown(values), *_remarks(text)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ProblemsError([Problem(file, 1, "", "不是公布数字的文件，或者缺了内容；请不要手工改动")]) from error


def _remarks(text: str) -> Iterator[str]:
    """Yield what stands in the file as a comment, but for the two lines that every release begins with."""
    for number, line in enumerate(text.splitlines()):
        if "#" in line and not (number < _HEAD_LINES and line.startswith("# ")):
            yield line.strip()


def _unknown(values: dict[str, Any]) -> Iterator[str]:
    yield from sorted(set(values) - _HEAD)
    yield from sorted(set(values["method"]) - _METHOD)
    for table in values["tables"]:
        yield from sorted(set(table) - _TABLE)
        yield from sorted({key for line in table["lines"] for key in line} - _LINE)


def _table(values: dict[str, Any]) -> Table:
    lines = tuple((tuple(line["keys"]), tuple(map(int, line["counts"]))) for line in values["lines"])
    columns = tuple(map(tuple, values["columns"]))
    if any(len(counts) != len(columns) for _, counts in lines):
        raise ValueError(values["population"])
    window = values["window"]
    name = (values["population"], values["rows"], values["split"])
    return Table(name, window["first"], window["last"], columns, lines, values.get("block") or "")


def following(period: str) -> str:
    """Return the month after `period` (YYYY-MM)."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def releases_in(folder: Path) -> tuple[Release, ...]:
    """Return all releases of `folder`, the oldest first; raises ProblemsError as `read_release` does."""
    return tuple(read_release(path.name, path.read_bytes()) for path in sorted(folder.glob("*.yml")))
