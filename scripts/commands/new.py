"""`scripts/new`: a record to fill in, every field explained; a file of its own, or an entry at the end of a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

import click

from commands.project import ROOT, problems_end_it
from zhishuo.files import COMMITMENTS, COMMUNITIES, TOWN, VISITS, community_file, story_file
from zhishuo.problems import Problem, ProblemsError, nearest
from zhishuo.records import Commitments, Community, Record, Story, Visits
from zhishuo.records.base import UNFILLED
from zhishuo.scaffolds import blank_file, with_blank_entry
from zhishuo.yaml_files import decode

F = TypeVar("F", bound=Callable[..., object])


def _slug(_: click.Context, parameter: click.Parameter, value: str) -> str:
    # A story may begin with its month: its name is the file's alone.
    form = r"[a-z0-9][a-z0-9-]{0,59}" if parameter.name == "story" else r"[a-z][a-z0-9-]{0,39}"
    if not re.fullmatch(form, value):
        raise click.BadParameter(f"代号只能用小写字母、数字和连字符，如 lamp-repair；现在写的是“{value}”")
    return value


def _known(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    known = sorted(path.stem for path in (ROOT / COMMUNITIES).glob("*.yml"))
    if value is not None and value not in known:
        raise click.BadParameter(f"没有“{value}”这个社区{nearest(value, known)}；代号是 data/communities/ 里的文件名")
    return value


def _of_community(*, required: bool) -> Callable[[F], F]:
    words = "哪个社区：data/communities/ 里的文件名，不带 .yml。" + ("" if required else "全镇的观摩不写。")
    return click.option("--community", required=required, callback=_known, metavar="社区代号", help=words)


@click.group(
    subcommand_metavar="种类 代号 [选项]",
    help="写一份空白记录：每个字段都有说明，照着填。只加新的，不改已有的。每一种都可以加 --help 看说明。",
)
def command() -> None:
    """Write a record to fill in."""


@command.command(options_metavar="[选项]", help="一个新社区：写成 data/communities/代号.yml。")
@click.argument("slug", callback=_slug, metavar="代号")
def community(slug: str) -> None:
    """Write the file of a community."""
    _write(community_file(slug), Community, {})
    number = len(list((ROOT / COMMUNITIES).glob("*.yml")))
    click.echo(
        f"4. 全镇现在有 {number} 个社区：把 {TOWN} 里的 communities 改成 {number}；序号写 1 到 {number}，不能重复。"
    )


@command.command(options_metavar="[选项]", help="一个新做法：加在社区文件里，放在它的做法最后。")
@click.argument("slug", callback=_slug, metavar="代号")
@_of_community(required=True)
def practice(slug: str, community: str) -> None:
    """Add a practice to a community."""
    _append(community_file(community), Community, "highlights", {"id": slug})


@command.command(options_metavar="[选项]", help="一个新故事：写成 data/stories/代号.yml，代号如 2026-09-lamp。")
@click.argument("story", callback=_slug, metavar="代号")
@_of_community(required=True)
def story(story: str, community: str) -> None:
    """Write the file of a story."""
    _write(story_file(story), Story, {"community": community})


@command.command(options_metavar="[选项]", help="一次来访：加在 data/visits.yml 的来访记录最后。")
@_of_community(required=False)
def visit(community: str | None) -> None:
    """Add an entry to the visit log."""
    _append(VISITS, Visits, "visits", {"community": community} if community else {})


@command.command(options_metavar="[选项]", help="一项新承诺：加在 data/commitments.yml 最后。")
@click.argument("slug", callback=_slug, metavar="代号")
def commitment(slug: str) -> None:
    """Add a promise."""
    _append(COMMITMENTS, Commitments, "commitments", {"id": slug})


def _write(file: str, kind: type[Record], given: Mapping[str, str]) -> None:
    with problems_end_it("没有改动任何文件。"):
        try:
            with (ROOT / file).open("x", encoding="utf-8", newline="\n") as new:
                new.write(blank_file(file, kind, given))
        except FileExistsError:
            raise ProblemsError([Problem(file, 0, "", "已经有这个文件，请换一个代号")]) from None
    _tell(f"写成了 {file}。")


def _append(file: str, kind: type[Record], key: str, given: Mapping[str, str]) -> None:
    with problems_end_it("没有改动任何文件。"):
        try:
            text = decode(file, (ROOT / file).read_bytes())
        except FileNotFoundError:
            raise ProblemsError([Problem(file, 0, "", "没有这个文件，请补上")]) from None
        ends = "\r\n" if "\r\n" in text else "\n"
        text, line = with_blank_entry(file, text.replace("\r\n", "\n"), kind, key, given)
        (ROOT / file).write_text(text, encoding="utf-8", newline=ends)
    _tell(f"在 {file} 里加了一条，从第 {line} 行开始。")


def _tell(done: str) -> None:
    click.echo(done)
    click.echo(f"1. 打开这个文件，把{UNFILLED}都换成真的内容，不知道的照实写不知道。")
    click.echo("2. 可不填的前面有“# ”：要写，就删去那一项每行前面的“# ”；不写，留着或删去都行。")
    click.echo("3. 运行 scripts/check，漏填的、写错的一次列出；没有问题再运行 scripts/build 看网页。")
