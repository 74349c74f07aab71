"""`scripts/verify`: chain, sums and certificates of all that was published, from the public files alone."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import click

from commands.fetching import fetch
from commands.project import ROOT, problems_end_it, progress
from commands.recount import compare, counted, made_again
from zhishuo.audit.certificate import check_all, read_all
from zhishuo.audit.differences import differences
from zhishuo.audit.published import Release
from zhishuo.audit.site import read_site
from zhishuo.problems import Problem, ProblemsError


@click.command(
    help=(
        "核对全部已公布的数字：每期接着上一期的校验码，各表相加一致，都是取整基数的倍数，"
        "每期的证书（一批能同时得出全部表的诉求）成立。只读公布文件，不用台账，也不用求解器。"
        "加 --site，再把网站从头做一遍来比：每个文件都要一个字节不差，每一页上的每个数，都要和从公布的表算出来的一样；"
        "写网址，就把放上网的取下来比。"
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
    metavar="文件夹或网址",
    help="做好的网站的文件夹，如 site/，或者放上网的网址，如 https://本镇网址/：连它的下载文件和每一页上的数一起核对。",
)
def command(data: Path, site: str | None) -> None:
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
    said = _reckoned(site, releases) if site else ""
    for release, certificate in published:
        cells = sum(1 for table in release.tables for _ in table.cells())
        rows = sum(len(moves) for moves in certificate.moves.values())
        figures = f"{len(release.tables)} 张表，{cells} 格，证书 {rows} 行"
        click.echo(f"{release.period}：{figures}，{release.digest[:16]}，通过")
    click.echo(said, nl=False)
    click.echo(f"{len(published)} 期全部通过，{time.perf_counter() - started:.1f} 秒。")


def _reckoned(site: str, releases: list[Release]) -> str:
    """Return what was proven of a site in a folder or at an address; exits with 1 and all that differs."""
    is_address = site.startswith(("http://", "https://"))
    with ExitStack() as stack:
        with problems_end_it("没有核对成，说不上一样不一样。"):
            if not is_address and not Path(site).is_dir():
                raise ProblemsError([Problem(site, 0, "", "没有这个文件夹")])
            anew = stack.enter_context(made_again())
            folder, problems = Path(site), list[Problem]()
            if is_address:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                with progress("取下网站") as advance:
                    problems += fetch(site, anew, folder, advance)
        with problems_end_it("核对没有通过：网站和这一份不一样，可能没有更新，也可能被人改过。"):
            said = _held(folder, anew, releases, problems)
    unseen = "隔着网看不见的：清单以外的文件，和网站给别人看的是不是另一份。\n"
    return said + unseen if is_address else said


def _held(site: Path, anew: Path, releases: list[Release], problems: list[Problem]) -> str:
    """Hold a site, got with `problems`, against the one made anew; where all is the same, the auditor reads it too."""
    told = {problem.file for problem in problems}
    problems += (problem for problem in compare(site, anew) if problem.file not in told)
    if problems or (problems := list(read_site(site, releases))):
        raise ProblemsError(problems)
    files, pages, numbers = counted(site)
    return (
        f"{files} 个文件和从头做的一个字节不差，manifest.json 也是。\n"
        f"{pages} 页上的 {numbers} 个数，和从公布的表重新做的都一样。\n"
    )
