"""An exhibit is how every figure appears: sentence, table, chart, download, source and date, always in this order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhishuo.figures import (
    TOO_FEW,
    Line,
    Rate,
    on_time_rate,
    overdue_rate,
    satisfied_rate,
    settled_rate,
    solved_rate,
    solved_within_rate,
    table_lines,
)
from zhishuo.records import Release, ReleaseTable
from zhishuo.views.base import Link, Mark
from zhishuo.views.charts import BarItem, Bars, Trend
from zhishuo.views.tables import (
    MERGED,
    Reading,
    Table,
    count_cell,
    full_table,
    merged_note,
    narrow_table,
    rate_cell,
    upright_table,
    whole,
)
from zhishuo.views.words import POPULATIONS, ROWS, SPLITS, Codebook, day_words, month_words, window_words

NO_RATE = "有几列合并公布，算不出这个比率。"


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


def rate_sentence(rate: Rate | None) -> str:
    """Return `按时办结率 93.0%（按时办结 372 件 ÷ 应办结 400 件）。`, or both counts where they are too few."""
    if rate is None:
        return NO_RATE
    if not rate.enough:
        top = f"{rate.numerator_words} {rate.numerator} 件"
        return f"{rate.denominator_words} {rate.denominator} 件，{top}；{TOO_FEW}。"
    return f"{rate.term} {rate.text}（{rate.words}）。"


def rate_item(label: str, rate: Rate | None, town: Rate | None = None, mark: Mark | None = None) -> BarItem:
    """Return a rate as a bar with its n, the town's as a tick; too few or merged has no bar and says so."""
    if rate is None:
        return BarItem(label, MERGED, None, mark)
    value = rate.text if rate.enough else "数量太少"
    tick = town.numerator / town.denominator if town and town.enough else None
    share = rate.numerator / rate.denominator if rate.enough else None
    return BarItem(label, f"{value}（n={rate.denominator}）", share, mark, tick)


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
    """Return what a table counts: `2026年9月登记的一批诉求,看到 2026年11月3日:按时情况`."""
    seen = f"，看到{day_words(release.as_of)}" if table.population == "cohort" else ""
    counted = f"{window_words(table.window)}{POPULATIONS[table.population]}{seen}"
    return f"{counted}：{SPLITS[table.split]}，按{ROWS[table.rows]}"


# For each split: the columns of the narrow table, and the rate that makes the sentence.
READINGS: dict[str, tuple[Reading, ...]] = {
    "total": (("件数", lambda line: count_cell(line, "all")),),
    "timeliness": (
        ("应办结", lambda line: count_cell(line, "on_time", "settled_late", "open_overdue")),
        ("按时办结率", lambda line: rate_cell(on_time_rate(line))),
        ("超期", lambda line: count_cell(line, "settled_late", "open_overdue")),
    ),
    "outcome": (
        ("解决率", lambda line: rate_cell(solved_rate(line))),
        ("解决", lambda line: count_cell(line, "solved")),
        ("未办结", lambda line: count_cell(line, "open")),
    ),
    "solved_within": (
        ("全部登记", lambda line: count_cell(line, "d3", "d7", "d15", "d30", "not_within")),
        ("7 日解决率", lambda line: rate_cell(solved_within_rate(line, 7))),
        ("30 日解决率", lambda line: rate_cell(solved_within_rate(line, 30))),
    ),
    "rating": (
        ("回访到", lambda line: count_cell(line, "satisfied", "basically", "dissatisfied")),
        ("满意率", lambda line: rate_cell(satisfied_rate(line))),
        ("不满意", lambda line: count_cell(line, "dissatisfied")),
    ),
}


def leading_rate(split: str, line: Line) -> Rate | None:
    """Return the rate that a split is read for, or None where it has none or columns were merged."""
    match split:
        case "timeliness":
            return on_time_rate(line)
        case "outcome":
            return solved_rate(line)
        case "solved_within":
            return solved_within_rate(line, 30)
        case "rating":
            return satisfied_rate(line)
        case _:
            return None


def rows_exhibit(
    book: Codebook, release: Release, table: ReleaseTable, heading: str, *, chart: Bars | None = None
) -> Exhibit:
    """Return a table by grade, category, channel or community: narrow, with the whole one to unfold."""
    line = whole(table_lines(table))
    title = caption(release, table)
    if table.split == "total":
        sentence = (
            f"{window_words(table.window)}一共{POPULATIONS[table.population][:2]} {line.total if line else 0} 件。"
        )
    else:
        sentence = f"全镇{rate_sentence(leading_rate(table.split, line) if line else None)}"
    return Exhibit(
        id=f"{table.population}-{table.rows}-{table.split}".replace("_", "-"),
        heading=heading,
        sentence=sentence,
        table=narrow_table(book, table, title, READINGS[table.split]),
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
    line = table_lines(table)[0]
    return Exhibit(
        id=f"{table.population}-{table.rows}-{table.split}".replace("_", "-"),
        heading=heading,
        sentence="".join(sentences),
        table=upright_table(book, table.split, line, caption(release, table)),
        full=(),
        chart=None,
        notes=merged_note(book, table),
        csv=csv_link(release, table),
        source=source_line(release),
    )


def timeliness_sentences(line: Line) -> tuple[str, ...]:
    """Return the sentences of on-time, settled and overdue rates."""
    return tuple(
        rate_sentence(rate) for rate in (on_time_rate(line), settled_rate(line), overdue_rate(line)) if rate
    ) or (NO_RATE,)
