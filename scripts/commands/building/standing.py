"""What is known of a built site from its making, as long as nobody has touched it; and how it becomes another one."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from commands.building import manifest
from commands.building.unchanged import STANDING, mark_of, marks_of_site, state_of, state_of_site
from zhishuo.assets import Made
from zhishuo.indexing import Index
from zhishuo.remembering import own_mark
from zhishuo.renewing import Renewed, Standing
from zhishuo.search import Spot

# What this process itself brought last, and before that, by its state: a preview makes a site out of these two.
_brought: dict[str, Standing] = {}


def standing_in(site: Path | None, cache: Path, state: str = "") -> Standing:
    """Return what stands in a folder; nothing, where that is not known for certain.

    Whoever has just looked at the folder's state may hand it over.
    """
    if site is None:
        return Standing(cache)
    state = state or state_of_site(site)
    if state in _brought:
        return replace(_brought[state], folder=site)
    try:
        told = json.loads((cache / STANDING / state).read_bytes())
        entries = manifest.read_manifest((site / manifest.NAME).read_bytes())
        files = {path: Made(path, entry.bytes, entry.sha256) for path, entry in entries.items()}
        if told["mark"] != own_mark().hex():  # other code may make another index of the same pages
            return Standing(site, files)
        return Standing(
            site, files, Index(tuple((Spot(*spot), word) for *spot, word in told["entries"]), *told["size"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Standing(site)


def bring(fresh: Path, renewed: Renewed, standing: Standing, cache: Path) -> str:
    """Make of the folder `fresh` and what stands there what should stand; what is in `standing` is linked from there.

    Return the folder's state, as it is if nobody else touches it meanwhile.
    """
    marks = marks_of_site(fresh)
    old = standing_in(fresh, cache, state_of(marks))
    if not old.files:
        shutil.rmtree(fresh, ignore_errors=True)
        marks = {}
    for path in old.files.keys() - renewed.files.keys():
        (fresh / path).unlink()
        del marks[path]
        with suppress(OSError):
            for parent in Path(path).parents:
                (fresh / parent).rmdir()
    folders: set[Path] = set()
    for path, file in renewed.files.items():
        if old.has(file):
            continue
        target = fresh / path
        if target.parent not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent)
        target.unlink(missing_ok=True)  # it may be one of another site, too
        if standing.has(file):
            os.link(standing.folder / path, target)
        elif isinstance(content := renewed.fresh[path], bytes):
            target.write_bytes(content)
        else:
            os.link(content, target)
        marks[path] = mark_of(target.lstat())
    entries = {path: manifest.Entry(file.bytes, file.sha256) for path, file in sorted(renewed.files.items())}
    (fresh / manifest.NAME).unlink(missing_ok=True)
    (fresh / manifest.NAME).write_bytes(manifest.manifest(entries))
    marks[manifest.NAME] = mark_of((fresh / manifest.NAME).lstat())
    told = {
        "mark": own_mark().hex(),
        "entries": [(spot.kind, spot.place, spot.url, word) for spot, word in renewed.index.entries],
        "size": (renewed.index.shards, renewed.index.size),
    }
    (cache / STANDING).mkdir(exist_ok=True)
    state = state_of(marks)
    (cache / STANDING / state).write_text(json.dumps(told), encoding="utf-8")
    for before in [*_brought][:-1]:
        del _brought[before]
    _brought[state] = Standing(fresh, renewed.files, renewed.index)
    return state
