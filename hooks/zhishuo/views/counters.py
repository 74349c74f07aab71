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


# Over what a counter is counted, in words: its population, or less.
_OVER: dict[str, str] = {
    "registered": "登记的里面",
    "returned": "派出的里面",
    "due": "到期的里面",
    "settled": "办结的里面",
    "rated_by_handler": "回访到的里面",
}


def _missing(shown: set[str]) -> tuple[str, ...]:
    """Return the sentence that names the counters which a month does not show."""
    missing = [words for counters in COUNTERS.values() for _, words in counters if words not in shown]
    return (f"这个月没有单独公布：{'、'.join(missing)}。件数太少，或者台账里没有记。",) if missing else ()


def counters_exhibit(month: Month) -> Iterator[Exhibit]:
    """Yield the table of all counters that were published alone, or nothing."""
    rows = [
        Row(
            words,
            (Cell(f"{line.count('yes')}"), Cell(f"{line.total}"), rate_cell(yes_rate(line, words, words, "全部"))),
            note=_OVER.get(split, _OVER[population]),
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
            notes=_missing({row.label for row in rows}),
            csv=Link("下载这个月的全部数字（CSV）", f"data/{month.release.period}/all.csv"),
            source=source_line(month.release),
        )
