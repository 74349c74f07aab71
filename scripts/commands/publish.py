"""`scripts/publish`: build, check, copy the site beside the versions that are public already, switch by one rename."""

from __future__ import annotations

import os
import sys

import click

from commands.build import built
from commands.project import problems_end_it
from commands.publishing.budgets import too_heavy
from commands.publishing.public_folder import UNTOUCHED, PublicError, place_of
from commands.publishing.putting import KEPT, put
from zhishuo.problems import ProblemsError


@click.command(
    help=(
        "生成网站，检查，放到公开的文件夹里，一步换成新的。中途断了、满了，公开的还是原来那一版。"
        "地方是这台电脑上的文件夹，或者 用户@机器:文件夹（要 rsync 和 ssh）。"
        f"留着最近 {KEPT} 版，用 scripts/rollback 换回去。"
    )
)
@click.argument("target", metavar="地方")
def command(target: str) -> None:
    """Publish this project's site; exit 1 with what is wrong, and the public site as it was."""
    os.umask(0o022)  # a web server may read it, whoever publishes
    try:
        place = place_of(target)
        with built() as site, problems_end_it(UNTOUCHED):
            if problems := list(too_heavy(site)):
                raise ProblemsError(problems)
            name = put(site, place, lambda words: click.echo(words, err=True))
    except PublicError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"已经公开：{name}。网站服务器的根目录是 {place}/current。")
    click.echo(f"不对的话，运行 scripts/rollback {target}，马上换回上一版。")
