"""The search index: which pages contain which two characters, in shards, and every page's text to confirm it on.

Chinese has no spaces, so a word is looked up by its pairs of characters; whether they stand side by side is seen on
the text itself, which the snippet needs anyway. The browser's half is theme_overrides/assets/search.js.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise

from zhishuo.assets import Asset, handed_over
from zhishuo.pages import Page
from zhishuo.remembering import remembered
from zhishuo.views.finding import KINDS, OTHER

# Pages that only lead to others or say what others say: everything on them would be found twice.
_LISTS = frozenset({"search", "sitemap", "sheet", "visit-sheet", "handbook", "changes", "moved", "en-moved"})
# Bytes of postings that are loaded together.
_SHARD = 4_000
_INLINE = frozenset({"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup", "time", "mark"})
_THREES = re.compile(r"(?=([0-9a-z]{3}))")
_SILENT = frozenset({"nav", "script", "style", "svg", "template"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as it is found: `kind` and `place` are positions in the lists of the index."""

    kind: int
    place: int
    url: str
    title: str
    text: str


class _Reader(HTMLParser):
    """Collects what is read on a page, one line a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's names
        if tag in _SILENT:
            self._silent += 1
        elif tag not in _INLINE:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent -= 1
        elif tag not in _INLINE:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(" ".join(re.split(r"\s+", data)))

    def text(self) -> str:
        """Return the lines read so far that say anything."""
        lines = (re.sub(" +", " ", line).strip() for line in "".join(self._parts).split("\n"))
        return "\n".join(line for line in lines if line)


def text_of(page: Page) -> str:
    """Return what stands in the article of a page, one line a block; its frame is the same everywhere and left out."""
    return _read(_article(page))


def _article(page: Page) -> str:
    return page.html[page.html.find("<article") : page.html.rfind("</article>")]


@remembered
def _read(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


def folded(text: str) -> str:
    """Return `text` as it is compared: no difference of width or case, character for character as long as before."""
    folds = {char: fold for char in set(text) if len(fold := unicodedata.normalize("NFKC", char).lower()) == 1}
    return "".join(folds.get(char, char) for char in text)


def index(pages: Iterable[Page], communities: Mapping[str, str]) -> tuple[Asset, ...]:
    """Return the files of the index; `communities` are their names by slug, in the order they are listed in."""
    entries = _entries(pages, [*communities])
    postings = _postings(entries)
    size = sum(len(f"{key}{ids}") for key, ids in postings.items())
    count = 1
    while count * _SHARD < size:
        count *= 2
    shards: list[dict[str, list[int]]] = [{} for _ in range(count)]
    for key, ids in sorted(postings.items()):
        shards[shard_of(key, count)][key] = [id_ - before for before, id_ in zip([0, *ids], ids, strict=False)]
    meta = {
        "pages": len(entries),
        "shards": count,
        "kinds": [*KINDS, OTHER],
        "places": ["", *communities.values()],
        "ranges": [*_ranges(entries)],
    }
    return (
        handed_over("search/meta", meta),
        *(handed_over(f"search/s{place}", shard) for place, shard in enumerate(shards)),
        *(
            handed_over(f"search/p{number}", [entry.url, entry.title, entry.text])
            for number, entry in enumerate(entries)
        ),
    )


def shard_of(key: str, count: int) -> int:
    """Return the shard that holds a key, by its characters; a mark of titles before them makes no difference."""
    found = 0
    for char in key.removeprefix("^"):
        found = (found * 31 + ord(char)) % 65_521
    return found % count


def _entries(pages: Iterable[Page], places: Sequence[str]) -> list[Entry]:
    """Return the pages to be found, those of one kind and place side by side, so that a filter is a range."""
    found_in = [page for page in pages if page.kind not in _LISTS]
    _read.ahead(_article(page) for page in found_in)
    kinds = {kind: place for place, named in enumerate(KINDS.values()) for kind in named}
    found = [
        Entry(
            kind=kinds.get(page.kind, len(KINDS)),
            place=places.index(page.place) + 1 if page.place in places else 0,
            url=page.url,
            title=page.title,
            text=text_of(page),
        )
        for page in found_in
    ]
    return sorted(found, key=lambda entry: (entry.kind, entry.place, entry.url))


def _ranges(entries: Sequence[Entry]) -> Iterator[list[int]]:
    """Yield kind, place and first page of every run of pages that share both."""
    before = None
    for number, entry in enumerate(entries):
        if (entry.kind, entry.place) != before:
            before = (entry.kind, entry.place)
            yield [entry.kind, entry.place, number]


def _postings(entries: Sequence[Entry]) -> dict[str, list[int]]:
    """Return for every character and pair of characters the pages that have it; with a ^, those that have it above."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    _keys.ahead(_said(entry) for entry in entries)
    for number, entry in enumerate(entries):
        for key in _keys(_said(entry)).split():
            found[key].append(number)
        for key in _keys(entry.title).split():
            found[f"^{key}"].append(number)
    return found


def _said(entry: Entry) -> str:
    return f"{entry.title}\n{entry.text}"


@remembered
def _keys(text: str) -> str:
    """Return, with spaces between, characters and pairs, of letters and digits threes: two stand nearly everywhere."""
    keys: set[str] = set()
    for line in folded(text).split("\n"):
        keys.update(line)
        keys.update(map("".join, pairwise(line)))
        keys.update(_THREES.findall(line))
    return " ".join(sorted(key for key in keys if not any(map(str.isspace, key))))
