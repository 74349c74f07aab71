"""A built page -> the pieces of text that people read or hear: a piece a cell, a paragraph, a label, an alt text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser

# Tags inside a sentence; at any other tag a piece ends.
_INLINE = frozenset({"a", "abbr", "b", "br", "code", "em", "i", "small", "span", "strong", "sub", "sup", "time"})
_SPOKEN = ("alt", "aria-label", "aria-description", "title", "placeholder", "content", "data-label")
_SILENT = frozenset({"script", "style"})
# A script that is no program: what the page is about, for search engines.
_LINKED = "application/ld+json"
_EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# Text that people wrote themselves: the body of a story, a practice, a page of content/, and their titles. What the
# page on method says of rates in general is about no requests at all.
_WRITTEN = frozenset({"page-story", "page-practice", "page-en-practice"})
_GENERAL = "page-method"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text at `line` of its page; `tag` is the element or the attribute that holds it."""

    line: int
    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart and its label: `length` in per cent, or `is_upright` and a length in em.

    The label stands before a lying bar and after an upright one, which may have none.
    """

    line: int
    label: str
    length: str
    is_upright: bool


# What stands below upright bars: months and years.
_AXIS = frozenset({"month", "year"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self.charts: list[list[Bar]] = []
        self._words: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._label = ""
        self._is_linked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag not in _INLINE:
            self._flush()
        line = self.getpos()[0]
        self._is_linked = named.get("type") == _LINKED
        if not self._is_written():
            self.pieces += (Piece(line, name, named[name]) for name in _SPOKEN if named.get(name))
        if tag == "svg":
            self.charts.append([])
            self._label = ""
        if tag == "rect" and "bar" in named.get("class", "").split() and self.charts:
            is_upright = "x" in named
            length = named.get("height" if is_upright else "width", "")
            self.charts[-1].append(Bar(line, "" if is_upright else self._label, length, is_upright))
        if tag not in _EMPTY:
            self._open.append((tag, named.get("class", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._flush()
        while any(tag == name for name, _ in self._open) and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._is_linked or not self._open or self._open[-1][0] not in _SILENT:
            self._words.append(data)

    def _flush(self) -> None:
        text = " ".join(" ".join(self._words).split())
        self._words = []
        if text and not self._is_written():
            tag = next((name for name, _ in reversed(self._open) if name not in _INLINE), "")
            self.pieces.append(Piece(self.getpos()[0], tag, text))
            if tag == "text":
                self._name_bar(text)

    def _name_bar(self, text: str) -> None:
        """Take a text in a picture as the label of the next lying bar, or of the upright one before it."""
        self._label = text
        bars = self.charts[-1] if self.charts else []
        if bars and bars[-1].is_upright and not _AXIS & {*self._open[-1][1].split()}:
            bars[-1] = replace(bars[-1], label=text)

    def _is_written(self) -> bool:
        classes = [set(words.split()) for _, words in self._open]
        if any("prose" in words or _GENERAL in words for words in classes):
            return True
        is_title = any(name == "h1" or "lede" in words for (name, _), words in zip(self._open, classes, strict=True))
        return is_title and any(_WRITTEN & words for words in classes)


def read_page(text: str) -> tuple[tuple[Piece, ...], tuple[tuple[Bar, ...], ...]]:
    """Return a page's pieces of text, and the bars of each of its pictures."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return tuple(reader.pieces), tuple(tuple(bars) for bars in reader.charts if bars)


def read_view(text: str) -> Iterator[Piece]:
    """Yield the figures of a page as it is told to programs: every cell with what stands below it, every sentence."""
    yield from _figures(json.loads(text))


def _figures(value: object) -> Iterator[Piece]:
    match value:
        case {"text": str(text), "sub": str(below)}:
            yield Piece(1, "text", f"{text} {below}".strip())
        case dict():
            if isinstance(said := value.get("sentence"), str):
                yield Piece(1, "sentence", said)
            yield from (piece for inner in value.values() for piece in _figures(inner))
        case list():
            yield from (piece for inner in value for piece in _figures(inner))


def read_feed(text: str) -> Iterator[Piece]:
    """Yield the pieces of a feed or another text file, a line each."""
    for number, line in enumerate(text.splitlines(), 1):
        yield Piece(number, "", line)
