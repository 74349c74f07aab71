"""What is no ledger that can be read right gets one sentence that says what to do, and nothing is written."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from click.testing import CliRunner

from commands import release
from zhishuo.ledger.sources import open_ledger
from zhishuo.problems import ProblemsError

REPOSITORY = Path(__file__).resolve().parents[2]
ROWS = [["诉求编号", "登记时间", "社区"], ["A1", "2026-10-03", "新民"], ["A2", "=B2+1", "和平"]]
WANTED = {"id": "诉求编号", "registered_at": "登记时间"}
DAMAGED = "文件不完整或已损坏，可能没有存完、传完；请重新导出一次"
FAR = "打开要的内存或时间太多，多半是很远的格子里有内容（如在最后一行打了空格）；请只把台账那一块复制到新文件里再存"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WORD = b'<Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
BINARY = b'<Override ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
HTML = "<html><table><tr><td>诉求编号</td></tr></table></html>".encode("gb18030")


def refusal(path: Path) -> str:
    """Return the one sentence that a file gets, without the file's name."""
    with pytest.raises(ProblemsError) as caught:
        open_ledger(str(path), REPOSITORY).read(WANTED)
    (problem,) = caught.value.problems
    assert problem.file == path.name
    return problem.message


def book(path: Path, change: Callable[[openpyxl.Workbook], None] = lambda _: None) -> Path:
    """Write a small ledger, changed by `change`."""
    made = openpyxl.Workbook()
    for row in ROWS[:2]:
        made.active.append(row)
    change(made)
    made.save(path)
    return path


def package(path: Path, parts: Mapping[str, bytes]) -> Path:
    with ZipFile(path, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "a.xlsx",
            COMPOUND + "EncryptedPackage".encode("utf-16-le"),
            "有密码，读不了；请在 Excel 里去掉打开密码，再存一次",
        ),
        (
            "a.xls",
            COMPOUND + "WordDocument".encode("utf-16-le"),
            "内容不是表格（可能是旧的 Word 文档）；是台账的，请用 Excel 或 WPS 打开，另存为 xlsx",
        ),
        (
            "a.xls",
            COMPOUND + "Workbook".encode("utf-16-le"),
            "是旧格式的 xls，出错的格子读不准；请用 Excel 或 WPS 打开，另存为 xlsx",
        ),
        ("a.xls", HTML, "内容是网页（HTML 或 XML），不是真的表格文件；请用 Excel 或 WPS 打开，另存为 xlsx"),
        (
            "a.xls",
            '\ufeff<?xml version="1.0"?><Workbook/>'.encode(),
            "内容是网页（HTML 或 XML），不是真的表格文件；请用 Excel 或 WPS 打开，另存为 xlsx",
        ),
        (
            "a.xls",
            "诉求编号\t登记时间\n".encode("gb18030"),
            "扩展名是 .xls，内容却是文字（CSV）；请把扩展名改成 .csv，或重新导出",
        ),
        (
            "a.csv",
            COMPOUND + "Workbook".encode("utf-16-le"),
            "是旧格式的 xls，出错的格子读不准；请用 Excel 或 WPS 打开，另存为 xlsx",
        ),
        ("a.et", COMPOUND, "不读 .et 格式；请用 WPS 或 Excel 打开，另存为 xlsx"),
    ],
)
def test_files_that_are_something_else(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusal(tmp_path / name) == sentence


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"[Content_Types].xml": WORD}, "内容是 Word 文档，不是表格；请换成台账的表格文件"),
        (
            {"[Content_Types].xml": BINARY},
            "是二进制的 xlsb，合并的、出错的格子读不准；请用 Excel 或 WPS 打开，另存为 xlsx",
        ),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"},
            "是 ODS 表格，合并的、出错的格子读不准；请用 Excel 或 WPS 打开，另存为 xlsx",
        ),
        ({"台账.xlsx": b"PK"}, "内容是压缩包，不是表格；请先解压，再用里面的表格文件"),
        (
            {
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "META-INF/manifest.xml": b"<manifest:encryption-data/>",
            },
            "有密码，读不了；请在 Excel 里去掉打开密码，再存一次",
        ),
    ],
)
def test_packages_of_something_else(tmp_path: Path, parts: dict[str, bytes], sentence: str) -> None:
    assert refusal(package(tmp_path / "a.xlsx", parts)) == sentence


