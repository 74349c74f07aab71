"""An exhibit is how every figure appears: sentence, table, chart, download, source and date, always in this order."""

from __future__ import annotations

from dataclasses import dataclass

from zhishuo.records import Release, ReleaseTable
from zhishuo.views.base import Link
from zhishuo.views.charts import Bars, Trend
from zhishuo.views.curves import Funnel, Multiples, Stairs
from zhishuo.views.tables import Table
from zhishuo.views.words import day_words, month_words

# The account of every row in every month: where what the pages add up can be added up again.
ACCOUNTS_CSV = Link("下载各月各行的账（CSV）", "data/accounts.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One figure for reading; `full` are the whole tables where `table` is narrowed for phones.

    `formula` is where the page on method works out such a figure; `see` leads to what it is about.
    """

    id: str
    heading: str
    sentence: str
    table: Table
    full: tuple[Table, ...] = ()
    chart: Bars | Trend | Stairs | Funnel | Multiples | None = None
    notes: tuple[str, ...] = ()
    csv: Link = ACCOUNTS_CSV
    formula: str = "formulas"
    see: tuple[Link, ...] = ()
    source: str


@dataclass(frozen=True, slots=True)
class Section:
    """Exhibits under one heading."""

    id: str
    heading: str
    intro: str
    exhibits: tuple[Exhibit, ...]


def source_line(release: Release) -> str:
    """Return where figures come from, how fresh they are and when the next are due."""
    sample = "示例台账" if release.sample else "诉求台账"
    return (
        f"来源：{month_words(release.period)}公布的数据（{sample}） · 数据截至 {day_words(release.as_of)}"
        f" · 下次更新不晚于 {day_words(release.next_due)}"
    )


def csv_path(period: str, table: ReleaseTable) -> str:
    """Return where one table of a month can be downloaded."""
    block = f"-{table.block}" if table.block else ""
    return f"data/{period}/{table.population}-{table.rows}-{table.split}{block}.csv"


def csv_link(release: Release, population: str, rows: str, split: str) -> Link:
    """Return the download of one published table; raises StopIteration where it was not published."""
    wanted = (population, rows, split)
    table = next(one for one in release.tables if (one.population, one.rows, one.split) == wanted)
    return Link("下载这张表（CSV）", csv_path(release.period, table))
