"""Whether a built site is still what its sources make, told as Git and make tell it: by names, sizes, times, inodes.

What pages say of when a record changed comes from Git, so the newest commit is a source as well.
"""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from zhishuo.files import files_below

# The folder in .cache that tells what is known of built sites, a file each, by their state.
STANDING = "standing"
# Everything that a site is made of and by; the lock names every library with its hash.
SOURCES = ("data", "content", "theme_overrides", "hooks", "scripts", "mkdocs.yml", "requirements-site.lock")
# The mark of what may change without a sign: a link, a folder that is not looked into.
_UNTOLD = "untold"
_LEFT_OUT = "/__pycache__"


def state_of_sources(root: Path) -> str:
    """Return what tells the sources under `root` from any others, empty where one of them cannot be told."""
    marks = _marks(root, lambda path: path.partition("/")[0] in SOURCES)
    return "" if _UNTOLD in marks.values() else _digest([sys.version, _commit(root), *_lines(marks)])


def marks_of_site(site: Path) -> dict[str, str]:
    """Return what tells every file of a built site from one that was touched since, by its path there."""
    return _marks(site, lambda _: True)


def mark_of(state: os.stat_result) -> str:
    """Return what tells a file of this state from one that was touched since."""
    return _UNTOLD if stat.S_ISLNK(state.st_mode) else f"{state.st_size} {state.st_mtime_ns} {state.st_ino}"


def state_of_site(site: Path) -> str:
    """Return what tells a built site from one in which any file was touched since."""
    return state_of(marks_of_site(site))


def state_of(marks: Mapping[str, str]) -> str:
    """Return what tells a built site with such marks from any other."""
    return _digest(_lines(marks))


def _marks(root: Path, belongs: Callable[[str], bool]) -> dict[str, str]:
    """Return the marks of the files under `root` that belong there, by path."""
    found, problems = files_below(root, left_out=lambda path: path.endswith(_LEFT_OUT) or not belongs(path))
    marks = {problem.file: _UNTOLD for problem in problems}
    for file in filter(belongs, found):
        with suppress(FileNotFoundError):  # gone meanwhile
            marks[file] = mark_of(os.lstat(f"{root}/{file}"))
    return marks


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
