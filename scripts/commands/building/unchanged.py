"""Whether a built site is still what its sources make, told as Git and make tell it: by names, sizes, times, inodes.

What pages say of when a record changed comes from Git, so the newest commit is a source as well.
"""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

# The folder in .cache that tells what is known of built sites, a file each, by their state.
STANDING = "standing"
# Everything that a site is made of and by; the lock names every library with its hash.
SOURCES = ("data", "content", "theme_overrides", "hooks", "scripts", "mkdocs.yml", "requirements-site.lock")
# The mark of a link.
LINK = "link"
_LEFT_OUT = frozenset({"__pycache__"})


def state_of_sources(root: Path) -> str:
    """Return what tells the sources under `root` from any others, empty where a link leads to what cannot be told."""
    marks: dict[str, str] = {}
    for part in SOURCES:
        _look(f"{root}/{part}", part, marks)
    if LINK in marks.values():
        return ""
    return _digest([sys.version, _commit(root), *_lines(marks)])


def marks_of_site(site: Path) -> dict[str, str]:
    """Return what tells every file of a built site from one that was touched since, by its path there."""
    marks: dict[str, str] = {}
    _look(f"{site}", "", marks)
    return marks


def mark_of(state: os.stat_result) -> str:
    """Return what tells a file of this state from one that was touched since."""
    return LINK if stat.S_ISLNK(state.st_mode) else f"{state.st_size} {state.st_mtime_ns} {state.st_ino}"


def state_of_site(site: Path) -> str:
    """Return what tells a built site from one in which any file was touched since."""
    return state_of(marks_of_site(site))


def state_of(marks: Mapping[str, str]) -> str:
    """Return what tells a built site with such marks from any other."""
    return _digest(_lines(marks))


def _look(path: str, part: str, marks: dict[str, str]) -> None:
    """Mark a file, or all in a folder, where there is any; `part` is its path from where marks begin."""
    waiting = [(path, part)]
    while waiting:
        path, part = waiting.pop()
        try:
            state = os.lstat(path)
        except OSError:
            continue
        if not stat.S_ISDIR(state.st_mode):
            marks[part] = mark_of(state)
            continue
        with os.scandir(path) as entries:
            names = [entry.name for entry in entries if entry.name not in _LEFT_OUT]
        waiting += ((f"{path}/{name}", f"{part}/{name}" if part else name) for name in names)


def _lines(marks: Mapping[str, str]) -> Iterator[str]:
    return (f"{path}\0{marks[path]}" for path in sorted(marks))


def _commit(root: Path) -> str:
    asked = ["git", "-C", str(root), "rev-parse", "HEAD", "--is-shallow-repository"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
