"""Excel as it is: every shape that a ledger takes in a spreadsheet gives exactly the requests of the plain file."""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import psycopg
import pytest
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from openpyxl.worksheet.worksheet import Worksheet

from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.columns import COLUMNS
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.raw import fetched
from zhishuo.ledger.sources import open_ledger

REPOSITORY = Path(__file__).resolve().parents[2]
HEADERS = ["诉求编号", "登记时间", "社区", "类别", "办结时间", "办理结果", "退回", "姓名"]
_at = dt.datetime.fromisoformat
ROWS: list[list[Any]] = [
    ["A1", _at("2026-10-03 08:05"), "新民", "物业管理", _at("2026-10-04 17:30"), "解决", 0, "示例甲"],
    ["A2", _at("2026-10-03 09:00"), "新民", "房屋维修", None, None, 1, "示例乙"],
    ["A3", _at("2026-10-03 23:59"), "新民", "其他", _at("2026-10-30 00:01"), "部分解决", 0, "示例丙"],
    ["A4", _at("2026-10-31 12:00"), "和平", "其他", None, None, 0, "示例丁"],
]
TIMES = (1, 4)

Bring = Callable[..., Ledger]
Change: TypeAlias = Callable[[Worksheet], None]
Requests: TypeAlias = list[tuple[Any, ...]]
Same: TypeAlias = Callable[[Path], Ledger]


def requests(ledger: Ledger) -> Requests:
    """Return all that is known of every request."""
    return fetched(ledger.connection, ledger.requests.select(*COLUMNS).order_by("id"))


def book_of(rows: list[list[Any]]) -> openpyxl.Workbook:
    """Return a workbook with one sheet of `rows`."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def rewritten(path: Path, change: Callable[[str], str], part: str = "xl/worksheets/sheet1.xml") -> Path:
    """Change one part of a package as other programs would have written it."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.xlsx"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, codebook: Codebook, bring: Bring) -> Requests:
    """The requests of the plain file, with nothing refused and every word known."""
    path = tmp_path_factory.mktemp("plain") / "ledger.xlsx"
    book_of([HEADERS, *ROWS]).save(path)
    ledger = bring(path, codebook)
    assert (ledger.imported.refused, ledger.imported.words, ledger.imported.kept) == ((), {}, len(ROWS))
    return requests(ledger)


@pytest.fixture
def gives_the_same(plain: Requests, codebook: Codebook, bring: Bring) -> Same:
    """Bring in a file, hold its requests to the plain file's, and return what came in."""

    def compare(path: Path) -> Ledger:
        ledger = bring(path, codebook)
        assert requests(ledger) == plain
        return ledger

    return compare


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_before_the_ledger_is_not_looked_at(path: Path, gives_the_same: Same, state: str) -> None:
    book = book_of([HEADERS, *ROWS])
    hidden = book.create_sheet("旧台账", 0)
    hidden.sheet_state = state
    for row in [HEADERS, ["B1", *ROWS[0][1:]]]:
        hidden.append(row)
    book.active = 1
    book.save(path)
    gives_the_same(path)


def test_titles_and_a_unit_above_the_header(path: Path, gives_the_same: Same) -> None:
    book = book_of([["某镇诉求台账（示例）"], [*[None] * 7, "单位：件"], HEADERS, *ROWS])
    book.active.merge_cells("A1:H1")
    book.save(path)
    gives_the_same(path)
    assert open_ledger(str(path), REPOSITORY).above == 3


def test_a_header_of_two_rows(path: Path, gives_the_same: Same) -> None:
    upper = ["诉求编号", "登记", "基本情况", None, "办结", None, "退回", "诉求人"]
    lower = [None, "时间", "社区", "类别", "时间", "办理结果", None, "编号"]
    book = book_of([["台账"], upper, lower, *ROWS])
    for area in ("A1:H1", "A2:A3", "C2:D2", "E2:F2", "G2:G3"):
        book.active.merge_cells(area)
    book.save(path)
    gives_the_same(path)
    names = ("诉求编号", "登记时间", "社区", "类别", "办结时间", "办理结果", "退回", "诉求人编号")
    assert open_ledger(str(path), REPOSITORY).headers == names, "what stands below a person is the person's"


