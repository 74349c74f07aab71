"""`scripts/check`: all problems of the data, no build."""

from __future__ import annotations

import datetime as dt
import sys

import click

from commands.project import ROOT, problems_end_it
from commands.settings import site_address
from zhishuo.checks import check
from zhishuo.due import board_is_late, late
from zhishuo.media import prepare
from zhishuo.posters import share
from zhishuo.reading import Records, read
from zhishuo.remembering import memory


@click.command(help="检查 data/ 和 content/ 里的全部文件，一次列出所有问题：文件、行号、字段、要写什么。不生成网站。")
@click.option("--due", is_flag=True, help="再看哪些该更新了还没更新；公布数字晚了，退出码是 1。")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="和 --due 一起用：当作这一天来看；不写就是今天。",
)
def command(*, due: bool, today: dt.datetime | None) -> None:
    """Read and check everything, print what is wrong, and what is late when asked."""
    with problems_end_it("没有改动任何文件。"), memory(ROOT / ".cache" / "check"):
        records = read(ROOT)
        check(records)
        prepare(records)  # what it makes of the photographs is kept for the next build
        share(records, site_address())  # likewise the pictures that pages are shared with
    counts = (
        (len(records.communities), "个社区"),
        (sum(len(community.highlights) for community in records.communities.values()), "个做法"),
        (len(records.stories), "个故事"),
        (len(records.commitments), "项承诺"),
        (len(records.releases), "期公布数字"),
    )
    click.echo(f"没有问题：{'、'.join(f'{count} {what}' for count, what in counts)}。")
    if due:
        _tell_late(records, today.date() if today else dt.datetime.now().astimezone().date())


def _tell_late(records: Records, today: dt.date) -> None:
    """Print what is late; exit with 1 when the board is."""
    found = late(records, today)
    for problem in found:
        click.echo(f"该更新了：{problem}")
    if not found:
        click.echo("该更新的都更新了。")
    if board_is_late(records, today):
        click.echo("公开榜晚了。", err=True)
        sys.exit(1)
