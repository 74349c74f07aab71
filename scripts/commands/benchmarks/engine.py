"""`scripts/bench --engine`: a cold build, one edited request, a save under the own server; others too."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import click

from commands.benchmarks.processes import Run, run, saved
from commands.benchmarks.sites import chrome_of, material
from commands.benchmarks.tools import OURS, Tool, others, ours, programs
from commands.benchmarks.workload import Request, file_of, write_ours

# A measure of one tool is not begun again once it has taken so many seconds: the slow ones would take hours.
_ENOUGH = 60
_HUGO, _BARE = "Hugo", "只写我们的文件（裸循环）"
_TITLES = {"full": "从头生成", "one": "改一件", "serve": "保存到看见"}


@dataclass(slots=True)
class Measured:
    """A tool's runs by kind; how many pages of requests it wrote, and their mean bytes."""

    name: str
    version: str
    runs: dict[str, list[Run]] = field(default_factory=lambda: {kind: [] for kind in _TITLES})
    pages: int = 0
    size: float = 0

    def least(self, kind: str) -> float:
        """Return the fewest seconds of a kind."""
        return min(one.seconds for one in self.runs[kind])

    def median(self, kind: str, of: str = "seconds") -> float:
        """Return the median of a kind."""
        values: list[float] = [getattr(one, of) for one in self.runs[kind]]
        return statistics.median(values)


def report(
    scratch: Path, numbers: Sequence[int], repeats: int, wanted: Sequence[str], *, install: bool
) -> Iterator[str]:
    """Yield a table and its ratios for every number of requests; `wanted` tools alone, all where it is empty.

    With `install` the generators of others are installed first, else only those are measured that are there.
    """
    found = programs(install=install)
    chrome = _chrome(scratch / "chrome")
    for number in numbers:
        with tempfile.TemporaryDirectory(dir=scratch) as place:
            folder = Path(place)
            _say(f"{number} 件：正在写 ……")
            made = write_ours(folder / "ours", number)
            site = material(made)
            middle = len(made) // 2
            (request,) = (one for one in made if one.id == site.told[middle].id)
            tools = [
                ours(folder / "ours", file_of(folder / "ours", request), f"/stories/{request.id}/"),
                *others(folder / "peers", found, site, chrome, middle),
            ]
            known = "、".join(tool.name for tool in tools)
            tools = [tool for tool in tools if not wanted or tool.name.startswith(tuple(wanted))]
            if not tools:
                raise click.UsageError(f"没有叫这个名字的工具；现在有 {known}")
            measured = [Measured(tool.name, tool.version) for tool in tools]
            edits = _Edits(request)
            for _ in range(repeats):
                for tool, result in zip(tools, measured, strict=True):
                    _again(result, "full", _full, tool)
                    _again(result, "one", edits.one, tool)
            for tool, result in zip(tools, measured, strict=True):
                result.pages, result.size = _pages(tool, made)
                _serve(result, tool, edits.saves(tool, repeats))
            if tools[0].name == OURS:
                bare = Measured(_BARE, "")
                bare.runs["full"] = _bare(tools[0].output, folder / "bare", repeats)
                measured.append(bare)
        yield from _tables(number, measured)


def _again(result: Measured, kind: str, measure: Callable[[Tool], Run], tool: Tool) -> None:
    """Measure once more where the runs so far have not taken too long."""
    if sum(one.seconds for one in result.runs[kind]) <= _ENOUGH:
        found = measure(tool)
        result.runs[kind].append(found)
        _say(f"{tool.name} {_TITLES[kind]} {found.seconds:.2f} 秒")


def _serve(result: Measured, tool: Tool, saves: Iterator[tuple[Callable[[], object], bytes]]) -> None:
    """Save under the tool's own server until that has taken too long."""
    for found in saved(tool.serve, tool.folder, tool.environment, tool.page, saves):
        result.runs["serve"].append(found)
        _say(f"{tool.name} {_TITLES['serve']} {found.seconds:.2f} 秒")
        if sum(one.seconds for one in result.runs["serve"]) > _ENOUGH:
            break


def _full(tool: Tool) -> Run:
    """Build with nothing of an earlier build there."""
    for path in (tool.output, *tool.caches):
        shutil.rmtree(path, ignore_errors=True)
    return run(tool.full, tool.folder, tool.environment)


