"""Whether a built site is still what its sources make, told as Git and make tell it: by names, sizes, times, inodes.

What pages say of when a record changed comes from Git, so the newest commit is a source as well.
"""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

# The folder in .cache that tells what is known of built sites, a file each, by their state.
STANDING = "standing"
# Everything that a site is made of and by; the lock names every library with its hash.
SOURCES = ("data", "content", "theme_overrides", "hooks", "scripts", "mkdocs.yml", "requirements-site.lock")
_LEFT_OUT = frozenset({"__pycache__"})


def state_of_sources(root: Path) -> str:
    """Return what tells the sources under `root` from any others, empty where a link leads to what cannot be told."""
    lines = [*_lines(root, SOURCES)]
    if any(line is None for line in lines):
        return ""
    return _digest([sys.version, _commit(root), *(line for line in lines if line)])


def state_of_site(site: Path) -> str:
    """Return what tells a built site from one in which any file was touched since."""
    return _digest(line or "" for line in _lines(site, (".",)))


def _lines(root: Path, parts: Iterable[str]) -> Iterator[str | None]:
    """Yield a line a file, in one order; None for a link."""
    for part in parts:
        path = f"{root}/{part}"
        try:
            state = os.lstat(path)
        except OSError:
            continue
        if stat.S_ISLNK(state.st_mode):
            yield None
        elif stat.S_ISDIR(state.st_mode):
            yield from _lines(root, _names(path, part))
        else:
            yield f"{part}\0{state.st_size}\0{state.st_mtime_ns}\0{state.st_ino}"


def _names(path: str, part: str) -> list[str]:
    with os.scandir(path) as entries:
        return sorted(f"{part}/{entry.name}" for entry in entries if entry.name not in _LEFT_OUT)


def _commit(root: Path) -> str:
    asked = ["git", "-C", str(root), "rev-parse", "HEAD", "--is-shallow-repository"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
