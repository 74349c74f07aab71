"""`scripts/fuzz`: files that nobody in their right mind would hand in, by the thousand, to everything that reads."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Thread

import click

from commands.fuzzing.readers import READERS
from commands.project import ROOT

_FOLDER = ROOT / ".cache" / "fuzz"
# How often a reader may take its whole process down before it is left alone.
_DEATHS = 20
_MEGA = 1024
_FOREVER = 10**6


@dataclass(slots=True)
class Run:
    """One reader under one engine, and what is known of it so far."""

    reader: str
    engine: str
    cases: int
    done: int = 0
    before: int = 0
    slowest: float = 0
    memory: int = 0
    found: dict[str, str] = field(default_factory=dict)


@click.command(
    help=(
        "把坏的、有恶意的文件成千上万地喂给每一处读文件的程序：只许说出问题，不许出错、卡住、多占内存、动别的文件。"
        "从真的数据改起：字节、行、值、结构；装了 atheris 的，再由覆盖率带路。"
        "出了错的留在 .cache/fuzz/，下次先试它们；改好了就自己删掉。"
    )
)
@click.option("--cases", default=5000, show_default=True, metavar="数目", help="一共试多少个，按各处的快慢分。")
@click.option("--seconds", type=float, metavar="秒", help="最多试几秒；不写就试完为止。")
@click.option("--seed", default=0, show_default=True, metavar="数字", help="种子：一样的种子，改出来的一样。")
@click.option("--plain", is_flag=True, help="不用 atheris，只按种子来，每次都一样。")
@click.argument("readers", nargs=-1, type=click.Choice(list(READERS)), metavar="[哪一处……]")
def command(*, cases: int, seconds: float | None, seed: int, plain: bool, readers: tuple[str, ...]) -> None:
    """Run every reader in processes of their own, tell how far they are, print a table, exit with 1 for any finding."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    guided = not plain and importlib.util.find_spec("atheris") is not None
    runs = list(_planned(readers or tuple(READERS), cases, guided=guided))
    started = time.monotonic()
    until = started + (seconds or _FOREVER)
    Thread(target=_tell, args=(runs, sum(run.cases for run in runs)), daemon=True).start()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda run: _run(run, seed, until), runs))
    click.echo("\r", nl=False, err=True)
    for line in _table(runs):
        click.echo(line)
    engines = "hypothesis 和 atheris" if guided else "hypothesis"
    click.echo(f"{sum(run.done for run in runs)} 个，{time.monotonic() - started:.0f} 秒，种子 {seed}，{engines}。")
    if found := sorted({(kind, file) for run in runs for kind, file in run.found.items()}):
        for kind, file in found:
            click.echo(f".cache/fuzz/{file}：{kind}")
        sys.exit(1)


def _planned(readers: Sequence[str], cases: int, *, guided: bool) -> Iterator[Run]:
    """Yield a run for each reader and engine; slow readers come first, so that the last to end is a short one."""
    shares = sum(READERS[name].share for name in readers)
    for name in sorted(readers, key=lambda name: READERS[name].share):
        most = max(10, cases * READERS[name].share // shares)
        if guided and READERS[name].guided:
            yield Run(name, "atheris", most - most // 2)
            most //= 2
        yield Run(name, "hypothesis", most)


def _run(run: Run, seed: int, until: float) -> None:
    """Let workers try until there were enough cases; one that dies is a finding, and the next goes on."""
    for death in range(_DEATHS):
        left = until - time.monotonic()
        if run.done >= run.cases or left <= 0:
            return
        arguments = (run.reader, run.engine, run.cases - run.done, left, seed + death * 1000, _FOLDER)
        run.before, is_whole = run.done, False
        with subprocess.Popen(
            [sys.executable, "-m", "commands.fuzzing.worker", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as worker:
            errors = list[str]()
            reading = Thread(target=lambda pipe, kept: kept.extend(pipe), args=(worker.stderr, errors))
            reading.start()
            for line in worker.stdout or ():
                is_whole = _heard(run, line) or is_whole
            reading.join()
        if is_whole:
            return
        _bury(run, worker, "".join(errors))


def _heard(run: Run, line: str) -> bool:
    """Take in what a worker says of itself; return whether it is its last word."""
    try:
        said = json.loads(line)
    except ValueError:
        return False  # some library has something to say
    run.done = run.before + said["cases"]
    run.slowest, run.memory = max(run.slowest, said["slowest"]), max(run.memory, said["memory"])
    run.found |= said["found"]
    return bool(said["last"])


def _bury(run: Run, worker: subprocess.Popen[str], errors: str) -> None:
    """Keep the case that took a worker down; one that could not even begin has none."""
    current = _FOLDER / f"current-{worker.pid}"
    kind = f"{run.reader} 的进程停了（{worker.returncode}）"
    file = f"{run.reader}-died{worker.returncode}.case"
    if current.exists():
        content = current.read_bytes()
        (_FOLDER / file).write_bytes(content[8 : 8 + int.from_bytes(content[:8])])
        current.unlink()
    (_FOLDER / file).with_suffix(".txt").write_text(f"{kind}\n\n{errors[-5000:]}", encoding="utf-8")
    run.found[kind] = file
    run.done += 1


def _tell(runs: Sequence[Run], cases: int) -> None:
    """Show how far everything is, on one line that is written over."""
    while True:
        done, found = sum(run.done for run in runs), len({kind for run in runs for kind in run.found})
        busy = "、".join(sorted({run.reader for run in runs if 0 < run.done < run.cases}))
        click.echo(f"\r{done} / {cases} 个，{found} 处出错；在试 {busy}".ljust(78), nl=False, err=True)
        time.sleep(1)


def _table(runs: Sequence[Run]) -> Iterator[str]:
    yield f"{'个':>8}{'出错':>7}{'最慢 秒':>10}{'内存 MB':>10}   读什么"
    for name in READERS:
        own = [run for run in runs if run.reader == name]
        if not own:
            continue
        found = len({kind for run in own for kind in run.found})
        slowest, memory = max(run.slowest for run in own), max(run.memory for run in own) // _MEGA
        done = sum(run.done for run in own)
        yield f"{done:>8}{found:>8}{slowest:>12.2f}{memory:>11}   {name}：{READERS[name].title}"
