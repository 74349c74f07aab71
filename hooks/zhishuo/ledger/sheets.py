"""Ledgers in a spreadsheet (xlsx): the visible sheet that has the ledger, its header, its cells as seen."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Sequence
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from zhishuo.ledger.columns import REQUIRED, TIMES
from zhishuo.ledger.formats import locked, refusal
from zhishuo.ledger.headers import LOOKED_AT, Header, find_header
from zhishuo.ledger.packages import Beyond, beyond, named_cell
from zhishuo.ledger.raw import Raw, Source, Wanted, arrow_of_texts, raw_of_arrow
from zhishuo.ledger.texts import as_text
from zhishuo.problems import nearest

# Calamine holds a sheet as a full rectangle: one stray cell in the last row and column would take 500 GB, and out of
# memory it ends the whole process. So a process of its own opens the file first, with bounds.
_MEMORY, _SECONDS = 3 << 30, 120
_TRIAL = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
import python_calamine as calamine
try:
    with open(sys.argv[1], "rb") as file:
        book = calamine.CalamineWorkbook.from_filelike(file)
        for data in book.sheets_metadata:
            if data.visible == calamine.SheetVisibleEnum.Visible and data.typ == calamine.SheetTypeEnum.WorkSheet:
                book.get_sheet_by_name(data.name)
except calamine.CalamineError:
    pass
"""
# A bare number in a column of times is days since a day that the workbook chooses; later all are read as since 1900.
_SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
_FROM_1904 = 1462

Row = list[Any]


def open_sheet(path: Path, sheet: str, expected: Collection[str]) -> Source:
    """Return the sheet named `sheet`, or the one visible sheet that looks like a ledger.

    `expected` are headers the mapping names: they tell the header from titles above it. Calamine unpacks the whole
    sheet in its own memory; only the wanted cells become text here. Rows and columns that are hidden or filtered away
    count like all others. Raises ProblemsError.
    """
    _try(path)
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
        name = _chosen(path, book, sheet, expected)
        chosen = book.get_sheet_by_name(name)
    except calamine.PasswordError as error:
        raise locked(path) from error
    except calamine.CalamineError as error:
        raise refusal(path, "表格读不出来，可能已损坏；请用 Excel 或 WPS 打开，另存为 xlsx") from error
    if chosen.start is None:
        raise refusal(path, f"工作表“{name}”是空的")
    header = _header(chosen, expected)
    further = beyond(path, name)
    end = chosen.start[0] + header.end

    def read(wanted: Wanted) -> Raw:
        places = [header.names.index(word) for word in wanted.values()]
        _refuse_unworked(path, further, places, end)
        rows = _rows(chosen, further, places)[end:]
        _fill(rows, chosen.merged_cell_ranges or (), places, end)
        if further.is_1904:
            _count_from_1900(rows, [place for place, column in enumerate(wanted) if column in TIMES])
        filled = {number: row for number, row in enumerate(rows, 1) if any(map(str.strip, row))}
        return raw_of_arrow(arrow_of_texts(list(wanted), list(filled.values())), positions=list(filled))

    return Source(path.name, header.names, read, end)


def _try(path: Path) -> None:
    trial = [sys.executable, "-I", "-c", _TRIAL, str(path)]
    try:
        subprocess.run(trial, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603  our own words, no shell
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        message = (
            "打开要的内存或时间太多，多半是很远的格子里有内容（如在最后一行打了空格）；"
            "请只把台账那一块复制到新文件里再存"
        )
        raise refusal(path, message) from error


def _chosen(path: Path, book: Any, sheet: str, expected: Collection[str]) -> str:  # noqa: ANN401  calamine has no types
    visible: list[str] = [
        data.name
        for data in book.sheets_metadata
        if data.visible == calamine.SheetVisibleEnum.Visible and data.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    if sheet:
        if sheet not in visible:
            raise refusal(path, f"没有看得见的工作表“{sheet}”{nearest(sheet, visible)}", "sheet")
        return sheet
    opened = {name: book.get_sheet_by_name(name) for name in visible}
    filled = {name: _header(one, expected) for name, one in opened.items() if one.start is not None}
    ledgers = [name for name, header in filled.items() if _is_ledger(header, expected)]
    found = ledgers or list(filled)
    if len(found) == 1:
        return found[0]
    if not found:
        raise refusal(path, "没有看得见又有内容的工作表")
    raise refusal(path, f"有几张工作表：{'、'.join(found)}；请把不用的隐藏起来，或在对照表里写明 sheet", "sheet")


def _is_ledger(header: Header, expected: Collection[str]) -> bool:
    return header.meant.issuperset(REQUIRED) or (bool(expected) and header.meant.issuperset(expected))


def _header(sheet: Any, expected: Collection[str]) -> Header:  # noqa: ANN401  as above
    top = sheet.start[0]
    rows = islice(sheet.iter_rows(), top, top + LOOKED_AT)
    return find_header([[as_text(cell) for cell in row] for row in rows], expected)


def _refuse_unworked(path: Path, further: Beyond, places: Collection[int], end: int) -> None:
    if found := sorted(place for place in further.unworked if place[0] >= end and place[1] in places):
        message = f"{named_cell(found[0])} 等 {len(found)} 个格子是公式，还没有算出结果；请用 Excel 打开，存一次再试"
        raise refusal(path, message)


def _rows(sheet: Any, further: Beyond, places: Sequence[int]) -> list[list[str]]:  # noqa: ANN401  as above
    rows = [[as_text(row[place]) for place in places] for row in sheet.iter_rows()]
    for (row, column), text in further.errors.items():
        if row < len(rows) and column in places:
            rows[row][places.index(column)] = text
    return rows


def _fill(rows: list[list[str]], merged: Iterable[Any], places: Sequence[int], end: int) -> None:
    """Give every cell of a merged area the value that is seen over all of it; the file keeps it in the first only."""
    for (top, left), (bottom, right) in merged:
        if top < end or left not in places:
            continue
        value = rows[top - end][places.index(left)]
        for row in rows[top - end : bottom - end + 1]:
            for place, column in enumerate(places):
                if left <= column <= right:
                    row[place] = value


def _count_from_1900(rows: list[list[str]], times: Sequence[int]) -> None:
    for row in rows:
        for place in times:
            if _SERIAL.fullmatch(row[place].strip()):
                row[place] = as_text(float(row[place]) + _FROM_1904)
