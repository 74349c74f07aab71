"""Answers of pure functions of one text, remembered from build to build and worked out on all cores.

A function may be `remembered` when its answer follows from the text alone: then an answer that is remembered is the
answer that would be given, and a build with a memory gives the same bytes as one without. What else an answer follows
from, our own code and the libraries it calls, is part of the memory's mark; under another mark nothing is remembered.
Every answer carries a checksum: a damaged memory forgets, it never errs.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Generic, TypeVar

from zhishuo.processes import on_all_cores

T = TypeVar("T")
R = TypeVar("R")

_FILE = "answers.sqlite"
# A file that is written when a memory is opened.
_BEGAN = "began"
# Libraries whose answers ours are made of.
_LIBRARIES = ("Jinja2", "Markdown", "MarkupSafe", "rjieba")
# Characters that one process is done with sooner than others are started.
_LITTLE = 200_000
_SUM = 8
_Key = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer that this very process gave before, so that it need not be read again."""

    answer: object


@dataclass(slots=True)
class _Memory:
    """What is known by function and digest: as stored, worked out, and what is asked for, or held, in this build."""

    stored: dict[_Key, bytes | _Kept]
    began: int
    known: dict[_Key, object] = field(default_factory=dict)
    fresh: set[_Key] = field(default_factory=set)
    held: set[_Key] = field(default_factory=set)

    def take(self, key: _Key) -> tuple[Any] | None:
        """Return a stored answer, in a tuple, None where there is none that is whole; it is not held twice."""
        sealed = self.stored.get(key)
        if sealed is None:
            return None
        if isinstance(sealed, _Kept):
            return (sealed.answer,)
        self.stored[key] = b""
        return _recalled(sealed, key)


_open: list[_Memory] = []
# What this process wrote last, by the file and its state: a preview builds again and again.
_written: dict[tuple[Path, int, int], dict[_Key, bytes | _Kept]] = {}


class Remembered(Generic[T]):
    """A function of one text; outside of `memory` it is asked anew each time."""

    def __init__(self, function: Callable[[str], T]) -> None:
        """Take the place of `function` in its module."""
        self.function = function
        self.name = f"{function.__module__}.{function.__qualname__}"
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__

    def __call__(self, text: str) -> T:
        """Return the answer for a text, which nobody may change."""
        if not _open:
            return self.function(text)
        key = self._key(text)
        if key not in _open[-1].known:
            self._keep(key, _open[-1].take(key) or (self.function(text),))
        answer: T = _open[-1].known[key]  # type: ignore[assignment]  # what this function answered
        return answer

    def ahead(self, texts: Iterable[str]) -> None:
        """Work out on all cores what is not remembered; the answers wait for who asks for them one by one."""
        if not _open:
            return
        asked = {self._key(text): text for text in texts}
        unknown = {
            key: text for key, text in asked.items() if key not in _open[-1].known and key not in _open[-1].stored
        }
        if sum(map(len, unknown.values())) < _LITTLE:
            return
        first, *others = unknown.values()
        self(first)  # what the function has to load is loaded once, here
        for key, answer in zip([*unknown][1:], on_all_cores(self.function, others), strict=True):
            self._keep(key, (answer,))

    def _key(self, text: str) -> _Key:
        return self.name, hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def _keep(self, key: _Key, answer: tuple[object]) -> None:
        (_open[-1].known[key],) = answer
        if key not in _open[-1].stored:
            _open[-1].fresh.add(key)


def is_settled(state: os.stat_result) -> bool:
    """Return whether a file of this state would have another one if it were changed after the memory was opened.

    Clocks of file systems tick slowly: what is changed again within a tick looks the same, as Git knows ("racy").
    """
    return bool(_open) and max(state.st_mtime_ns, state.st_ctime_ns) < _open[-1].began


def recall(name: str, digest: bytes) -> tuple[Any] | None:
    """Return what is remembered under a name and a digest of everything that it follows from, in a tuple."""
    if not _open:
        return None
    key = (name, digest)
    if key not in _open[-1].known:
        found = _open[-1].take(key)
        if found is None:
            return None
        (_open[-1].known[key],) = found
    return (_open[-1].known[key],)


def answer(name: str, parts: Iterable[str | bytes], work: Callable[[], R]) -> R:
    """Return what `work` answers, which follows from `parts` alone; it is asked where that is not remembered."""
    digest = digest_of(*parts)
    found = recall(name, digest)
    if found is None:
        found = (work(),)
        keep(name, digest, found[0])
    told: R = found[0]
    return told


def worked_out(
    name: str, items: Sequence[T], parts: Callable[[T], Iterable[str | bytes]], work: Callable[[T], R]
) -> list[R]:
    """Return what `work` answers for every item, which follows from its `parts`; all cores work out what is new."""
    digests = [digest_of(*parts(item)) for item in items]
    found = [recall(name, digest) for digest in digests]
    fresh = [place for place, known in enumerate(found) if known is None]
    for place, told in zip(fresh, on_all_cores(work, [items[place] for place in fresh]), strict=True):
        keep(name, digests[place], told)
        found[place] = (told,)
    return [known[0] for known in found if known]


