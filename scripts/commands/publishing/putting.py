"""A built site into a public folder: copied beside the versions that are there, then shown by one rename."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from pathlib import Path

from commands.building import manifest
from commands.meaning import meant
from commands.publishing.public_folder import Place, PublicError, PublicFolder, Version, opened

KEPT = 5


def put(site: Path, place: Place, say: Callable[[str], object]) -> str:
    """Put a built site into the public folder and switch to it; return the name of its version.

    `say` is told what takes long. Raises PublicError where that fails; what is public is then a whole old version.
    """
    changed = next(manifest.faults(site), None)
    if changed:
        raise PublicError(f"{changed}: 生成以后有人改过，请再运行一次")
    with opened(place, say, new=True) as folder:
        number = max((version.number for version in folder.versions), default=0) + 1
        name = f"{number:06}-{manifest.digest_of(site)}"
        fresh = f".{name}-{secrets.token_hex(4)}"  # nobody else's, even where an rsync outlives who started it
        folder.order("open", name, fresh)
        if place.host:
            say(f"正在传到 {place} ……")
            _send(site, folder, fresh)
        else:
            _link_or_copy(site, folder, fresh)
        folder.order("keep", name, fresh)
        folder.order("show", name)
        for version in _outlived(folder, name):
            with suppress(PublicError):  # it is public; what is left, the next run deletes
                folder.order("drop", version.name)
    return name


def _outlived(folder: PublicFolder, name: str) -> list[Version]:
    """Return the versions to delete: withdrawn ones, those that are this very site, all but the last few.

    What was public a moment ago stays in any case: somebody may be reading it.
    """
    last = next((version for version in folder.versions if version.name == folder.current), None)
    before = [version for version in folder.versions if last is None or version.number <= last.number]
    others = [version for version in before if version.digest != name.partition("-")[2]]
    return [version for version in folder.versions if version not in others[1 - KEPT :] and version != last]


def _link_or_copy(site: Path, folder: PublicFolder, fresh: str) -> None:
    """Copy a site; a file that is the same in the version before, byte for byte, is one more name of that one."""
    entries = manifest.read_manifest((site / manifest.NAME).read_bytes())
    releases = Path(folder.place.path) / "releases"
    try:
        for name in chain(entries, [manifest.NAME]):
            target, old = releases / fresh / name, releases / (folder.current or fresh) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name in entries and old.is_file() and manifest.entry_of(old) == entries[name]:
                os.link(old, target)
            else:
                shutil.copyfile(site / name, target)
    except OSError as error:
        raise PublicError(f"{folder.place}: {meant(str(error))}") from error


def _send(site: Path, folder: PublicFolder, fresh: str) -> None:
    """Send a site over ssh; rsync compares by checksum, since a site built anew has new times.

    Files go whole: several rsyncs, Debian 12's too, fail on a part of one beside --link-dest (RsyncProject/rsync#928).
    """
    rsync = shutil.which("rsync")
    if rsync is None:
        raise PublicError("这台电脑上没有 rsync，请先装上：sudo apt-get install rsync")
    options = ["--recursive", "--checksum", "--whole-file", "--protect-args", "--chmod=D755,F644"]
    if folder.current:
        options.append(f"--link-dest=../{folder.current}")
    done = subprocess.run(
        [rsync, *options, f"{site}/", f"{folder.place}/releases/{fresh}/"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise PublicError(f"{folder.place}: {meant(done.stderr)}")
