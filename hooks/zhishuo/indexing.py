"""The search index that should stand, out of the one that stands: what has not changed is not made again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
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
        found = edited(pairs, lambda place: _shard(site, place), old.shards, old.size)
    if found is None:
        shards, size = shards_of(entry(*one) for one in now)
        found, count = (dict(enumerate(shards)), size), len(shards)
    else:
        count = old.shards
    touched, size = found
    assets = (
        meta([spot for spot, _ in now], count, communities),
        *(shard_file(place, shard) for place, shard in touched.items()),
        *(text_file(number, entry(*new)) for number, new in changed.items()),
    )
    paths = (
        *(f"search/s{place}.js" for place in range(count)),
        *(f"search/p{number}.js" for number in range(len(now))),
    )
    made = {asset.path for asset in assets}
    return Reindexed(Index(now, count, size), assets, tuple(path for path in paths if path not in made))


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
