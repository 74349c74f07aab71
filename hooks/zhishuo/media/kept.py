"""What was made of a file is kept by the file's content; a file that nobody has touched since is not read to tell.

Untouched is what Git and make call so, and ctime, which no program can set back: name, size, times and inode are those
noted before the content was last read. What would be missed is a file rewritten, at the same length, within the tick
of the clock (a few thousandths of a second) in which it had been put there and read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from zhishuo.files import contents, plain
from zhishuo.problems import Problem, ProblemsError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that staff put there: its `name` in what is raised, the `most` bytes it may have.

    `more` is what else decides what is made of it.
    """

    path: Path
    name: str
    most: int
    more: str = ""


def kept_or_made(source: Source, cache: Path, kept: Callable[[str], T | None], make: Callable[[str, bytes], None]) -> T:
    """Return what is `kept` by the source's SHA-256 (hexadecimal); `make` puts it there, given that and its bytes.

    Raises ProblemsError for a file that is none or too large, for what `make` raises, and where nothing is kept then.
    """
    note = _note(source, cache)
    found = kept(_noted(note))
    if found is None:
        data = contents(source.path, source.name, source.most)
        digest = hashlib.sha256(data)
        digest.update(source.more.encode())
        found = kept(digest.hexdigest())
        if found is None:
            make(digest.hexdigest(), data)
            found = kept(digest.hexdigest())
        if found is None:
            message = f"处理好的文件没能存进 {cache}，请看看磁盘是不是满了"
            raise ProblemsError([Problem(source.name, 0, "", message)])
        with suppress(OSError):  # then it is read once more
            note.write_bytes(digest.digest())
    return found


def _note(source: Source, cache: Path) -> Path:
    """Return the file that tells what such a source held, as it lies there now."""
    state = plain(source.path, source.name, source.most)
    told = (source.path.name, source.more, state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
    return cache / f"{hashlib.sha256(repr(told).encode()).hexdigest()}.seen"


def _noted(note: Path) -> str:
    """Return what is noted; what never was, or is damaged, is the name of nothing."""
    with suppress(OSError):
        return note.read_bytes()[: hashlib.sha256().digest_size].hex()
    return ""