def hold(name: str, items: Iterable[T], parts: Callable[[T], Iterable[str | bytes]]) -> None:
    """See to it that what `worked_out` knows of the items is not forgotten, though nobody asks for it this time."""
    if _open:
        _open[-1].held |= {(name, digest_of(*parts(item))) for item in items}


def digest_of(*parts: str | bytes) -> bytes:
    """Return what tells parts from any others."""
    told = hashlib.blake2b(digest_size=16)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        told.update(b"%d:" % len(content))
        told.update(content)
    return told.digest()


def keep(name: str, digest: bytes, answer: object) -> None:
    """Remember an answer, which nobody may change; where there is no memory, nothing happens."""
    if _open:
        _open[-1].known[name, digest] = answer
        _open[-1].fresh.add((name, digest))


def remembered(function: Callable[[str], T]) -> Remembered[T]:
    """Make a pure function of one text remember its answers; nobody may change an answer."""
    return Remembered(function)


@contextlib.contextmanager
def memory(folder: Path) -> Iterator[None]:
    """Remember answers in `folder` from here on; those not asked for until the end, which is reached, are forgotten."""
    store = _Store(folder / _FILE)
    held = _Memory(store.read(), store.now())
    _open.append(held)
    try:
        yield
    finally:
        _open.pop()
    store.write(held)


class _Store:
    """A file of answers; where it cannot be read or written, there is nothing to remember."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def read(self) -> dict[_Key, bytes | _Kept]:
        """Return everything that is remembered under this mark."""
        if self._state() in _written:
            return dict(_written[self._state()])
        if self.file.exists():
            with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(self.file)) as database:
                if database.execute("SELECT mark FROM mark").fetchall() == [(own_mark(),)]:
                    rows = database.execute("SELECT function, digest, answer FROM answers")
                    return {(function, digest): answer for function, digest, answer in rows}
            with contextlib.suppress(OSError):
                self.file.unlink()
        return {}

    def now(self) -> int:
        """Return the time by the clock of the file system, in nanoseconds; 0 where nothing can be kept."""
        mark = self.file.with_name(_BEGAN)
        with contextlib.suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.write_bytes(b"")
            return mark.stat().st_mtime_ns
        return 0

    def write(self, held: _Memory) -> None:
        """Store what is new, take out what was not asked for."""
        unasked = held.stored.keys() - held.known.keys() - held.held
        if held.fresh or unasked:
            self._write(held, unasked)
        _written.clear()
        if self.file.is_file():
            waiting = {key: held.stored[key] for key in held.held & held.stored.keys()}
            _written[self._state()] = {**waiting, **{key: _Kept(answer) for key, answer in held.known.items()}}

    def _state(self) -> tuple[Path, int, int]:
        try:
            state = self.file.stat()
        except OSError:
            return self.file, 0, 0
        return self.file, state.st_mtime_ns, state.st_ino

    def _write(self, held: _Memory, unasked: Iterable[_Key]) -> None:
        fresh = [(*key, _sealed(key, held.known[key])) for key in sorted(held.fresh)]
        with contextlib.suppress(sqlite3.Error, OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self.file, timeout=1)) as database, database:
                database.execute("CREATE TABLE IF NOT EXISTS mark (mark BLOB)")
                database.execute(
                    "CREATE TABLE IF NOT EXISTS answers (function TEXT, digest BLOB, answer BLOB,"
                    " PRIMARY KEY (function, digest)) WITHOUT ROWID"
                )
                database.execute("DELETE FROM mark")
                database.execute("INSERT INTO mark VALUES (?)", (own_mark(),))
                database.executemany("DELETE FROM answers WHERE function = ? AND digest = ?", unasked)
                database.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", fresh)


def _sealed(key: _Key, answer: object) -> bytes:
    told = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    return _sum(key, told) + told


def _recalled(sealed: object, key: _Key) -> tuple[Any] | None:
    """Return a stored answer, in a tuple, None where there is none that is whole."""
    if not isinstance(sealed, bytes) or sealed[:_SUM] != _sum(key, sealed[_SUM:]):
        return None
    return (pickle.loads(sealed[_SUM:]),)  # noqa: S301 - written by this program, under its own mark


def _sum(key: _Key, told: bytes) -> bytes:
    return hashlib.blake2b(key[0].encode() + key[1] + told, digest_size=_SUM).digest()


@cache
def own_mark() -> bytes:
    """Return the mark of this program as it runs."""
    return mark(Path(__file__).parent)


def mark(package: Path) -> bytes:
    """Return what answers follow from besides the texts: Python, the libraries, every line of the code in `package`."""
    found = hashlib.blake2b(f"{sys.version} {[version(name) for name in _LIBRARIES]}".encode(), digest_size=16)
    for path in sorted(package.rglob("*.py")):
        found.update(f"\0{path.relative_to(package).as_posix()}\0".encode())
        found.update(path.read_bytes())
    return found.digest()
