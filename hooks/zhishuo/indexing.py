"""The search index that should stand, out of the one that stands: what has not changed is not made again."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from zhishuo.assets import Asset
from zhishuo.search import Entry, Shard, Spot, edited, meta, shard_file, shards_of, text_file


@dataclass(frozen=True, slots=True)
class Index:
    """What is known of an index: the spots of its pages with what tells their entries, and how large it is."""

    entries: tuple[tuple[Spot, str], ...] = ()
    shards: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Reindexed:
    """An index that should stand: `fresh` are the files to be made, `kept` the paths of those that stand."""

    index: Index
    fresh: tuple[Asset, ...]
    kept: tuple[str, ...]


def reindex(
    entries: Sequence[tuple[Spot, str]],
    communities: Mapping[str, str],
    old: Index,
    site: Path,
    fresh: Callable[[Spot, str], Entry],
) -> Reindexed:
    """Return the index of `entries`; `site` is the folder where `old` stands, `fresh` gives an entry that is not there.

    Entries are given by their spot and what tells them from any other; `communities` are names by slug, in order.
    """
    now = tuple(sorted(entries))
    numbers = {told: number for number, (_, told) in enumerate(old.entries)}

    def entry(spot: Spot, told: str) -> Entry:
        return _entry(site, spot, numbers[told]) if told in numbers else fresh(spot, told)

    changed = {
        number: new for number, new in enumerate(now) if number >= len(old.entries) or old.entries[number] != new
    }
    found = None
    if [spot for spot, _ in now] == [spot for spot, _ in old.entries]:
        pairs = {number: (_entry(site, new[0], number), entry(*new)) for number, new in changed.items()}
        found = _renewed(pairs, site, old)
    found = found or _anew((entry(*one) for one in now), changed.keys())
    shards = (shard_file(place, shard) for place, shard in found.touched.items())
    assets = (meta([spot for spot, _ in now], found.shards, communities), *shards, *found.texts)
    paths = (
        *(f"search/s{place}.js" for place in range(found.shards)),
        *(f"search/p{number}.js" for number in range(len(now))),
    )
    made = {asset.path for asset in assets}
    return Reindexed(Index(now, found.shards, found.size), assets, tuple(path for path in paths if path not in made))


@dataclass(frozen=True, slots=True)
class _Found:
    """Shards that are `touched`, of so many, with how much all postings fill, and the texts of pages that changed."""

    touched: Mapping[int, Shard]
    shards: int
    size: int
    texts: Sequence[Asset]


def _renewed(pairs: Mapping[int, tuple[Entry, Entry]], site: Path, old: Index) -> _Found | None:
    """Return the index in which pages say something else than they did; None where it is to be made anew."""
    found = edited(pairs, lambda place: _shard(site, place), old.shards, old.size)
    if found is None:
        return None
    touched, size = found
    return _Found(touched, old.shards, size, [text_file(number, new) for number, (_, new) in pairs.items()])


def _anew(entries: Iterable[Entry], changed: Container[int]) -> _Found:
    """Return the index of entries, of which one is held at a time: the keys of all would fill the memory."""
    texts: list[Asset] = []

    def passing() -> Iterator[Entry]:
        for number, one in enumerate(entries):
            if number in changed:
                texts.append(text_file(number, one))
            yield one

    shards, size = shards_of(passing())
    return _Found(dict(enumerate(shards)), len(shards), size, texts)


def _entry(site: Path, spot: Spot, number: int) -> Entry:
    _, title, text = _handed_over(site, f"search/p{number}")
    return Entry(spot, title, text)


def _shard(site: Path, place: int) -> Shard:
    shard: Shard = {}
    for key, steps in _handed_over(site, f"search/s{place}").items():
        shard[key] = [*accumulate(steps)]
    return shard


def _handed_over(site: Path, path: str) -> Any:  # noqa: ANN401 - what `assets.handed_over` wrote
    text = (site / f"{path}.js").read_text(encoding="utf-8")
    return json.loads(text[text.index(",") + 1 : text.rindex(")")])
