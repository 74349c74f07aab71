"""`scripts/verify`: chain, sums and certificates of all that was published, from the public files alone."""

from __future__ import annotations

import time
from pathlib import Path

import click

from commands.project import ROOT, problems_end_it
from commands.recount import recount
from zhishuo.audit.certificate import check_all, read_all
from zhishuo.audit.differences import differences
from zhishuo.audit.published import Release
from zhishuo.audit.site import read_site
from zhishuo.problems import Problem, ProblemsError


@click.command(
    help=(
        "核对全部已公布的数字：每期接着上一期的校验码，各表相加一致，都是取整基数的倍数，"
        "每期的证书（一批能同时得出全部表的诉求）成立。只读公布文件，不用台账，也不用求解器。"
        "加 --site，再把网站从头做一遍来比：每个文件都要一样，每一页上的每一个数，都要和从公布的表算出来的一样。"
    )
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=ROOT / "data",
    show_default="本项目的 data/",
    help="数据文件夹：核对其中 releases/ 里的全部公布数字和证书。",
)
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="做好的网站的文件夹，如 site/：连它的下载文件和每一页上的数一起核对。",
)
def command(data: Path, site: Path | None) -> None:
    """Print a line for every release and the time it took; all findings and exit 1 when anything is wrong."""
    started = time.perf_counter()
    with problems_end_it("核对没有通过：这些公布数字不可信，请用版本记录查是谁改的。"):
        if site and data != ROOT / "data":
            raise ProblemsError([Problem("--site", 0, "", "只能和本项目的 data/ 一起核对，不能再写 --data")])
        published = read_all(data / "releases")
        if not published:
            raise ProblemsError([Problem("releases", 0, "", "还没有公布过，没有可以核对的")])
        releases = [release for release, _ in published]
        problems = [*check_all(published), *differences(releases)]
        if problems:
            raise ProblemsError(problems)
        pages, numbers = _reckoned(site, releases) if site else (0, 0)
    for release, certificate in published:
        cells = sum(1 for table in release.tables for _ in table.cells())
        rows = sum(len(moves) for moves in certificate.moves.values())
        figures = f"{len(release.tables)} 张表，{cells} 格，证书 {rows} 行"
        click.echo(f"{release.period}：{figures}，{release.digest[:16]}，通过")
    if site:
        click.echo(f"{pages} 页上的 {numbers} 个数，和从公布的表重新做的都一样。")
    click.echo(f"{len(published)} 期全部通过，{time.perf_counter() - started:.1f} 秒。")


def _reckoned(site: Path, releases: list[Release]) -> tuple[int, int]:
    """Return how many pages and numbers there are; raises ProblemsError with all that do not come out as they stand.

    A site is made again from the releases, so its downloads have to be those first.
    """
    problems = list(read_site(site, releases))
    if any(problem.file.startswith("data/") for problem in problems):
        raise ProblemsError(problems)
    pages, numbers, found = recount(site)
    if problems + found:
        raise ProblemsError(problems + found)
    return pages, numbers
