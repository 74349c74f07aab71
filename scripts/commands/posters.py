"""`scripts/posters`: boards for the wall, cards to be shared, and the month's message, as files to print and send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from commands.project import ROOT, problems_end_it, progress
from commands.settings import site_address
from zhishuo.checks import check
from zhishuo.figures import Figures, figures_of
from zhishuo.posters import Board, check_letters, draw, letters_of
from zhishuo.problems import Problem, ProblemsError, nearest
from zhishuo.reading import Records, read
from zhishuo.views.message import month_message
from zhishuo.views.posters import CardView, cards, community_boards, month_boards

# Longer ones make squares too fine for a telephone to read off a wall.
_LONGEST = 200
_ADDRESS = re.compile(rf"(?=.{{,{_LONGEST}}}$)https?://[^\s/?#]+[^\s?#]*")


@click.command(
    help=(
        "画展板（A3 竖版，每个社区一张，每月一张）和分享图（1200×630），再写一段可以贴进居民群的话。"
        "数字和网页上的一样。都是图片和文字文件，打印、发送都行。"
    )
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT / "posters",
    show_default="本项目的 posters/",
    help="放在哪个文件夹。",
)
@click.option("--community", "communities", multiple=True, metavar="社区代号", help="只画这几个社区。可以写几次。")
@click.option("--month", "months", multiple=True, metavar="YYYY-MM", help="只画这几个月。可以写几次。")
@click.option(
    "--address",
    metavar="网址",
    show_default="mkdocs.yml 里的 site_url",
    help="网站放在哪里；图上的方块图扫出来就是它下面的网页。没有就不画方块图。",
)
@click.option(
    "--font",
    "fonts",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    multiple=True,
    help="缺字的时候用的字体文件；写两次，就是正文一个、粗体一个。",
)
def command(
    out: Path, communities: tuple[str, ...], months: tuple[str, ...], address: str | None, fonts: tuple[Path, ...]
) -> None:
    """Write everything, or nothing when a character is missing."""
    with problems_end_it("没有画任何图。"):
        records = read(ROOT)
        check(records)
        figures = figures_of(records.releases)
        where = site_address() if address is None else _address(address)
        wanted = _wanted(records, communities, months)
        letters = letters_of(fonts)
        views = [*_boards(records, figures, where, wanted), *_cards(records, figures, where, wanted)]
        check_letters(views, letters)
    out.mkdir(parents=True, exist_ok=True)
    with progress("画图") as advance:
        for done, (view, picture) in enumerate(zip(views, draw(views, letters), strict=True), 1):
            name = f"分享图-{Path(view.path).stem}.png" if isinstance(view, CardView) else f"展板-{view.name}.png"
            (out / name).write_bytes(picture)
            advance(done / len(views))
    told = [period for period in wanted if period in records.releases]
    for period in told:
        message = month_message(records, figures.until(period), where)
        (out / f"发群-{period}.txt").write_text(message, encoding="utf-8")
    click.echo(f"{len(views)} 张图、{len(told)} 段话，在 {out}。")
    if not where:
        click.echo("还没有网址，图上没有方块图：在 mkdocs.yml 里写上 site_url，或者加 --address。")


def _address(written: str) -> str:
    """Return an address that can stand in a square to be scanned; raises ProblemsError."""
    if not _ADDRESS.fullmatch(written):
        message = f"要写 http:// 或 https:// 开头的网址，不超过 {_LONGEST} 个字，里面没有空格、? 和 #"
        raise ProblemsError([Problem("--address", 0, written[:40], message)])
    return written


def _wanted(records: Records, communities: tuple[str, ...], months: tuple[str, ...]) -> set[str]:
    """Return the names of what is drawn: that asked for, or every community and the newest month."""
    problems = [
        *_unknown("--community", communities, records.communities, "没有这个社区"),
        *_unknown("--month", months, records.releases, "这个月还没有公布"),
    ]
    if problems:
        raise ProblemsError(problems)
    return {*communities, *months} or {*records.communities, *list(records.releases)[-1:]}


def _unknown(option: str, names: tuple[str, ...], known: Iterable[str], message: str) -> list[Problem]:
    return [Problem(option, 0, name, f"{message}{nearest(name, known)}") for name in names if name not in known]


def _boards(records: Records, figures: Figures, address: str, wanted: set[str]) -> Iterator[Board]:
    every: tuple[Board, ...] = (
        *community_boards(records, figures, address),
        *month_boards(records, figures, address),
    )
    return (board for board in every if board.name in wanted)


def _cards(records: Records, figures: Figures, address: str, wanted: set[str]) -> Iterator[CardView]:
    return (card for card in cards(records, figures, address) if Path(card.path).stem in wanted)
