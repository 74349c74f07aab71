"""Markdown that people wrote -> HTML that is safe to publish: no raw HTML, no address that runs code.

Used once per text, by the views; the checks call `faults` on the same text, so that staff see the line early.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from markupsafe import Markup

from zhishuo.remembering import remembered

_BETWEEN_HANZI = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_RAW_HTML = re.compile(r"<[a-zA-Z/!][^>\n]*>?")
_SAFE_ADDRESS = re.compile(r"^(https?:|mailto:|tel:|#|\.{0,2}/|[\w-]+(/|\.md|$))", re.IGNORECASE)
# What leads to the same place from every page: an address of one's own kind, or one from the site's root.
_FROM_ANYWHERE = re.compile(r"^(https?:|mailto:|tel:|/(?!/))", re.IGNORECASE)
_ROOTED = re.compile(r'(?<= href=")/(?!/)([^"#?]*)(?=["#?])')
_ADDRESS = re.compile(r"(?:\]\(\s*|^ {0,3}\[[^\]]+\]:\s*)<?([^)\s>]+)", re.MULTILINE)
# Texts of one line that hold no sign of Markdown.
_WITHOUT_SIGNS = r"[^*_`\[\]<>&\\{}|!~\x00-\x1f\x7f-\x9f\u2028\u2029]*+"
_SIGNLESS = re.compile(_WITHOUT_SIGNS)
# Paragraphs in which nothing is Markdown: no line begins or ends with what could be, and none holds a sign of it.
_PLAIN_LINE = rf"(?:[^\W\d_]|[“《（「【]){_WITHOUT_SIGNS}(?<!\s)"
_PARAGRAPHS = re.compile(rf"{_PLAIN_LINE}(?:\n\n?{_PLAIN_LINE})*+\n?")
# What attr_list may set: an id. Anything with a value could run code or fetch from elsewhere.
_ATTRIBUTES = re.compile(r"\{:?[^{}\n]*=[^{}\n]*\}")
# Headings of the first and second level, written either way.
_HEADING = re.compile(r"^ {0,3}#{1,2}[^#\n][^\n]*|^[^\n]+\n {0,3}(?:=+|-{2,})[ \t]*$", re.MULTILINE)
# Lists and quotations in one another, on one line or set in line by line; beyond hundreds the converter has no room.
_NESTED = re.compile(r"^[ \t]*(?:(?:>|[-*+][ \t]|\d{1,9}\.[ \t])[ \t]*){9}|^(?: {4}|\t){9}", re.MULTILINE)
_ID = re.compile(r"\{:?[^{}\n]*#[^{}\n]*\}")
_SAFE_ATTRIBUTES: dict[str, re.Pattern[str]] = {
    "href": _SAFE_ADDRESS,
    "src": _SAFE_ADDRESS,
    "id": re.compile(r"[\w-]+$"),
    "alt": re.compile(""),
    "title": re.compile(""),
    "start": re.compile(r"\d+$"),  # of lists
}
# How Python-Markdown aligns a table's cells. The pages' content policy lets no style stand in an attribute.
_ALIGNED = re.compile(r"text-align: (left|center|right);$")


class _SafeAttributes(Treeprocessor):
    """Drops every attribute that could run code, fetch something or change the looks."""

    def run(self, root: ET.Element) -> None:
        """Walk the finished tree of one text."""
        for element in root.iter():
            aligned = _ALIGNED.match(element.get("style", ""))
            for name, value in list(element.attrib.items()):
                if name not in _SAFE_ATTRIBUTES or not _SAFE_ATTRIBUTES[name].match(value):
                    del element.attrib[name]
            if aligned:
                element.set("class", f"to-{aligned[1]}")


class _Signless(Treeprocessor):
    """Spares texts without a sign of Markdown, as in cells of tables, the search for each of its signs in turn."""

    def run(self, root: ET.Element) -> None:
        """Walk the tree of one text before it is searched."""
        for element in root.iter():
            if element.text and _SIGNLESS.fullmatch(element.text):
                element.text = AtomicString(element.text)


class _Safe(Extension):
    """Python-Markdown without its two ways of letting raw HTML through."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name Python-Markdown calls
        """Take out the raw HTML rules, so that `<` is text, and add the filter of attributes."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_Signless(md), "signless", 25)  # before its "inline", which is 20
        md.treeprocessors.register(_SafeAttributes(md), "safe_attributes", 0)


@cache
def _converter() -> markdown.Markdown:
    return markdown.Markdown(extensions=["tables", "attr_list", "def_list", "sane_lists", _Safe()])


@remembered
def to_html(text: str) -> Markup:
    """Return the HTML of a Markdown text; `<` in it stays a character."""
    if _PARAGRAPHS.fullmatch(text):  # most texts of people: the converter would say the same, a hundred times slower
        told = (f"<p>{paragraph}</p>" for paragraph in text.rstrip("\n").split("\n\n"))
        return Markup("\n".join(told))  # noqa: S704 - none of its characters means anything to HTML
    return Markup(_converter().reset().convert(text))  # noqa: S704 - the converter above lets no raw HTML through


@dataclass(frozen=True)
class Markdown:
    """A Markdown text that is turned into HTML only where it is shown."""

    text: str

    def __html__(self) -> str:
        """Return the HTML."""
        return to_html(self.text)


def headings(markdown: str) -> tuple[tuple[str, str], ...]:
    """Return the id and the words of every second-level heading that names its id."""
    return tuple((found[2], found[1]) for found in re.finditer(r"^## (.+?) \{#([a-z0-9-]+)\}", markdown, re.MULTILINE))


def to_line(text: str) -> Markup:
    """Return the HTML of a text, without its `<p>` where it is one paragraph."""
    html = to_html(text)
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return html if "</p>" in inner else Markup(inner)  # noqa: S704 - made from safe HTML


def to_plain(text: str) -> str:
    """Return what is read of a text, as one line; lines of Chinese are joined without a space."""
    return _BETWEEN_HANZI.sub("", to_html(text).striptags())


def faults(text: str) -> list[str]:
    """Return a Chinese sentence for each thing in a Markdown text that may not be published."""
    plain = _without_code(text)
    unsafe = (address for address in _ADDRESS.findall(text) if not _SAFE_ADDRESS.match(address))
    return [
        *(f"不能写 HTML 标签（找到“{tag}”），请用 Markdown 或纯文字" for tag in _RAW_HTML.findall(plain)),
        *(f"花括号里只能写编号，如 {{#how}}；现在是“{found}”" for found in _ATTRIBUTES.findall(plain)),
        *(f"链接地址“{address}”不能用，请写 https:// 开头的网址或站内页面" for address in unsafe),
        *(["列表、引用一层套一层，太深了：最多 8 层"] if _NESTED.search(text) else []),
    ]


def faults_anywhere(text: str) -> list[str]:
    """Return a Chinese sentence for each thing in a record's text that would not hold on every page it stands on."""
    plain = _without_code(text)
    astray = (address for address in _ADDRESS.findall(plain) if not _FROM_ANYWHERE.match(address))
    return [
        *(
            f"小标题要用三个 #，写成“### 小标题”；现在是“{found[0].splitlines()[0]}”"
            for found in _HEADING.finditer(plain)
        ),
        *(f"编号“{found}”不能写在这里：这段文字会放在几个网页上，编号会重复" for found in _ID.findall(plain)),
        *(
            f"站内链接要从网站的根写起，如 /speak/ 或 /stories/2026-05-lamp/；现在是“{address}”"
            for address in astray
            if _SAFE_ADDRESS.match(address)
        ),
    ]


def rooted(html: str, relative: Callable[[str], str]) -> str:
    """Return finished HTML with its links from the site's root as they are seen from a page, by `relative`."""
    return _ROOTED.sub(lambda found: relative(found[1]), html)


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", text)
