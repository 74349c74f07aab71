"""The form's fields, made from the record classes: labels, hints, kinds of field, and choices out of the data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from zhishuo.editing.places import FILES, FOLDERS
from zhishuo.editing.shapes import is_optional_record, leaf
from zhishuo.files import COMMUNITIES, MEDIA, STORIES, THEMES, TOWN
from zhishuo.problems import ProblemsError
from zhishuo.records import SCHEMAS, Record
from zhishuo.records.base import Slot, slots
from zhishuo.wording import meanings
from zhishuo.yaml_files import Value, decode, read_yaml

Field: TypeAlias = "dict[str, Any]"
Choices: TypeAlias = "dict[str, list[dict[str, str]]]"

# The form's own field for the name of a new file; it is not part of the record.
FILE_NAME = "file_name"
# What tells an entry of a list from the others, when the list is folded up.
_NAMES = ("title", "name", "what", "label", "word", "who", "highlight", "text", "about", "number", "file")
# What a collection shows of each record, and the field it is searched by.
_SUMMARIES = {COMMUNITIES: ("{{number}} {{name}}", "name"), STORIES: ("{{month}} {{title}}", "title")}
_LINE = 300


def config(root: Path, address: str) -> dict[str, Any]:
    """Return the whole configuration of the form for the project at `root`; `address` is what saves are sent to."""
    choices = _choices(root)
    return {
        "backend": {"name": "proxy", "proxy_url": address, "branch": "local"},
        "load_config_file": False,
        "locale": "zh_Hans",
        "publish_mode": "simple",
        "media_folder": MEDIA,
        "public_folder": "",
        "slug": {"encoding": "ascii", "clean_accents": True},
        "editor": {"preview": False},
        "show_preview_links": False,
        "collections": [*(_folder(folder, choices) for folder in FOLDERS), _files(choices)],
    }


def _folder(folder: str, choices: Choices) -> dict[str, Any]:
    schema, form, label = FOLDERS[folder]
    summary, name = _SUMMARIES[folder]
    file_name = {
        "name": FILE_NAME,
        "label": "代号",
        "hint": f"新的{label}要写：小写字母、数字和连字符，也是网址的一部分；存过以后改它没有用。",
        "widget": "string",
        "pattern": [f"^{form.removesuffix(chr(92) + '.yml')}$", "只用小写字母、数字和连字符，如 xinmin"],
    }
    return {
        "name": schema,
        "label": label,
        "label_singular": label,
        "folder": folder,
        "extension": "yml",
        "format": "json",
        "create": True,
        "delete": folder == STORIES,
        "slug": f"{{{{fields.{FILE_NAME}}}}}",
        "summary": summary,
        "identifier_field": name,
        "sortable_fields": [],
        "fields": [file_name, *fields(SCHEMAS[schema], choices)],
    }


def _files(choices: Choices) -> dict[str, Any]:
    files = [
        {"name": schema, "label": label, "file": file, "fields": fields(SCHEMAS[schema], choices)}
        for file, (schema, label) in FILES.items()
    ]
    return {"name": "town", "label": "全镇的文件", "format": "json", "delete": False, "files": files}


def fields(model: type[Record], choices: Choices) -> list[Field]:
    """Return the form's fields of a record class."""
    return [_field(model, slot, choices) for slot in slots(model)]


def _field(model: type[Record], slot: Slot, choices: Choices) -> Field:
    title, hint = slot.field.title or slot.name, slot.field.description or ""
    field: Field = {"name": slot.name, "label": title, "hint": hint, "required": slot.field.is_required()}
    if slot.many or is_optional_record(slot):
        field |= {"widget": "list", "label_singular": title, "collapsed": True}
        field |= {} if slot.many else {"max": 1}
        if slot.inner:
            summary = _summary(slot.inner) if slot.many else title
            return field | {"fields": fields(slot.inner, choices), "summary": summary}
        # texts are read at once, without opening one after the other
        return field | {"collapsed": False, "field": {"name": slot.name, "label": title, **_kind(model, slot, choices)}}
    if slot.inner:
        return field | {"widget": "object", "fields": fields(slot.inner, choices)}
    return field | _kind(model, slot, choices)


def _summary(model: type[Record]) -> str:
    name = next((name for name in _NAMES if name in model.model_fields), next(iter(model.model_fields)))
    return f"{{{{fields.{name}}}}}"


def _kind(model: type[Record], slot: Slot, choices: Choices) -> Field:
    """Return the widget of a field of one value: by its JSON Schema, or the choices that the data have for its name."""
    schema = leaf(model, slot.name)
    pattern = schema.get("pattern", "")
    kind: Field = {"widget": "string"}
    match schema:
        case {"enum": words}:
            known = meanings(slot.field.description or "")
            kind = {"widget": "select", "options": [{"value": one, "label": known.get(one, one)} for one in words]}
        case {"format": "date"}:
            day = "YYYY-MM-DD"
            kind = {"widget": "datetime", "format": day, "date_format": day, "time_format": False, "default": ""}
        case {"type": "boolean"}:
            # a switch that nobody touched means no; the form would ask for it for ever
            kind = {"widget": "boolean", "default": False, "required": False}
        case _ if slot.name in choices:
            kind = {"widget": "select", "options": choices[slot.name]}
        case _ if pattern.startswith(r"^[a-z0-9][a-z0-9_-]*\."):
            kind = {"widget": "image" if "jpg" in pattern else "file", "choose_url": False}
        case _ if schema.get("maxLength", 0) > _LINE:
            kind = {"widget": "text"}
    return kind


def _choices(root: Path) -> Choices:
    """Return what can be chosen for the fields that name something else in the data, by the name of the field."""
    town, themes = _read(root, TOWN), _read(root, THEMES)
    communities = {
        path.stem: _read(root, f"{COMMUNITIES}/{path.name}") for path in sorted((root / COMMUNITIES).glob("[a-z]*.yml"))
    }
    names = {slug: str(values.get("name", slug)) for slug, values in communities.items()}
    highlights = [
        {"value": str(one["id"]), "label": f"{names[slug]}：{one.get('title', '')}"}
        for slug, values in communities.items()
        for one in _listed(values, "highlights")
    ]
    categories = _named(town, "categories")
    return {
        "community": [{"value": slug, "label": name} for slug, name in names.items()],
        "highlight": highlights,
        "theme": _named(themes, "themes"),
        "category": categories,
        "into": categories,
        "group": _named(town, "groups"),
    }


def _named(values: dict[str, Value], name: str) -> list[dict[str, str]]:
    return [{"value": str(one["id"]), "label": str(one.get("name", one["id"]))} for one in _listed(values, name)]


def _listed(values: dict[str, Value], name: str) -> Iterator[dict[str, Value]]:
    """Yield the entries of a list that have an id, whatever else may be wrong with the file."""
    found = values.get(name)
    yield from (one for one in found if isinstance(one, dict) and "id" in one) if isinstance(found, list) else ()


def _read(root: Path, file: str) -> dict[str, Value]:
    """Return the values of a file, nothing for one that cannot be read: the check says what is wrong with it."""
    try:
        found = read_yaml(file, decode(file, (root / file).read_bytes())).values
    except (OSError, ProblemsError):
        return {}
    return found if isinstance(found, dict) else {}
