"""The fields of all records, read off their classes: which take any text, and where they stand in the twin's files."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias, cast

from zhishuo.editing.shapes import leaf
from zhishuo.records import SCHEMAS, Record
from zhishuo.records.base import slots
from zhishuo.yaml_files import Path, Value

Documents: TypeAlias = Mapping[str, tuple[str, Value]]
# What people write and pages show: releases and receipts are written by commands, of waivers only the number is told.
WRITTEN = [kind for kind in SCHEMAS if kind not in {"release", "receipts", "waivers"}]
# A line of text that editors are told may be a number.
_NUMBERED = "method.numbers[].number"
# A field of text takes at least so many characters.
_TEXT = 300
# What the twin does not have: no site has everything.
_DESK = {"name": "Desk", "place": "Ground floor", "hours": "9 to 5"}
_MORE: dict[str, dict[str, Any]] = {
    "data/town.yml": {"office_numbers": [{"number": "0000-111111", "reason": "窗口"}], "opened": "2026-08-01"},
}


def kind_of(file: str) -> str:
    """Return the schema of a file."""
    folder, _, name = file.removeprefix("data/").rpartition("/")
    return {"communities": "community", "stories": "story", "releases": "release"}.get(
        folder, name.removesuffix(".yml")
    )


@cache
def free(kind: str) -> frozenset[str]:
    """Return the fields of a kind of file that take any text, like `highlights[].steps[]`."""
    return frozenset(path for path, schema in _fields(SCHEMAS[kind], "") if _is_text(path, schema))


@cache
def closed(kind: str) -> frozenset[str]:
    """Return its other fields: numbers, days, names of files, words of a list."""
    return frozenset(path for path, schema in _fields(SCHEMAS[kind], "") if not _is_text(path, schema))


def _is_text(path: str, schema: Mapping[str, Any]) -> bool:
    return bool(schema.get("maxLength", 0) >= _TEXT) or path == _NUMBERED


def _fields(model: type[Record], before: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for slot in slots(model):
        path = f"{before}{slot.name}{'[]' if slot.many else ''}"
        if slot.inner:
            yield from _fields(slot.inner, f"{path}.")
        else:
            yield path, leaf(model, slot.name)


def with_all_fields(documents: Documents) -> dict[str, tuple[str, Any]]:
    """Return the twin's files with the fields that it lacks."""
    found = {file: (head, copy.deepcopy(cast("dict[str, Any]", values))) for file, (head, values) in documents.items()}
    for file, more in _MORE.items():
        found[file][1].update(copy.deepcopy(more))
    found["data/town.yml"][1]["en"]["desk"] = dict(_DESK)
    found["data/communities/beimen.yml"][1]["desk"]["phone"] = "0000-222222"
    found["data/visits.yml"][1]["tours"][0]["desk"]["phone"] = "0000-333333"
    return found


def leaves(documents: Documents) -> Iterator[tuple[str, str, tuple[str, Path]]]:
    """Yield the kind of file, the field, and file and place, of every value."""
    for file, (_, values) in documents.items():
        for place, path in _leaves(values, (), ""):
            yield kind_of(file), path, (file, place)


def _leaves(value: Value, place: Path, path: str) -> Iterator[tuple[Path, str]]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _leaves(inner, (*place, name), f"{path}.{name}" if path else name)
        case list():
            for index, inner in enumerate(value):
                yield from _leaves(inner, (*place, index), f"{path}[]")
        case _:
            yield place, path


def put(value: Any, place: Path, new: str) -> Any:  # noqa: ANN401 - whatever a file can hold
    """Return `value` with `new` at a place."""
    if not place:
        return new
    changed: Any = dict(value) if isinstance(value, dict) else list(value)
    changed[place[0]] = put(value[place[0]], place[1:], new)
    return changed
