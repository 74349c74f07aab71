"""What pages show, as JSON: another validator holds every file to the schema, and each says what its page says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from zhishuo.exports.api import SCHEMA, api_file, api_lists
from zhishuo.reading import Records
from zhishuo.views import show
from zhishuo.views.base import found_in
from zhishuo.views.dataset import API_INDEX
from zhishuo.views.tables import Cell


@pytest.fixture
def files(records: Records) -> dict[str, Any]:
    views = show(records, {})
    files = (*(file for view in views for file in api_file(view)), *api_lists(views))
    return {asset.path: json.loads(asset.content) for asset in files}


def cells(value: object) -> list[tuple[str, str]]:
    """Return the cells of all tables in a file, in its order."""
    match value:
        case {"text": str(text), "sub": str(below)}:
            return [(text, below)]
        case dict():
            return [cell for inner in value.values() for cell in cells(inner)]
        case list():
            return [cell for inner in value for cell in cells(inner)]
    return []


def test_every_page_keeps_to_the_schema_and_stands_in_the_index(files: dict[str, Any]) -> None:
    schema, index = files.pop(SCHEMA), files.pop(API_INDEX)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert {path: [error.message for error in validator.iter_errors(file)] for path, file in files.items()} == {
        path: [] for path in files
    }
    assert index["version"] == 1
    assert [page["json"] for page in index["pages"]] == list(files)
    assert {page["url"] for page in index["pages"]} >= {"", "board/2026-10/", "c/xinmin/", "c/xinmin/four-colours/"}
    spoiled = files["api/1/board/2026-10.json"]
    spoiled["view"]["truth"] = 17
    assert list(validator.iter_errors(spoiled))


def test_a_file_says_what_its_page_says_and_not_how_it_is_drawn(records: Records, files: dict[str, Any]) -> None:
    for view in show(records, {}):
        path = f"api/1/{view.url.removesuffix('/') or 'home'}.json"
        if path in files:
            assert cells(files[path]["view"]) == [(cell.text, cell.sub) for cell in found_in(view, Cell)]
    month = files["api/1/board/2026-10.json"]["view"]
    assert month["lede"].startswith("2026年10月：登记 155 件")
    assert "chart" not in json.dumps(month)
    practice = files["api/1/c/xinmin/four-colours.json"]
    assert practice["kind"] == "practice"
    assert practice["view"]["steps"] == ["先定<strong>颜色</strong>"]


def test_what_only_leads_on_has_no_file(files: dict[str, Any]) -> None:
    assert not [path for path in files if path.startswith(("api/1/search", "api/1/print/", "api/1/receipt"))]
