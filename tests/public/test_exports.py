"""The downloads hold what the releases hold, readable by spreadsheets and by programs, with checksums."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace

import pytest

from zhishuo.exports import BOM, as_csv, export
from zhishuo.reading import Records


@pytest.fixture
def files(records: Records) -> dict[str, bytes]:
    return {asset.path: asset.content for asset in export(records)}


def rows(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8")
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))


def test_a_table_is_one_file_with_its_period_and_words(files: dict[str, bytes]) -> None:
    found = rows(files["data/2026-10/cohort-community-course.csv"])
    assert found[0] == [
        *("性质", "取整基数", "公布月份", "数据截至", "统计对象", "从", "到", "社区代号", "社区"),
        *("3 天内解决", "4 至 7 天解决", "8 至 15 天解决", "16 至 30 天解决"),
    ]
    assert found[1] == [
        *("示例", "5", "2026-10", "2026-11-03", "登记的一批诉求", "2026-09", "2026-09", "xinmin", "新民社区"),
        *("10", "100", "0", "0"),
    ]
    sensitive = rows(files["data/2026-10/registered-category-grade.csv"])[3]
    assert sensitive[7:] == ["care+neighbours", "养老助残、邻里纠纷", "0", "10", "0", "0", "0"]


def test_all_counts_of_a_month_stand_in_one_file_by_code(records: Records, files: dict[str, bytes]) -> None:
    found = rows(files["data/2026-10/all.csv"])
    expected = sum(len(line.counts) for table in records.releases["2026-10"].tables for line in table.lines)
    assert len(found) == expected + 1
    assert found[1] == [
        *("2026-10", "2026-11-03", "true", "controlled-rounding/2/5", "registered", "", "2026-10", "2026-10"),
        *("community", "xinmin", "group", "home", "130"),
    ]


def test_the_month_is_there_as_json_too(records: Records, files: dict[str, bytes]) -> None:
    found = json.loads(files["data/2026-10/release.json"])
    assert found["period"] == "2026-10"
    assert found["method"]["base"] == 5
    assert found["rule"].startswith("件数都凑成 5 的倍数")
    assert len(found["tables"]) == len(records.releases["2026-10"].tables)


def test_latest_is_the_newest_month(files: dict[str, bytes]) -> None:
    newest = {path.rsplit("/", 1)[1]: data for path, data in files.items() if path.startswith("data/2026-10/")}
    latest = {path.rsplit("/", 1)[1]: data for path, data in files.items() if path.startswith("data/latest/")}
    assert latest == newest


def test_checksums_are_right(files: dict[str, bytes]) -> None:
    sums = dict(line.split("  ")[::-1] for line in files["data/2026-10/SHA256SUMS"].decode().splitlines())
    found = {path.rsplit("/", 1)[1]: data for path, data in files.items() if path.startswith("data/2026-10/")}
    del found["SHA256SUMS"]
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}


def test_the_dictionary_explains_every_code_of_the_files(files: dict[str, bytes]) -> None:
    known = {(field, code) for field, _, code, _ in rows(files["data/dictionary.csv"])[1:]}
    for line in rows(files["data/2026-10/all.csv"])[1:]:
        _, _, _, _, population, _, _, _, dimension, row, split, column, _ = line
        used = {("population", population), ("rows", dimension), ("split", split)}
        used |= {("row", key) for key in row.split("+")} | {("column", key) for key in column.split("+")}
        assert used <= known


def test_months_stand_in_one_series(files: dict[str, bytes]) -> None:
    found = rows(files["data/months.csv"])
    assert [line[2] for line in found[1:]] == ["2026-07", "2026-08", "2026-09", "2026-10"]
    assert found[-1] == ["示例", "5", "2026-10", "2026-11-03", "155", "150", "125", "55", "35"]


def test_the_account_of_every_row_can_be_added_up_again(files: dict[str, bytes]) -> None:
    head, *found = rows(files["data/accounts.csv"])
    assert head[:7] == ["period", "method", "rows", "row", "registered", "settled", "on_time"]
    by_row = {(line[0], line[2], line[3]): dict(zip(head[4:], line[4:], strict=True)) for line in found}
    blue = by_row["2026-10", "grade", "blue"]
    assert (blue["registered"], blue["due"], blue["on_time"], blue["satisfied"]) == ("120", "120", "100", "")
    months = ("2026-07", "2026-08", "2026-09", "2026-10")
    heping = [by_row[month, "community", "heping"] for month in months]
    came, went = (sum(int(line[name]) for line in heping) for name in ("registered", "settled"))
    assert int(heping[-1]["open"]) == came - went


def test_the_certificate_of_a_month_lies_beside_its_tables(records: Records) -> None:
    certified = replace(records, certificates={"2026-10": b"{}"})
    assert {asset.path for asset in export(certified) if "certificate" in asset.path} == {
        "data/2026-10/certificate.json",
        "data/latest/certificate.json",
    }


def test_without_a_release_only_words_and_empty_series_remain(bare: Records) -> None:
    names = (
        "accounts.csv",
        "columns.csv",
        "csv-metadata.json",
        "datapackage.json",
        "dictionary.csv",
        "months.csv",
        "open311-services.csv",
        "release-2.schema.json",
    )
    assert [asset.path for asset in export(bare)] == [f"data/{name}" for name in names]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula_to_a_spreadsheet(start: str) -> None:
    risky = f'{start}HYPERLINK("http://a.example")'
    assert rows(as_csv([["12", risky], ["物业=管理", ""]])) == [["12", f"'{risky}"], ["物业=管理", ""]]


def test_a_name_that_reads_as_a_formula_is_text_wherever_it_stands(records: Records) -> None:
    first, *others = records.town.categories
    town = records.town.model_copy(update={"categories": [first.model_copy(update={"name": "=1+1"}), *others]})
    found = {asset.path: asset.content for asset in export(replace(records, town=town))}
    cells = [cell for path in found if path.endswith(".csv") for row in rows(found[path]) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_every_column_of_the_files_is_explained(files: dict[str, bytes]) -> None:
    head, *found = rows(files["data/columns.csv"])
    assert head == ["file", "column", "type", "unit", "meaning"]
    assert all(line[4].endswith("。") for line in found)
    for path, name in (
        ("*/all.csv", "2026-10/all.csv"),
        ("months.csv", "months.csv"),
        ("accounts.csv", "accounts.csv"),
    ):
        assert [line[1] for line in found if line[0] == path] == rows(files[f"data/{name}"])[0]


def test_tools_for_open311_find_their_names_and_no_place_or_day(files: dict[str, bytes]) -> None:
    head, *lines = rows(files["data/open311-services.csv"])
    assert head[:5] == ["requested_datetime", "service_code", "service_name", "description", "group"]
    newest = {line[1]: line for line in lines if line[0] == "2026-10"}
    assert newest["care+neighbours"][2:5] == ["养老助残、邻里纠纷", "养老助残的事；邻里纠纷的事", "人的事"]
    assert newest["property"][5:] == ["130", "130", "20"]
    head, story = rows(files["data/open311-requests-2026.csv"])
    assert dict(zip(head, story, strict=True)) == {
        "service_request_id": "lamp",
        "requested_datetime": "2026-09",
        "status": "closed",
        "status_description": "解决",
        "status_notes": "办了什么：换了灯 还有什么没解决：无",
        "service_code": "property",
        "service_name": "物业管理",
        "title": "灯亮了",
        "description": "灯坏了",
    }
    assert "新民" not in "".join(story)
