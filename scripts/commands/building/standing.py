"""What is known of a built site from its making, as long as nobody has touched it; and how it becomes another one."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from commands.building import manifest
from commands.building.unchanged import STANDING, state_of_site
from zhishuo.assets import Made
from zhishuo.indexing import Index
from zhishuo.remembering import own_mark
from zhishuo.renewing import Renewed, Standing
from zhishuo.search import Spot


def standing_in(site: Path | None, cache: Path, state: str = "") -> Standing:
    """Return what stands in a folder; nothing, where that is not known for certain.

    Whoever has just looked at the folder's state may hand it over.
    """
    if site is None:
        return Standing(cache)
    try:
        told = json.loads((cache / STANDING / (state or state_of_site(site))).read_bytes())
        entries = manifest.read_manifest((site / manifest.NAME).read_bytes())
        files = {path: Made(path, entry.bytes, entry.sha256) for path, entry in entries.items()}
        if told["mark"] != own_mark().hex():  # other code may make another index of the same pages
            return Standing(site, files)
        return Standing(
            site, files, Index(tuple((Spot(*spot), word) for *spot, word in told["entries"]), *told["size"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Standing(site)


def bring(fresh: Path, old: Standing, renewed: Renewed, standing: Standing, cache: Path) -> str:
    """Make of the folder `fresh`, where `old` stands, what should stand; what is in `standing` is linked from there.

    Return the folder's state.
    """
    if not old.files:
        shutil.rmtree(fresh, ignore_errors=True)
    for path in old.files.keys() - renewed.files.keys():
        (fresh / path).unlink()
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
    entries = {path: manifest.Entry(file.bytes, file.sha256) for path, file in sorted(renewed.files.items())}
    (fresh / manifest.NAME).unlink(missing_ok=True)
    (fresh / manifest.NAME).write_bytes(manifest.manifest(entries))
    told = {
        "mark": own_mark().hex(),
        "entries": [(*asdict(spot).values(), word) for spot, word in renewed.index.entries],
        "size": (renewed.index.shards, renewed.index.size),
    }
    (cache / STANDING).mkdir(exist_ok=True)
    state = state_of_site(fresh)
    (cache / STANDING / state).write_text(json.dumps(told), encoding="utf-8")
    return state