def test_two_groups_with_the_same_word_are_told_apart(path: Path) -> None:
    upper, lower = ["编号", "登记", None, "办结", None], [None, "时间", "社区", "时间", "社区"]
    book_of([upper, lower, ["A1", ROWS[0][1], "新民", None, "和平"]]).save(path)
    assert open_ledger(str(path), REPOSITORY).headers == ("编号", "登记时间", "登记社区", "办结时间", "办结社区")


def test_header_cells_with_breaks_spaces_and_notes(path: Path, gives_the_same: Same) -> None:
    headers = [
        "诉求\n编号",
        " 登记 时间（必填）",
        "社 区",
        "类别(按镇里的叫法)",
        "办结\r\n时间",
        "办理结果　",
        "退回（次）",
        "姓名",
    ]
    book_of([headers, *ROWS]).save(path)
    gives_the_same(path)


SPELLINGS = {
    "2026年10月3日 08:05": "2026-10-03 08:05",
    "2026年10月03日8时5分": "2026-10-03 08:05",
    "2026年10月3日8时": "2026-10-03 08:00",
    "2026年10月3日 星期六 8点05分": "2026-10-03 08:05",
    "2026 年 10 月 3 日": "2026-10-03",
    "2026/10/3 8:05": "2026-10-03 08:05",
    "2026.10.03": "2026-10-03",
    "2026.10.03 08:05:06": "2026-10-03 08:05:06",
    "20261003": "2026-10-03",
    "20261003 08:05": "2026-10-03 08:05",
    "202610030805": "2026-10-03 08:05",
    "20261003080506": "2026-10-03 08:05:06",
    "2026-10-03T08:05:06": "2026-10-03 08:05:06",
    "２０２６年１０月３日": "2026-10-03",
    "二〇二六年十月三日（周六）": "2026-10-03",
    "二零二六年十二月二十一日": "2026-12-21",
    "2026年十一月三十日": "2026-11-30",
    "2026年一月十日": "2026-01-10",
    "2026年10月3日下午2时": "2026-10-03 14:00",
    "2026-10-03 下午2时30分": "2026-10-03 14:30",
    "2026/10/3 上午9点": "2026-10-03 09:00",
    "2026/10/3 下午 02:30:05": "2026-10-03 14:30:05",
    "二〇二六年十月三日下午两点": "2026-10-03 14:00",
    "二〇二六年十月三日下午十二点十分": "2026-10-03 12:10",
    "2026-10-03 下午14:30": "2026-10-03 14:30",
    "2026-10-03下午2点半": "2026-10-03 14:30",
    "2026-10-03 凌晨12:30": "2026-10-03 00:30",
    "2026-10-03 晚上11点": "2026-10-03 23:00",
    "2026-10-03 中午1点": "2026-10-03 13:00",
    "2026-10-03 中午11:50": "2026-10-03 11:50",
    "2026-10-03 上午": "2026-10-03",
    "2026-10-03 2:30:00 PM": "2026-10-03 14:30:00",
    "2026-10-03 12:05 am": "2026-10-03 00:05",
    "46298": "2026-10-03",
    "46298.33681": "2026-10-03 08:05",
}


def test_days_as_text(path: Path, codebook: Codebook, bring: Bring) -> None:
    book_of([HEADERS, *([text, text, "新民", "其他"] for text in SPELLINGS)]).save(path)
    assert days(bring(path, codebook)) == [_at(SPELLINGS[text]) for text in sorted(SPELLINGS, key=half_width)]


