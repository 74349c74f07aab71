"""What the pages show, as JSON for programs: a file a page, an index, and the JSON Schema of every kind of page.

The files stand at api/<version>/<address of the page>.json; a field that changes its meaning makes a new version. They
hold what the page says and not how it is drawn: charts draw what their tables say.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from markupsafe import Markup

from zhishuo.assets import Asset, json_file
from zhishuo.figures import Released
from zhishuo.prose import Markdown
from zhishuo.views.base import View
from zhishuo.views.charts import Bars, Trend
from zhishuo.views.curves import Funnel, Multiples, Stairs
from zhishuo.views.dataset import API, API_INDEX, API_VERSION

SCHEMA = f"{API}schema.json"
# Pages that only lead to others, say again what others say, or work by scripts alone.
_LEFT_OUT = frozenset({"search", "sitemap", "receipt", "sheet", "visit-sheet", "handbook", "moved", "en-moved"})
_DRAWN = (Bars, Trend, Stairs, Funnel, Multiples)
_HTML = {"type": "string", "contentMediaType": "text/html"}
_PLAIN: dict[object, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Markup: _HTML,
    Markdown: _HTML,
    Released: {"type": "integer", "description": "取整后的件数；0 不表示没有。"},
    types.NoneType: {"type": "null"},
}


def api_file(view: View) -> Iterator[Asset]:
    """Yield the file of a page, if it has one."""
    if view.kind not in _LEFT_OUT:
        yield Asset(_path(view), _packed(_document(view)))


def api_lists(views: Iterable[View]) -> Iterator[Asset]:
    """Yield the index of all files, and their schema."""
    told = [view for view in views if view.kind not in _LEFT_OUT]
    pages = [{"url": view.url, "kind": view.kind, "title": view.title, "json": _path(view)} for view in told]
    yield json_file(API_INDEX, {"version": API_VERSION, "schema": SCHEMA, "pages": pages})
    yield json_file(SCHEMA, _schema({type(view) for view in told}))


def _packed(value: object) -> bytes:
    """Return JSON for programs alone, a third smaller than for people."""
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _path(view: View) -> str:
    return f"{API}{view.url.removesuffix('/') or 'home'}.json"


def _document(view: View) -> dict[str, Any]:
    return {"version": API_VERSION, "kind": view.kind, "view": _plain(view)}


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return a value of a view as JSON can hold it."""
    if isinstance(value, Released):
        return value.number
    if isinstance(value, Markdown):
        return value.__html__()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {f"{key}": _plain(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in _hints(type(value))}
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    """Return the types of the fields of a view that say something."""
    hints = get_type_hints(kind)
    named = {one.name: hints[one.name] for one in fields(kind)}
    return {name: hint for name, hint in named.items() if not set(_parts(hint)) & set(_DRAWN)}


def _parts(hint: object) -> Iterator[object]:
    yield hint
    for inner in get_args(hint):
        yield from _parts(inner)


def _schema(kinds: set[type[View]]) -> dict[str, Any]:
    """Return the schema of all documents: which view a kind of page has, and what stands in it."""
    definitions: dict[str, Any] = {}
    documents = [
        {
            "properties": {
                "version": {"const": API_VERSION},
                "kind": {"const": kind.kind},
                "view": _of(kind, definitions),
            },
            "required": ["version", "kind", "view"],
            "additionalProperties": False,
        }
        for kind in sorted(kinds, key=lambda kind: kind.kind)
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "网页上的内容，给程序用",
        "type": "object",
        "oneOf": documents,
        "$defs": dict(sorted(definitions.items())),
    }


def _of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - an annotation can be anything
    """Return the schema of a type; dataclasses are described once, in `definitions`."""
    inner = get_args(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if get_origin(hint) in {Union, types.UnionType}:
        return {"anyOf": [_of(one, definitions) for one in inner]}
    if get_origin(hint) is tuple and inner[-1] is ...:
        return {"type": "array", "items": _of(inner[0], definitions)}
    if get_origin(hint) is tuple:
        return {"type": "array", "prefixItems": [_of(one, definitions) for one in inner], "items": False}
    if not (isinstance(hint, type) and is_dataclass(hint)):
        raise TypeError(f"the API knows no schema for {hint}")
    name = f"{hint.__module__.removeprefix('zhishuo.views.')}.{hint.__name__}"
    if name not in definitions:
        definitions[name] = {}  # a type may hold itself
        properties = {field: _of(one, definitions) for field, one in _hints(hint).items()}
        definitions[name] = {
            "type": "object",
            "properties": properties,
            "required": [*properties],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
