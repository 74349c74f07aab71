"""A month as JSON, and the JSON Schema that says what may stand in it: together the API, of files at lasting addresses.

`format` is the version, part of the schema's address too; a month says which schema it keeps to.
"""

from __future__ import annotations

from zhishuo.assets import Asset, json_file
from zhishuo.records import Release
from zhishuo.schemas import schema_of
from zhishuo.views.dataset import FOLDER, RELEASE_FORMAT, RELEASE_SCHEMA
from zhishuo.views.words import rule_words

# What a month says in JSON besides the release.
_ADDED = {
    "$schema": {"type": "string", "title": "格式的说明", "description": "这份文件照哪个 JSON Schema 写。"},
    "rule": {"type": "string", "title": "取整规则", "description": "件数怎么取整，和真实的最多差几件。"},
}


def release_json(release: Release, folder: str) -> Asset:
    """Return a month in `folder` below data/ as it is, with its schema and the rule of its rounding in words."""
    values = release.model_dump(mode="json", exclude_none=True) | {"previous": release.previous}
    head = {"$schema": f"../{RELEASE_SCHEMA.removeprefix(FOLDER)}", "rule": rule_words(release.method.base)}
    return json_file(f"{FOLDER}{folder}/release.json", head | values)


def release_schema() -> Asset:
    """Return the schema of all months."""
    schema = schema_of(Release)
    found = schema["properties"]
    # Editors take the version for a number, as staff type it; in JSON it is text.
    version = {"format": found["format"] | {"const": RELEASE_FORMAT}}
    whole = {
        "title": "公开榜一个月的全部数字",
        "properties": _ADDED | found | version,
        "required": [*_ADDED, *schema["required"]],
    }
    return json_file(RELEASE_SCHEMA, schema | whole)
