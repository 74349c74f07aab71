"""`scripts/release`: a ledger in, one month's release out. The only way from the private side to the public one."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path

import click

from commands.ledger.codebook import codebook_of
from commands.ledger.opening import landed_from, private_folder
from commands.ledger.proving import known_outside
from commands.ledger.rounds import Known, rounded, stocks_for_rounding
from commands.project import ROOT, problems_end_it
from zhishuo.audit.certificate import SUFFIX, read_all, stocks_of
from zhishuo.ledger import blocks, releasing, report
from zhishuo.ledger.books import delete_old, open_books, save
from zhishuo.ledger.carry import carry_file, read_carry, text_of_carry
from zhishuo.ledger.counting import corrections, count, new_books
from zhishuo.ledger.keys import SEED, secret_in
from zhishuo.ledger.months import first_day, shifted
from zhishuo.ledger.moves import Moves
from zhishuo.ledger.tables import Table
from zhishuo.problems import Problem, ProblemsError
from zhishuo.reading import Records, read

# A month is taken as of this day of the next one, unless told otherwise: late entries have arrived by then.
_DAY_OF_EXPORT = 3
# A ledger that lacks more than this share of the requests still open is a part, not the whole.
_MOST_MISSING = 0.5
_BASES = (5, 3)


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for."""

    address: str
    period: str
    as_of: dt.date
    mapping: Path | None
    data: Path
    private: Path
    base: int
    limit: float
    known: tuple[Path, ...]


@click.command(
    help=(
        "从台账 LEDGER 算出一个月的公布数字，保护、证明、攻击一遍，都通过了才写成 data/releases/月份.yml 和证书。\n\n"
        "LEDGER 可以是 csv、tsv、jsonl、xlsx、parquet 文件，"
        "也可以是 duckdb:文件#表 或 postgresql://…#表。台账必须放在仓库外面。"
        "账册（哪些诉求公布过、误差、密钥）放在台账旁边的 zhishuo-books 文件夹，每月都要用，请备份，不要外传。"
    )
)
@click.argument("ledger")
@click.option("--period", required=True, metavar="YYYY-MM", help="公布哪个月，如 2026-10。")
@click.option("--as-of", metavar="YYYY-MM-DD", help="数据截至哪天；不写是次月 3 日，还没到就是今天。")
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    help="列名对照表；不写就用台账旁边的“台账名.mapping.yml”，没有就猜一份写出来，供您检查。",
)
@click.option(
    "--books",
    type=click.Path(path_type=Path, file_okay=False),
    help="账册放在哪个文件夹；不写就是台账旁边的 zhishuo-books。从数据库服务器读取时必须写。",
)
@click.option(
    "--base",
    type=click.Choice([str(base) for base in _BASES]),
    default=str(_BASES[0]),
    show_default=True,
    help="取整到几的倍数；定了以后每期都要一样。",
)
@click.option("--limit", default=60.0, show_default=True, help="每个镇最多算几秒；到时用已经找到的最好结果。")
@click.option(
    "--known",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    multiple=True,
    help="别处已经公布的确切数字（csv）；审计时当作攻击者已经知道。可以写几次。",
)
@click.option("--correction", is_flag=True, help="这个月已经公布：只看台账后来改了多少，差别记入下一期；不写公布数字。")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=ROOT / "data",
    show_default="本项目的 data/",
    help="数据文件夹：从这里读社区和等级的叫法，公布数字写进其中的 releases/。",
)
def command(  # noqa: PLR0913  one parameter an option
    *,
    ledger: str,
    period: str,
    as_of: str | None,
    mapping: Path | None,
    books: Path | None,
    base: str,
    limit: float,
    known: tuple[Path, ...],
    correction: bool,
    data: Path,
) -> None:
    """Read the options, then release or tell the corrections."""
    with problems_end_it("没有写任何公布数字。"):
        order = _Order(
            address=ledger,
            period=_month(period),
            as_of=_as_of(as_of, period),
            mapping=mapping,
            data=data,
            private=private_folder(ledger, books),
            base=int(base),
            limit=limit,
            known=known,
        )
        (_correct if correction else _release)(order)


