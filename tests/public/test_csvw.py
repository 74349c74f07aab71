"""The tables as CSV on the Web: a validator of others reads every file by its description, types and gaps as meant."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW

from zhishuo.exports import export
from zhishuo.history import History, Version
from zhishuo.reading import Records


@pytest.fixture
def folder(records: Records, tmp_path: Path) -> Path:
    for asset in export(records):
        (tmp_path / asset.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / asset.path).write_bytes(asset.content)
    return tmp_path / "data"


def valid(folder: Path) -> bool:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        return bool(CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid and not told)


def described(folder: Path, name: str) -> dict[str, Any]:
    found = json.loads((folder / name).read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_another_validator_finds_no_fault(folder: Path) -> None:
    assert valid(folder)


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("months.csv", b",2026-11-03,", b",2026-11-33,"),
        ("2026-10/all.csv", b",130\r\n", b",many\r\n"),
        ("months.csv", "月份".encode(), "日期".encode()),
    ],
)
def test_another_validator_finds_what_is_not_as_described(folder: Path, file: str, right: bytes, wrong: bytes) -> None:
    content = (folder / file).read_bytes()
    assert right in content
    (folder / file).write_bytes(content.replace(right, wrong, 1))
    assert not valid(folder)


def test_gaps_are_gaps_and_never_zero(folder: Path) -> None:
    group = CSVW(str(folder / "csv-metadata.json"), validate=True)
    (accounts,) = (table for table in group.tables if table.url.string == "accounts.csv")
    blue = next(row for row in accounts.iterdicts() if (row["period"], row["row"]) == ("2026-10", "blue"))
    assert (blue["registered"], blue["satisfied"]) == (120, None)


def test_it_has_the_tables_and_the_columns_of_the_data_package(folder: Path) -> None:
    tables = described(folder, "csv-metadata.json")["tables"]
    resources = described(folder, "datapackage.json")["resources"]
    assert [(one["url"], one["dc:title"]) for one in tables] == [(one["path"], one["title"]) for one in resources]
    for table, resource in zip(tables, resources, strict=True):
        columns, fields = table["tableSchema"]["columns"], resource["schema"]["fields"]
        assert [(one["titles"], one["dc:description"], one.get("schema:unitText")) for one in columns] == [
            (one["name"], one["description"], one.get("unit")) for one in fields
        ]


def test_changed_figures_are_described_once_there_are_any(records: Records, tmp_path: Path) -> None:
    lines = "[{{keys: [town], counts: [{}]}}]"
    table = f"population: registered, rows: town, split: total, columns: [[all]], lines: {lines}"
    text = f"tables:\n- {{{{{table}}}}}\n"
    versions = tuple(Version(dt.date(2026, 11, day), "=补上", text.format(day)) for day in (20, 25))
    changed = replace(records, history=History(is_known=True, versions={"data/releases/2026-10.yml": versions}))
    for asset in export(changed):
        (tmp_path / asset.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / asset.path).write_bytes(asset.content)
    folder = tmp_path / "data"
    assert (folder / "corrections.csv").exists()
    assert "corrections.csv" in [table["url"] for table in described(folder, "csv-metadata.json")["tables"]]
    assert valid(folder)


def test_before_the_first_release_it_is_valid_too(bare: Records, tmp_path: Path) -> None:
    for asset in export(bare):
        (tmp_path / asset.path).parent.mkdir(exist_ok=True)
        (tmp_path / asset.path).write_bytes(asset.content)
    assert valid(tmp_path / "data")