def test_a_server_reads_the_same_days(postgres: str, codebook: Codebook, bring: Bring) -> None:
    with psycopg.connect(postgres) as connection:
        connection.execute("DROP TABLE IF EXISTS spellings")
        connection.execute('CREATE TABLE spellings ("诉求编号" text, "登记时间" text)')
        connection.cursor().executemany("INSERT INTO spellings VALUES (%s, %s)", [(text, text) for text in SPELLINGS])
    found = days(bring(f"{postgres}#spellings", codebook))
    assert found == [_at(SPELLINGS[text]) for text in sorted(SPELLINGS, key=half_width)]


def days(ledger: Ledger) -> list[Any]:
    """Return the times of registration in the order of numbers."""
    return [row[1] for row in requests(ledger)]


def half_width(text: str) -> str:
    """Return a text as numbers of requests are kept."""
    return unicodedata.normalize("NFKC", text)


def test_days_that_may_be_others_are_refused(path: Path, codebook: Codebook, bring: Bring) -> None:
    texts = ["10/3/26", "10/3/2026", "3-10-26", "26.10.3", "十月三日", "2026年十三月三日", "下午3点", "462980", "0.5"]
    book_of([HEADERS, *ROWS, *([f"B{text}", text, "新民", "其他"] for text in texts)]).save(path)
    (refused,) = bring(path, codebook).imported.refused
    assert (refused.reason, refused.count) == ("登记时间看不懂", len(texts))


@pytest.mark.parametrize("epoch", ["1900", "1904"])
def test_days_counted_from_1900_or_1904(path: Path, gives_the_same: Same, epoch: str) -> None:
    """As days, as bare numbers, and as numbers in texts."""
    book = openpyxl.Workbook()
    if epoch == "1904":
        book.epoch = CALENDAR_MAC_1904
    book.active.append(HEADERS)
    for kind, row in zip(("day", "number", "text", "number"), ROWS, strict=True):
        cells = list(row)
        for place in TIMES if kind != "day" else ():
            if row[place]:
                number = round(to_excel(row[place], book.epoch), 5)
                cells[place] = number if kind == "number" else str(number)
        book.active.append(cells)
    book.save(path)
    gives_the_same(path)


def test_full_width_and_chinese_numbers(path: Path, gives_the_same: Same) -> None:
    rows = [[row[0].translate({65: "Ａ"}), *row[1:]] for row in ROWS]
    rows[0][6], rows[1][6], rows[2][6] = "零", "１", "０"
    book_of([HEADERS, *rows]).save(path)
    gives_the_same(path)


def test_formatted_rows_and_columns_without_content(path: Path, gives_the_same: Same) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    blank = WriteOnlyCell(sheet)
    blank.fill = PatternFill("solid", "FFFF00")
    for row in [HEADERS, *ROWS]:
        sheet.append(row)
    for _ in range(2000):
        sheet.append([blank])
    sheet.append([blank] * 16_384)
    book.save(path)
    rewritten(
        path, lambda text: text.replace("<sheetData>", '<cols><col min="1" max="16384" style="1"/></cols><sheetData>')
    )
    assert gives_the_same(path).imported.read == len(ROWS)


def test_blank_rows_between_requests_are_passed_over(path: Path, gives_the_same: Same) -> None:
    book_of([HEADERS, *ROWS[:2], [], [" "], *ROWS[2:], ["A5", "?"]]).save(path)
    (refused,) = gives_the_same(path).imported.refused
    assert (refused.reason, refused.places) == ("登记时间看不懂", (7,)), "rows keep their places"


@pytest.mark.parametrize("reference", ['<dimension ref="A1:A1"/>', "", '<dimension ref="A1:XFD1048576"/>'])
def test_a_wrong_dimension(path: Path, gives_the_same: Same, reference: str) -> None:
    book_of([HEADERS, *ROWS]).save(path)
    gives_the_same(rewritten(path, lambda text: re.sub("<dimension[^>]*>", reference, text)))


