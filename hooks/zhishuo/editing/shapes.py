"""Values of a file <-> values of the form.

The form has no way to leave a group of fields out, so an optional record is a list of at most one there. A yes or no is
a real one, every other scalar stays the text that staff typed.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from zhishuo.problems import ProblemsError
from zhishuo.records import Record
from zhishuo.records.base import Slot, slots
from zhishuo.yaml_files import UNSEEN, Document, Path, Value


class Bare(str):
    """Text of a field that editors take for a number or a yes or no: written without quotes."""

    __slots__ = ()


@cache
def leaf(model: type[Record], name: str) -> dict[str, Any]:
    """Return the JSON Schema of one value of a field that holds no record."""
    found = model.model_json_schema()["properties"][name]
    schema: dict[str, Any] = next((one for one in found.get("anyOf", ()) if one != {"type": "null"}), found)
    items: dict[str, Any] = schema.get("items", schema)
    return items


def is_optional_record(slot: Slot) -> bool:
    """Whether a field holds one record that may be left out."""
    return slot.inner is not None and not slot.many and not slot.field.is_required()


def to_form(document: Document, model: type[Record]) -> dict[str, Any]:
    """Return what the form shows of a file.

    Raises ProblemsError where a value has not even the shape that its field has, as text in the place of a list.
    """
    return _shown(document, model, document.values, ())


def from_form(model: type[Record], values: dict[str, Any]) -> dict[str, Value]:
    """Return the values to be written: in the order of the fields, everything empty left out, all scalars text."""
    known = {slot.name: _typed(model, slot, values.get(slot.name)) for slot in slots(model)}
    rest = {name: _text(value) for name, value in values.items() if name not in known}
    return {name: value for name, value in (known | rest).items() if value}


def _shown(document: Document, model: type[Record], values: Value, path: Path) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise _misshapen(document, path)
    found: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    for slot in slots(model):
        if slot.name not in found:
            continue
        value, here = found[slot.name], (*path, slot.name)
        if slot.many:
            if not isinstance(value, list):
                raise _misshapen(document, here)
            found[slot.name] = [_one(document, model, slot, item, (*here, at)) for at, item in enumerate(value)]
        else:
            one = _one(document, model, slot, value, here)
            found[slot.name] = [one] if is_optional_record(slot) else one
    return found


def _one(document: Document, model: type[Record], slot: Slot, value: Value, path: Path) -> Any:  # noqa: ANN401 - whatever JSON can hold
    if slot.inner:
        return _shown(document, slot.inner, value, path)
    if not isinstance(value, str | None):
        raise _misshapen(document, path)
    return value == "true" if leaf(model, slot.name).get("type") == "boolean" else value


def _misshapen(document: Document, path: Path) -> ProblemsError:
    return ProblemsError([document.problem(path, "这里的写法表单打不开，请先用编辑器照 scripts/check 说的改好")])


def _typed(model: type[Record], slot: Slot, value: Any) -> Value:  # noqa: ANN401 - what a browser sent can be anything
    if isinstance(value, list) and is_optional_record(slot):
        return _typed(model, slot, value[0]) if value else None
    if isinstance(value, list):
        return [typed for item in value if (typed := _typed(model, slot, item))]
    if slot.inner and isinstance(value, dict):
        return from_form(slot.inner, value)
    text = _text(value)
    types = [] if slot.inner else leaf(model, slot.name).get("type", [])
    bare = {"integer", "number", "boolean"}.intersection([types] if isinstance(types, str) else types)
    return Bare(text) if bare and isinstance(text, str) else text


def _text(value: Any) -> Value:  # noqa: ANN401 - see above
    """Return JSON as the values of a file: text without ends and without what cannot be seen, nothing that is empty.

    Whatever ends a line, as texts pasted from other programs have it (U+2028, U+0085 and more), becomes a line's end.
    """
    match value:
        case None:
            return None
        case bool():
            return Bare("true" if value else "false")
        case dict():
            return {name: inner for name, item in value.items() if (inner := _text(item))}
        case list():
            return [inner for item in value if (inner := _text(item))]
        case _:
            return UNSEEN.sub("", "\n".join(str(value).splitlines())).strip()
