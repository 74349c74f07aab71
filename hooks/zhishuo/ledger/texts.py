"""Ledgers that are text: csv and tsv in the encodings Chinese offices use, and JSON lines."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv

from zhishuo.ledger.headers import LOOKED_AT, Header, find_header
from zhishuo.ledger.raw import Raw, Source, Wanted, arrow_of_texts, raw_of_arrow
from zhishuo.problems import Problem, ProblemsError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 1 << 20
# Spreadsheets keep 15 digits of a number and make zeros of the rest.
_DIGITS_KEPT = 1e15


def open_separated(path: Path, expected: Collection[str] = ()) -> Source:
    """Return the csv or tsv file at `path`; raises ProblemsError when it is no text or has no header.

    `expected` are headers the mapping names: they tell the header from titles above it.
    """
    encoding = _encoding(path)
    try:
        with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
            lines = list(islice(file, LOOKED_AT))
    except UnicodeDecodeError as error:  # UTF-16 is told by its mark alone
        raise _no_text(path) from error
    delimiter = max(",\t;", key=lambda mark: max((line.count(mark) for line in lines), default=0))
    rows = _rows(lines, delimiter)
    if not rows or not any(map(any, rows)):
        raise ProblemsError([Problem(path.name, 1, "", "第一行应是列名，现在是空的")])
    header = find_header(rows, expected)
    if not any(header.names):
        raise ProblemsError([Problem(path.name, 1, "", "第一行应是列名，现在是空的")])
    if len(rows) == header.end:
        raise ProblemsError([Problem(path.name, 0, "", "只有列名，没有数据行")])
    return Source(
        path.name, header.names, lambda wanted: _read_separated(path, encoding, delimiter, header, wanted), header.end
    )


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """Return the rows of the first lines; the last may be cut off, and a lost quote makes one of many."""
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        # A cell longer than the reader takes: whoever reads the whole file has a word for it.
        return rows
    return rows


def _read_separated(path: Path, encoding: str, delimiter: str, header: Header, wanted: Wanted) -> Raw:
    """Stream the wanted columns; the others are skipped by the parser and never become values."""
    ragged: list[int] = []

    def skip(row: arrow_csv.InvalidRow) -> str:
        ragged.append(row.number)
        return "skip"

    # Headers may repeat, so columns go by place.
    places = {name: f"c{header.names.index(word)}" for name, word in wanted.items()}
    names = [f"c{place}" for place in range(len(header.names))]
    try:
        reader = arrow_csv.open_csv(
            path,
            read_options=arrow_csv.ReadOptions(
                column_names=names, skip_rows_after_names=header.end, use_threads=False, encoding=encoding
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=skip
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=sorted(set(places.values())),
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
            ),
        )
        read = reader.read_all()
    except pa.ArrowInvalid as error:
        # The parser's own words are not passed on: they quote the row, which may hold anything.
        message = "读不成表格：有一行太长（超过 1 MB），或有一个双引号没有配上对"
        raise ProblemsError([Problem(path.name, 0, "", message)]) from error
    table = pa.table({name: read.column(place) for name, place in places.items()})
    return raw_of_arrow(table, ragged)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    for encoding in ("utf-8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise _no_text(path)


def _no_text(path: Path) -> ProblemsError:
    return ProblemsError([Problem(path.name, 0, "", "不是文字文件，或编码认不出；请另存为 CSV UTF-8 再试")])


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def open_json_lines(path: Path) -> Source:
    """Return the file of one JSON object a line at `path`; its headers are the keys of all lines, in order met."""
    headers: dict[str, None] = {}
    for values in _objects(path):
        headers.update(dict.fromkeys(values))
    if not headers:
        raise ProblemsError([Problem(path.name, 0, "", "文件里没有一条记录")])

    def read(wanted: Wanted) -> Raw:
        rows = [[as_text(values.get(header)) for header in wanted.values()] for values in _objects(path)]
        return raw_of_arrow(arrow_of_texts(list(wanted), rows))

    return Source(path.name, tuple(headers), read)


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    """Yield one line's object after the other, so that no more than one is held with the columns nobody wants."""
    with path.open(encoding="utf-8-sig") as file:
        try:
            for number, line in enumerate(file, 1):
                if line.strip():
                    values = json.loads(line)
                    if not isinstance(values, dict):
                        raise ProblemsError([Problem(path.name, number, "", "一行应是一个 JSON 对象 {…}")])
                    yield values
        except UnicodeDecodeError as error:
            raise ProblemsError([Problem(path.name, 0, "", "文件编码要用 UTF-8")]) from error
        except (ValueError, RecursionError) as error:
            # Not only bad syntax: also numbers of thousands of digits, and lists in lists in lists.
            raise ProblemsError([Problem(path.name, number, "", "这一行不是合格的 JSON")]) from error


def as_text(value: object) -> str:
    """Return a cell as the text a csv export of the same ledger would have."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if abs(value) >= _DIGITS_KEPT:
            return f"{value:.14E}"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            # JSON can write half of a character pair, which no file can hold.
            return str(value).encode(errors="replace").decode()
