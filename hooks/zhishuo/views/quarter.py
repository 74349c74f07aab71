"""A quarter by community and by category: one narrow table that says the three rates, the whole tables below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhishuo.figures import Line, table_lines
from zhishuo.records import ReleaseTable
from zhishuo.views.base import Link
from zhishuo.views.exhibits import Exhibit, caption, leading_rate, rate_sentence, source_line
from zhishuo.views.month import Month
from zhishuo.views.tables import (
    MERGED,
    Cell,
    Row,
    Table,
    full_table,
    merged_note,
    rate_cell,
    row_head,
    table_of,
    whole,
)
from zhishuo.views.words import ROWS, quarter_words

# The splits of the narrow table with their heads, then all that are shown whole.
_RATES: tuple[tuple[str, str], ...] = (("timeliness", "按时办结率"), ("outcome", "解决率"), ("rating", "满意率"))
_SPLITS = ("timeliness", "outcome", "solved_within", "rating")


def quarter_heading(month: Month) -> str:
    """Return the heading of the section, which names the quarter."""
    table = table_of(month.release, "cohort", "community", "timeliness")
    return f"{quarter_words(table.window)}：各社区、各类别" if table else "季度"


def quarter_exhibits(month: Month) -> Iterator[Exhibit]:
    """Yield the quarter by community and by category, in the months that close a quarter."""
    for rows, heading in (("community", "各社区"), ("category", "各类别")):
        tables = [table for split in _SPLITS if (table := table_of(month.release, "cohort", rows, split))]
        if tables:
            yield _exhibit(month, tables, heading)


def _exhibit(month: Month, tables: Sequence[ReleaseTable], heading: str) -> Exhibit:
    first = tables[0]
    notes = dict.fromkeys(note for table in tables for note in merged_note(month.book, table))
    quarter = quarter_words(first.window)
    return Exhibit(
        id=f"quarter-{first.rows}",
        heading=heading,
        sentence=f"{quarter}登记的一批，全镇{_town_sentence(first)}",
        table=_narrow(month, tables, f"{quarter}登记的一批，{heading}三个比率，下面小字是件数"),
        full=tuple(full_table(month.book, table, caption(month.release, table)) for table in tables),
        chart=None,
        notes=tuple(notes),
        csv=Link("下载这个月的全部数字（CSV）", f"data/{month.release.period}/all.csv"),
        source=source_line(month.release),
    )


def _town_sentence(table: ReleaseTable) -> str:
    line = whole(table_lines(table))
    return rate_sentence(leading_rate(table.split, line) if line else None)


def _narrow(month: Month, tables: Sequence[ReleaseTable], title: str) -> Table:
    """Return a row for each line of the first table, with the rates of the lines of the same keys in the others."""
    by_split = {table.split: {line.keys: line for line in table_lines(table)} for table in tables}
    shown = [(split, head) for split, head in _RATES if split in by_split]
    rows: list[Row] = []
    for line in table_lines(tables[0]):
        cells = tuple(_cell(split, by_split[split].get(line.keys)) for split, _ in shown)
        rows.append(row_head(month.book, tables[0].rows, line.keys, cells))
    return Table(title, (ROWS[tables[0].rows], *(head for _, head in shown)), tuple(rows))


def _cell(split: str, line: Line | None) -> Cell:
    return rate_cell(leading_rate(split, line)) if line else Cell(MERGED)
