"""`scripts/release`: a ledger in, one month's release out. The only way from the private side to the public one."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.project import ROOT, problems_end_it

if TYPE_CHECKING:
    from zhishuo.ledger.codebook import Codebook
    from zhishuo.ledger.landing import Ledger
    from zhishuo.ledger.raw import Source
    from zhishuo.records import Town

# A month is taken as of this day of the next one, unless told otherwise: late entries have arrived by then.
_DAY_OF_EXPORT = 3
# Below this size everything is done within two seconds and a bar would only flicker.
_BAR_FROM_BYTES = 8_000_000
_STEPS = 4


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
    from zhishuo.ledger import releasing, report, sources  # noqa: PLC0415 - the private side's libraries load slowly
    from zhishuo.ledger.counting import count  # noqa: PLC0415 - the same
    from zhishuo.ledger.protecting import protect  # noqa: PLC0415 - the same
    from zhishuo.ledger.trees import ROWS, tree_of  # noqa: PLC0415 - the same
    from zhishuo.reading import read_town  # noqa: PLC0415 - the same

    town, communities = read_town(data.parent)
    codebook = _codebook(town, {slug: (entry.name, *entry.aliases) for slug, entry in communities.items()})
    previous = releasing.previous_of(data / "releases", period)
    day = _as_of(as_of, period)
    with click.progressbar(length=_STEPS, label="正在计算", hidden=_is_quick(address), file=click.get_text_stream("stderr")) as bar:
        source, columns, landed = _imported(address, mapping_file, codebook)
        bar.update(2)
        counted = count(landed, codebook, period, day)
        bar.update(1)
        trees = {rows: tree_of(rows, codebook) for rows in ROWS}
        tables = protect(counted.cubes, trees, releasing.LEAST_COUNT)
        bar.update(1)
    release = releasing.Release(
        period=period,
        as_of=day,
        next_due=releasing.next_due(period, town.next_due_day),
        sample=town.sample,
        previous=previous,
        code=importlib.metadata.version("zhishuo"),
        tables=tables,
    )
    text = report.written(report.Import(source.name, source.headers, columns, landed.imported), counted, release)
    releasing.write(data / "releases" / f"{period}.yml", releasing.text_of(release))
    click.echo(text)
    if not sources.is_server(address):
        beside = sources.file_of(address)
        releasing.write(beside.with_name(f"{beside.stem}.{period}.report.txt"), text)
    click.echo(f"已写成 {data / 'releases' / f'{period}.yml'}；提交前请看一遍。")
