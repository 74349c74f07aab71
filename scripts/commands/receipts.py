"""`scripts/receipts`: seal what became of every request for the page 查我的事, and print the slips with the codes."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from commands.codebook import codebook_of
from commands.opening import landed_from, private_folder
from commands.project import ROOT, problems_end_it
from commands.slips import SHEET, slips
from zhishuo.files import RECEIPTS, SEALED
from zhishuo.ledger.codes import grouped
from zhishuo.ledger.keys import RECEIPTS as KEY
from zhishuo.ledger.keys import secret_in
from zhishuo.ledger.months import shifted
from zhishuo.ledger.receipts import STATES, Request, Told, is_recent, names_of, replies_in, requests_of
from zhishuo.ledger.releasing import next_due, write
from zhishuo.ledger.sealing import Sealed, digest, sealed
from zhishuo.ledger.sources import open_ledger
from zhishuo.problems import Problem, ProblemsError
from zhishuo.reading import Records, read
from zhishuo.views.base import SHAPES

_HEAD = "# yaml-language-server: $schema=schema/receipts.json\n# 由 scripts/receipts 写成，请勿手工改动。\n"
F = TypeVar("F", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Where everything lies: the ledger's address and mapping, the private folder, data/."""

    address: str
    mapping: Path | None
    folder: Path
    data: Path

    def requests(self, records: Records, told: dict[str, Told], day: dt.date) -> list[Request]:
        """Return every request of the ledger as of `day`."""
        key = secret_in(self.folder, KEY, secrets.token_hex(32))
        codebook = codebook_of(records)
        _, _, landed = landed_from(self.address, self.mapping, codebook)
        return list(requests_of(landed, codebook, key, told, day))


def _of_a_ledger(function: F) -> F:
    """Add what both subcommands ask for."""
    for option in (
        click.option(
            "--data",
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            default=ROOT / "data",
            show_default="本项目的 data/",
            help="数据文件夹。",
        ),
        click.option(
            "--books",
            type=click.Path(path_type=Path, file_okay=False),
            help="账册文件夹，码的密钥在里面；不写就是台账旁边的 zhishuo-books。",
        ),
        click.option(
            "--mapping", type=click.Path(path_type=Path, dir_okay=False), help="列名对照表；不写就用台账旁边的。"
        ),
        click.argument("ledger"),
    ):
        function = option(function)
    return function


@click.group(
    help=(
        "查我的事：seal 把台账里每件事办到哪一步锁进网站，只有纸条上的码打得开；slips 打印纸条。\n\n"
        "码由账册文件夹里的密钥 receipts.key 算出。丢了密钥，以前的纸条就都打不开了：请备份，不要外传。"
    ),
    subcommand_metavar="seal|slips [选项]",
)
def command() -> None:
    """Hold the two subcommands together."""


@command.command(
    "seal",
    options_metavar="[选项]",
    help="把 LEDGER 里还没办结、和一年以内办结的诉求锁好，写成 data/receipts.yml 和 data/receipts.bin。",
)
@_of_a_ledger
@click.option("--as-of", metavar="YYYY-MM-DD", help="数据截至哪天；不写是今天。")
@click.option(
    "--replies",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="答复表（表格文件），三列：诉求编号、承办单位、公开答复。是写给本人看的，不要写别人的事。",
)
@click.option(
    "--months", type=click.IntRange(min=1), default=12, show_default=True, help="办结几个月以内的还放在网上。"
)
def seal(  # noqa: PLR0913  one parameter an option
    *,
    ledger: str,
    mapping: Path | None,
    books: Path | None,
    data: Path,
    as_of: str | None,
    replies: Path | None,
    months: int,
) -> None:
    """Seal all receipts anew."""
    with problems_end_it("没有封存，网站上原来的没有动。"):
        day = _day("--as-of", as_of)
        place = _Ledger(ledger, mapping, private_folder(ledger, books), data)
        records = read(data.resolve().parent)
        told = replies_in(replies.name, open_ledger(str(replies), ROOT)) if replies else {}
        since = dt.date.fromisoformat(f"{shifted(f'{day:%Y-%m}', -months)}-01")
        every = place.requests(records, told, day)
        found = [one for one in every if is_recent(one, since)]
        if replies and (unknown := sorted(told.keys() - {one.number for one in every})):
            message = f"有 {len(unknown)} 个编号不在台账里：{'、'.join(unknown[:5])}"
            raise ProblemsError([Problem(replies.name, 0, "诉求编号", message)])
        closed = sealed([one.receipt for one in found], secrets.token_bytes)
        root = data.resolve().parent
        write(root / SEALED, closed.data)
        write(root / RECEIPTS, _index(records, closed, day, found))
    size = len(closed.data) / 1_000_000
    click.echo(f"封好 {len(found)} 件，{closed.shards} 片，{size:.1f} MB；看不出有多少件。两个文件要一起提交。")


