"""An exhibit is how every figure appears: sentence, table, chart, download, source and date, always in this order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhishuo.figures import table_lines
from zhishuo.records import Release, ReleaseTable
from zhishuo.views.base import Link
from zhishuo.views.charts import Bars, Trend
from zhishuo.views.rates import NO_RATE, leading_sentence, readings
from zhishuo.views.tables import Table, full_table, merged_note, narrow_table, upright_table, whole
from zhishuo.views.words import POPULATIONS, ROWS, SPLITS, Codebook, day_words, month_words, window_words


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One figure for reading; `full` are the whole tables where `table` is narrowed for phones."""

    id: str
    heading: str
    sentence: str
    table: Table
    full: tuple[Table, ...]
    chart: Bars | Trend | None
    notes: tuple[str, ...]
    csv: Link | None
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
    return f"data/{period}/{table.population}-{table.rows}-{table.split}.csv"


def csv_link(release: Release, table: ReleaseTable) -> Link:
    """Return the download of one table."""
    return Link("下载这张表（CSV）", csv_path(release.period, table))


def caption(release: Release, table: ReleaseTable) -> str:
    """Return what a table counts: `2026年9月登记的一批诉求，看到2026年11月3日：按时情况，按等级`."""
    seen = f"，看到{day_words(release.as_of)}" if table.population == "cohort" else ""
    rows = "" if table.rows == "town" else f"，按{ROWS[table.rows]}"
    return f"{window_words(table.window)}{POPULATIONS[table.population]}{seen}：{SPLITS[table.split]}{rows}"


def rows_exhibit(
    book: Codebook, release: Release, table: ReleaseTable, heading: str, *, chart: Bars | None = None
) -> Exhibit:
    """Return a table by grade, category, channel or community: narrow, with the whole one to unfold."""
    line = whole(table_lines(table))
    title = caption(release, table)
    if table.split == "total":
        what = POPULATIONS[table.population][:2]
        sentence = f"{window_words(table.window)}一共{what} {line.total if line else 0} 件。"
    else:
        sentence = f"全镇：{leading_sentence(table.split, line) if line else NO_RATE}"
    return Exhibit(
        id=f"{table.population}-{table.rows}-{table.split}".replace("_", "-"),
        heading=heading,
        sentence=sentence,
        table=narrow_table(book, table, title, readings(table.split)),
        full=() if table.split == "total" else (full_table(book, table, f"{title}（全表）"),),
        chart=chart,
        notes=merged_note(book, table),
        csv=csv_link(release, table),
        source=source_line(release),
    )


def town_exhibit(
    book: Codebook, release: Release, table: ReleaseTable, heading: str, sentences: Sequence[str]
) -> Exhibit:
    """Return the town's one line of a table, its columns below each other."""
    return Exhibit(
        id=f"{table.population}-{table.rows}-{table.split}".replace("_", "-"),
        heading=heading,
        sentence="".join(sentences),
        table=upright_table(book, table, caption(release, table)),
        full=(),
        chart=None,
        notes=merged_note(book, table),
        csv=csv_link(release, table),
        source=source_line(release),
    )
