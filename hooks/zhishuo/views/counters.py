"""The counters against figures that flatter: each has its own number on the board."""

from __future__ import annotations

from collections.abc import Iterator

from zhishuo.figures import Rate, Released, rate, total
from zhishuo.records import COUNTERS, RATINGS
from zhishuo.views.base import Link
from zhishuo.views.exhibits import Exhibit, source_line
from zhishuo.views.month import Month
from zhishuo.views.tables import Row, Table, cell, rate_cell, zero_note
from zhishuo.views.words import COUNTED


def counters_exhibit(month: Month) -> Iterator[Exhibit]:
    """Yield the table of all counters that the ledger tells, or nothing."""
    found = [(words, over, share) for words, over, share in _counters(month) if share]
    if not found:
        return
    rows = [
        Row(words, (cell(share.numerator), cell(share.denominator), rate_cell(share)), note=over)
        for words, over, share in found
    ]
    missing = [words for words, _, share in _counters(month) if share is None]
    table = Table(f"{month.words}防“做数字”的计数", ("情况", "件数", "一共", "占比"), tuple(rows))
    yield Exhibit(
        id="counters-table",
        formula="f-redone",
        heading="各有多少件",
        sentence=f"{month.words}办结、到期或得到评价的诉求里，各有多少件出现过下面的情况。",
        table=table,
        notes=(
            *((f"台账里没有记：{'、'.join(missing)}。",) if missing else ()),
            *zero_note([table], month.bound("settled")),
        ),
        csv=Link("下载这个月的全部数字（CSV）", f"data/{month.period}/all.csv"),
        source=source_line(month.release),
    )


def _counters(month: Month) -> Iterator[tuple[str, str, Rate | None]]:
    """Yield each counter's words, over what it is counted, and its share, None where it is not told."""
    account = month.town
    settled, due = account.count("settled"), account.count("due")
    for name in COUNTERS:
        yield _share(month, ("settled", name), (COUNTED[name], "办结的里面"), settled)
    returned = month.figures.town(month.period, "settled", "returned")
    yield (
        "退回重派",
        "办结的里面，派出过的",
        rate("退回率", (returned.count("yes"), ""), (returned.total, "")) if returned else None,
    )
    yield _share(month, ("due", "redone"), ("重办", "到期的里面"), due)
    yield "办结了，到月底还没有答复", "公布以来办结的里面", _unanswered(month)
    hand = month.figures.town(month.period, "rated", "rated_by")
    yield _words(
        hand.count("handler") if hand else None, ("由承办单位自己回访", "得到评价的里面"), account.count(*RATINGS)
    )


def _share(
    month: Month, table: tuple[str, str], words: tuple[str, str], whole: Released | None
) -> tuple[str, str, Rate | None]:
    line = month.figures.town(month.period, *table)
    return _words(line.count("yes") if line else None, words, whole)


def _words(count: Released | None, words: tuple[str, str], whole: Released | None) -> tuple[str, str, Rate | None]:
    return *words, rate("", (count, ""), (whole, ""))


def _unanswered(month: Month) -> Rate | None:
    """Return how many of all settled since the first release wait for an answer."""
    answered = [month.figures.town(period, "answered", "total") for period in month.figures.periods]
    settled = month.figures.accounts(month.figures.periods, "town")[0].count("settled")
    known = [line.total for line in answered if line]
    if settled is None or len(known) < len(answered):
        return None
    return rate("", (settled - total(known), ""), (settled, ""))
