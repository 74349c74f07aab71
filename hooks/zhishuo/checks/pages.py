"""Rules about finished pages: links lead somewhere here, nothing comes from another host, nobody is given away."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from zhishuo.checks.finished import File, given_away
from zhishuo.checks.outlines import Outline, outline_of
from zhishuo.checks.privacy import Passes
from zhishuo.problems import Problem, ProblemsError

# What a reader may be led to outside this site.
_OUTSIDE = frozenset({"http", "https", "mailto", "tel"})


class Article(Protocol):
    """What these rules need of a page."""

    @property
    def url(self) -> str:
        """Return the address below the site's root."""

    @property
    def title(self) -> str:
        """Return the page's title."""

    @property
    def description(self) -> str:
        """Return the sentence about it."""

    @property
    def html(self) -> str:
        """Return the article's HTML."""

    @property
    def source(self) -> str | None:
        """Return the file the page is edited in."""


def check_pages(pages: Iterable[Article], files: Collection[File], theme: Path, passes: Passes) -> None:
    """Check the links of all pages, and all texts of the site; raises ProblemsError naming the page's source.

    `theme` is the folder whose assets/ is published as it is; `passes` is what the privacy gate lets through.
    """
    shown = tuple(pages)
    outline_of.ahead(page.html for page in shown)
    outlines = {page.url: (page, outline_of(page.html)) for page in shown}
    known = {f"{url}index.html": outline.ids for url, (_, outline) in outlines.items()}
    known |= {file.path: set() for file in files}
    known |= {path.relative_to(theme).as_posix(): set() for path in (theme / "assets").rglob("*") if path.is_file()}
    problems = [
        Problem(_source(page), 0, f"网页 {url or '首页'}", message)
        for url, (page, outline) in outlines.items()
        for message in _faults(url, outline, known)
    ]
    texts = ((_source(page), url, (page.title, page.description, *one.texts)) for url, (page, one) in outlines.items())
    problems += given_away(texts, files, theme, passes)
    if problems:
        raise ProblemsError(problems)


def _source(page: Article) -> str:
    return page.source or f"（{page.url or '首页'}）"


def _faults(url: str, outline: Outline, known: dict[str, set[str]]) -> Iterator[str]:
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
