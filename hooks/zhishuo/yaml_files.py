"""YAML text -> plain values with line numbers, as staff typed them.

Built on libyaml's event stream instead of PyYAML's loaders, because those read `no` as False, `1:30` as 90, `010` as 8
and `3.10` as 3.1, keep the last of two equal keys, and expand aliases without bound. Here every scalar stays text (the
records turn text into numbers and dates), and only mappings, lists and nothing (empty, `~`, `null`) mean more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias, cast

import yaml

from zhishuo.problems import Problem, ProblemsError
from zhishuo.remembering import digest_of

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
        raise _not_yaml(file, text, error) from error


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


# What libyaml says, whether the fault began where the thing around it began, and what staff can do about it.
_HINTS: tuple[tuple[str, bool, str], ...] = (
    (
        "mapping values are not allowed",
        False,
        "这里的冒号不对：文字里有半角冒号时，整段文字要用引号包起来；如果是字段，请看缩进，还有上一行的冒号（要半角，后面空一格）",
    ),
    ("could not find expected ':'", True, "这里少了半角冒号或空格：字段写“字段: 内容”，列表写“- 内容”，符号后面空一格"),
    ("found a tab character", False, "这里不能用 Tab 键，请用空格"),
    (
        "found character that cannot start any token",
        False,
        "这里不能用 Tab 键缩进，请用空格；以 @、` 或 % 开头的文字要用引号包起来",
    ),
    (
        "did not find expected key",
        False,
        "缩进没有对齐：同一层的字段要从同一列开始；引号后面还有字时，整段文字都要包在引号里",
    ),
    ("did not find expected '-' indicator", False, "列表没有对齐：同一个列表的“- ”要从同一列开始"),
    ("block sequence entries are not allowed", False, "列表的“- ”要另起一行"),
    ("found unexpected end of stream", True, "从这里开始的引号没有配对"),
    ("did not find expected ',' or", True, "从这里开始的括号没有配对：以 [ 或 { 开头的文字要用引号包起来"),
    ("did not find expected node content", False, "这里多了一个符号：以 ] } , 开头的文字要用引号包起来"),
    ("did not find expected alphabetic or numeric", False, "以 * 或 & 开头的文字要用引号包起来"),
    ("did not find expected comment or line break", False, "“|”或“>”后面要直接换行，文字从下一行写起"),
    ("found unknown escape character", False, "双引号里的反斜杠（\\）有特别的意思，请改用单引号"),
    ("did not find expected hexdecimal number", False, "双引号里的反斜杠（\\）有特别的意思，请改用单引号"),
    ("found invalid Unicode character escape code", False, "双引号里用 \\u 写的不是一个完整的字，请直接写那个字"),
)


# What a line looks like where libyaml lost its way, and what staff can do about it.
_LINES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"(?:<{7}|={7}|>{7})(?: |$)"),
        "两个人改了同一处，这里留着合并的标记：请留下对的一份，删去 <<<<<<<、=======、>>>>>>> 开头的行",
    ),
    (re.compile(r" *(?:- )?(?P<name>[a-z_]+)："), "冒号是全角的：请改成半角冒号，后面空一格，写成“{name}: …”"),
    (re.compile(r" *(?:- )?(?P<name>[a-z_]+):[^ /]"), "冒号后面少了空格：请写成“{name}: …”"),
)


def _at_line(text: str, line: int) -> tuple[int, str] | None:
    """Return the line (from 1) and the words for what `line`, or the last written one before it, looks like."""
    written = [(number, words) for number, words in enumerate(text.splitlines()[:line], 1) if words.strip()]
    for number, written_line in reversed(written[-2:]):
        for form, words in _LINES:
            if found := form.match(written_line):
                return number, words.format(**found.groupdict())
    return None


def _not_yaml(file: str, text: str, error: yaml.YAMLError) -> ProblemsError:
    said = str(getattr(error, "problem", "") or error)
    _, where_it_began, words = next(
        (hint for hint in _HINTS if hint[0] in said), ("", False, f"不是合格的 YAML（{said}）")
    )
    mark = getattr(error, "context_mark" if where_it_began else "problem_mark", None)
    line = mark.line + 1 if mark else 0
    if "':'" in said or "mapping values" in said:
        line, words = _at_line(text, line) or (line, words)
    return _refusal(file, line, words)


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
