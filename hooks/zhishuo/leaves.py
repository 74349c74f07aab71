"""A view and its frame -> all that follows from them alone: the page, its file for programs, its text for the search.

A leaf is what is remembered from build to build and worked out on all cores. What follows from several pages (links
that lead somewhere, the index, lists of all pages) is made of what leaves tell of themselves.
"""

from __future__ import annotations

import io
import json
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from zhishuo.assets import Asset, Made
from zhishuo.checks.finished import gives_nobody_away
from zhishuo.checks.outlines import outline_of
from zhishuo.checks.pages import Links, links_of
from zhishuo.checks.privacy import Passes
from zhishuo.exports.api import api_file
from zhishuo.framing import Frames, Setting
from zhishuo.pages import Order, Page, Pages
from zhishuo.processes import on_all_cores
from zhishuo.remembering import digest_of, keep, recall
from zhishuo.search import Entry, Spot, entry_of, is_found, text_file

_NAME = "leaf"


@dataclass(frozen=True)
class Leaf:
    """What is known of a page without its text: `page` has no `html`, `files` are told without their bytes.

    `spot` is where it is found, and `entry` tells what is found there from anything else; a page that is not searched
    has neither. Where it `is_clean`, nobody is given away by it.
    """

    page: Page
    links: Links
    is_clean: bool
    files: tuple[Made, ...]
    spot: Spot | None = None
    entry: str = ""


@dataclass(frozen=True)
class Ground:
    """What all leaves of a site stand on: `places` are the communities in order, `passes` what the gate lets pass."""

    theme: Path
    setting: Setting
    places: tuple[str, ...]
    passes: Passes

    @cached_property
    def digest(self) -> bytes:
        """Return what tells this ground from others, the templates' texts included."""
        templates = sorted(self.theme.rglob("*.html"))
        texts = (part for path in templates for part in (f"{path.relative_to(self.theme)}", path.read_bytes()))
        return digest_of(repr((self.setting, self.places)), self.passes.told, *texts)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where leaves are made: what is remembered is in the folder `memory`, bytes by their checksum in `bytes_in`.

    `say` is told how many pages are made, before they are.
    """

    memory: Path
    bytes_in: Path
    say: Callable[[int], object]

    def put(self, asset: Asset) -> Made:
        """Keep the bytes of an asset."""
        self.path(asset.made.sha256).write_bytes(asset.content)
        return asset.made

    def path(self, sha256: str) -> Path:
        """Return the file in which bytes are kept."""
        return self.bytes_in / sha256


def leaves(
    orders: Sequence[Order], ground: Ground, workshop: Workshop, stands: Callable[[Leaf], bool]
) -> tuple[Leaf, ...]:
    """Return the leaf of every order; the bytes of those made now are in the workshop, others `stand`."""
    digests = [_digest(ground, order) for order in orders]
    found = [recall(_NAME, digest) for digest in digests]
    fresh = [place for place, leaf in enumerate(found) if leaf is None or not stands(leaf[0])]
    workshop.say(len(fresh))
    maker = _Maker(ground, workshop)
    made_now = on_all_cores(maker.leaf, [orders[place] for place in fresh])
    for place, leaf in zip(fresh, made_now, strict=True):
        keep(_NAME, digests[place], leaf)
        found[place] = (leaf,)
    return tuple(leaf[0] for leaf in found if leaf)


def _digest(ground: Ground, order: Order) -> bytes:
    """Return what tells an order on a ground from any other; the same values have it however they came to be."""
    told = io.BytesIO()
    pickler = pickle.Pickler(told, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True  # what is the same object twice is written like what is equal
    pickler.dump(order)
    return digest_of(ground.digest, told.getvalue())


class _Maker:
    def __init__(self, ground: Ground, workshop: Workshop) -> None:
        self._ground, self._workshop = ground, workshop
        self._pages, self._frames = Pages(ground.theme), Frames(ground.theme, ground.setting)

    def leaf(self, order: Order) -> Leaf:
        page = self._pages.page(order)
        outline = outline_of(page.html)
        told = [*api_file(order.view)]
        entry = entry_of(page, self._ground.places) if is_found(page) else None
        read = [text_file(0, entry)] if entry else []
        texts = (page.title, page.description, *outline.texts)
        return Leaf(
            page=replace(page, html=""),
            links=links_of(page.url, outline),
            is_clean=gives_nobody_away(texts, [*told, *read], self._ground.passes),
            files=tuple(self._workshop.put(asset) for asset in (self._frames.whole(page), *told)),
            spot=entry.spot if entry else None,
            entry=self._workshop.put(Asset("", _packed(entry))).sha256 if entry else "",
        )


def _packed(entry: Entry) -> bytes:
    told = [entry.title, entry.text, " ".join(sorted(entry.keys))]
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")


def unpacked(spot: Spot, content: bytes) -> Entry:
    """Return the entry at a `spot` of the index from its bytes, its keys with it."""
    title, text, keys = json.loads(content.decode("utf-8", "surrogatepass"))
    entry = Entry(spot, title, text)
    vars(entry)["keys"] = frozenset(keys.split(" "))
    return entry
