"""The months as JSON: another validator holds every one to the published schema, and finds what is not as it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from zhishuo.exports import export
from zhishuo.reading import Records


@pytest.fixture
def files(records: Records) -> dict[str, bytes]:
    return {asset.path: asset.content for asset in export(records)}


def schema(files: dict[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files["data/release-2.schema.json"])
    return found


def faults(files: dict[str, bytes], month: dict[str, Any]) -> list[str]:
    validator = Draft202012Validator(schema(files), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(month)]


def test_the_schema_is_one_and_speaks_to_its_readers(files: dict[str, bytes]) -> None:
    Draft202012Validator.check_schema(schema(files))
    assert schema(files)["title"] == "公开榜一个月的全部数字"
    assert all(one["title"] and one["description"] for one in schema(files)["properties"].values())


def test_every_month_keeps_to_the_schema_it_names(files: dict[str, bytes]) -> None:
    months = [path for path in files if path.endswith("/release.json")]
    assert len(months) == 5
    for path in months:
        month = json.loads(files[path])
        named = (Path("/", path).parent / month["$schema"]).resolve()
        assert str(named) == "/data/release-2.schema.json"
        assert month["format"] == "2"
        assert faults(files, month) == []


def test_the_real_months_keep_to_it(site: Path) -> None:
    files = {f"data/{path.name}": path.read_bytes() for path in (site / "data").glob("*.schema.json")}
    for path in (site / "data").glob("*/release.json"):
        assert faults(files, json.loads(path.read_bytes())) == []


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda month: month.update(format="3"), "$.format"),
        (lambda month: month.update(as_of="2026-13-01"), "$.as_of"),
        (lambda month: month.update(truth=17), "$"),
        (lambda month: month.pop("rule"), "$"),
        (lambda month: month["tables"][0]["lines"][0].update(counts=["5"]), "$.tables[0].lines[0].counts[0]"),
    ],
)
def test_what_is_not_as_described_is_found(
    files: dict[str, bytes], spoil: Callable[[dict[str, Any]], object], place: str
) -> None:
    month = json.loads(files["data/2026-10/release.json"])
    spoil(month)
    (fault,) = faults(files, month)
    assert fault.startswith(f"{place}: ")
