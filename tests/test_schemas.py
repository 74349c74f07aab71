"""The schema for people and editors says what the records say: JSON Schemas, field tables, and the first lines."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from zhishuo.reading import schema_line
from zhishuo.records import SCHEMAS, Record
from zhishuo.records.base import record_in
from zhishuo.schemas import field_tables, json_schemas

ROOT = Path(__file__).parent.parent
README = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
DATA_FILES = [path for site in (ROOT, ROOT / "tests" / "site") for path in sorted((site / "data").rglob("*.yml"))]
SCHEMA_OF = {"communities": "community", "stories": "story", "releases": "release"}


def test_the_written_schemas_are_current() -> None:
    written = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "data" / "schema").glob("*")
    }
    assert written == json_schemas(), "please run scripts/schema"


def test_the_field_tables_are_current() -> None:
    assert field_tables(README) == README, "please run scripts/schema"


def models(model: type[Record]) -> Iterator[type[Record]]:
    """Yield a model and every model inside it."""
    yield model
    for field in model.model_fields.values():
        if inner := record_in(field.annotation):
            yield from models(inner)


ALL_MODELS = sorted({inner for model in SCHEMAS.values() for inner in models(model)}, key=lambda model: model.__name__)


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_every_field_has_a_chinese_title_and_description(model: type[Record]) -> None:
    for name, field in model.model_fields.items():
        assert re.search(r"[\u4e00-\u9fff]", field.title or ""), name
        assert re.search(r"[\u4e00-\u9fff].*。$", field.description or ""), name


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_every_record_refuses_unknown_fields_and_is_frozen(model: type[Record]) -> None:
    assert issubclass(model, BaseModel)
    assert (model.model_config["extra"], model.model_config["frozen"], model.model_config["strict"]) == (
        "forbid",
        True,
        True,
    )


def fields(model: type[Record], before: str = "") -> Iterator[str]:
    """Yield the dotted path of every field, written without regard to zhishuo.schemas."""
    for name, field in model.model_fields.items():
        many = "[]" if str(field.annotation).startswith("list[") else ""
        yield f"{before}{name}{many}"
        if inner := record_in(field.annotation):
            yield from fields(inner, f"{before}{name}{many}.")


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_readme_explains_every_field_of_every_file(name: str) -> None:
    section = next(part for part in README.split("\n### ") if part.startswith(f"data/{_place(name)}"))
    assert re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE) == list(fields(SCHEMAS[name]))


def _place(name: str) -> str:
    folders = {schema: folder for folder, schema in SCHEMA_OF.items()}
    return f"{folders[name]}/" if name in folders else f"{name}.yml"


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_data_file_names_its_schema_and_pleases_an_editor(path: Path) -> None:
    schema = SCHEMA_OF.get(path.parent.name, path.stem)
    text = path.read_text(encoding="utf-8")
    file = f"data/{path.name}" if path.parent.name == "data" else f"data/{path.parent.name}/{path.name}"
    first_line = text.split("\n", 1)[0]
    assert first_line == schema_line(file, schema)
    named = posixpath.normpath(f"{posixpath.dirname(file)}/{first_line.rpartition('=')[2]}")
    rules = json.loads((ROOT / named).read_text(encoding="utf-8"))
    assert list(faults(yaml.load(text, Loader=EditorLoader), rules, rules)) == []  # noqa: S506 - a safe loader below


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors' language servers read it: only null, true, false and numbers are more than text."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - PyYAML's own way of declaring it


for tag, form, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?[0-9]+\.[0-9]*", list("-+0123456789")),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{form})$"), first)

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}
# Words of JSON Schema that judge a value by itself, and those that say nothing about validity here.
WORDS: dict[str, Callable[[Any, Any], bool]] = {
    "type": lambda value, wanted: any(
        type(value) in TYPES[kind] for kind in ([wanted] if isinstance(wanted, str) else wanted)
    ),
    "const": lambda value, wanted: value == wanted and type(value) is type(wanted),
    "enum": lambda value, wanted: value in wanted,
    "pattern": lambda value, wanted: not isinstance(value, str) or re.search(wanted, value) is not None,
    "minLength": lambda value, wanted: not isinstance(value, str) or len(value) >= wanted,
    "maxLength": lambda value, wanted: not isinstance(value, str) or len(value) <= wanted,
    "minimum": lambda value, wanted: not isinstance(value, int) or value >= wanted,
    "maximum": lambda value, wanted: not isinstance(value, int) or value <= wanted,
    "minItems": lambda value, wanted: not isinstance(value, list) or len(value) >= wanted,
    "required": lambda value, wanted: not isinstance(value, dict) or set(wanted) <= set(value),
}
SILENT = {"title", "description", "default", "format", "$schema", "$defs"}


def inside(word: str, value: dict[str, Any], wanted: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Yield the names of an object with the rules for what stands under them, None for a name of the wrong form."""
    if word == "properties":
        yield from ((name, inner) for name, inner in wanted.items() if name in value)
        return
    ((pattern, inner),) = wanted.items()
    yield from ((name, inner if re.search(pattern, name) else None) for name in value)


NESTED = {"anyOf", "properties", "patternProperties", "items", "additionalProperties"}


def faults(value: Any, rules: dict[str, Any], root: dict[str, Any], place: str = "") -> Iterator[str]:  # noqa: ANN401 - a value of JSON is anything
    """Yield what a JSON Schema has against a value; knows the words our schemas use and stops at any other."""
    for word, wanted in rules.items():
        match word:
            case "$ref":
                yield from faults(value, root["$defs"][wanted.rpartition("/")[2]], root, place)
            case "anyOf" if all(any(faults(value, option, root)) for option in wanted):
                yield f"{place}: {value!r} has none of the allowed forms"
            case "properties" | "patternProperties" if isinstance(value, dict):
                for name, inner in inside(word, value, wanted):
                    yield from faults(value[name], inner, root, f"{place}.{name}") if inner else (f"{place}: {name}?",)
            case "items" if isinstance(value, list):
                for index, item in enumerate(value):
                    yield from faults(item, wanted, root, f"{place}[{index}]")
            case "additionalProperties" if isinstance(value, dict) and wanted is False:
                yield from (f"{place}: {name}?" for name in value.keys() - rules["properties"].keys())
            case _ if word in WORDS and not WORDS[word](value, wanted):
                yield f"{place}: {value!r} against {word} {wanted}"
            case _:
                assert word in WORDS.keys() | SILENT | NESTED, word


def test_an_editor_marks_what_the_check_refuses() -> None:
    rules = json.loads(json_schemas()["data/schema/story.json"])
    story = yaml.load((ROOT / "tests/site/data/stories/2026-08-lamp.yml").read_text(encoding="utf-8"), EditorLoader)  # noqa: S506 - a safe loader above
    assert list(faults(story, rules, rules)) == []
    broken = {key: value for key, value in story.items() if key != "left"} | {
        "grade": "yelow",
        "week": 6,
        "who": "张三",
    }
    assert sorted(fault.split(" against")[0] for fault in faults(broken, rules, rules) if "required" not in fault) == [
        ".grade: 'yelow'",
        ".week: 6",
        ": who?",
    ]
    assert any("required" in fault for fault in faults(broken, rules, rules))
