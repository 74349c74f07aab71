"""Two sites side by side: pages that came or went, and every text that changed, once, with the pages it stands on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zhishuo.pages import Page
from zhishuo.publishing import Site
from zhishuo.search import text_of

_LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>')
_ALT = re.compile(r'<img [^>]*?alt="([^"]+)"[^>]*>')


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that took the place of others; `pages` are the addresses where they do."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a reader would notice between two sites; `files` are downloads by what became of them."""

    added: tuple[Page, ...]
    gone: tuple[Page, ...]
    hunks: tuple[Hunk, ...]
    added_files: tuple[str, ...]
    gone_files: tuple[str, ...]
    changed_files: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether nobody would notice anything."""
        files = (*self.added_files, *self.gone_files, *self.changed_files)
        return not (self.added or self.gone or self.hunks or files)


def compare(old: Site, new: Site) -> Comparison:
    """Return what became of the pages and the downloads of `old` in `new`."""
    before, after = {page.url: page for page in old.pages}, {page.url: page for page in new.pages}
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for url in before.keys() & after.keys():
        for hunk in _hunks(_lines(before[url]), _lines(after[url])):
            found.setdefault(hunk, []).append(url)
    order = {page.url: place for place, page in enumerate(new.pages)}
    hunks = [Hunk(*hunk, tuple(sorted(pages, key=order.__getitem__))) for hunk, pages in found.items()]
    files = {asset.path: asset.content for asset in old.assets if _is_download(asset.path)}
    others = {asset.path: asset.content for asset in new.assets if _is_download(asset.path)}
    return Comparison(
        added=tuple(page for url, page in after.items() if url not in before),
        gone=tuple(page for url, page in before.items() if url not in after),
        hunks=tuple(sorted(hunks, key=lambda hunk: (order[hunk.pages[0]], hunk.new, hunk.old))),
        added_files=tuple(sorted(others.keys() - files.keys())),
        gone_files=tuple(sorted(files.keys() - others.keys())),
        changed_files=tuple(sorted(path for path in files.keys() & others.keys() if files[path] != others[path])),
    )


def _lines(page: Page) -> list[str]:
    """Return what is read of a page, and what is not: where its links lead, and the words for its pictures."""
    html = _ALT.sub(lambda alt: f"{alt[0]}<p>（图：{alt[1]}）</p>", _LINK.sub(_led, page.html))
    return [page.title, page.description, *text_of(replace(page, html=html)).split("\n")]


def _led(link: re.Match[str]) -> str:
    """Return a link with where it leads, from the site's root, in its text."""
    target = re.sub(r"^(\.\./)+|index\.html(?=#|$)", "", link[1])
    return f"{link[0]}〔{target or '首页'}〕"


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for kind, first, last, other_first, other_last in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            yield tuple(old[first:last]), tuple(new[other_first:other_last])


def _is_download(path: str) -> bool:
    """Tell whether people fetch a file: the search, the API and style sheets say what the pages say."""
    return not path.startswith(("search/", "api/", "assets/"))