class _Edits:
    """Other words for the first sentence of a request, every time new ones."""

    def __init__(self, request: Request) -> None:
        self._paragraph = request.said[0]
        self._rest = request.said[0].partition("。")[2]
        self._number = count(1)
        self._texts: dict[Path, str] = {}

    def one(self, tool: Tool) -> Run:
        """Edit, then build by the tool's fastest command.

        Raises click.ClickException when the page does not show the edit.
        """
        save, words = self._edit(tool)
        save()
        measured = run(tool.one, tool.folder, tool.environment)
        if words not in (tool.output / tool.page.strip("/") / "index.html").read_bytes():
            raise click.ClickException(f"{tool.name} 没有把改过的一句写进网页")
        return measured

    def saves(self, tool: Tool, number: int) -> Iterator[tuple[Callable[[], object], bytes]]:
        """Yield so many edits, to be made, and the words that show them."""
        for _ in range(number):
            yield self._edit(tool)

    def _edit(self, tool: Tool) -> tuple[Callable[[], object], bytes]:
        text = self._texts.setdefault(tool.edited, tool.edited.read_text(encoding="utf-8"))
        words = f"这一句改过{next(self._number)}回。"
        edited = text.replace(self._paragraph, words + self._rest)
        return lambda: tool.edited.write_text(edited, encoding="utf-8"), words.encode()


def _pages(tool: Tool, made: Sequence[Request]) -> tuple[int, float]:
    pages = [tool.output / "stories" / one.id / "index.html" for one in made]
    return sum(1 for _ in tool.output.rglob("*.html")), statistics.mean(page.stat().st_size for page in pages)


def _bare(site: Path, folder: Path, repeats: int) -> list[Run]:
    """Write the files of a finished site from memory, which nothing that makes the same files can beat."""
    files = [(path.relative_to(site), path.read_bytes()) for path in site.rglob("*") if path.is_file()]
    runs = []
    for _ in range(repeats):
        shutil.rmtree(folder, ignore_errors=True)
        start, worked = time.perf_counter(), time.process_time()
        for path, content in files:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        runs.append(Run(time.perf_counter() - start, time.process_time() - worked))
    return runs


def _chrome(folder: Path) -> str:
    """Return the chrome of our pages, from a build with one made-up request."""
    (request,) = write_ours(folder, 1)
    tool = ours(folder, file_of(folder, request), f"/stories/{request.id}/")
    run(tool.full, folder, tool.environment)
    page = (tool.output / "stories" / request.id / "index.html").read_text(encoding="utf-8")
    return chrome_of(page, request.title)


def _tables(number: int, measured: Sequence[Measured]) -> Iterator[str]:
    yield f"\n{number} 件，两遍数是“最小 / 中位数”（秒）；CPU 是中位数，内存是最多时（MB）\n"
    yield "| 工具 | 版本 | 从头生成 | CPU | 内存 | 改一件 | CPU | 保存到看见 | 网页 | 一件的网页 KB |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for one in measured:
        cells = [one.name, one.version, _seconds(one, "full"), _median(one, "full", "processor", ".1f")]
        cells += [
            _median(one, "full", "megabytes", ".0f"),
            _seconds(one, "one"),
            _median(one, "one", "processor", ".1f"),
        ]
        cells += [_seconds(one, "serve"), f"{one.pages or ''}", f"{one.size / 1000:.1f}" if one.size else ""]
        yield f"| {' | '.join(cells)} |"
    hugo = next((one for one in measured if one.name == _HUGO), None)
    if hugo is not None:
        yield "\n是 Hugo 的几倍（中位数）\n"
        yield "| 工具 | 从头生成 | 改一件 | 保存到看见 | 内存 |"
        yield "|---|---|---|---|---|"
        for one in measured:
            ratios = [_ratio(one, hugo, kind, "seconds") for kind in _TITLES]
            yield f"| {' | '.join((one.name, *ratios, _ratio(one, hugo, 'full', 'megabytes')))} |"


def _seconds(one: Measured, kind: str) -> str:
    """Return the fewest seconds and the median, and of how many runs where these are few."""
    if not (runs := one.runs[kind]):
        return ""
    few = f"（{len(runs)} 次）" if len(runs) < max(map(len, one.runs.values())) else ""
    return f"{one.least(kind):.2f} / {one.median(kind):.2f}{few}"


def _median(one: Measured, kind: str, of: str, form: str) -> str:
    return f"{one.median(kind, of):{form}}" if one.runs[kind] and one.median(kind, of) else ""


def _ratio(one: Measured, hugo: Measured, kind: str, of: str) -> str:
    if not one.runs[kind] or not one.median(kind, of):
        return ""
    return f"{one.median(kind, of) / hugo.median(kind, of):.2f}"


def _say(line: str) -> None:
    click.echo(line, err=True)
