"""The counters against figures that flatter: each has its own number on the board."""

from __future__ import annotations

from collections.abc import Iterator

from zhishuo.figures import yes_rate
from zhishuo.views.base import Link
from zhishuo.views.exhibits import Exhibit, source_line
from zhishuo.views.month import Month
from zhishuo.views.tables import Cell, Row, Table, rate_cell
from zhishuo.views.words import day_words, month_words

# The yes/no counters by what they are counted over, each with the word for what is counted.
COUNTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "registered": (
        ("regraded", "登记后改了等级"),
        ("extended", "延长了期限"),
        ("paused", "暂停过计时"),
        ("returned", "退回重派"),
        ("merged", "并到别的单子"),
        ("transferred", "转给别的单位"),
        ("registered_again", "销号后又来登记"),
    ),
    "due": (("redone", "重办"),),
    "settled": (
        ("within_hour", "登记一小时内就办结"),
        ("without_reply", "没有答复就办结"),
        ("rated_by_handler", "由承办单位自己回访"),
    ),
}


def counters_exhibit(month: Month) -> Iterator[Exhibit]:
    """Yield the table of all counters that were published alone, or nothing."""
    rows = [
        Row(
            words,
            (Cell(f"{line.count('yes')}"), Cell(f"{line.total}"), rate_cell(yes_rate(line, words, words, "全部"))),
        )
        for population, counters in COUNTERS.items()
        for split, words in counters
        if (line := month.line(population, split)) and line.count("yes") is not None
    ]
    if rows:
        period = month_words(month.release.period)
        yield Exhibit(
            id="counters-table",
            heading="各有多少件",
            sentence=f"{period}登记、到期或办结的诉求里，各有多少件出现下面的情况，看到{day_words(month.release.as_of)}为止。",
            table=Table(f"{period}防“做数字”的计数", ("情况", "件数", "一共", "占比"), tuple(rows)),
            full=(),
            chart=None,
            notes=(
                "一共数的是：退回数派出的，重办数应办结的，“由承办单位自己回访”数回访到的；其他各项数全部登记的或全部办结的。",
            ),
            csv=Link("下载这个月的全部数字（CSV）", f"data/{month.release.period}/all.csv"),
            source=source_line(month.release),
        )