def _release(order: _Order) -> None:
    """Run the stages one after the other; nothing is written before all of them went well."""
    records = read(order.data.resolve().parent)
    folder = order.data / "releases"
    before = releasing.previous_of(folder, order.period)
    previous = releasing.digest(before.read_bytes()) if before else None
    _refuse_other_base(records, order)
    codebook = codebook_of(records)
    books, carry = open_books(order.private, previous), read_carry(order.private, previous)
    source, mapping, landed = landed_from(order.address, order.mapping, codebook)
    moves = count(landed, codebook, books, order.period, order.as_of)
    _refuse_part(moves)
    published = read_all(folder)
    rounding = blocks.Rounding(order.base, secret_in(order.private, SEED, secrets.token_hex(32)), order.limit)
    tasks = blocks.tasks_of(codebook, moves, stocks_for_rounding(stocks_of(published)), carry, rounding)
    exact = [table for task in tasks.values() for table in task.exact]
    known = Known(published, known_outside(order.known, exact))

    def written(tables: tuple[Table, ...]) -> releasing.Release:
        return releasing.Release(
            period=order.period,
            as_of=order.as_of,
            next_due=releasing.next_due(order.period, records.town.next_due_day),
            sample=records.town.sample,
            previous=previous,
            code=_version(),
            base=order.base,
            groups=codebook.category_groups,
            tables=tables,
        )

    month = rounded(tasks, written, known)
    if month.attack.findings:
        raise ProblemsError(month.attack.findings)
    record = report.written(
        report.Import(source.name, source.headers, mapping.columns, landed.imported),
        report.Month(moves, exact, month.protected, month.release),
        report.Proof(month.proven.lines, tuple(month.attack.lines())),
    )
    click.echo(record)
    digest = releasing.digest(month.text.encode())
    releasing.write(order.private / f"{order.period}.report.txt", record)
    save(order.private, digest, new_books(landed, books, order.period))
    releasing.write(carry_file(order.private, digest), text_of_carry(blocks.carry_of(month.protected)))
    releasing.write(folder / f"{order.period}{SUFFIX}", month.proven.text)
    releasing.write(folder / f"{order.period}.yml", month.text)
    delete_old(order.private, [*map(releasing.digest, releasing.bytes_of(folder))])
    click.echo(
        f"已写成 {folder / f'{order.period}.yml'} 和旁边的证书；提交前请看一遍。账册在 {order.private}，请备份。"
    )


def _correct(order: _Order) -> None:
    """Tell what the ledger says otherwise than the last release did; the next release books the difference."""
    folder = order.data / "releases"
    newest = max((path.stem for path in folder.glob("*.yml")), default=None)
    if newest != order.period:
        message = f"只能更正最近公布的一期，就是 {newest}" if newest else "还没有公布过，没有可以更正的"
        raise ProblemsError([Problem("", 0, "--correction", message)])
    codebook = codebook_of(read(order.data.resolve().parent))
    digest = releasing.digest((folder / f"{newest}.yml").read_bytes())
    books = open_books(order.private, digest)
    _, _, landed = landed_from(order.address, order.mapping, codebook)
    text = report.corrections(order.period, corrections(landed, books, order.period))
    click.echo(text)
    releasing.write(order.private / f"{order.period}.correction.txt", text)


def _refuse_other_base(records: Records, order: _Order) -> None:
    bases = {release.method.base for release in records.releases.values()}
    if bases - {order.base}:
        message = f"以前各期取整到 {min(bases)} 的倍数，这一期也要写 --base {min(bases)}"
        raise ProblemsError([Problem("", 0, "--base", message)])


def _refuse_part(moves: Moves) -> None:
    """Raise ProblemsError for a ledger that lacks most of the requests which were open a month ago."""
    before = sum(move.count for move in moves.rows if move.age in {"last", "older"} and move.settled != "before")
    if moves.missing > before * _MOST_MISSING:
        message = f"以前登记、还没办结的有 {before} 件，台账里少了 {moves.missing} 件：台账要连同以前登记的一起导出"
        raise ProblemsError([Problem("", 0, moves.period, message)])


def _month(period: str) -> str:
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", period, re.ASCII):
        raise ProblemsError([Problem("", 0, "--period", f"要写年月，如 2026-10；现在是“{period}”")])
    return period


def _as_of(written: str | None, period: str) -> dt.date:
    today = dt.datetime.now().astimezone().date()
    if written is None:
        return min(today, first_day(shifted(period, 1)).replace(day=_DAY_OF_EXPORT))
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        raise ProblemsError([Problem("", 0, "--as-of", f"要写年月日，如 2026-11-03；现在是“{written}”")]) from None
    if day > today:
        raise ProblemsError([Problem("", 0, "--as-of", f"{day} 还没有到；台账里没有以后的事")])
    return day


def _version() -> str:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
