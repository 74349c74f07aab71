"""Rules about finished pages: links lead somewhere here, nothing comes from another host, nobody is given away."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from zhishuo.checks.finished import File, given_away
from zhishuo.checks.outlines import Outline, outline_of
from zhishuo.checks.privacy import Passes
from zhishuo.problems import Problem, ProblemsError

# What a reader may be led to outside this site.
_OUTSIDE = frozenset({"http", "https", "mailto", "tel"})


@dataclass(frozen=True)
class Links:
    """The ids of a page, and where its links lead: files of the site, each with an id or none.

    It is `sound` when nothing is wrong with it that shows without the other pages.
    """

    ids: frozenset[str]
    targets: frozenset[tuple[str, str]]
    sound: bool


@dataclass(frozen=True, slots=True)
class _Lead:
    address: str
    target: str
    fragment: str


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
    known |= {path: set() for path in (*(file.path for file in files), *as_they_are(theme))}
    problems = [
        Problem(_source(page), 0, f"网页 {url or '首页'}", message)
        for url, (page, outline) in outlines.items()
        for message in _faults(url, outline, known)
    ]
    texts = ((_source(page), url, (page.title, page.description, *one.texts)) for url, (page, one) in outlines.items())
    problems += given_away(texts, files, theme, passes)
    if problems:
        raise ProblemsError(problems)


def as_they_are(theme: Path) -> list[str]:
    """Return the files of a theme that are published as they are, by their path on the site."""
    return [path.relative_to(theme).as_posix() for path in sorted((theme / "assets").rglob("*")) if path.is_file()]


def _source(page: Article) -> str:
    return page.source or f"（{page.url or '首页'}）"


def links_of(url: str, outline: Outline) -> Links:
    """Return where the links of the page `url` lead, and what is wrong with them whatever else there is."""
    led = [*_led(url, outline)]
    return Links(
        frozenset(outline.ids),
        frozenset((one.target, one.fragment) for one in led if isinstance(one, _Lead)),
        sound=not outline.repeated and not any(isinstance(one, str) for one in led),
    )


def _faults(url: str, outline: Outline, known: dict[str, set[str]]) -> Iterator[str]:
    yield from (f"编号“{name}”在这一页用了两次" for name in outline.repeated)
    for one in _led(url, outline):
        if isinstance(one, str):
            yield one
        elif one.target not in known:
            yield f"链接“{one.address}”没有对应的网页或文件"
        elif one.fragment and one.fragment not in known[one.target]:
            yield f"链接“{one.address}”在那一页里找不到“#{one.fragment}”"


def _led(url: str, outline: Outline) -> Iterator[_Lead | str]:
    """Yield where every address on a page leads on this site, or what is wrong with it."""
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
        yield _Lead(address, target, parts.fragment)
