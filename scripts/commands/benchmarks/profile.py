"""`scripts/bench --profile`: where the time of a cold build goes, step by step.

The build runs under cProfile, which slows small functions most: shares tell more than seconds. It runs on one core,
since what other processes do is not seen.
"""

from __future__ import annotations

import os
import pstats
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from commands.benchmarks.workload import write_ours
from commands.building.maker import order

# The functions whose steps are told, each within the one before.
_TOLD = (
    ("make", "scripts/commands/building/making.py", "make"),
    ("renew", "hooks/zhishuo/renewing.py", "renew"),
    ("leaf", "hooks/zhishuo/leaves.py", "leaf"),
)
_LEAST = 0.005  # share of the whole of the smallest step that is told

Function: TypeAlias = tuple[str, int, str]
Timing: TypeAlias = tuple[int, int, float, float]


def report(scratch: Path, numbers: Sequence[int]) -> Iterator[str]:
    """Yield the steps of a cold build for every number of made-up requests, the longest first."""
    for number in numbers:
        folder = scratch / f"{number}"
        write_ours(folder, number)
        told = folder / "profile"
        one_core = [found, "--cpu-list", "0"] if (found := shutil.which("taskset")) else []
        command = [*one_core, sys.executable, "-m", "cProfile", "-o", f"{told}", "-m", "commands.building.making"]
        path = {"PYTHONPATH": f"{folder / 'hooks'}{os.pathsep}{folder / 'scripts'}"}
        subprocess.run(
            command,
            input=order(folder / "site"),
            text=True,
            cwd=folder,
            check=True,
            env=os.environ | path,
            stdout=subprocess.DEVNULL,
        )
        stats: dict[Function, tuple[int, int, float, float, dict[Function, Timing]]] = pstats.Stats(f"{told}").stats  # type: ignore[attr-defined]
        whole = pstats.Stats(f"{told}").total_tt  # type: ignore[attr-defined]
        yield f"\n{number} 件，从头生成，cProfile 下共 {whole:.1f} 秒"
        for title, file, name in _TOLD:
            yield f"\n{title}"
            for seconds, function in _steps(stats, file, name):
                if seconds >= _LEAST * whole:
                    yield f"{seconds:>9.2f} 秒 {seconds / whole:>6.1%}  {_named(function)}"
        shutil.rmtree(folder)


def _steps(
    stats: dict[Function, tuple[int, int, float, float, dict[Function, Timing]]], file: str, name: str
) -> list[tuple[float, Function]]:
    """Return the functions that a function calls, or its comprehensions do, with the seconds spent in these calls."""
    found = []
    for function, (*_, callers) in stats.items():
        seconds = sum(
            timing[3] for (path, _, caller), timing in callers.items() if path.endswith(file) and caller == name
        )
        found.append((seconds, function))
    return sorted(found, reverse=True)


def _named(function: Function) -> str:
    file, line, name = function
    return f"{Path(file).parent.name}/{Path(file).name}:{line} {name}" if line else name
