"""Every kind of ledger is read, only the wanted columns of it, and what is no ledger gets one clear sentence."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from zhishuo.ledger.raw import Raw, Source, fetched
from zhishuo.ledger.sources import open_ledger
from zhishuo.problems import ProblemsError

REPOSITORY = Path(__file__).resolve().parents[2]
HEADERS = ["诉求编号", "登记时间", "姓名", "社区"]
ROWS = [["1", "2026-09-01 08:00", "示例甲", "新民"], ["2", "2026-09-02 09:30", "示例乙", "和平"]]
WANTED = {"id": "诉求编号", "registered_at": "登记时间", "community": "社区"}


def _text(rows: list[list[str]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\n" for row in rows)


def _opened(path: Path) -> Source:
    return open_ledger(str(path), REPOSITORY)


def _read(path: Path) -> Raw:
    return _opened(path).read(WANTED)


def _rows(raw: Raw) -> list[tuple[object, ...]]:
    return fetched(raw.connection, raw.table.select("id", "registered_at", "community").order_by("id"))


def _refusal(path: Path | str) -> str:
    with pytest.raises(ProblemsError) as caught:
        open_ledger(str(path), REPOSITORY)
    return str(caught.value).splitlines()[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".tsv", "\t"), (".csv", ";")])
def test_separated_text_in_every_encoding_offices_use(
    tmp_path: Path, encoding: str, suffix: str, delimiter: str
) -> None:
    path = tmp_path / f"ledger{suffix}"
    path.write_text(_text([HEADERS, *ROWS], delimiter), encoding=encoding)
    assert _rows(_read(path)) == [("1", "2026-09-01 08:00", "新民"), ("2", "2026-09-02 09:30", "和平")]


def test_a_private_column_never_reaches_the_table(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(_text([HEADERS, *ROWS]), encoding="utf-8")
    raw = _read(path)
    assert set(raw.table.columns) == {"id", "registered_at", "community", "position"}


def test_ragged_lines_are_left_out_and_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(
        _text([HEADERS, ROWS[0], ["3", "2026-09-03"], ROWS[1], ["4", "", "", "", "", ""]]), encoding="utf-8"
    )
    raw = _read(path)
    assert len(_rows(raw)) == 2
    assert raw.ragged == (3, 5)


def test_values_with_line_breaks_and_quotes_stay_one_row(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text('诉求编号,登记时间,诉求内容,社区\n1,2026-09-01,"两行\n""引号"",逗号",新民\n', encoding="utf-8")
    assert _rows(_read(path)) == [("1", "2026-09-01", "新民")]


def test_repeated_headers_do_not_disturb_the_others(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("诉求编号,天数,登记时间,天数,社区\n1,2,2026-09-01,2,新民\n", encoding="utf-8")
    assert _rows(_read(path)) == [("1", "2026-09-01", "新民")]


def test_json_lines_with_numbers_and_nulls(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    lines = [
        {"诉求编号": 1, "登记时间": "2026-09-01", "社区": None},
        {"诉求编号": 2.0, "登记时间": "2026-09-02", "社区": "新民"},
    ]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n", encoding="utf-8")
    assert _rows(_read(path)) == [("1", "2026-09-01", ""), ("2", "2026-09-02", "新民")]


def test_the_visible_sheet_with_the_ledger_below_a_title(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["本台账由网格平台导出"])
    for title, state in (("台账", "visible"), ("旧台账", "hidden")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(["2026年9月台账"])
        for row in [HEADERS, *ROWS]:
            sheet.append(row)
    book.save(path)
    assert len(_rows(_read(path))) == 2


def test_two_ledger_sheets_must_be_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("十月")):
        sheet.append(HEADERS)
        sheet.append(ROWS[0])
    book.save(path)
    assert _refusal(path) == "ledger.xlsx: sheet: 有几张工作表：Sheet、十月；请把不用的隐藏起来，或在对照表里写明 sheet"
    assert open_ledger(str(path), REPOSITORY, "十月").headers == tuple(HEADERS)
    with pytest.raises(ProblemsError, match="没有看得见的工作表“十一月”，最接近的是“十月”"):
        open_ledger(str(path), REPOSITORY, "十一月")


@pytest.mark.parametrize("name", ["any_sheets.xlsx", "excel-1904-epoch.xlsx", "excel-range.xlsx"])
def test_spreadsheets_of_other_programs_open(shared: Path, name: str) -> None:
    assert _opened(shared / "spreadsheets" / name).headers


@pytest.mark.parametrize("name", ["any_sheets.ods", "any_sheets.xls"])
def test_spreadsheets_that_do_not_tell_all_are_to_be_saved_anew(shared: Path, name: str) -> None:
    assert _refusal(shared / "spreadsheets" / name).endswith("另存为 xlsx")


def test_parquet_and_duckdb_keep_their_types(tmp_path: Path) -> None:
    path = tmp_path / "ledger.parquet"
    columns = {header: [row[place] for row in ROWS] for place, header in enumerate(HEADERS)}
    parquet.write_table(pa.table(columns), path)
    assert len(_rows(_read(path))) == 2
    database = tmp_path / "ledger.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.read_parquet(str(path)).create("requests")
    source = open_ledger(f"duckdb:{database}#requests", REPOSITORY)
    assert len(_rows(source.read(WANTED))) == 2
    assert "数据库里没有表“request”，最接近的是“requests”" in _refusal(f"duckdb:{database}#request")


def test_columns_of_other_types_are_read_as_text(tmp_path: Path) -> None:
    columns = {
        "诉求编号": pa.array([1], pa.decimal128(10, 0)),
        "登记时间": pa.array(["2026-09-01"]).dictionary_encode(),
        "社区": pa.nulls(1),
    }
    parquet.write_table(pa.table(columns), tmp_path / "ledger.parquet")
    with duckdb.connect(str(tmp_path / "ledger.duckdb")) as connection:
        connection.read_parquet(str(tmp_path / "ledger.parquet")).create("requests")
        connection.execute('ALTER TABLE requests ALTER "诉求编号" TYPE HUGEINT')
    for address in (tmp_path / "ledger.parquet", f"duckdb:{tmp_path / 'ledger.duckdb'}#requests"):
        raw = open_ledger(str(address), REPOSITORY).read(WANTED)
        texts = raw.table.select(**{name: raw.table[name].cast("string") for name in WANTED})
        assert fetched(raw.connection, texts) == [("1", "2026-09-01", None)]


def test_half_a_character_pair_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text('{"诉求编号": "1", "登记时间": "2026-09-01", "社区": "\\ud800"}\n', encoding="utf-8")
    assert _rows(_read(path)) == [("1", "2026-09-01", "?")]


def test_what_the_parser_says_of_a_row_is_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(_text([HEADERS, *ROWS]) + "3," + "示例" * 1_000_000, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        _read(path)
    assert str(caught.value).splitlines()[0] == (
        "ledger.csv: 读不成表格：有一行太长（超过 1 MB），或有一个双引号没有配上对"
    )


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "a.csv: 文件是空的"),
        ("a.csv", "诉求编号,登记时间".encode(), "a.csv: 只有列名，没有数据行"),
        ("a.csv", "诉求编号,登记时间\n".encode(), "a.csv: 只有列名，没有数据行"),
        ("a.csv", b"\n", "a.csv:1: 第一行应是列名，现在是空的"),
        ("a.csv", b"\xff\x00\xfe\x81\x00", "a.csv: 不是文字文件，或编码认不出；请另存为 CSV UTF-8 再试"),
        ("a.csv", b"PK\x03\x04....", "a.csv: 文件不完整或已损坏，可能没有存完、传完；请重新导出一次"),
        ("a.xlsx", b"no zip", "a.xlsx: 扩展名是 .xlsx，内容却是文字（CSV）；请把扩展名改成 .csv，或重新导出"),
        ("a.parquet", b"PAR1", "a.parquet: 不是 Parquet 文件，或文件不完整"),
        ("a.jsonl", b"[1]\n", "a.jsonl:1: 一行应是一个 JSON 对象 {…}"),
        ("a.jsonl", b"{}\n{\n", "a.jsonl:2: 这一行不是合格的 JSON"),
        ("a.jsonl", b'{"a": ' + b"9" * 5000 + b"}", "a.jsonl:1: 这一行不是合格的 JSON"),
        ("a.jsonl", b"[" * 100_000, "a.jsonl:1: 这一行不是合格的 JSON"),
        (
            "a.doc",
            b"x",
            "a.doc: 不认识扩展名“.doc”；能读的有：csv、tsv、jsonl、xlsx、parquet、duckdb:文件#表、postgresql://…#表",
        ),
    ],
)
def test_what_is_no_ledger_gets_one_sentence(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert _refusal(tmp_path / name) == sentence


def test_no_file_no_database_no_server(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "none.csv") == "none.csv: 没有这个文件，请检查路径"
    (tmp_path / "a.duckdb").write_bytes(b"something else entirely")
    assert "不是 DuckDB 数据库文件" in _refusal(f"duckdb:{tmp_path / 'a.duckdb'}#t")
    assert "连不上数据库" in _refusal("postgresql://nobody:secret@127.0.0.1:1/none?connect_timeout=1#t")


@pytest.mark.parametrize(
    "password", ["secret", "secret%zz", "a@secret", "secret#a", "a#secret", "a/secret", "a[secret"]
)
def test_no_part_of_a_password_is_repeated(password: str) -> None:
    assert "secret" not in _refusal(f"postgresql://nobody:{password}@127.0.0.1:1/none?connect_timeout=1#t")


def test_a_ledger_inside_the_repository_is_refused_also_by_a_link(tmp_path: Path) -> None:
    inside = REPOSITORY / "tests" / "ledger" / "fixtures" / "qsv-boston311" / "boston311-100.csv"
    (tmp_path / "link.csv").symlink_to(inside)
    for path in (inside, tmp_path / "link.csv"):
        assert _refusal(path).endswith("台账和由它生成的文件不许放在仓库里，会随提交公开；请移到仓库外面再试")
