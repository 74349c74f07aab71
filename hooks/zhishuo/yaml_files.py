"""YAML text -> plain values with line numbers, as staff typed them.

Built on libyaml's event stream instead of PyYAML's loaders, because those read `no` as False, `1:30` as 90, `010` as 8
and `3.10` as 3.1, keep the last of two equal keys, and expand aliases without bound. Here every scalar stays text (the
records turn text into numbers and dates), and only mappings, lists and nothing (empty, `~`, `null`) mean more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias, cast

import yaml

from zhishuo.problems import Problem, ProblemsError
from zhishuo.remembering import digest_of
from zhishuo.yaml_faults import fault

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
Path: TypeAlias = tuple[str | int, ...]

MOST_BYTES = 2_000_000
MOST_DEPTH = 32
# Far above any record; an alias that repeats its anchor's values counts them again each time.
MOST_VALUES = 200_000

NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
# Control characters, line breaks that YAML counts and editors do not show (U+0085, U+2028, U+2029), what has no width
# (but the joiners and selectors that emoji and some hanzi need), what turns the direction of writing, letters that are
# blank, and half a character.
UNSEEN = re.compile(
    "[^\t\n\r -~\xa0-\xac\xae-\u034e\u0350-\u061b\u061d-\u115e\u1161-\u180d\u180f-\u200a\u200c\u200d\u2010-\u2027"
    "\u202f-\u205f\u2070-\u27ff\u2801-\u3163\u3165-\ud7ff\ue000-\ufefe\uff00-\uff9f\uffa1-\ufff8\ufffc\ufffd"
    "\U00010000-\U000dffff\U000e0080-\U0010ffff]"
)
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "UTF-8 带 BOM"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


@dataclass(frozen=True)
class Document:
    """One file read."""

    file: str
    text: str

    @property
    def values(self) -> Value:
        """Return the values as they were typed."""
        return self._parsed[0]

    @property
    def lines(self) -> dict[Path, int]:
        """Return the line (from 1) by the path of the value that stands there."""
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[Value, dict[Path, int]]:
        """Parse the text once somebody asks: of a file whose record is remembered, nobody does."""
        builder = _Builder(self.file)
        return builder.build(iter(yaml.parse(self.text, Loader=yaml.CSafeLoader))), builder.lines

    def parse(self) -> Document:
        """Return this, parsed; raises yaml.YAMLError or ProblemsError where that cannot be done."""
        _ = self._parsed
        return self

    def forget(self) -> None:
        """Hold the text alone, which is parsed again once somebody asks."""
        vars(self).pop("_parsed", None)

    @cached_property
    def digest(self) -> bytes:
        """Return what tells its text from any other."""
        return digest_of(self.text)

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest part of it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, message: str) -> Problem:
        """Return a problem at `path` of this file."""
        return Problem(self.file, self.line(path), dotted(path), message)


class Unread(Document):
    """A file of which everything is known but its text, which is read once somebody asks for it."""

    def __init__(self, file: str, digest: bytes, read: Callable[[], str]) -> None:
        """Take what `read` is known to return."""
        vars(self).update(file=file, digest=digest, read=read)

    @cached_property
    def text(self) -> str:
        """Return the text."""
        text: str = vars(self)["read"]()
        return text


def dotted(path: Path) -> str:
    """Return `highlights[0].photo.alt` for ("highlights", 0, "photo", "alt")."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def decode(file: str, data: bytes) -> str:
    """Return the text of a file that must be UTF-8; raises ProblemsError naming the encoding it seems to be in."""
    if len(data) > MOST_BYTES:
        raise _refusal(file, 0, f"文件太大：最多 {MOST_BYTES // 1_000_000} MB，现有 {len(data) / 1_000_000:.1f} MB")
    for mark, name in _MARKS:
        if data.startswith(mark):
            raise _refusal(file, 1, f"文件编码要用 UTF-8（不带 BOM），现在是 {name}；请用编辑器“另存为 UTF-8”")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = "像是 GBK/GB18030" if _decodes(data, "gb18030") else "认不出是什么"
        raise _refusal(file, line, f"文件编码要用 UTF-8，现在{found}；请用编辑器“另存为 UTF-8”") from error


