"""The other end of `making`: a process that makes sites, ended with all that it has started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Self, cast

from zhishuo.problems import Problem, ProblemsError

# How a command is ended from outside: by a command, by closing its window.
ENDINGS = (signal.SIGTERM, signal.SIGHUP)
# What shells add to the number of the signal that ended a command.
_ENDED = 128
# Nothing of what is loaded or made goes before the end: looking through it again and again took a tenth of the time.
_PROGRAM = "import gc; gc.disable(); from commands.building.making import main; main()"
_BROKEN = ("site", 0, "", "生成网站的程序自己出了错，上面是它说的（英文），请找程序员")


class Maker:
    """Makes sites in one process as long as it is open; it knows the code as it was when it was opened."""

    def __enter__(self) -> Self:
        """Start the process, so that it is ready when there is something to make; how this is ended, it is, too."""
        for ending in ENDINGS:
            signal.signal(ending, lambda number, _: sys.exit(_ENDED + number))
        self._process: subprocess.Popen[str] | None = _started()
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.end()

    def end(self) -> None:
        """End the process with all that it has started; what is made next, another one makes, by the code of then."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None

    def make(self, fresh: Path, site: Path | None = None, state: str = "") -> str:
        """Make a site in one folder out of what stands in another, which takes long where none does.

        `state` is that of the folder in which one stands; return that of the new one.
        Raises ProblemsError with all that is wrong; how the process broke is said on the error channel.
        """
        self._process = self._process or _started()
        orders, answers = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)
        with suppress(BrokenPipeError):
            orders.write(order(fresh, site, state))
            orders.flush()
        answer = answers.readline()
        made, problems = json.loads(answer) if answer else ("", [_BROKEN])
        if problems:
            raise ProblemsError(Problem(*fields) for fields in problems)
        return str(made)


def order(fresh: Path, site: Path | None = None, state: str = "") -> str:
    """Return the line that tells such a process what to make, out of what."""
    return json.dumps([str(fresh), str(site) if site else None, state]) + "\n"


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a group of its own, its workers with it
        close_fds=False,  # the lock of the build is held as long as it is at work, even where this command is killed
    )
