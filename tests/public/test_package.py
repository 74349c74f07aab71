"""The Data Package: a validator of others reads every table, types, units, gaps and checksums as they are meant."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from zhishuo.exports import export
from zhishuo.reading import Records

with warnings.catch_warnings():
    # its parts warn of what Python will drop
    warnings.simplefilter("ignore")
    from frictionless import Package
    from frictionless.resources import TableResource


@pytest.fixture
def folder(records: Records, tmp_path: Path) -> Path:
    for asset in export(records):
        (tmp_path / asset.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / asset.path).write_bytes(asset.content)
    return tmp_path / "data"


def described(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return found


def test_another_validator_finds_no_fault(folder: Path) -> None:
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    assert len(report.tasks) == len(described(folder)["resources"]) > 40


def test_a_changed_count_is_found_by_its_checksum(folder: Path) -> None:
    file = folder / "2026-10" / "all.csv"
    file.write_bytes(file.read_bytes().replace(b",130\r\n", b",135\r\n", 1))
    report = Package(str(folder / "datapackage.json")).validate()
    faults = {(task.name, error.type) for task in report.tasks for error in task.errors}
    assert faults == {("2026-10-all", "hash-count")}


def test_gaps_are_missing_values_and_never_zero(folder: Path) -> None:
    table = Package(str(folder / "datapackage.json")).get_resource("accounts")
    assert isinstance(table, TableResource)
    blue = next(row for row in table.read_rows() if (row["period"].month, row["row"]) == (10, "blue"))
    assert (blue["registered"], blue["satisfied"]) == (120, None)


def test_it_says_what_the_numbers_are_and_what_may_be_done_with_them(folder: Path) -> None:
    found = described(folder)
    assert (found["title"], found["version"]) == ("示例镇公开榜（示例）", "2026-10")
    assert "2026年7月至10月" in found["description"]
    assert "0 不表示没有" in found["description"]
    assert found["licenses"] == [{"title": "可以自由使用、转载和改编，请写明出处。", "path": "index.html"}]
    count = next(one for one in found["resources"] if one["name"] == "2026-10-all")["schema"]["fields"][-1]
    assert (count["name"], count["type"], count["unit"]) == ("count", "integer", "件")
