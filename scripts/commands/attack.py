"""`scripts/attack`: an outsider's attack on what is published, from public files alone."""

from __future__ import annotations

from pathlib import Path

import click

from commands.project import ROOT, problems_end_it, progress
from zhishuo.audit.attack import attack
from zhishuo.audit.certificate import check_all, read_all
from zhishuo.audit.naive import measure
from zhishuo.audit.outside import read_known
from zhishuo.audit.shifts import shifts
from zhishuo.audit.site import read_site
from zhishuo.problems import Problem, ProblemsError


@click.command(
    help=(
        "站在外人的位置攻击公布的数字：只用公布文件（也可以加上网站和别处已有的确切数字），看能不能猜出哪一格。"
        "有一格猜得太准，或者哪里多说了，就列出来，算没有通过。"
    )
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=ROOT / "data",
    show_default="本项目的 data/",
    help="数据文件夹：攻击其中 releases/ 里的全部公布数字。",
)
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="生成好的网站，如 site/：下载文件、网页、图里的数也要核对。",
)
@click.option(
    "--known",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    multiple=True,
    help="别处已经公布的确切数字（csv），当作攻击者已经知道。可以写几次。",
)
@click.option("--months", type=click.IntRange(min=1), default=1, show_default=True, help="对最近几期解线性规划。")
@click.option("--naive", type=int, metavar="SEED", help="不攻击公布的数字，改为量一量常见的几种公布办法会被猜出多少。")
def command(data: Path, site: Path | None, known: tuple[Path, ...], months: int, naive: int | None) -> None:
    """Print what was tried and found; exit 1 when anything was found."""
    if naive is not None:
        for opened in measure(naive):
            click.echo(opened)
        return
    with problems_end_it("没有守住：这些数字不能这样公布。"):
        published = read_all(data / "releases")
        if not published:
            raise ProblemsError([Problem("releases", 0, "", "还没有公布过，没有可以攻击的")])
        releases = [release for release, _ in published]
        outside = [table for file in known for table in read_known(file)]
        problems = list(check_all(published))
        if not problems:
            shifted = shifts(published)
            problems += shifted.findings
            click.echo("\n".join(shifted.lines()))
        with progress("攻击") as advance:
            found = attack(releases, outside, advance, months)
        click.echo("\n".join(found.lines()))
        problems += found.findings
        problems += read_site(site, releases) if site else []
        if problems:
            raise ProblemsError(problems)
        if site:
            click.echo(f"网站：下载文件、网页、图里的数都和公布的一样（{site}）")
