"""Values -> lines of YAML in the style of data/: two spaces, dashes set in, quotes only where they are needed."""

from __future__ import annotations

import json
import re

from zhishuo.editing.shapes import Bare
from zhishuo.problems import ProblemsError
from zhishuo.yaml_files import Value, read_yaml

# What editors take for something else than text when it has no quotes.
_NOT_TEXT = re.compile(
    r"[-+]?(\d[\d_]*|0x[0-9a-fA-F]+|0o[0-7]+)?(\.\d*)?([eE][-+]?\d+)?|true|false|null|~", re.IGNORECASE
)
# How a text of several lines may go on to begin: as it is, or without the last line's end.
_HEAD = re.compile(r"\|-?( +#.*)?")


def entries(values: dict[str, Value], column: int) -> str:
    """Return the lines of a mapping whose names begin at `column`."""
    return "".join(f"{' ' * column}{name}:{block_text(value, column)}\n" for name, value in values.items())


def block_text(value: Value, column: int) -> str:
    """Return what stands after the colon of a field that begins at `column`, without the last line's end."""
    match value:
        case dict():
            return f"\n{entries(value, column + 2)}".removesuffix("\n")
        case list():
            return "".join(f"\n{' ' * (column + 2)}-{item(one, column + 2)}" for one in value)
        case _:
            return f" {scalar(value or '', column)}"


def item(value: Value, column: int) -> str:
    """Return what stands after a dash at `column`, without the last line's end."""
    match value:
        case dict():
            return f" {entries(value, column + 2).strip(' ')}".removesuffix("\n")
        case list():
            return f" {flow(value)}"
        case _:
            return f" {scalar(value or '', column)}"


def scalar(text: str, column: int, old: str = "") -> str:
    """Return a text as it stands in a block that begins at `column`, in the style of the `old` one where it can be."""
    if "\n" in text or old[:1] in {"|", ">"}:
        indent = " " * (_indent(old) or column + 2)
        lines = "\n".join(f"{indent}{line}".rstrip() for line in text.split("\n"))
        head = old.split("\n", 1)[0]
        head = head if _HEAD.fullmatch(head) else "|"
        # the first line says how far all are set in, so it may not begin with more
        return f"{head}\n{lines}" if not text.startswith((" ", "\t")) else json.dumps(text, ensure_ascii=False)
    if old[:1] == '"':
        return json.dumps(text, ensure_ascii=False)
    if old[:1] != "'" and (isinstance(text, Bare) or not _NOT_TEXT.fullmatch(text)) and _is_plain(f"{text}\n", text):
        return text
    return "'" + text.replace("'", "''") + "'"


def flow(value: Value) -> str:
    """Return a value on one line, between brackets."""
    match value:
        case dict():
            return "{" + ", ".join(f"{name}: {flow(one)}" for name, one in value.items()) + "}"
        case list():
            return f"[{', '.join(flow(one) for one in value)}]"
        case _:
            text = value or ""
            bare = isinstance(text, Bare) or not _NOT_TEXT.fullmatch(text)
            return text if bare and _is_plain(f"[{text}]\n", [text]) else json.dumps(text, ensure_ascii=False)


def _indent(old: str) -> int:
    """Return how far the lines of a block of text are set in, 0 where there are none."""
    lines = [line for line in old.split("\n")[1:] if line.strip()]
    return len(lines[0]) - len(lines[0].lstrip(" ")) if lines else 0


def _is_plain(line: str, value: Value) -> bool:
    """Whether a text without quotes is read as what it is: the reader itself says so."""
    try:
        return read_yaml("", f"field: {line}").values == {"field": value}
    except ProblemsError:
        return False
