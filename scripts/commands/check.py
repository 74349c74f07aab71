"""`scripts/check`: all problems of the data, no build."""

from __future__ import annotations

import click

from commands.project import ROOT, problems_end_it, site_address
from zhishuo.checks import check
from zhishuo.media import prepare
from zhishuo.posters import share
from zhishuo.reading import read


@click.command(help="检查 data/ 和 content/ 里的全部文件，一次列出所有问题：文件、行号、字段、要写什么。不生成网站。")
def command() -> None:
    """Read and check everything, print what is wrong."""
    with problems_end_it("没有改动任何文件。"):
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