@command.command(
    "slips",
    options_metavar="[选项]",
    help="把 LEDGER 里的诉求印成带码的纸条（A4 一页 8 张），写成一个网页，用浏览器打开打印。",
)
@_of_a_ledger
@click.option("--since", metavar="YYYY-MM-DD", help="只印这天和以后登记的；不写是今天。")
@click.option("--id", "numbers", multiple=True, metavar="诉求编号", help="只印这几件（补打用）。可以写几次。")
@click.option("--url", metavar="网址", help="网站的网址，印成方块图扫码用；不写就只印码。")
def print_slips(  # noqa: PLR0913  one parameter an option
    *,
    ledger: str,
    mapping: Path | None,
    books: Path | None,
    data: Path,
    since: str | None,
    numbers: tuple[str, ...],
    url: str | None,
) -> None:
    """Write the sheets of slips into the private folder."""
    with problems_end_it("没有写纸条。"):
        first = _day("--since", since)
        place = _Ledger(ledger, mapping, private_folder(ledger, books), data)
        records = read(data.resolve().parent)
        every = place.requests(records, {}, _day("", None))
        chosen = [one for one in every if (one.number in numbers if numbers else one.registered >= first)]
        if missing := sorted(set(numbers) - {one.number for one in chosen}):
            raise ProblemsError([Problem("", 0, "--id", f"台账里没有这些编号：{'、'.join(missing)}")])
        if not chosen:
            raise ProblemsError([Problem("", 0, "--since", f"{first} 和以后没有登记的诉求；要印更早的，改 --since")])
        file = place.folder / f"slips-{first}.html"
        write(file, slips(chosen, records, url))
    pages = -(-len(chosen) // SHEET)
    click.echo(f"已写 {len(chosen)} 张纸条，{pages} 页：{file}。用浏览器打开打印；打完就删，不要外传。")


def _day(option: str, text: str | None) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else dt.datetime.now().astimezone().date()
    except ValueError:
        raise ProblemsError([Problem("", 0, option, f"要写年月日，如 2026-11-03；现在是“{text}”")]) from None


def _index(records: Records, closed: Sealed, day: dt.date, found: list[Request]) -> str:
    """Return the text of data/receipts.yml."""
    town, codebook = records.town, codebook_of(records)
    grades: dict[str, str] = {one.id: f"{SHAPES[one.id]} {one.colour}·{one.word}" for one in town.grades}
    lists = {
        "grades": names_of(codebook, "grade", grades),
        "communities": names_of(codebook, "community", {slug: one.name for slug, one in records.communities.items()}),
        "categories": names_of(codebook, "category", {one.id: one.name for one in town.categories}),
        "outcomes": STATES,
        "samples": _samples(found) if town.sample else [],
    }
    return (
        f"{_HEAD}format: 1\nsample: {str(town.sample).lower()}\nas_of: {day}\n"
        f"next_due: {next_due(shifted(f'{day:%Y-%m}', -1), town.next_due_day)}\n"
        f'salt: "{closed.salt.hex()}"\nshards: {closed.shards}\nsha256: "{digest(closed.data)}"\n'
        + "".join(f"{name}: {json.dumps(items, ensure_ascii=False)}\n" for name, items in lists.items())
    )


def _samples(found: list[Request]) -> list[str]:
    """Return codes to try on a sample site: one that is open, one solved, one settled otherwise; with replies first."""
    newest = sorted(found, key=lambda one: (bool(one.receipt.reply), one.registered), reverse=True)
    states = [STATES[one.receipt.codes["outcome"]] for one in newest]
    places = [states.index(state) for state in ("open", "solved", "explained") if state in states]
    return [grouped(newest[place].receipt.code) for place in places]
