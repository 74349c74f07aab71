"""The sections of a month on the board, in the order they are read; what was not published is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhishuo.figures import (
    Line,
    on_time_rate,
    percentile,
    satisfied_rate,
    solved_within_rate,
    table_lines,
    table_of,
)
from zhishuo.records import ReleaseTable
from zhishuo.views.charts import Bars, bars, counts_as_bars
from zhishuo.views.counters import counters_exhibit
from zhishuo.views.exhibits import Exhibit, Section, caption, rows_exhibit, town_exhibit
from zhishuo.views.month import Month
from zhishuo.views.quarter import quarter_exhibits, quarter_heading
from zhishuo.views.rates import NO_RATE, leading_sentence, rate_item, rate_sentence, timeliness_sentences
from zhishuo.views.tables import Cell, Row, Table, shown_lines
from zhishuo.views.words import window_words


def sections(month: Month) -> tuple[Section, ...]:
    """Return all sections of a month that have something to show."""
    made = (
        Section("flow", "这个月的账", "月初没办完的，加上新登记的，等于办结的加上月末没办完的。", tuple(_flow(month))),
        Section("registered", "登记了什么", "", tuple(_registered(month))),
        Section("settled", "到期的和办结的", _SETTLED_INTRO, tuple(_settled(month))),
        Section("cohort", _cohort_heading(month), _COHORT_INTRO, tuple(_cohort(month))),
        Section("quarter", quarter_heading(month), _QUARTER_INTRO, tuple(quarter_exhibits(month))),
        Section(
            "counters",
            "防止“做数字”",
            "下面每一项都可能让数字好看而事情没办好，所以单独数出来。",
            tuple(counters_exhibit(month)),
        ),
    )
    return tuple(section for section in made if section.exhibits)


_SETTLED_INTRO = (
    "到期的，是答应的日子落在这个月的；办结的，是这个月办完的。两批不完全一样，件数对不上不是算错。"
    "“办结”不等于“解决”：只有结果写明“解决”的才算解决。"
)
_COHORT_INTRO = "同一批登记的诉求，等满三十天再看办得怎么样；还没办结的也算在里面。"
_QUARTER_INTRO = "社区和类别按季度看，一个月的件数太少。社区按固定序号排，不排名次。"


def _flow(month: Month) -> Iterator[Exhibit]:
    table = table_of(month.release, "book", "town", "book")
    if table and table.lines:
        made = town_exhibit(month.book, month.release, table, "诉求账目", [_stock_sentence(table_lines(table)[0])])
        signs = {"registered": "加：", "settled": "减：", "open_after": "等于："}
        rows = [
            Row(f"{signs.get('+'.join(keys), '')}{month.book.column('book', keys)}", (Cell(f"{count}"),))
            for keys, count in table_lines(table)[0].cells
        ]
        yield replace(made, table=Table(made.table.caption, ("账目", "件数"), tuple(rows)))


def _stock_sentence(line: Line) -> str:
    """Return whether the month ended with more or fewer open requests than it began with."""
    before, after = line.count("open_before"), line.count("open_after")
    if before is None or after is None:
        return "月初和月末的件数合在一起公布，看不出多了还是少了。"
    if before == after:
        return f"没办完的和月初一样多，都是 {after} 件。"
    return f"没办完的从月初的 {before} 件{'减' if after < before else '增'}到月末的 {after} 件。"


def _registered(month: Month) -> Iterator[Exhibit]:
    for rows, heading in (("grade", "按等级"), ("category", "按类别"), ("community", "按社区"), ("channel", "按渠道")):
        table = table_of(month.release, "registered", rows, "total")
        if table is None:
            continue
        chart = None
        if rows == "grade":
            items = [
                (month.book.row(rows, line.keys), month.book.grades(line.keys), line.total)
                for line in shown_lines(table)
            ]
            chart = counts_as_bars(caption(month.release, table), items)
        yield rows_exhibit(month.book, month.release, table, heading, chart=chart)


def _settled(month: Month) -> Iterator[Exhibit]:
    for population, split, heading in (
        ("due", "timeliness", "到期的，按时办结了吗"),
        ("settled", "outcome", "办结的，结果是什么"),
        ("settled", "rating", "居民满意吗"),
        ("settled", "striking", "怎么销号的"),
    ):
        yield from _town(month, population, split, heading)


def _town(month: Month, population: str, split: str, heading: str) -> Iterator[Exhibit]:
    table = table_of(month.release, population, "town", split)
    if table is None or not table.lines:
        return
    yield town_exhibit(month.book, month.release, table, heading, town_sentences(split, table_lines(table)[0]))


def town_sentences(split: str, line: Line) -> tuple[str, ...]:
    """Return what one line of the town says under a split, in whole sentences."""
    match split:
        case "timeliness":
            said = timeliness_sentences(line)
        case "outcome":
            said = (leading_sentence(split, line),)
        case "rating":
            said = (_reach(line), rate_sentence(satisfied_rate(line)))
        case "striking":
            said = (_striking(line),)
        case "duration":
            said = duration_sentences(line, "办结用时", "未办结的也算")
        case "solved_within":
            said = (*within_sentences(line), *duration_sentences(line, "解决用时", "没解决的也算"))
        case _:
            said = (f"一共 {line.total} 件，下面写明每一件现在走到哪一步。",)
    return said


def _reach(line: Line) -> str:
    asked = line.count("satisfied", "basically", "dissatisfied")
    return "" if asked is None else f"{line.total} 件里回访到 {asked} 件。"


def _striking(line: Line) -> str:
    reply, wait = line.count("after_reply"), line.count("after_wait")
    if reply is None or wait is None:
        return "有答复记录后销号的和等待期满销号的，这个月合并公布。"
    return f"有答复记录后销号 {reply} 件，等待期满销号 {wait} 件，两种分开数。"


def within_sentences(line: Line) -> tuple[str, ...]:
    """Return the share of a cohort solved within each number of days that the release tells apart."""
    rates = (solved_within_rate(line, days) for days in (3, 7, 15, 30))
    return tuple(rate_sentence(rate) for rate in rates if rate)


def duration_sentences(line: Line, what: str, counted: str) -> tuple[str, ...]:
    """Return the median and the 90th percentile of the days a cohort took, where bands allow."""
    found = (percentile(line, 0.5, "一半的诉求"), percentile(line, 0.9, "九成的诉求"))
    said = [f"{value.term}{what}{value.text}（共 {value.n} 件，按自然日，{counted}）。" for value in found if value]
    return tuple(said) or (NO_RATE,)


def _cohort_heading(month: Month) -> str:
    table = table_of(month.release, "cohort", "town", "outcome") or table_of(
        month.release, "cohort", "town", "timeliness"
    )
    return f"{window_words(table.window)}登记的一批，办得怎么样" if table else "上一批"


def _cohort(month: Month) -> Iterator[Exhibit]:
    for split, heading in (
        ("timeliness", "各等级按时办结了吗"),
        ("outcome", "各等级解决了吗"),
        ("solved_within", "各等级几天解决"),
    ):
        table = table_of(month.release, "cohort", "grade", split)
        if table:
            chart = _grade_chart(month, table) if split == "timeliness" else None
            yield rows_exhibit(month.book, month.release, table, heading, chart=chart)
    for split, heading in (
        ("outcome", "全镇这一批的结果"),
        ("solved_within", "全镇这一批几天解决"),
        ("duration", "全镇这一批用了多久"),
        ("stage", "全镇这一批走到哪一步"),
    ):
        yield from _town(month, "cohort", split, heading)


def _grade_chart(month: Month, table: ReleaseTable) -> Bars:
    """Return the on-time rate of each grade as bars."""
    items = [
        rate_item(month.book.row("grade", line.keys), on_time_rate(line), marks=month.book.grades(line.keys))
        for line in shown_lines(table)
    ]
    return bars(f"{window_words(table.window)}登记的一批：各等级按时办结率，红色在最上", items)
