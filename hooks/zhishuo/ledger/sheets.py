"""Ledgers in a spreadsheet (xlsx, xls, ods): the visible sheet that has the ledger, and its header row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import python_calamine as calamine

from zhishuo.ledger.columns import HEADINGS, REQUIRED, heading
from zhishuo.ledger.raw import Raw, Source, Wanted, arrow_of_texts, raw_of_arrow
from zhishuo.ledger.texts import as_text
from zhishuo.problems import Problem, ProblemsError, nearest

# A title or a note may stand above the header, but not a page of them.
_HEADER_WITHIN = 20


def open_sheet(path: Path, sheet: str, expected: Collection[str]) -> Source:
    """Return the sheet named `sheet`, or the one visible sheet that looks like a ledger.

    `expected` are headers the mapping names: they tell the header row from titles above it. Calamine unpacks the whole
    sheet in its own memory; only the wanted cells become values here. Raises ProblemsError.
    """
    try:
        book = calamine.load_workbook(path)
    except calamine.PasswordError as error:
        raise _refusal(path, "文件加了密码，读不了；请另存一份不加密码的") from error
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError) as error:
        raise _refusal(path, "不是能读的表格文件（可能损坏、加密或扩展名不对）；请用表格软件另存为 xlsx") from error
    name = _chosen(path, book, sheet, expected)
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
    if not rows:
        raise _refusal(path, f"工作表“{name}”是空的")
    start = _header_row(rows, expected)
    headers = tuple(as_text(cell).strip() for cell in rows[start])

    def read(wanted: Wanted) -> Raw:
        places = [headers.index(header) for header in wanted.values()]
        body = [[as_text(row[place]) for place in places] for row in rows[start + 1 :]]
        return raw_of_arrow(arrow_of_texts(list(wanted), body))

    return Source(path.name, headers, read)


def _chosen(path: Path, book: Any, sheet: str, expected: Collection[str]) -> str:  # noqa: ANN401  calamine has no types
    visible: list[str] = [
        data.name
        for data in book.sheets_metadata
        if data.visible == calamine.SheetVisibleEnum.Visible and data.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    if sheet:
        if sheet not in visible:
            raise _refusal(path, f"没有看得见的工作表“{sheet}”{nearest(sheet, visible)}", "sheet")
        return sheet
    tops = {name: book.get_sheet_by_name(name).to_python(nrows=_HEADER_WITHIN) for name in visible}
    filled = [name for name in visible if tops[name]]
    ledgers = [name for name in filled if _is_ledger(tops[name], expected)]
    found = ledgers or filled
    if len(found) == 1:
        return found[0]
    if not found:
        raise _refusal(path, "没有看得见又有内容的工作表")
    raise _refusal(path, f"有几张工作表：{'、'.join(found)}；请在对照表里写明 sheet", "sheet")


def _is_ledger(rows: Sequence[Sequence[object]], expected: Collection[str]) -> bool:
    cells = [as_text(cell).strip() for cell in rows[_header_row(rows, expected)]]
    known = {HEADINGS.get(heading(cell)) for cell in cells}
    return known.issuperset(REQUIRED) or (bool(expected) and set(cells).issuperset(expected))


def _header_row(rows: Sequence[Sequence[object]], expected: Collection[str]) -> int:
    """Return the place of the row with most known headers; the first row when none is known."""

    def known(place: int) -> int:
        cells = (as_text(cell).strip() for cell in rows[place])
        return sum(cell in expected or heading(cell) in HEADINGS for cell in cells)

    return max(range(min(len(rows), _HEADER_WITHIN)), key=known)


def _refusal(path: Path, message: str, field: str = "") -> ProblemsError:
    return ProblemsError([Problem(path.name, 0, field, message)])
