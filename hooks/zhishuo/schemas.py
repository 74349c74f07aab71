"""The records' schema for people and editors: JSON Schema files, and the field tables of data/README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic.fields import FieldInfo

from zhishuo.records import SCHEMAS, Record
from zhishuo.records.base import slots

START = "<!-- 字段表：由 scripts/schema 写成，请勿手工改动 -->"
END = "<!-- 字段表结束 -->"

_FILES: dict[str, str] = {
    "town": "data/town.yml：全镇",
    "themes": "data/themes.yml：主题",
    "community": "data/communities/<代号>.yml：社区和做法",
    "story": "data/stories/<代号>.yml：故事",
    "commitments": "data/commitments.yml：承诺",
    "visits": "data/visits.yml：路线和来访",
    "changes": "data/changes.yml：撤下的和换了地址的",
    "waivers": "data/waivers.yml：隐私检查放行的",
    "release": "data/releases/<年月>.yml：公布数字（由 scripts/release 写成，不手工改）",
    "receipts": "data/receipts.yml：查我的事（由 scripts/receipts 写成，不手工改）",
}


def json_schemas() -> dict[str, str]:
    """Return the text of every JSON Schema by its path in the project."""
    return {f"data/schema/{name}.json": _json_schema(model) for name, model in SCHEMAS.items()}


def field_tables(readme: str) -> str:
    """Return the text of data/README.md with the field tables between its two marks made anew.

    Raises ValueError when a mark is missing.
    """
    before, start, rest = readme.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"data/README.md lacks {START} or {END}")
    tables = "\n".join(_section(_FILES[name], model) for name, model in SCHEMAS.items())
    return f"{before}{START}\n\n{tables}\n{END}{after}"


def _json_schema(model: type[Record]) -> str:
    return json.dumps(schema_of(model), ensure_ascii=False, indent=1) + "\n"


def schema_of(model: type[Record]) -> dict[str, Any]:
    """Return the JSON Schema of a record, in the words that staff and readers know."""
    schema = model.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        # the name and the docstring of the class are English and for programmers
        part.pop("title", None)
        part.pop("description", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _section(heading: str, model: type[Record]) -> str:
    lines = [f"### {heading}", "", "| 字段 | 名称 | 必填 | 怎么写 |", "|---|---|---|---|"]
    lines += (_row(path, field) for path, field in _fields(model, ""))
    return "\n".join([*lines, ""])


def _fields(model: type[Record], before: str) -> Iterator[tuple[str, FieldInfo]]:
    """Yield every field of `model` and of the records inside it, with its dotted path."""
    for name, field, many, inner in slots(model):
        path = f"{before}{name}{'[]' if many else ''}"
        yield path, field
        if inner:
            yield from _fields(inner, f"{path}.")


def _row(path: str, field: FieldInfo) -> str:
    needed = "必填" if field.is_required() else "可不填"
    text = (field.description or "").replace("|", "\\|")
    return f"| `{path}` | {field.title} | {needed} | {text} |"
