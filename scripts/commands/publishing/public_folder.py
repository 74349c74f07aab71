"""A folder that a web server shows, here or on another machine: whole versions of the site and a link to one of them.

What is done there, public-folder.sh does; here stands what it is told. `PublicError` is every way in which that fails.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from commands.meaning import meant

_SCRIPT = Path(__file__).with_name("public-folder.sh")
# user@host:folder, as rsync and scp read it; a path with a slash before the colon is one of this machine.
_ELSEWHERE = re.compile(r"((?:\w[\w.-]*@)?(?:\w[\w.-]*|\[[\da-fA-F:.]+\])):(?![:/]{2})(.+)", re.DOTALL)
_VERSION = re.compile(r"(\d{6,})-[\da-f]{12}")

_REFUSED = {
    "missing": "没有这个文件夹",
    "foreign": "这个文件夹不是 scripts/publish 用的，里面有别的东西；请换一个空的",
    "incomplete": "这一版不全，有人动过",
}

UNTOUCHED = "公开的网站没有动。"
_IN_DOUBT = "公开的是一整版，旧的或者新的；是哪一版，用 scripts/rollback 加 --list 看。"


class PublicError(Exception):
    """Raised with what is wrong, in Chinese, and what is public now."""

    def __init__(self, message: str, outcome: str = UNTOUCHED) -> None:
        """Set what people read: a line each."""
        super().__init__(f"{message}\n{outcome}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a public folder lies: `host` is empty for this machine, else `user@host` as ssh takes it."""

    host: str
    path: str

    def __str__(self) -> str:
        """Return the place as it was written."""
        return f"{self.host}:{self.path}" if self.host else self.path


def place_of(target: str) -> Place:
    """Return where `target` is; raises PublicError for what cannot hold a link that is switched."""
    if target.startswith("rsync://") or "::" in target:
        raise PublicError(f"{target}: rsync 服务的地址不能一步切换；请写 用户@机器:文件夹（用 ssh）")
    found = _ELSEWHERE.fullmatch(target)
    return Place(found[1], found[2]) if found else Place("", str(Path(target).absolute()))


@dataclass(frozen=True, slots=True)
class Version:
    """A whole version: its name, and when it was put there by the clock of that machine."""

    name: str
    day: str

    @property
    def number(self) -> int:
        """Return its number; a later version has a greater one."""
        return int(self.name.partition("-")[0])

    @property
    def digest(self) -> str:
        """Return what tells its site from another."""
        return self.name.partition("-")[2]


@dataclass(slots=True)
class PublicFolder:
    """A public folder whose lock is held: what is there, and the orders it takes."""

    place: Place
    current: str = ""
    versions: list[Version] = field(default_factory=list)
    _told: subprocess.Popen[str] | None = None

    def order(self, *words: str) -> None:
        """Have one order carried out; raises PublicError where it was not."""
        told = self._told
        if told is None or told.stdin is None or told.stdout is None:
            raise RuntimeError("the folder is not open")
        try:
            print(*words, file=told.stdin, flush=True)
            answer = told.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if answer != "done\n":
            why = answer.removeprefix("refused ").strip()
            if why in _REFUSED:
                raise PublicError(f"{self.place}: {_REFUSED[why]}")
            outcome = _IN_DOUBT if words[0] == "show" else UNTOUCHED
            raise PublicError(f"{self.place}: {meant(_complaint(told))}", outcome)


def shell() -> list[str]:
    """Return the remote shell: ssh, or what RSYNC_RSH names, which rsync follows too."""
    return shlex.split(os.environ.get("RSYNC_RSH") or "ssh")


@contextmanager
def opened(place: Place, say: Callable[[str], object], *, new: bool = False) -> Iterator[PublicFolder]:
    """Hold the lock of a public folder; `say` is told where another holds it, `new` permits an empty folder.

    Raises PublicError where it cannot be reached, or is none.
    """
    script = ["sh", "-c", _SCRIPT.read_text(encoding="utf-8"), "zhishuo", place.path, *(["new"] if new else [])]
    command = [*shell(), place.host, shlex.join(script)] if place.host else script
    with _started(command, place) as told:
        folder = PublicFolder(place, _told=told)
        for line in iter(told.stdout.readline, "ready\n") if told.stdout else ():
            if not line:
                raise PublicError(f"{place}: {meant(_complaint(told))}")
            match line.rstrip("\n").split(" ", 2):
                case ["waiting"]:
                    say("另一次发布正在进行，等它做完……")
                case ["refused", why]:
                    raise PublicError(f"{place}: {_REFUSED.get(why, why)}")
                case ["current", name]:
                    folder.current = name
                case ["version", name, day] if _VERSION.fullmatch(name):
                    folder.versions.append(Version(name, day))
        yield folder


@contextmanager
def _started(command: Sequence[str], place: Place) -> Iterator[subprocess.Popen[str]]:
    """Start what speaks for the folder; when the block ends, it is told no more and ends by itself."""
    pipe = subprocess.PIPE
    try:
        told = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, errors="replace")
    except FileNotFoundError as error:
        raise PublicError(f"{place}: 这台电脑上没有 {command[0]}，请先装上") from error
    try:
        yield told
    finally:
        told.communicate()


def _complaint(told: subprocess.Popen[str]) -> str:
    """Return what was said on standard error by a process that has ended, or is about to."""
    return told.communicate()[1]