def test_a_spreadsheet_called_csv(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx").rename(tmp_path / "a.csv")
    assert refusal(path) == "扩展名是 .csv，内容却是 Excel 表格；请把扩展名改成 .xlsx，或重新导出"


@pytest.mark.parametrize("share", [0.3, 0.95])
def test_a_file_that_was_cut_off(tmp_path: Path, share: float) -> None:
    path = book(tmp_path / "a.xlsx")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refusal(path) == DAMAGED


def test_more_than_a_ledger_once_unpacked(tmp_path: Path) -> None:
    """The size that the package declares is patched: unpacking is never begun."""
    path = book(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (3 << 30).to_bytes(4, "little")
    path.write_bytes(content)
    assert refusal(path) == "解开以后超过 1 GB，不像台账；请只把台账那一张表复制到新文件里再存"


def test_a_cell_so_far_away_that_the_sheet_between_fills_the_memory(tmp_path: Path) -> None:
    def far(made: openpyxl.Workbook) -> None:
        made.active["XFD1048576"] = " "

    assert refusal(book(tmp_path / "a.xlsx", far)) == FAR


def test_a_formula_that_was_never_worked_out(tmp_path: Path) -> None:
    def formula(made: openpyxl.Workbook) -> None:
        made.active.append(ROWS[2])
        made.active["D2"] = "=1+1"

    sentence = "B3 等 1 个格子是公式，还没有算出结果；请用 Excel 打开，存一次再试"
    assert refusal(book(tmp_path / "a.xlsx", formula)) == sentence, "columns that are not read do not matter"


def test_a_sheet_that_is_no_sheet(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    with ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b'ref="A1:C2"', b'ref="?"')
    sentence = "表格读不出来，可能已损坏；请用 Excel 或 WPS 打开，另存为 xlsx"
    assert refusal(package(path, parts)) == sentence


def test_no_sheet_that_can_be_seen_has_anything(tmp_path: Path) -> None:
    def hidden(made: openpyxl.Workbook) -> None:
        made.active.sheet_state = "veryHidden"
        made.active = made.create_sheet("空表")

    assert refusal(book(tmp_path / "a.xlsx", hidden)) == "没有看得见又有内容的工作表"


@pytest.mark.parametrize("shape", ["locked", "twice", "unworked", "far"])
def test_the_command_ends_with_one_sentence_and_writes_nothing(tmp_path: Path, shape: str) -> None:
    def change(made: openpyxl.Workbook) -> None:
        cells = {"twice": ("D1", "社区"), "unworked": ("B2", "=1+1"), "far": ("XFD1048576", 1)}
        if shape in cells:
            place, value = cells[shape]
            made.active[place] = value

    path = book(tmp_path / "a.xlsx", change)
    if shape == "locked":
        path.write_bytes(COMPOUND + "EncryptedPackage".encode("utf-16-le"))
    data = tmp_path / "town" / "data"
    shutil.copytree(REPOSITORY / "data", data, ignore=shutil.ignore_patterns("releases"))
    before = path.read_bytes()
    done = CliRunner().invoke(release.command, [str(path), "--period", "2026-10", "--data", str(data)])
    assert done.exit_code == 1
    first, *rest = done.stderr.removeprefix("读台账\n").splitlines()
    assert re.fullmatch(r"a\.xlsx: (columns\.community: )?[^。]+", first), done.stderr
    assert rest == ["共 1 处问题，请改好后再试。", "没有写任何公布数字。"]
    assert not (data / "releases").exists()
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.mapping.yml")), "no guess is left behind for a file that will be another"
