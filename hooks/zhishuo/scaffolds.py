"""Record models -> YAML to fill in: every field in its order, its title and how it is written as a comment above it.

A required field holds UNFILLED, which no field takes; an optional one is commented out, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_origin

from pydantic.fields import FieldInfo

from zhishuo.problems import ProblemsError
from zhishuo.reading import schema_line
from zhishuo.records import Record
from zhishuo.records.base import UNFILLED, record_in
from zhishuo.yaml_files import Document, read_yaml

_STEP = "  "


def blank_file(file: str, kind: type[Record], given: Mapping[str, str]) -> str:
    """Return the text of a new `file` holding one record of `kind`; `given` are the values known of its fields."""
    return "\n".join([schema_line(file, kind.__name__.lower()), *_fields(kind, given), ""])


def with_blank_entry(file: str, text: str, kind: type[Record], key: str, given: Mapping[str, str]) -> tuple[str, int]:
    """Return `text`, a record of `kind`, with an entry at the end of its list `key`, and the line the entry begins on.

    Every line of `text` stays. Raises ProblemsError when the list cannot be continued or already has the id given.
    """
    document = read_yaml(file, text)
    _refuse_taken(document, key, given.get("id"))
    rows = text.split("\n")
    start, end = _extent(document, key, rows)
    first = next((row for row in rows[start:end] if row.strip() and not row.lstrip().startswith("#")), "")
    dash = re.match(r" *(?=-(?: |$))", first)
    model = record_in(kind.model_fields[key].annotation)
    if not (dash and model):
        raise ProblemsError([document.problem((key,), "要写成列表，每条另起一行、以“- ”开头，才能在后面接着加")])
    entry = [dash[0] + row for row in _entry(_fields(model, given))]
    return "\n".join([*rows[:end], "", *entry, *(rows[end:] or [""])]), end + 2


def _extent(document: Document, key: str, rows: list[str]) -> tuple[int, int]:
    """Return which of `rows` the list `key` takes up below its name; what leads to the next field is not counted."""
    fields = sorted(line for path, line in document.lines.items() if len(path) == 1)
    start = document.line((key,))
    end = next((line - 1 for line in fields if line > start), len(rows))
    while end > start and (not rows[end - 1].strip() or rows[end - 1].startswith("#")):
        end -= 1
    return start, end


def _refuse_taken(document: Document, key: str, wanted: str | None) -> None:
    entries = document.values.get(key) if isinstance(document.values, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if wanted and isinstance(entry, dict) and entry.get("id") == wanted:
            raise ProblemsError([document.problem((key, index, "id"), f"已经有“{wanted}”，请换一个代号")])


def _fields(model: type[Record], given: Mapping[str, str]) -> list[str]:
    lines: list[str] = []
    for name, field in model.model_fields.items():
        needed = field.is_required()
        lines.append(f"# {field.title}（{'必填' if needed else '可不填'}）：{field.description}")
        value = _value(name, field, given.get(name, UNFILLED))
        lines += value if needed or name in given else [f"# {line}" for line in value]
    return lines


def _value(name: str, field: FieldInfo, text: str) -> list[str]:
    many = get_origin(field.annotation) is list
    if model := record_in(field.annotation):
        inner = _fields(model, {})
        return [f"{name}:", *(_STEP + line for line in (_entry(inner) if many else inner))]
    return [f"{name}:", f"{_STEP}- {text}"] if many else [f"{name}: {text}"]


def _entry(fields: list[str]) -> list[str]:
    """Return the lines of a record as an entry of a list; the dash stands alone where the first field is left out."""
    comment, first, *rest = fields
    if first.startswith("#"):
        return ["-", *(_STEP + line for line in fields)]
    return [comment, f"- {first}", *(_STEP + line for line in rest)]
