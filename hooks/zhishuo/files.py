"""Where each record lies, as written in errors and edit links: one name for every file; and what stands in a file."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from zhishuo.problems import Problem, ProblemsError

TOWN = "data/town.yml"
THEMES = "data/themes.yml"
COMMITMENTS = "data/commitments.yml"
VISITS = "data/visits.yml"
COMMUNITIES = "data/communities"
STORIES = "data/stories"
RELEASES = "data/releases"
MEDIA = "data/media"
CHANGES = "data/changes.yml"
WAIVERS = "data/waivers.yml"
RECEIPTS = "data/receipts.yml"
SEALED = "data/receipts.bin"
# The pages of prose that have a place on the site.
PROSE = (
    "content/speak.md",
    "content/privacy.md",
    "content/a11y.md",
    "content/board/method.md",
    "content/board/protection.md",
)
# So many folders in one another, and no more.
_DEEPEST = 16


def community_file(slug: str) -> str:
    """Return the file of the community `slug`."""
    return f"{COMMUNITIES}/{slug}.yml"


def story_file(story: str) -> str:
    """Return the file of a story."""
    return f"{STORIES}/{story}.yml"


def release_file(period: str) -> str:
    """Return the file of the release of the month `period`."""
    return f"{RELEASES}/{period}.yml"


def files_below(
    root: Path, folder: str = "", left_out: Callable[[str], bool] = lambda _: False
) -> tuple[list[str], list[Problem]]:
    """Return the files below a folder, relative to `root`, the same on every machine, and what is wrong with folders.

    Folders `left_out` by their path are passed over. Folders far too deep in one another are none of ours, and would be
    too much for many a program. Links are files: nothing is looked for behind them.
    """
    found: list[str] = []
    problems: list[Problem] = []
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        if place.count("/") == _DEEPEST:
            problems.append(Problem(place, 0, "", f"文件夹一层套一层，太深了：最多 {_DEEPEST} 层；请移走"))
            continue
        try:
            with os.scandir(root / place) as entries:
                for entry in entries:
                    path = f"{place}/{entry.name}" if place else entry.name
                    if not entry.is_dir(follow_symlinks=False):
                        found.append(path)
                    elif not left_out(path):
                        waiting.append(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems += _unreadable(place, error).problems
    return sorted(found), problems


def contents(path: Path, name: str, most: int) -> bytes:
    """Return the bytes of the file at `path`, which is called `name` in what is raised.

    Raises ProblemsError as `plain` does, and for a file that cannot be read.
    """
    plain(path, name, most)
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(name, error) from error


def plain(path: Path, name: str, most: int) -> os.stat_result:
    """Return the state of the file at `path`, which is called `name` in what is raised.

    Raises ProblemsError unless it is there and is a plain file of at most `most` bytes: a link would publish what
    nobody put here, a device or a pipe would never end.
    """
    try:
        state = path.lstat()
    except OSError as error:
        raise _unreadable(name, error) from error
    if stat.S_ISLNK(state.st_mode):
        fault = "是一个链接，指向别的文件；请把文件本身放进来"
    elif not stat.S_ISREG(state.st_mode):
        fault = f"要是文件，现在是{'文件夹' if stat.S_ISDIR(state.st_mode) else '设备或管道'}"
    elif state.st_size > most:
        fault = f"文件太大：最多 {most / 1_000_000:g} MB，现有 {state.st_size / 1_000_000:.1f} MB"
    else:
        return state
    raise ProblemsError([Problem(name, 0, "", fault)])


def _unreadable(name: str, error: OSError) -> ProblemsError:
    missing = isinstance(error, FileNotFoundError)
    fault = "没有这个文件，请补上" if missing else f"文件读不出来（{error.strerror}），请重新放一份"
    return ProblemsError([Problem(name, 0, "", fault)])
