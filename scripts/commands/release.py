"""`scripts/release`: a ledger in, one month's release out. The only way from the private side to the public one."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path

import click

from commands.project import ROOT, problems_end_it
from zhishuo.figures import lines
from zhishuo.ledger import guessing, landing, releasing, report, sources
from zhishuo.ledger.codebook import Codebook, Entry
from zhishuo.ledger.counting import Counted, count
from zhishuo.ledger.mapping import Mapping, check_headers, guess, read_mapping
from zhishuo.ledger.months import first_day, shifted
from zhishuo.ledger.protecting import protect
from zhishuo.ledger.raw import Source
from zhishuo.ledger.trees import ROWS, tree_of
from zhishuo.problems import Problem, ProblemsError
from zhishuo.reading import Records, read
from zhishuo.yaml_files import decode

# A month is taken as of this day of the next one, unless told otherwise: late entries have arrived by then.
_DAY_OF_EXPORT = 3
# Below this size everything is done within about two seconds and a bar would only flicker.
_BAR_FROM_BYTES = 500_000
_STEPS = 4
# A ledger that has less than this share of what was published of the month before is a part, not the whole.
_LEAST_SHARE = 0.5


@click.command(
    help=(
        "从台账 LEDGER 算出一个月的公布数字，写成 data/releases/月份.yml；导入报告写在台账旁边。\n\n"
        "LEDGER 可以是 csv、tsv、jsonl、xlsx、xls、ods、parquet 文件，"
        "也可以是 duckdb:文件#表 或 postgresql://…#表。台账必须放在仓库外面。"
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
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=ROOT / "data",
    show_default="本项目的 data/",
    help="数据文件夹：从这里读社区和等级的叫法，公布数字写进其中的 releases/。",
)
def command(ledger: str, period: str, as_of: str | None, mapping: Path | None, data: Path) -> None:
    """Run the stages one after the other; nothing is written before all of them went well."""
    with problems_end_it("没有写任何公布数字。"):
        _release(ledger, _month(period), as_of, mapping, data)


def _release(address: str, period: str, as_of: str | None, mapping_file: Path | None, data: Path) -> None:

    records = read(data.resolve().parent)
    codebook = codebook_of(records)
    previous = releasing.previous_of(data / "releases", period)
    day = _as_of(as_of, period)
    source, mapping = _opened(address, mapping_file, codebook)
    with click.progressbar(length=_STEPS, label="正在计算", hidden=_is_quick(address)) as bar:
        landed = landing.land(source.read(mapping.columns), mapping, codebook)
        bar.update(2)
        counted = count(landed, codebook, period, day)
        bar.update(1)
        _refuse_part(records, counted)
        tables = protect(counted.cubes, {rows: tree_of(rows, codebook) for rows in ROWS}, releasing.LEAST_COUNT)
        bar.update(1)
    due = releasing.next_due(period, records.town.next_due_day)
    release = releasing.Release(period, day, due, records.town.sample, previous, _version(), tables)
    text = report.written(
        report.Import(source.name, source.headers, mapping.columns, landed.imported), counted, release
    )
    file = data / "releases" / f"{period}.yml"
    click.echo(text)
    if not sources.is_server(address):
        beside = sources.file_of(address)
        releasing.write(beside.with_name(f"{beside.stem}.{period}.report.txt"), text)
    releasing.write(file, releasing.text_of(release))
    click.echo(f"已写成 {file}；提交前请看一遍。")


def _refuse_part(records: Records, counted: Counted) -> None:
    """Raise ProblemsError for a ledger that lacks most of what the last release told of the month before."""
    cohort = shifted(counted.period, -1)
    published = records.releases.get(cohort)
    if published is None:
        return
    before = sum(line.total for line in lines(published, "registered", "grade", "total"))
    now = sum(counted.days.values())
    if now < before * _LEAST_SHARE:
        message = f"台账里 {cohort} 登记的只有 {now} 件，上一期公布过 {before} 件：台账要连同以前登记的一起导出"
        raise ProblemsError([Problem("", 0, counted.period, message)])


def codebook_of(records: Records) -> Codebook:
    """Return the town's words in the form the private side takes: it never reads the public records itself."""
    town = records.town
    groups: dict[str, list[str]] = {}
    for category in town.categories:
        groups.setdefault(category.group, []).append(category.id)
    return Codebook(
        communities=tuple(
            Entry(slug, (entry.name, entry.name.removesuffix("社区"), *entry.aliases))
            for slug, entry in records.communities.items()
        ),
        grades=tuple(
            Entry(grade.id, (grade.word, grade.colour, grade.colour + grade.word, *grade.aliases))
            for grade in town.grades
        ),
        hours={grade.id: grade.promised_hours for grade in town.grades},
        categories=tuple(Entry(category.id, (category.name, *category.aliases)) for category in town.categories),
        channels=tuple(Entry(channel.id, (channel.name, *channel.aliases)) for channel in town.channels),
        category_groups=tuple(map(tuple, groups.values())),
        sensitive=frozenset(category.id for category in town.categories if category.sensitive),
    )


def _opened(address: str, mapping_file: Path | None, codebook: Codebook) -> tuple[Source, Mapping]:
    """Return the ledger and its mapping; without a mapping file one is guessed and written out."""
    if mapping_file is None:
        mapping_file = _mapping_beside(address)
    if mapping_file.exists():
        mapping = read_mapping(mapping_file.name, decode(mapping_file.name, mapping_file.read_bytes()), codebook)
        source = sources.open_ledger(address, ROOT, mapping.sheet, set(mapping.columns.values()))
        check_headers(mapping_file.name, mapping, source.headers)
        return source, mapping
    source = sources.open_ledger(address, ROOT)
    text = guessing.written(guess(source.headers), source.headers)
    releasing.write(mapping_file, text)
    click.echo(f"没有列名对照表，按表头猜了一份：{mapping_file}。请检查；不对就改好，再运行一次。", err=True)
    return source, read_mapping(mapping_file.name, text, codebook)


def _mapping_beside(address: str) -> Path:

    if sources.is_server(address):
        message = "从数据库服务器读取时，要写明列名对照表放在哪里；文件还没有时会猜一份写在那里"
        raise ProblemsError([Problem("", 0, "--mapping", message)])
    file = sources.file_of(address)
    sources.refuse_inside(file, ROOT)
    return file.with_name(f"{file.stem}.mapping.yml")


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


def _is_quick(address: str) -> bool:

    return not sources.is_server(address) and sources.file_of(address).stat().st_size < _BAR_FROM_BYTES


def _version() -> str:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
