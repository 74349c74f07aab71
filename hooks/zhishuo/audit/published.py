"""Release files -> plain tables, as anyone can read them who has nothing but the files."""

from __future__ import annotations

import hashlib
import re
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
# What counts are rounded to; with any other base the promise would be another one.
BASES = (3, 5)
_METHOD_NAME, _METHOD_VERSION, _CODE = "controlled-rounding", "2", r"\d+(\.\d+){1,3}"
_MONTH, _KEY, _COUNT = r"\d{4}-(0[1-9]|1[0-2])", r"[a-z0-9_-]+", r"0|[1-9]\d*"


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
        method = values["method"]
        return Release(
            file=file,
            period=_fitting(_MONTH, values["period"]),
            base=_base(method["base"]),
            previous=values["previous"],
            groups={key: group for group, keys in method["groups"].items() for key in _keys(keys)},
            digest=hashlib.sha256(data).hexdigest(),
            tables=tuple(_table(table) for table in values["tables"]),
            unknown=(*_unknown(values), *_remarks(text)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProblemsError([Problem(file, 1, "", "不是公布数字的文件，或者缺了内容；请不要手工改动")]) from error


def _fitting(pattern: str, value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        raise ValueError(value)
    return value


def _base(value: object) -> int:
    base = int(_fitting(_COUNT, value))
    if base not in BASES:
        raise ValueError(base)
    return base


def _keys(values: list[object]) -> Keys:
    if not isinstance(values, list) or not values:
        raise ValueError(values)
    return tuple(_fitting(_KEY, value) for value in values)


def _remarks(text: str) -> Iterator[str]:
    """Yield what stands in the file as a comment, but for the two lines that every release begins with."""
    for number, line in enumerate(text.splitlines()):
        if "#" in line and not (number < _HEAD_LINES and line.startswith("# ")):
            yield line.strip()


def _unknown(values: dict[str, Any]) -> Iterator[str]:
    yield from sorted(set(values) - _HEAD)
    yield from sorted(set(values["method"]) - _METHOD)
    # Free words would have room for true numbers.
    if (values["method"]["name"], values["method"]["version"]) != (_METHOD_NAME, _METHOD_VERSION):
        yield "method"
    if not re.fullmatch(_CODE, str(values["code"]), re.ASCII):
        yield "code"
    for table in values["tables"]:
        yield from sorted(set(table) - _TABLE)
        yield from sorted({key for line in table["lines"] for key in line} - _LINE)


def _table(values: dict[str, Any]) -> Table:
    lines = tuple(
        (_keys(line["keys"]), tuple(int(_fitting(_COUNT, count)) for count in line["counts"]))
        for line in values["lines"]
    )
    columns = tuple(_keys(column) for column in values["columns"])
    if any(len(counts) != len(columns) for _, counts in lines):
        raise ValueError(values["population"])
    for named in ([keys for keys, _ in lines], columns):
        if len({key for keys in named for key in keys}) != sum(map(len, named)):
            raise ValueError(named)
    window = values["window"]
    population, rows, split = (_fitting(_KEY, values[part]) for part in ("population", "rows", "split"))
    first, last = (_fitting(_MONTH, window[end]) for end in ("first", "last"))
    block = _fitting(_KEY, values["block"]) if values.get("block") else ""
    return Table((population, rows, split), first, last, columns, lines, block)


def following(period: str) -> str:
    """Return the month after `period` (YYYY-MM)."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def releases_in(folder: Path) -> tuple[Release, ...]:
    """Return all releases of `folder`, the oldest first; raises ProblemsError as `read_release` does."""
    return tuple(read_release(path.name, path.read_bytes()) for path in sorted(folder.glob("*.yml")))
