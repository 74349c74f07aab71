"""Rules about finished pages: every link leads somewhere on this site, and nothing is fetched from another host."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from zhishuo.problems import Problem, ProblemsError

# Attributes whose address the browser fetches by itself.
_FETCHED = frozenset({"src", "srcset", "poster", "data"})
# What a reader may be led to outside this site.
_OUTSIDE = frozenset({"http", "https", "mailto", "tel"})


class Article(Protocol):
    """What these rules need of a page."""

    @property
    def url(self) -> str:
        """Return the address below the site's root."""

    @property
    def html(self) -> str:
        """Return the article's HTML."""

    @property
    def source(self) -> str | None:
        """Return the file the page is edited in."""


class File(Protocol):
    """What these rules need of a download."""

    @property
    def path(self) -> str:
        """Return the path below the site's root."""


def check_pages(pages: Iterable[Article], files: Iterable[File], theme: Path) -> None:
    """Check the links of all pages; raises ProblemsError naming the page's source.

    `theme` is the folder whose assets/ is published as it is.
    """
    outlines = {page.url: (page, _outline(page.html)) for page in pages}
    known = {f"{url}index.html": outline.ids for url, (_, outline) in outlines.items()}
    known |= {file.path: set() for file in files}
    known |= {path.relative_to(theme).as_posix(): set() for path in (theme / "assets").rglob("*") if path.is_file()}
    problems = [
        Problem(page.source or f"（{url or '首页'}）", 0, f"网页 {url or '首页'}", message)
        for url, (page, outline) in outlines.items()
        for message in _faults(url, outline, known)
    ]
    if problems:
        raise ProblemsError(problems)


@dataclass(slots=True)
class _Outline:
    """The ids of one article, and its addresses with the attribute they stand in."""

    ids: set[str] = field(default_factory=set)
    addresses: list[tuple[str, str]] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outline = _Outline()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                if value in self.outline.ids:
                    self.outline.repeated.append(value)
                self.outline.ids.add(value)
            elif (name in _FETCHED or name == "href") and value is not None:
                # a srcset lists addresses, each with its width
                found = [part.split()[0] for part in value.split(", ")] if name == "srcset" else [value]
                self.outline.addresses += ((f"{tag} {name}", address) for address in found)


def _outline(html: str) -> _Outline:
    parser = _Parser()
    parser.feed(html)
    return parser.outline


def _faults(url: str, outline: _Outline, known: dict[str, set[str]]) -> Iterator[str]:
    yield from (f"编号“{name}”在这一页用了两次" for name in outline.repeated)
    for place, address in outline.addresses:
        try:
            parts = urlsplit(address)
        except ValueError:
            yield f"链接“{address}”写得不对"
            continue
        if parts.scheme or parts.netloc:
            if place != "a href":
                yield f"会从别的网站取东西：{address}"
            elif parts.scheme not in _OUTSIDE:
                yield f"链接“{address}”写得不对"
            continue
        target = (
            posixpath.normpath(posixpath.join(url or ".", unquote(parts.path))) if parts.path else f"{url}index.html"
        )
        if target not in known:
            yield f"链接“{address}”没有对应的网页或文件"
        elif parts.fragment and parts.fragment not in known[target]:
            yield f"链接“{address}”在那一页里找不到“#{parts.fragment}”"
