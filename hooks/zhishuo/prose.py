"""Markdown that people wrote -> HTML that is safe to publish: no raw HTML, no address that runs code.

Used once per text, by the views; the checks call `faults` on the same text, so that staff see the line early.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import cache

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

_RAW_HTML = re.compile(r"<[a-zA-Z/!][^>\n]*>?")
_SAFE_ADDRESS = re.compile(r"^(https?:|mailto:|tel:|#|\.{0,2}/|[\w-]+(/|\.md|$))", re.IGNORECASE)
_ADDRESS = re.compile(r"\]\(\s*<?([^)\s>]+)")


class _SafeAddresses(Treeprocessor):
    """Drops the address of links and pictures that could run code."""

    def run(self, root: ET.Element) -> None:
        """Walk the finished tree of one text."""
        for element in root.iter():
            for name in ("href", "src"):
                if not _SAFE_ADDRESS.match(element.get(name, "#")):
                    del element.attrib[name]


class _Safe(Extension):
    """Python-Markdown without its two ways of letting raw HTML through."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name Python-Markdown calls
        """Take out the raw HTML rules, so that `<` is text, and add the address filter."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_SafeAddresses(md), "safe_addresses", 0)


@cache
def _converter() -> markdown.Markdown:
    return markdown.Markdown(extensions=["tables", "attr_list", "def_list", "sane_lists", _Safe()])


def to_html(text: str) -> Markup:
    """Return the HTML of a Markdown text; `<` in it stays a character."""
    return Markup(_converter().reset().convert(text))  # noqa: S704 - the converter above lets no raw HTML through


def to_line(text: str) -> Markup:
    """Return the HTML of a one-paragraph text without its `<p>`."""
    return Markup(to_html(text).removeprefix("<p>").removesuffix("</p>"))  # noqa: S704 - made from safe HTML


def faults(text: str) -> list[str]:
    """Return a Chinese sentence for each thing in a Markdown text that may not be published."""
    found = [
        f"不能写 HTML 标签（找到“{tag}”），请用 Markdown 或纯文字" for tag in _RAW_HTML.findall(_without_code(text))
    ]
    unsafe = (address for address in _ADDRESS.findall(text) if not _SAFE_ADDRESS.match(address))
    return found + [f"链接地址“{address}”不能用，请写 https:// 开头的网址或站内页面" for address in unsafe]


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", text)
