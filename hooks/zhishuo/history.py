"""What Git knows of the records: when each file last changed, and earlier versions of what was published.

Only a repository whose own folder `root` is, with all of its history, can tell; from a folder that was unpacked, or of
which only the newest version was fetched, nothing is known, and pages say so.
"""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# Kept apart from everything that a message may hold.
_COMMIT = "\x1e"
_FORMAT = f"--format={_COMMIT}%H%x00%cs%x00%s"


@dataclass(frozen=True, slots=True)
class Version:
    """A file as it stood after one change: the day and the first line of what was said of the change."""

    day: dt.date
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class History:
    """`changed` holds the day of the last change by file; `versions` the versions of files that changed, oldest first.

    Both are empty where the history is not known.
    """

    is_known: bool = False
    changed: dict[str, dt.date] = field(default_factory=dict)
    versions: dict[str, tuple[Version, ...]] = field(default_factory=dict)


def read_history(root: Path, published: str, since: dt.date | None) -> History:
    """Return what Git knows of the files under `root`.

    Versions are those of the YAML files in the folder `published` that changed after the day `since`, the first one
    that of this day; without the day none are told.
    """
    if not _is_whole(root):
        return History()
    changed: dict[str, dt.date] = {}
    of_file: dict[str, list[_Change]] = {}
    for change in _changes(root):
        changed.setdefault(change.file, change.day)
        if change.file.startswith(f"{published}/") and change.file.endswith(".yml"):
            of_file.setdefault(change.file, []).insert(0, change)
    versions = {file: _versions(root, found, since) for file, found in of_file.items()} if since else {}
    return History(is_known=True, changed=changed, versions={file: told for file, told in versions.items() if told})


@dataclass(frozen=True, slots=True)
class _Change:
    """One file in one commit."""

    commit: str
    day: dt.date
    reason: str
    file: str


def _versions(root: Path, changes: list[_Change], since: dt.date) -> tuple[Version, ...]:
    """Return how a file stood on a day and after every later change, nothing where there was none."""
    first = max(0, sum(change.day <= since for change in changes) - 1)
    texts = ((change, _git(root, "show", f"{change.commit}:{change.file}")) for change in changes[first:])
    found = tuple(Version(change.day, change.reason, text) for change, text in texts if text is not None)
    return found if len(found) > 1 else ()


def _is_whole(root: Path) -> bool:
    told = _git(root, "rev-parse", "--is-shallow-repository", "--show-toplevel")
    if told is None:
        return False
    is_shallow, folder = told.splitlines()
    return is_shallow == "false" and Path(folder) == root.resolve()


def _changes(root: Path) -> Iterator[_Change]:
    """Yield every change of a file, newest first."""
    told = _git(root, "log", "--no-renames", "--name-only", _FORMAT, "--", "data", "content") or ""
    for commit in told.split(_COMMIT)[1:]:
        head, *files = commit.strip("\n").split("\n")
        name, day, reason = head.split("\0")
        yield from (_Change(name, dt.date.fromisoformat(day), reason, file) for file in files if file)


def _git(root: Path, *arguments: str) -> str | None:
    """Return what Git answers, None where there is no Git, or no repository."""
    quiet = ("-c", "core.quotepath=false", "-c", "log.showSignature=false")
    try:
        done = subprocess.run(  # noqa: S603 - Git, with arguments of our own
            ["git", "-C", str(root), *quiet, *arguments],  # noqa: S607 - wherever Git is
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    return None if done.returncode else done.stdout.decode("utf-8", errors="replace")