def test_merged_cells_hold_their_value_for_every_row(path: Path, gives_the_same: Same) -> None:
    book = book_of([HEADERS, *ROWS])
    book.active.merge_cells("C2:C4")
    assert book.active["C3"].value is None, "the file keeps it in the first"
    book.save(path)
    gives_the_same(path)


def test_formulas_with_their_values(path: Path, gives_the_same: Same) -> None:
    """A text of nothing is a value as well."""
    book_of([HEADERS, *ROWS]).save(path)

    def worked_out(text: str) -> str:
        text, first = re.subn('(<c r="B2"[^>]*>)', r"\1<f>NOW()</f>", text)
        text, second = re.subn('(<row r="3".*?)(<c r="G3")', r'\1<c r="E3" t="str"><f>IF(1,"")</f><v></v></c>\2', text)
        assert (first, second) == (1, 1)
        return text

    gives_the_same(rewritten(path, worked_out))


def test_filtered_and_hidden_rows_count(path: Path, gives_the_same: Same) -> None:
    book = book_of([HEADERS, *ROWS])
    book.active.auto_filter.ref = "A1:H5"
    book.active.auto_filter.add_filter_column(2, ["和平"])
    for row in (2, 3, 4):
        book.active.row_dimensions[row].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.save(path)
    gives_the_same(path)


def test_rows_that_are_no_request(path: Path, gives_the_same: Same) -> None:
    rows: list[list[Any]] = [
        ["合计", 4, None, None, 2, 2],
        ["2026年10月小 计", _at("2026-10-31"), "新民"],
        [None, "合计", None, 4],
        [2.0261003000012e16, *ROWS[0][1:]],
        ["2.0261E+16", *ROWS[0][1:]],
    ]
    book_of([HEADERS, *ROWS, *rows]).save(path)
    assert {(item.reason, item.count) for item in gives_the_same(path).imported.refused} == {
        ("合计行", 2),
        ("编号为空", 1),
        ("编号成了科学计数，后几位已经丢了", 2),
    }


def test_a_cell_in_error_is_not_an_empty_one(path: Path, gives_the_same: Same) -> None:
    """Were it empty, a settled request would be published as an open one."""
    rows = [["A5", *ROWS[0][1:]] for _ in range(4)]
    for row, column in zip(rows, (0, 1, 4, 6), strict=True):
        row[column] = "#N/A"
    book_of([HEADERS, *ROWS, *rows]).save(path)
    assert ZipFile(path).read("xl/worksheets/sheet1.xml").count(b't="e"') == len(rows)
    assert {(item.reason, item.count) for item in gives_the_same(path).imported.refused} == {
        ("编号或是否栏的格子出错（#N/A 之类）", 2),
        ("登记时间看不懂", 1),
        ("办结时间看不懂", 1),
    }


def test_a_word_in_error_is_reported_as_a_word_nobody_knows(path: Path, codebook: Codebook, bring: Bring) -> None:
    book_of([HEADERS, ["A1", ROWS[0][1], "#REF!", "其他"]]).save(path)
    assert bring(path, codebook).imported.words == {"community": (("#REF!", 1),)}


def test_an_xlsx_called_xls(path: Path, gives_the_same: Same) -> None:
    book_of([HEADERS, *ROWS]).save(path)
    gives_the_same(path.rename(path.with_suffix(".xls")))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_csv_exported_from_it(path: Path, gives_the_same: Same, encoding: str) -> None:
    upper = ["诉求编号", "登记", "基本情况", None, "办结", None, "退回", "诉求人"]
    lower = [None, "时间", "社区", "类别", "时间", "办理结果", None, "姓名"]
    book_of([["台账"], upper, lower, *ROWS, ["合计", 4]]).save(path)
    gives_the_same(path)
    exported = path.with_suffix(".csv")
    with exported.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    gives_the_same(exported)
