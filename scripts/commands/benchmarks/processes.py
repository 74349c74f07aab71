"""Whole programs measured: seconds, processors, memory of all their processes; how soon a server shows a save."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import click

_USER, _SYSTEM = 11, 12  # fields of /proc/PID/stat after the name
_LOOK = 0.05  # seconds between two looks at the memory
_ASK = 0.005  # seconds between two requests to a server
_PATIENCE = 900  # seconds that a server may take
_STILL = 0.6  # seconds without work after which a server has done all that a save means for it


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds by the clock, seconds of processors, the most memory that its processes had at a time in MB."""

    seconds: float
    processor: float = 0
    megabytes: float = 0


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Run:
    """Run a command in `folder` to its end; raises click.ClickException with what it said when it fails."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = _started(command, folder, environment, said.fileno())
        peak = [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        watcher.join()
        if process.returncode:
            said.seek(0)
            raise click.ClickException(f"没有成功：{' '.join(command)}\n{said.read().decode()[-3000:]}")
    # ru_maxrss is no use: it begins with what this program had when it started the other one.
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak[0])


def saved(
    command: Callable[[int], Sequence[str]],
    folder: Path,
    environment: Mapping[str, str],
    address: str,
    saves: Iterator[tuple[Callable[[], object], bytes]],
) -> Iterator[Run]:
    """Start a server, do one of `saves` after the other, and yield how long the page took to show each.

    `command` takes the port. A save is what is done and the words that the page shows afterwards. Raises
    click.ClickException when the server does not show them.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with _serving(command(port), folder, environment) as pid:
        _until_shown(port, address, b"</html>")
        for save, words in saves:
            _until_still(pid)
            start = time.perf_counter()
            save()
            _until_shown(port, address, words)
            yield Run(time.perf_counter() - start)


def _started(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], said: int
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=said,
        start_new_session=True,
    )


@contextmanager
def _serving(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[int]:
    process = _started(command, folder, environment, subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        # A server may have started others, in sessions of their own.
        for pid in _tree(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def _until_shown(port: int, address: str, words: bytes) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
            try:
                connection.request("GET", address)
                if words in connection.getresponse().read():
                    return
            finally:
                connection.close()
        time.sleep(_ASK)
    raise click.ClickException(f"等了 {_PATIENCE} 秒，{address} 还没有“{words.decode()}”")


def _until_still(pid: int) -> None:
    """Wait until the processes have done nothing for a while."""
    before, since, end = -1, time.monotonic(), time.monotonic() + _PATIENCE
    while time.monotonic() < min(since + _STILL, end):
        time.sleep(_LOOK)
        ticks = sum(int(fields[_USER]) + int(fields[_SYSTEM]) for one in _tree(pid) if (fields := _fields(one)))
        if ticks > before + 1:  # a watcher that looks around now and then is still
            before, since = ticks, time.monotonic()


def _watch(pid: int, peak: list[float]) -> None:
    """Note the most memory of a process and all below it until it ends."""
    while tree := [one for one in _tree(pid) if _fields(one)]:
        peak[0] = max(peak[0], _megabytes(tree))
        time.sleep(_LOOK)


def _megabytes(tree: Sequence[int]) -> float:
    """Return the memory of processes; what several share (after a fork) counts once, which takes longer to find."""
    if len(tree) == 1:
        return _kilobytes(tree[0], "status", "VmHWM:") / 1000
    return sum(_kilobytes(pid, "smaps_rollup", "Pss:") for pid in tree) / 1000


def _kilobytes(pid: int, file: str, field: str) -> int:
    value = _read(pid, file).partition(field)[2]
    return int(value.split(maxsplit=1)[0]) if value else 0


def _tree(pid: int) -> list[int]:
    """Return a process and all that it has started, and these; looking at every process would take time of theirs."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            for thread in os.listdir(f"/proc/{one}/task"):  # noqa: PTH208 - a Path for each would take twice as long
                found += map(int, _read(one, f"task/{thread}/children").split())
    return found


def _fields(pid: int) -> list[str]:
    """Return what /proc tells of a process after its name; nothing of one that has ended."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return [] if not fields or fields[0] == "Z" else fields


def _read(pid: int, file: str) -> str:
    """Return a file that the kernel writes about a process, empty once it has ended."""
    with suppress(OSError), open(f"/proc/{pid}/{file}", encoding="utf-8", errors="replace") as lines:  # noqa: PTH123 - likewise
        return lines.read()
    return ""
