"""What rules and search need of a finished page: its ids, its addresses, every text in it, and what is read of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from zhishuo.remembering import remembered

# Attributes whose address the browser fetches by itself.
_FETCHED = frozenset({"src", "srcset", "poster", "data"})
# Attributes that hold no text: addresses on this site, names for scripts and styles, the geometry of charts.
_NO_TEXT = _FETCHED | {
    *("id", "class", "for", "name", "aria-labelledby", "aria-describedby", "aria-controls"),
    *(
        "d",
        "points",
        "viewbox",
        "transform",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
        "r",
        "dx",
        "dy",
    ),
}
# Tags inside a line: what stands on both sides of them is read as one text.
_INLINE = frozenset(
    {"a", "abbr", "b", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "time", "wbr"}
)
# What nobody reads as text.
_SILENT = frozenset({"nav", "script", "style", "svg", "template"})
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class Outline:
    """The ids of a page, its addresses with the attribute they stand in, and its texts, one a block.

    `read` is what a reader is told by the article alone, one line a block.
    """

    ids: set[str] = field(default_factory=set)
    addresses: list[tuple[str, str]] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    read: str = ""


@remembered
def outline_of(html: str) -> Outline:
    """Return the outline of an article."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    parser.end()
    return parser.outline


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outline = Outline()
        self._block: list[str] = []
        self._read: list[str] = []
        self._articles = self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._articles += tag == "article"
        self._silent += tag in _SILENT
        if tag not in _INLINE:
            self.end_of_block()
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" and value:
                if value in self.outline.ids:
                    self.outline.repeated.append(value)
                self.outline.ids.add(value)
            elif name in _FETCHED or name == "href":
                # a srcset lists addresses, each with its width
                found = [part.split()[0] for part in value.split(", ")] if name == "srcset" else [value]
                self.outline.addresses += ((f"{tag} {name}", address) for address in found)
            if name not in _NO_TEXT and not (name == "href" and ":" not in value):
                self.outline.texts.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._articles -= tag == "article"
        self._silent -= tag in _SILENT
        if tag not in _INLINE:
            self.end_of_block()

    def handle_data(self, data: str) -> None:
        self._block.append(data)
        if self._articles and not self._silent:
            self._read.append(data)

    def handle_comment(self, data: str) -> None:
        self.outline.texts.append(data)

    def end_of_block(self) -> None:
        """Note the text read since the last tag that ended a line."""
        if text := " ".join("".join(self._block).split()):
            self.outline.texts.append(text)
        self._block.clear()
        self._read.append("\n")

    def end(self) -> None:
        """Note what is left to note."""
        self.end_of_block()
        parts = (part if part == "\n" else _SPACES.sub(" ", part) for part in self._read)
        lines = (_SPACES.sub(" ", line).strip() for line in "".join(parts).split("\n"))
        self.outline.read = "\n".join(line for line in lines if line)
