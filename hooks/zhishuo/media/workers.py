"""Starts workers: each opens one file, within limits, and takes nothing with it when it dies."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from zhishuo.media import worker
from zhishuo.problems import Problem, ProblemsError


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost, in bytes of memory and in seconds, and how many are worked on at a time."""

    memory: int = 1_500_000_000
    seconds: float = 60
    workers: int = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Job:
    """A module that a worker runs, and in Chinese what it opens and what staff should do when it cannot."""

    module: str
    what: str
    again: str


def work(job: Job, told: Sequence[str], data: bytes, name: str, limits: Limits) -> None:
    """Let a worker do a job on the bytes of a file, `told` where to write; `name` stands in what is raised.

    The seconds are those of the clock; of the processor's, which two threads may use up at once, there are twice as
    many: they end a worker whose build was killed. Raises ProblemsError for what the job refuses, and for what needs
    more memory or time than it may have.
    """
    bounds = (f"{limits.memory}", f"{math.ceil(2 * limits.seconds)}")
    try:
        done = subprocess.run(  # noqa: S603  the program is our own
            [sys.executable, "-I", worker.__file__, job.module, *bounds, *told],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        message = f"{job.what}处理了 {limits.seconds:.0f} 秒还没有完，文件可能坏了；{job.again}"
        raise ProblemsError([Problem(name, 0, "", message)]) from error
    if done.returncode:
        refused = done.returncode == worker.REFUSED
        stopped = f"{job.what}处理到一半停了：要用的内存太多，或者文件坏了；{job.again}"
        raise ProblemsError([Problem(name, 0, "", done.stdout.decode() if refused else stopped)])
