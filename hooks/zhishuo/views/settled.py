"""What became of a month's requests: on time or not, solved or not, rated, struck off, and where the open ones are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhishuo.figures import on_time_rate, overdue_rate, satisfied_rate, solved_rate, total
from zhishuo.records import OUTCOMES, RATINGS
from zhishuo.views.charts import bars
from zhishuo.views.exhibits import Exhibit, csv_link, source_line
from zhishuo.views.month import Month
from zhishuo.views.rates import ACCOUNT, GRADES, rate_item, rate_sentences
from zhishuo.views.stories import REASONS, UNSOLVED
from zhishuo.views.tables import narrow_table, rows_table, shown_lines, upright_table, zero_note
from zhishuo.views.words import OUTCOME_MEANINGS


def settled_exhibits(month: Month) -> Iterator[Exhibit]:
    """Yield what became of the requests: on time, solved, rated, struck off, and how far the open ones are."""
    accounts = month.figures.accounts([month.period], "grade")
    if any(on_time_rate(line) or solved_rate(line) for line in accounts):
        title = f"{month.words}办结和到期的诉求，按等级"
        yield Exhibit(
            id="settled-grade",
            formula="f-on-time",
            heading="按时办结了吗，解决了吗",
            sentence=rate_sentences(month.town, on_time_rate, overdue_rate, solved_rate),
            table=narrow_table(month.book, "grade", accounts, title, GRADES),
            full=(full := rows_table(month.book, "grade", accounts, f"{title}（全表）", ACCOUNT),),
            chart=bars(
                f"{month.words}各等级按时办结率，红色在最上",
                [
                    rate_item(
                        month.book.row("grade", line.keys), on_time_rate(line), marks=month.book.grades(line.keys)
                    )
                    for line in shown_lines(accounts)
                ],
            ),
            notes=zero_note([full], 0),
            source=source_line(month.release),
        )
    yield from _parts(month, ("settled", "outcome"), "办结的，结果是什么", OUTCOMES)
    yield from _ratings(month)
    yield from _parts(month, ("struck", "striking"), "怎么销号的", ("after_reply", "after_wait"))
    yield from _stages(month)


def _parts(month: Month, table: tuple[str, str], heading: str, columns: Sequence[str]) -> Iterator[Exhibit]:
    """Yield a table of the whole town with its columns below each other, each with its share."""
    population, split = table
    line = month.figures.town(month.period, population, split)
    if line is None:
        return
    parts = [(month.book.column(split, [name]), count) for name in columns if (count := line.count(name))]
    words = "，".join(f"{label} {count} 件" for label, count in parts[:2])
    yield Exhibit(
        id=f"{population}-{split}",
        heading=heading,
        sentence=f"一共 {line.total} 件：{words}{'，下面是其余的' if len(parts) > 2 else ''}。",  # noqa: PLR2004 - the two said
        table=(made := upright_table(f"{month.words}{heading}，全镇", "结果", parts, line.total, OUTCOME_MEANINGS)),
        notes=(*zero_note([made], month.bound(population)), *((REASONS,) if split == "outcome" else ())),
        see=(UNSOLVED,) if split == "outcome" else (),
        csv=csv_link(month.release, population, "town", split),
        source=source_line(month.release),
    )


def _ratings(month: Month) -> Iterator[Exhibit]:
    account = month.town
    rated, settled = account.count(*RATINGS), account.count("settled")
    if rated is None:
        return
    parts = [(month.book.column("rating", [name]), count) for name in RATINGS if (count := account.count(name))]
    reach = f"这个月办结 {settled} 件，得到评价 {rated} 件（也有以前办结的）。"
    yield Exhibit(
        id="rated-rating",
        formula="f-satisfied",
        heading="居民满意吗",
        sentence=f"{reach}{rate_sentences(account, satisfied_rate)}",
        table=(made := upright_table(f"{month.words}居民评价，全镇", "评价", parts, rated)),
        notes=zero_note([made], 0),
        csv=csv_link(month.release, "rated", "community", "rating"),
        source=source_line(month.release),
    )


def _stages(month: Month) -> Iterator[Exhibit]:
    """Yield how far the open ones have come; those dispatched are what is left of the stock."""
    line, still = month.figures.town(month.period, "open", "stage"), month.town.count("open")
    if line is None or still is None:
        return
    registered, accepted = line.count("registered") or total([]), line.count("accepted") or total([])
    parts = [
        ("登记了，还没受理", registered),
        ("受理了，还没派单", accepted),
        ("派出去了，正在办", still - registered - accepted),
    ]
    yield Exhibit(
        id="open-stage",
        heading="没办完的，走到哪一步",
        sentence=f"月末没办完 {still} 件，已经派出去的 {parts[-1][1]} 件。",
        table=(made := upright_table(f"{month.words}月末没办完的诉求，全镇", "走到哪一步", parts, still)),
        notes=zero_note([made], 0),
        csv=csv_link(month.release, "open", "town", "stage"),
        source=source_line(month.release),
    )
