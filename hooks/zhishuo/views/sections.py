"""The sections of a month on the board, in the order they are read; what the ledger does not tell is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhishuo.figures import Line, Rate, Released, total, whole
from zhishuo.views.charts import bars, counts_as_bars
from zhishuo.views.counters import counters_exhibit
from zhishuo.views.curves import stairs
from zhishuo.views.exhibits import Exhibit, Section, csv_link, source_line
from zhishuo.views.month import Month
from zhishuo.views.rates import (
    ACCOUNT,
    DAYS,
    FULL_SPEED,
    HALF,
    MONTH,
    SPEED,
    rate_item,
    solved_within,
    speed_sentences,
)
from zhishuo.views.settled import settled_exhibits
from zhishuo.views.tables import (
    Row,
    Table,
    cell,
    columns_of,
    counted,
    narrow_table,
    rate_cell,
    rows_table,
    shown_lines,
    zero_note,
)
from zhishuo.views.words import month_words


def sections(month: Month) -> tuple[Section, ...]:
    """Return all sections of a month that have something to show."""
    before = month_words(month.before) if month.before else ""
    made = (
        Section(
            "flow", "这个月的账", "月初没办完的，加上新登记的，减去办结的，就是月末没办完的。", tuple(_flow(month))
        ),
        Section("registered", "登记了什么", "", tuple(_registered(month))),
        Section("settled", "办得怎么样", _SETTLED_INTRO, tuple(settled_exhibits(month))),
        Section("places", "各社区、各类别", _PLACES_INTRO, tuple(_places(month))),
        Section("cohort", f"{before}登记的一批，几天解决", _COHORT_INTRO, tuple(_cohort(month))),
        Section("counters", "防止“做数字”", _COUNTERS_INTRO, tuple(counters_exhibit(month))),
    )
    return tuple(section for section in made if section.exhibits)


_SETTLED_INTRO = (
    "到期的，是这个月按时办结的和过了期限的，两样加起来。“办结”不等于“解决”：只有结果写明“解决”的才算解决。"
)
_PLACES_INTRO = "一个月的件数少，这里只写件数；办得怎么样，看季度和全年。社区按固定序号排，不排名次。"
_COHORT_INTRO = "同一个月登记的放在一起看，看到这个月底；还没办结的也算在里面。"
_COUNTERS_INTRO = "下面每一项都可能让数字好看而事情没办好，所以单独数出来。"


def _flow(month: Month) -> Iterator[Exhibit]:
    account = month.town
    registered, settled, after = (account.count(name) for name in ("registered", "settled", "open"))
    if registered is None or settled is None or after is None:
        return
    before = after + settled - registered
    rows = [
        Row("月初没办完", (cell(before),)),
        Row("加：本月登记", (cell(registered),)),
        Row("减：本月办结", (cell(settled),)),
        Row("等于：月末没办完", (cell(after),)),
    ]
    overdue = account.count("open_overdue")
    if overdue is not None:
        rows.append(Row("其中已经超期", (cell(overdue),)))
    yield Exhibit(
        id="flow-table",
        formula="f-open",
        heading="诉求账目",
        sentence=_stock_sentence(before, after),
        table=Table(f"{month.words}诉求账目，全镇", ("账目", "件数"), tuple(rows)),
        notes=tuple(_small_print(month)),
        source=source_line(month.release),
    )


def _stock_sentence(before: Released, after: Released) -> str:
    """Return whether the month ended with more or fewer open requests than it began with."""
    if before == after:
        return f"没办完的和月初一样多，都是 {after} 件。"
    return f"没办完的从月初的 {before} 件{'减' if after < before else '增'}到月末的 {after} 件。"


def _small_print(month: Month) -> Iterator[str]:
    late = month.figures.town(month.period, "registered", "entry")
    if late and late.total.number:
        yield f"本月登记里，有 {late.total} 件是以前登记、这个月才知道的。"
    corrected = month.figures.town(month.period, "corrected", "total")
    if corrected and corrected.total.number:
        yield f"以前登记的，有 {corrected.total} 件后来改了内容；以前公布的数不改，在这里记一笔。"


def _registered(month: Month) -> Iterator[Exhibit]:
    grades = shown_lines(month.figures.arrived(month.period, "grade"))
    if grades:
        everything = total(line.total for line in grades)
        title = f"{month.words}登记的诉求，按等级"
        items = [(month.book.row("grade", line.keys), month.book.grades(line.keys), line.total) for line in grades]
        yield Exhibit(
            id="registered-grade",
            heading="按等级",
            sentence=f"{month.words}一共登记 {everything} 件。",
            table=(table := rows_table(month.book, "grade", grades, title, [counted("件数", "all")])),
            chart=counts_as_bars(title, items),
            notes=zero_note([table], 0),
            source=source_line(month.release),
        )
    for rows, heading, splits in (
        ("community", "按社区", ("group", "grade")),
        ("category", "按类别", ("grade",)),
        ("channel", "按渠道", ("total",)),
    ):
        yield from _arrivals(month, rows, heading, splits)


def _arrivals(month: Month, rows: str, heading: str, splits: Sequence[str]) -> Iterator[Exhibit]:
    """Yield how many were registered by a fact, narrow as one number, whole with all that is crossed with it."""
    tables = {split: month.figures.lines(month.period, "registered", rows, split) for split in splits}
    lines = next(iter(tables.values()))
    if not lines:
        return
    title = f"{month.words}登记的诉求，{heading}"
    full = tuple(
        rows_table(month.book, rows, crossed, f"{title}和{_CROSSED[split]}", columns_of(month.book, split, crossed))
        for split, crossed in tables.items()
        if split in _CROSSED and crossed
    )
    narrow = rows_table(month.book, rows, lines, title, [("件数", lambda line: cell(line.total))])
    yield Exhibit(
        id=f"registered-{rows}",
        heading=heading,
        sentence=_largest(month, rows, lines),
        table=narrow,
        full=full,
        notes=zero_note(full or [narrow], month.bound("registered")),
        csv=csv_link(month.release, "registered", rows, splits[0]),
        source=source_line(month.release),
    )


_CROSSED = {"group": "大类", "grade": "等级"}


def _largest(month: Month, rows: str, lines: Sequence[Line]) -> str:
    """Return which subject or channel most requests came by; of communities only how many were registered."""
    if rows == "community":
        found = whole(lines)
        return f"各社区一共登记 {found.total if found else 0} 件。"
    most = max(lines, key=lambda line: line.total)
    return f"最多的是{month.book.row(rows, most.keys)}，{most.total} 件。"


def _places(month: Month) -> Iterator[Exhibit]:
    for rows, name in (("community", "各社区"), ("category", "各类别")):
        accounts = month.figures.accounts([month.period], rows)
        title = f"{month.words}{name}的账"
        full = rows_table(month.book, rows, accounts, f"{title}（全表）", ACCOUNT)
        if accounts:
            yield Exhibit(
                id=f"places-{rows}",
                formula="f-open",
                heading=name,
                sentence=f"{name}这个月登记多少件，月末没办完多少件，其中超期多少件。",
                table=narrow_table(month.book, rows, accounts, title, MONTH),
                full=(full,),
                notes=zero_note([full], 0),
                source=source_line(month.release),
            )


def _cohort(month: Month) -> Iterator[Exhibit]:
    courses = month.figures.cohorts([month.before], "grade") if month.before else ()
    if not courses:
        return
    words = month_words(month.before)
    town = month.figures.cohorts([month.before], "town")[0]
    yield Exhibit(
        id="cohort-grade",
        formula="f-days",
        heading="各等级几天解决",
        sentence=f"{words}登记 {town.total} 件。{speed_sentences(town)}",
        table=narrow_table(month.book, "grade", courses, f"{words}登记的诉求几天解决，按等级", SPEED),
        full=(
            rows_table(month.book, "grade", courses, f"{words}登记的诉求几天解决，按等级（全表）", FULL_SPEED),
            made := rows_table(
                month.book,
                "grade",
                month.figures.lines(month.period, "cohort", "grade", "course"),
                f"{words}登记的诉求几天办结、结果怎样，按等级（公布的件数）",
                columns_of(month.book, "course", month.figures.lines(month.period, "cohort", "grade", "course")),
            ),
        ),
        chart=bars(
            f"{words}登记的诉求：各等级 30 日解决率，红色在最上",
            [
                rate_item(
                    month.book.row("grade", line.keys), solved_within(30)(line), marks=month.book.grades(line.keys)
                )
                for line in shown_lines(courses)
            ],
        ),
        notes=(HALF, *zero_note([made], month.bound("cohort"))),
        csv=csv_link(month.release, "cohort", "grade", "course"),
        source=source_line(month.release),
    )
    within = [(f"{days} 天内", rate) for days in DAYS if (rate := solved_within(days)(town)) and rate.enough]
    if len(within) < len(DAYS):
        return
    yield Exhibit(
        id="cohort-curve",
        formula="f-within",
        heading="一天天过去，解决了多少",
        sentence=f"{words}登记的 {town.total} 件，{'，'.join(_done(day, rate) for day, rate in within)}。",
        table=Table(
            f"{words}登记的诉求，到第几天解决了多少，全镇",
            ("登记以后", "解决率"),
            tuple(Row(day, (rate_cell(rate),)) for day, rate in within),
        ),
        chart=stairs(f"{words}登记的诉求：到第几天解决了几件，满格是登记的 {town.total} 件", within),
        csv=csv_link(month.release, "cohort", "grade", "course"),
        source=source_line(month.release),
    )


def _done(day: str, rate: Rate) -> str:
    return f"{day}解决了{rate.text}（{rate.numerator} ÷ {rate.denominator}）"