def read_yaml(file: str, text: str) -> Document:
    """Return the one document of `text`.

    Raises ProblemsError (one problem) for text that is not YAML, and for tags, repeated keys, several documents, keys
    that are not text, nesting beyond 32 levels, aliases that repeat too much, and characters that cannot be seen.
    """
    refuse_unseen(file, text)
    try:
        return Document(file, text).parse()
    except yaml.YAMLError as error:
        raise _refusal(file, *fault(text, error)) from error


def refuse_unseen(file: str, text: str) -> None:
    """Raise ProblemsError for the first character that nobody sees; it could hide what a text says."""
    if unseen := UNSEEN.search(text):
        raise _refusal(file, text.count("\n", 0, unseen.start()) + 1, _unseen_words(unseen))


def _unseen_words(unseen: re.Match[str]) -> str:
    return f"这里有一个看不见的字符（U+{ord(unseen.group()):04X}），请删去"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _refusal(file: str, line: int, message: str, name: str = "") -> ProblemsError:
    return ProblemsError([Problem(file, line, name, message)])


@dataclass(slots=True)
class _Builder:
    """Turns the events of one file into values; holds where they stand, and what is counted on the way."""

    file: str
    lines: dict[Path, int] = field(default_factory=dict)
    anchors: dict[str, tuple[Value, int]] = field(default_factory=dict)
    values: int = 0

    def build(self, events: Iterator[yaml.Event]) -> Value:
        value: Value = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refusal(event, (), "一个文件只能有一份内容，请删去“---”分隔线")
                value = self.value(next(events), events, ())
        return value

    def value(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> Value:
        self.lines.setdefault(path, _line(event))
        if len(path) > MOST_DEPTH:
            raise self.refusal(event, path[:3], f"层次太深：最多 {MOST_DEPTH} 层")
        if isinstance(event, yaml.AliasEvent):
            return self.repeated(event, path)
        event = cast("yaml.ScalarEvent | yaml.CollectionStartEvent", event)
        if event.tag not in {None, "!"}:  # "!" is how libyaml marks quoted text
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self.refusal(event, path, f"不能用标签 {tag}，直接写内容即可")
        before = self.values
        self.count(1, event, path)
        value: Value
        if isinstance(event, yaml.MappingStartEvent):
            value = self.mapping(events, path)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self.sequence(events, path)
        else:
            scalar = cast("yaml.ScalarEvent", event)
            self.refuse_unseen(scalar, path)
            value = None if not scalar.style and scalar.value in NOTHING else scalar.value
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, self.values - before)
        return value

    def mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise self.refusal(event, path, "字段名要写成文字")
            key = event.value
            self.refuse_unseen(event, path)
            if key in found:
                first = self.lines[(*path, key)]
                raise self.refusal(event, (*path, key), f"字段“{key}”写了两次（第一次在第 {first} 行），请只留一个")
            self.lines[(*path, key)] = _line(event)
            found[key] = None
            found[key] = self.value(next(events), events, (*path, key))
        return found

    def sequence(self, events: Iterator[yaml.Event], path: Path) -> list[Value]:
        found: list[Value] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.value(event, events, (*path, len(found))))
        return found

    def repeated(self, event: yaml.AliasEvent, path: Path) -> Value:
        if event.anchor not in self.anchors:
            raise self.refusal(event, path, f"没有“&{event.anchor}”可以引用；以 * 开头的文字要用引号包起来")
        value, size = self.anchors[event.anchor]
        self.count(size, event, path)
        return value

    def count(self, size: int, event: yaml.Event, path: Path) -> None:
        self.values += size
        if self.values > MOST_VALUES:
            raise self.refusal(event, path[:3], f"内容太多：一个文件最多 {MOST_VALUES} 个值（引用重复的也算）")

    def refuse_unseen(self, event: yaml.ScalarEvent, path: Path) -> None:
        """Raise ProblemsError for what nobody sees in a text as it is read: YAML writes any character by its number."""
        if unseen := UNSEEN.search(event.value):
            raise self.refusal(event, path, _unseen_words(unseen))

    def refusal(self, event: yaml.Event, path: Path, message: str) -> ProblemsError:
        return _refusal(self.file, _line(event), message, dotted(path))
