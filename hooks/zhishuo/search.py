"""The search index: which pages contain which two characters, in shards, and every page's text to confirm it on.

Chinese has no spaces, so a word is looked up by its pairs of characters; whether they stand side by side is seen on
the text itself, which the snippet needs anyway. The browser's half is theme_overrides/assets/search.js.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import add
from typing import TypeAlias

from zhishuo.assets import Asset, handed_over
from zhishuo.checks.outlines import outline_of
from zhishuo.pages import Page
from zhishuo.views.finding import KINDS, OTHER

# Pages by number for every key of one shard, sorted.
Shard: TypeAlias = dict[str, list[int]]
# Pages that only lead to others or say what others say: everything on them would be found twice.
_LISTS = frozenset({"search", "sitemap", "sheet", "visit-sheet", "handbook", "changes", "moved", "en-moved"})
# Bytes of postings that are loaded together.
_SHARD = 3_000
# Bytes of a step and its comma: most are small.
_STEP = 2
_THREES = re.compile(r"[0-9a-z]{3,}")


@dataclass(frozen=True, order=True)
class Spot:
    """Where a page stands in the index: by kind and by place, positions in the lists of the index, then by address."""

    kind: int
    place: int
    url: str


@dataclass(frozen=True)
class Entry:
    """A page as it is found."""

    spot: Spot
    title: str
    text: str

    @cached_property
    def keys(self) -> frozenset[str]:
        """Return the characters and pairs that it is found by; with a ^, those of its title."""
        return _keys(f"{self.title}\n{self.text}") | {f"^{key}" for key in _keys(self.title)}


def text_of(page: Page) -> str:
    """Return what stands in the article of a page, one line a block; its frame is the same everywhere and left out."""
    return outline_of(page.html).read


def folded(text: str) -> str:
    """Return `text` as it is compared: no difference of width or case, character for character as long as before."""
    for char in set(text):
        if (fold := _fold(char)) != char:
            text = text.replace(char, fold)  # a fold has no other fold, so that the order makes no difference
    return text


@cache
def _fold(char: str) -> str:
    fold = unicodedata.normalize("NFKC", char).lower()
    return fold if len(fold) == 1 else char


def index(pages: Iterable[Page], communities: Mapping[str, str]) -> tuple[Asset, ...]:
    """Return the files of the index; `communities` are their names by slug, in the order they are listed in."""
    found_in = [page for page in pages if is_found(page)]
    entries = sorted((entry_of(page, [*communities]) for page in found_in), key=lambda entry: entry.spot)
    shards, _ = shards_of(entries)
    return (
        meta([entry.spot for entry in entries], len(shards), communities),
        *(shard_file(place, shard) for place, shard in enumerate(shards)),
        *(text_file(number, entry) for number, entry in enumerate(entries)),
    )


def meta(spots: Sequence[Spot], shards: int, communities: Mapping[str, str]) -> Asset:
    """Return the file that says how the index of pages at these `spots` is to be read."""
    told = {
        "pages": len(spots),
        "shards": shards,
        "kinds": [*KINDS, OTHER],
        "places": ["", *communities.values()],
        "ranges": [*_ranges(spots)],
    }
    return handed_over("search/meta", told)


def text_file(number: int, entry: Entry) -> Asset:
    """Return the file with the text of a page."""
    return handed_over(f"search/p{number}", [entry.spot.url, entry.title, entry.text])


def shard_file(place: int, shard: Shard) -> Asset:
    """Return the file of a shard; what is written are the steps from one page to the next."""
    steps = {key: [id_ - before for before, id_ in zip([0, *ids], ids, strict=False)] for key, ids in shard.items()}
    return handed_over(f"search/s{place}", steps)


def shards_of(entries: Iterable[Entry]) -> tuple[list[Shard], int]:
    """Return all postings by shard, and how much they fill."""
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        for key in entry.keys:
            postings[key].append(number)
    size = sum(_weight(key, ids) for key, ids in postings.items())
    shards: list[Shard] = [{} for _ in range(_count(size))]
    for key, ids in sorted(postings.items()):
        shards[shard_of(key, len(shards))][key] = ids
    return shards, size


def edited(
    changed: Mapping[int, tuple[Entry, Entry]], shard: Callable[[int], Shard], shards: int, size: int
) -> tuple[dict[int, Shard], int] | None:
    """Return the shards that differ once some pages say something else, and how large all postings are now.

    `changed` are a page's old and new entry by its number; `shard` returns what stands in one of the `shards`, `size`
    is how large all postings were. None where there would be another number of shards.
    """
    gone, come = defaultdict(list), defaultdict(list)
    for number, (old, new) in changed.items():
        for key in old.keys - new.keys:
            gone[key].append(number)
        for key in new.keys - old.keys:
            come[key].append(number)
    found: dict[int, Shard] = {}
    for key in sorted(gone.keys() | come.keys()):
        place = shard_of(key, shards)
        if place not in found:
            found[place] = shard(place)
        ids = found[place].pop(key, [])
        size -= _weight(key, ids) if ids else 0
        ids = sorted({*ids, *come[key]}.difference(gone[key]))
        if ids:
            found[place][key] = ids
            size += _weight(key, ids)
    ordered = {place: dict(sorted(one.items())) for place, one in found.items()}
    return (ordered, size) if _count(size) == shards else None


def _weight(key: str, ids: list[int]) -> int:
    """Return how many bytes of a shard the postings of a key fill: those of common characters fill one, and no more."""
    return min(len(key) + _STEP * len(ids), _SHARD)


def _count(size: int) -> int:
    count = 1
    while count * _SHARD < size:
        count *= 2
    return count


def shard_of(key: str, count: int) -> int:
    """Return the shard that holds a key, by its characters; a mark of titles before them makes no difference."""
    found = 0
    for char in key.removeprefix("^"):
        found = (found * 31 + ord(char)) % 65_521
    return found % count


def is_found(page: Page) -> bool:
    """Return whether a page is in the index."""
    return page.kind not in _LISTS


def entry_of(page: Page, places: Sequence[str]) -> Entry:
    """Return a page as it is found; those of one kind and place stand side by side, so that a filter is a range."""
    kinds = {kind: place for place, named in enumerate(KINDS.values()) for kind in named}
    spot = Spot(
        kind=kinds.get(page.kind, len(KINDS)),
        place=places.index(page.place) + 1 if page.place in places else 0,
        url=page.url,
    )
    return Entry(spot, page.title, text_of(page))


def _ranges(spots: Sequence[Spot]) -> Iterator[list[int]]:
    """Yield kind, place and first page of every run of pages that share both."""
    before = None
    for number, spot in enumerate(spots):
        if (spot.kind, spot.place) != before:
            before = (spot.kind, spot.place)
            yield [spot.kind, spot.place, number]


def _keys(text: str) -> frozenset[str]:
    """Return characters and pairs, of letters and digits threes: two stand nearly everywhere."""
    keys: set[str] = set()
    for word in folded(text).split():
        keys.update(word)
        keys.update(map(add, word, word[1:]))
        for found in _THREES.findall(word):
            keys.update(map("".join, zip(found, found[1:], found[2:], strict=False)))
    return frozenset(keys)
