"""A site that stands -> the site that should stand, made where it differs: what has not changed is not made again.

The bytes are those of `publishing.build` with the chrome around each page. What is checked there of the whole site is
checked here by leaf; where anything is wrong, the whole site is made at once, which says all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from zhishuo.assets import Asset, Made
from zhishuo.checks import check
from zhishuo.checks.finished import given_away, gives_nobody_away
from zhishuo.checks.pages import as_they_are
from zhishuo.checks.privacy import passes_of_site
from zhishuo.framing import Frames, Setting
from zhishuo.indexing import Index, reindex
from zhishuo.leaves import Ground, Leaf, Workshop, leaves, unpacked
from zhishuo.publishing import assets_beside, build, plan
from zhishuo.reading import read
from zhishuo.remembering import digest_of, keep, memory, recall
from zhishuo.search import Spot


@dataclass(frozen=True)
class Standing:
    """A site that stands in `folder`: its files by path, and its index; nothing stands at the beginning."""

    folder: Path
    files: Mapping[str, Made] = field(default_factory=dict)
    index: Index = field(default_factory=Index)

    def has(self, file: Made) -> bool:
        """Return whether a file stands there as it should."""
        found = self.files.get(file.path)
        return found is file or found == file  # in a process that stays it is the same one, which is sooner seen

    @cached_property
    def spots(self) -> frozenset[tuple[Spot, str]]:
        """Return what is known of every entry of the index."""
        return frozenset(self.index.entries)


@dataclass(frozen=True, slots=True)
class Renewed:
    """The site that should stand: its files, the bytes of those that do not stand yet, and its index."""

    files: Mapping[str, Made]
    fresh: Mapping[str, bytes | Path]
    index: Index


def renew(root: Path, setting: Setting, standing: Standing, workshop: Workshop) -> Renewed:
    """Read, check and make what lies under `root`.

    Raises ProblemsError with every problem of the data, or of the finished pages.
    """
    with memory(workshop.memory):
        records = read(root)
        check(records)
        planned = plan(records, setting.address)
        theme = root / "theme_overrides"
        ground = Ground(theme, setting, tuple(records.communities), passes_of_site(records))
        grown = leaves(planned.orders, ground, workshop, lambda leaf: _stands(leaf, standing))
        chrome = [*Frames(theme, setting).others([leaf.page for leaf in grown], records.history.changed)]
        beside = [*assets_beside(records, planned, setting.address)]
        static = [Asset(path, (theme / path).read_bytes()) for path in as_they_are(theme) if not path.endswith(".css")]
        if not (_links_lead(grown, [*beside, *static]) and _are_clean(grown, beside, ground)):
            build(records, setting.address)  # says all that is wrong
        names = {slug: community.name for slug, community in records.communities.items()}
        entries = [(leaf.spot, leaf.entry) for leaf in grown if leaf.spot]
        found = reindex(
            entries,
            names,
            standing.index,
            standing.folder,
            lambda spot, told: unpacked(spot, workshop.path(told).read_bytes()),
        )
        files = {file.path: file for leaf in grown for file in leaf.files}
        fresh: dict[str, bytes | Path] = {
            file.path: workshop.path(file.sha256) for file in files.values() if not standing.has(file)
        }
        for asset in (*chrome, *beside, *static, *found.fresh):
            files[asset.path] = asset.made
            if not standing.has(asset.made):
                fresh[asset.path] = asset.content
        files |= {path: standing.files[path] for path in found.kept}
        return Renewed(files, fresh, found.index)


def _stands(leaf: Leaf, standing: Standing) -> bool:
    return all(map(standing.has, leaf.files)) and (leaf.spot is None or (leaf.spot, leaf.entry) in standing.spots)


def _links_lead(grown: Sequence[Leaf], files: Iterable[Asset]) -> bool:
    known: dict[str, frozenset[str]] = {f"{leaf.page.url}index.html": leaf.links.ids for leaf in grown}
    known |= {file.path: frozenset() for file in files}
    known |= {file.path: frozenset() for leaf in grown for file in leaf.files[1:]}
    return all(
        leaf.links.sound
        and all(target in known and (not id_ or id_ in known[target]) for target, id_ in leaf.links.targets)
        for leaf in grown
    )


def _are_clean(grown: Iterable[Leaf], assets: Sequence[Asset], ground: Ground) -> bool:
    """Return whether nobody is given away by any page or file; a file is looked at once while it stays the same."""
    unseen: dict[bytes, Asset] = {}
    for asset in assets:
        digest = digest_of(ground.digest, asset.path, asset.made.sha256)
        if not recall("clean", digest):
            unseen[digest] = asset
    if not all(leaf.is_clean for leaf in grown) or given_away((), (), ground.theme, ground.passes):
        return False
    if not gives_nobody_away((), unseen.values(), ground.passes):
        return False
    for digest in unseen:
        keep("clean", digest, answer=True)
    return True
