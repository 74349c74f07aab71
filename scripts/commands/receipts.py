"""`scripts/receipts`: seal what became of every request for the page 查我的事, and print the slips with the codes."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import TypeVar

import click

from commands.ledger.codebook import codebook_of
from commands.ledger.opening import landed_from, private_folder
from commands.ledger.slips import SHEET, slips
from commands.project import ROOT, problems_end_it
from zhishuo.files import RECEIPTS, SEALED
from zhishuo.ledger import landing
from zhishuo.ledger.codes import code_of, grouped
from zhishuo.ledger.issued import Issued, issued_in, keep
from zhishuo.ledger.keys import RECEIPTS as KEY
from zhishuo.ledger.keys import fingerprint, secret_in
from zhishuo.ledger.months import shifted
from zhishuo.ledger.receipts import STATES, Request, Told, is_recent, names_of, numbers_of, replies_in, requests_of
from zhishuo.ledger.releasing import next_due, write
from zhishuo.ledger.sealing import Sealed, digest, sealed
from zhishuo.ledger.sources import open_ledger
from zhishuo.problems import Problem, ProblemsError
from zhishuo.reading import Records, read
from zhishuo.views.base import SHAPES

_HEAD = "# yaml-language-server: $schema=schema/receipts.json\n# 由 scripts/receipts 写成，请勿手工改动。\n"
_NEW_KEY = "实在找不回就加 --new-key 换一把，以前的纸条都作废"
F = TypeVar("F", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class _Office:
    """What sealing and printing start from: the records, the private folder with its key, the ledger as of today."""

    root: Path
    records: Records
    folder: Path
    key: bytes
    issued: Issued
    landed: landing.Ledger

    def requests(self, told: dict[str, Told], day: dt.date) -> list[Request]:
        """Return every request of the ledger as of `day`."""
        return list(requests_of(self.landed, codebook_of(self.records), self.code, told, day))

    def code(self, number: str) -> str:
        """Return the code of a request, the newest one."""
        return code_of(self.key, number, self.issued.renewed.get(number, 0))


def _opened(ledger: str, mapping: Path | None, books: Path | None, data: Path, *, new_key: bool) -> _Office:
    """Open the ledger and the private folder.

    Raises ProblemsError when the key is not that of the last sealing: with another one no slip would open anything.
    """
    folder, root = private_folder(ledger, books), data.resolve().parent
    records = read(root)
    last = records.receipts if records.receipts and not records.receipts.sample else None
    if last and not new_key and not (folder / KEY).exists():
        message = f"{folder} 里没有 {KEY}，而以前封存用过一把。请找回原来的文件夹（--books）或备份；{_NEW_KEY}"
        raise ProblemsError([Problem("", 0, "密钥", message)])
    key = secret_in(folder, KEY, secrets.token_hex(32))
    if last and not new_key and fingerprint(key) != last.key:
        message = f"{folder / KEY} 和上次封存用的不是同一把。请用原来那把；{_NEW_KEY}"
        raise ProblemsError([Problem("", 0, "密钥", message)])
    _, _, landed = landed_from(ledger, mapping, codebook_of(records))
    return _Office(root, records, folder, key, issued_in(folder), landed)


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
        click.option("--new-key", is_flag=True, help="密钥丢了，换一把新的：以前的纸条都作废，要重新打。"),
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
@click.option("--samples", is_flag=True, help="示例站上公布三个码给人试用；真实的台账千万不要用。")
@click.option("--fewer", is_flag=True, help="这次比上次少得多，知道是怎么回事，照样封。")
def seal(  # noqa: PLR0913  one parameter an option
    *,
    ledger: str,
    mapping: Path | None,
    books: Path | None,
    data: Path,
    new_key: bool,
    as_of: str | None,
    replies: Path | None,
    months: int,
    samples: bool,
    fewer: bool,
) -> None:
    """Seal all receipts anew."""
    with problems_end_it("没有封存，网站上原来的没有动。"):
        day = _day("--as-of", as_of)
        if day > _today():
            raise ProblemsError([Problem("", 0, "--as-of", f"{day} 还没有到；要写台账导出的那天")])
        office = _opened(ledger, mapping, books, data, new_key=new_key)
        if samples and not office.records.town.sample:
            raise ProblemsError([Problem("", 0, "--samples", "这不是示例站：公布了码，谁都看得到那一件事")])
        told = {}
        if replies:
            told = replies_in(replies.name, open_ledger(str(replies), ROOT), numbers_of(office.landed))
        since = dt.date.fromisoformat(f"{shifted(f'{day:%Y-%m}', -months)}-01")
        found = [one for one in office.requests(told, day) if is_recent(one, since)]
        answered = sum(bool(one.receipt.reply) for one in found)
        if not fewer and (lost := office.issued.lost(len(found), answered)):
            message = "；".join(lost) + "。台账要用全的（不是只有一个月的），答复表也要全；确实这样就加 --fewer"
            raise ProblemsError([Problem("", 0, "台账", message)])
        closed = sealed([one.receipt for one in found], secrets.token_bytes)
        index = _index(office, closed, day, months, _samples(found) if samples else [])
        write(office.root / SEALED, closed.data)
        write(office.root / RECEIPTS, index)
        keep(office.folder, replace(office.issued, receipts=len(found), replies=answered))
    size = len(closed.data) / 1_000_000
    click.echo(
        f"封好 {len(found)} 件（有答复的 {answered} 件），{closed.shards} 片，{size:.1f} MB；"
        "外人只看得出大概的档，看不出有多少件。两个文件要一起提交。"
    )
    if left_out := sum(item.count for item in office.landed.imported.refused):
        reasons = "、".join(f"{item.reason} {item.count} 条" for item in office.landed.imported.refused)
        click.echo(f"台账里有 {left_out} 条用不上，拿着纸条的人会查不到：{reasons}。请在台账里改好再封。", err=True)


@command.command(
    "slips",
    options_metavar="[选项]",
    help="把 LEDGER 里的诉求印成带码的纸条（A4 一页 8 张），写成一个网页，用浏览器打开打印。",
)
@_of_a_ledger
@click.option("--since", metavar="YYYY-MM-DD", help="只印这天和以后登记的；不写是今天。")
@click.option("--id", "numbers", multiple=True, metavar="诉求编号", help="只印这几件（补打用）。可以写几次。")
@click.option("--renew", is_flag=True, help="码让别人看到了：给 --id 的那几件换新码，旧码下次封存以后作废。")
@click.option("--url", metavar="网址", help="网站的网址，印成方块图扫码用；不写就只印码。")
def print_slips(  # noqa: PLR0913  one parameter an option
    *,
    ledger: str,
    mapping: Path | None,
    books: Path | None,
    data: Path,
    new_key: bool,
    since: str | None,
    numbers: tuple[str, ...],
    renew: bool,
    url: str | None,
) -> None:
    """Write the sheets of slips into the private folder."""
    with problems_end_it("没有写纸条。"):
        first = _day("--since", since)
        if url and not url.startswith(("https://", "http://")):
            raise ProblemsError([Problem("", 0, "--url", f"要以 https:// 或 http:// 开头；现在是“{url}”")])
        if renew and not numbers:
            raise ProblemsError([Problem("", 0, "--renew", "要用 --id 写明给哪几件换码")])
        office = _opened(ledger, mapping, books, data, new_key=new_key)
        if missing := sorted(set(numbers) - numbers_of(office.landed)):
            raise ProblemsError([Problem("", 0, "--id", f"台账里没有这些编号：{'、'.join(missing)}")])
        if renew:
            before = office.issued.renewed
            renewed = {**before, **{number: before.get(number, 0) + 1 for number in numbers}}
            office = replace(office, issued=replace(office.issued, renewed=renewed))
        every = office.requests({}, _today())
        chosen = [one for one in every if (one.number in numbers if numbers else one.registered >= first)]
        if not chosen:
            raise ProblemsError([Problem("", 0, "--since", f"{first} 和以后没有登记的诉求；要印更早的，改 --since")])
        file = _unused(office.folder, f"slips-{_today() if numbers else first}")
        write(file, slips(chosen, office.records, url), 0o600)
        if renew:
            keep(office.folder, office.issued)
    pages = -(-len(chosen) // SHEET)
    click.echo(f"已写 {len(chosen)} 张纸条，{pages} 页：{file}。用浏览器打开打印；打完就删，不要外传。")
    if renew:
        click.echo("换了新码。请马上再封一次（scripts/receipts seal），在那以前新码查不到、旧码还打得开。")


def _unused(folder: Path, name: str) -> Path:
    """Return a file of this name that does not exist yet: codes already printed are not to be overwritten."""
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(file for each in names if not (file := folder / f"{each}.html").exists())


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _day(option: str, text: str | None) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else _today()
    except ValueError:
        raise ProblemsError([Problem("", 0, option, f"要写年月日，如 2026-11-03；现在是“{text}”")]) from None


def _index(office: _Office, closed: Sealed, day: dt.date, months: int, samples: list[str]) -> str:
    """Return the text of data/receipts.yml."""
    records = office.records
    town, codebook = records.town, codebook_of(records)
    grades: dict[str, str] = {one.id: f"{SHAPES[one.id]} {one.colour}·{one.word}" for one in town.grades}
    lists = {
        "grades": names_of(codebook, "grade", grades),
        "communities": names_of(codebook, "community", {slug: one.name for slug, one in records.communities.items()}),
        "categories": names_of(codebook, "category", {one.id: one.name for one in town.categories}),
        "outcomes": STATES,
        "samples": samples,
    }
    return (
        f"{_HEAD}format: 1\nsample: {str(town.sample).lower()}\nas_of: {day}\n"
        f"next_due: {next_due(shifted(f'{day:%Y-%m}', -1), town.next_due_day)}\n"
        f'key: "{fingerprint(office.key)}"\nmonths: {months}\n'
        f'salt: "{closed.salt.hex()}"\nshards: {closed.shards}\nsha256: "{digest(closed)}"\n'
        + "".join(f"{name}: {json.dumps(items, ensure_ascii=False)}\n" for name, items in lists.items())
    )


def _samples(found: list[Request]) -> list[str]:
    """Return codes to try on a sample site: one that is open, one solved, one settled otherwise; with replies first."""
    newest = sorted(found, key=lambda one: (bool(one.receipt.reply), one.registered), reverse=True)
    states = [STATES[one.receipt.codes["outcome"]] for one in newest]
    places = [states.index(state) for state in ("open", "solved", "explained") if state in states]
    return [grouped(newest[place].receipt.code) for place in places]
