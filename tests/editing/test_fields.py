"""What the form shows: every field of the records, choices out of the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conftest import ROOT

from zhishuo.editing import config
from zhishuo.reading import read
from zhishuo.records import SCHEMAS
from zhishuo.records.base import slots


def form_fields(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for field in fields:
        yield field
        yield from form_fields(field.get("fields", []))


def all_fields(root: Path) -> list[dict[str, Any]]:
    parts = config(root, "/api")["collections"]
    return [field for part in parts for one in part.get("files", [part]) for field in form_fields(one["fields"])]


def test_the_form_has_every_field_of_the_records_in_their_order() -> None:
    def names(model: Any) -> Iterator[str]:  # noqa: ANN401 - a record class
        for slot in slots(model):
            yield slot.name
            if slot.inner:
                yield from names(slot.inner)

    schemas = ("community", "story", "town", "themes", "commitments", "visits", "waivers", "changes")
    wanted = [name for schema in schemas for name in names(SCHEMAS[schema])]
    assert [field["name"] for field in all_fields(ROOT) if field["name"] != "file_name"] == wanted
    for field in all_fields(ROOT):
        assert re.search("[\u4e00-\u9fff]", field["label"]), field
        assert field["hint"], field


def test_choices_come_from_the_data(twin: Path) -> None:
    chosen = {field["name"]: field for field in all_fields(twin) if field.get("widget") == "select"}
    labels = {name: {one["value"]: one["label"] for one in field["options"]} for name, field in chosen.items()}
    records = read(twin)
    assert labels["community"] == {slug: one.name for slug, one in records.communities.items()}
    assert labels["theme"] == {theme.id: theme.name for theme in records.themes}
    assert labels["category"] == {one.id: one.name for one in records.town.categories}
    assert labels["outcome"]["solved"] == "解决"
    assert labels["progress"]["under_way"] == "正在办"
    # every other code names itself
    codes = {field["name"] for field in all_fields(twin)} & {
        "community",
        "highlight",
        "theme",
        "category",
        "group",
        "into",
    }
    assert codes <= set(labels)
    (twin / "data" / "themes.yml").write_text("themes: [\n", encoding="utf-8")
    assert not next(field for field in all_fields(twin) if field["name"] == "theme")["options"]
