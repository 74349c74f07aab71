"""Counts as the indicators define them, on ledgers small enough to count by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from zhishuo.ledger import counting, raw
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.counting import Counter, count, earliest_as_of
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.raw import Expr, Rows
from zhishuo.ledger.report import percentile, rate
from zhishuo.problems import ProblemsError

Row = Callable[..., dict[str, str]]
Landed = Callable[[list[dict[str, str]]], Ledger]


def _town(ledger: Ledger, codebook: Codebook, population: str, split: str, as_of: str = "2026-11-03") -> dict[str, int]:
    """Return the September counts of one split for the town."""
    counter = Counter(ledger, codebook, dt.date.fromisoformat(as_of))
    table = counter.cube(population, "2026-09", "2026-09", "town", (split,)).table(split)
    return {columns[0]: number for columns, number in zip(table.columns, table.lines[0].counts, strict=True) if number}


def test_timeliness_and_a_row_without_a_promise_is_never_on_time(landed: Landed, row: Row, codebook: Codebook) -> None:
    ledger = landed(
        [
            row(1, "2026-09-03 08:00", 等级="红", 办结时间="2026-09-04 08:00"),
            row(2, "2026-09-03 08:00", 等级="红", 办结时间="2026-09-04 08:01"),
            row(3, "2026-09-03 08:00", 等级="红"),
            row(4, "2026-09-03 08:00", 办结时间="2026-09-03 09:00"),
            row(5, "2026-09-30 08:00", 等级="蓝"),
        ]
    )
    assert _town(ledger, codebook, "cohort", "timeliness", "2026-10-10") == {
        "on_time": 1, "settled_late": 1, "open_overdue": 1, "not_due": 1, "no_promise": 1,
    }  # fmt: skip
    assert _town(ledger, codebook, "due", "timeliness") == {"on_time": 1, "settled_late": 1, "open_overdue": 1}


def test_what_happens_after_as_of_has_not_happened(landed: Landed, row: Row, codebook: Codebook) -> None:
    ledger = landed(
        [
            row(
                1,
                "2026-09-03",
                办结时间="2026-10-03 23:59",
                办理结果="解决",
                满意度="满意",
                评价时间="2026-10-09",
                反馈时间="2026-10-05",
            ),
            row(2, "2026-09-03", 办结时间="2026-10-04", 办理结果="解决"),
        ]
    )
    assert _town(ledger, codebook, "cohort", "outcome", "2026-10-03") == {"solved": 1, "open": 1}
    assert _town(ledger, codebook, "cohort", "stage", "2026-10-03") == {"settled": 1, "registered": 1}
    assert _town(ledger, codebook, "cohort", "stage", "2026-10-05") == {"replied": 1, "settled": 1}
    assert _town(ledger, codebook, "cohort", "rating", "2026-10-08") == {"not_asked": 2}
    assert _town(ledger, codebook, "cohort", "rating", "2026-10-09") == {"satisfied": 1, "not_asked": 1}


def test_solved_within_counts_calendar_days_over_all_registered(landed: Landed, row: Row, codebook: Codebook) -> None:
    ends = ["2026-09-04 23:00", "2026-09-07 01:00", "2026-09-11", "2026-09-19", "2026-10-04", "2026-10-05", ""]
    rows = [row(n, "2026-09-04 22:00", 办结时间=end, 办理结果="解决" if end else "") for n, end in enumerate(ends)]
    rows.append(row(9, "2026-09-04 22:00", 办结时间="2026-09-05", 办理结果="解释说明"))
    ledger = landed(rows)
    within = {"d3": 2, "d7": 1, "d15": 1, "d30": 1, "not_within": 3}
    assert _town(ledger, codebook, "cohort", "solved_within") == within
    assert _town(ledger, codebook, "cohort", "duration") == {"d1": 2, "d3": 1, "d7": 1, "d15": 1, "d30": 1, "longer": 2}


def test_settled_without_an_outcome_is_unstated_not_solved(landed: Landed, row: Row, codebook: Codebook) -> None:
    ledger = landed(
        [row(1, "2026-09-03", 办结时间="2026-09-04"), row(2, "2026-09-03", 办结时间="2026-09-04", 办理结果="转办")]
    )
    assert _town(ledger, codebook, "settled", "outcome") == {"unstated": 1, "transferred": 1}


def test_gaming_counters(landed: Landed, row: Row, codebook: Codebook) -> None:
    at = partial(row, registered="2026-09-03 08:00")
    ledger = landed(
        [
            at(1, 办结时间="2026-09-03 08:30", 等级="蓝", 登记时等级="红", 满意度="满意", 评价询问人="经办人"),
            at(
                2,
                办结时间="2026-09-04",
                反馈时间="2026-09-04",
                销号时间="2026-09-05",
                满意度="一般",
                评价询问人="回访员",
            ),
            at(3, 办结时间="2026-09-05 08:00", 销号时间="2026-09-20", 再次登记自="A0001", 延期="1"),
        ]
    )
    for population, split, expected in (
        ("registered", "regraded", {"yes": 1, "no": 2}),
        ("registered", "extended", {"yes": 1, "no": 2}),
        ("registered", "registered_again", {"yes": 1, "no": 2}),
        ("settled", "within_hour", {"yes": 1, "no": 2}),
        ("settled", "without_reply", {"yes": 2, "no": 1}),
        ("settled", "rated_by_handler", {"yes": 1, "no": 1}),
        ("settled", "striking", {"after_reply": 1, "after_wait": 1, "not_struck": 1}),
    ):
        assert _town(ledger, codebook, population, split) == expected, split


def test_a_rating_by_an_unknown_hand_is_counted_for_neither(landed: Landed, row: Row, codebook: Codebook) -> None:
    rated = partial(row, registered="2026-09-03 08:00", 办结时间="2026-09-04", 满意度="满意")
    ledger = landed(
        [rated(1, 评价询问人="经办人"), rated(2, 评价询问人="回访员"), rated(3), rated(4, 评价询问人="某某")]
    )
    assert _town(ledger, codebook, "settled", "rated_by_handler") == {"yes": 1, "no": 1}
    assert _town(ledger, codebook, "settled", "rating")["satisfied"] == 4


def test_what_the_ledger_does_not_tell_is_not_counted(landed: Landed, row: Row, codebook: Codebook) -> None:
    ledger = landed([row(1, "2026-09-03", 办结时间="2026-09-04")])
    splits = {split for cube in count(ledger, codebook, "2026-10", dt.date(2026, 11, 3)).cubes for split in cube.splits}
    assert splits == {"total", "book", "timeliness", "duration", "within_hour"}


def test_a_ledger_without_settlements_does_not_say_that_all_is_open(
    landed: Landed, row: Row, codebook: Codebook
) -> None:
    cubes = count(landed([row(1, "2026-09-03", 等级="红", 重办="否")]), codebook, "2026-10", dt.date(2026, 11, 3)).cubes
    assert {split for cube in cubes for split in cube.splits} == {"total", "redone"}


def test_without_promises_nobody_can_tell_what_is_due(landed: Landed, row: Row, codebook: Codebook) -> None:
    ledger = landed([row(1, "2026-09-03", 办结时间="2026-09-04", 重办="否")])
    cubes = count(ledger, codebook, "2026-10", dt.date(2026, 11, 3)).cubes
    assert "due" not in {cube.population for cube in cubes}


def test_a_grade_nobody_knows_is_not_a_changed_one(landed: Landed, row: Row, codebook: Codebook) -> None:
    ledger = landed([row(1, "2026-09-03", 等级="?", 登记时等级="红"), row(2, "2026-09-03", 等级="红", 登记时等级="黄")])
    assert _town(ledger, codebook, "registered", "regraded") == {"yes": 1, "no": 1}
    without = count(landed([row(1, "2026-09-03", 登记时等级="红")]), codebook, "2026-10", dt.date(2026, 11, 3))
    assert "regraded" not in {split for cube in without.cubes for split in cube.splits}


def test_the_cubes_of_a_month(landed: Landed, row: Row, codebook: Codebook) -> None:
    rows = [row(1, "2026-09-03", 等级="红", 办结时间="2026-09-04", 办理结果="解决", 满意度="满意")]
    cubes = count(landed(rows), codebook, "2026-10", dt.date(2026, 11, 3)).cubes
    shown = [(cube.population, cube.first, cube.last, cube.rows) for cube in cubes if cube.shown]
    assert shown == [
        ("book", "2026-10", "2026-10", "town"),
        *(("registered", "2026-10", "2026-10", rows) for rows in ("grade", "category", "channel", "community")),
        ("due", "2026-10", "2026-10", "town"),
        ("settled", "2026-10", "2026-10", "town"),
        ("cohort", "2026-09", "2026-09", "town"),
        ("cohort", "2026-09", "2026-09", "grade"),
        ("cohort", "2026-07", "2026-09", "community"),
        ("cohort", "2026-07", "2026-09", "category"),
    ]


def test_stock_and_flow_balance(landed: Landed, row: Row, codebook: Codebook) -> None:
    ledger = landed(
        [
            row(1, "2026-08-03", 办结时间="2026-08-04"),
            row(2, "2026-08-03", 办结时间="2026-09-04"),
            row(3, "2026-08-03", 办结时间="2026-10-04"),
            row(4, "2026-09-03", 办结时间="2026-09-04"),
            row(5, "2026-09-03"),
            row(6, "2026-10-01"),
        ]
    )
    book = Counter(ledger, codebook, dt.date(2026, 11, 3)).book("2026-09").table("book")
    assert book.lines[0].counts == (2, 2, 2, 2)


def test_unbalanced_books_stop_everything_and_name_the_gap(
    landed: Landed, row: Row, codebook: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = landed([row(1, "2026-09-03", 社区="新民"), row(2, "2026-09-03", 社区="和平")])
    real = raw.fetched

    def lossy(connection: Expr, expression: Expr) -> Rows:
        rows = real(connection, expression)
        return [found for found in rows if "heping" not in found] if "outcome" in expression.columns else rows

    monkeypatch.setattr(counting, "fetched", lossy)
    with pytest.raises(ProblemsError, match="2026-09 heping: 账目不平：登记数比各结果加未办结多 1 件"):
        count(ledger, codebook, "2026-10", dt.date(2026, 11, 3))


@pytest.mark.parametrize(
    ("period", "earliest"), [("2026-10", "2026-11-01"), ("2026-02", "2026-03-02"), ("2026-03", "2026-04-01")]
)
def test_a_month_is_released_when_it_is_over_and_its_cohort_is_thirty_days_old(
    landed: Landed, row: Row, codebook: Codebook, period: str, earliest: str
) -> None:
    day = dt.date.fromisoformat(earliest)
    assert earliest_as_of(period) == day
    with pytest.raises(ProblemsError, match=f"--as-of: {period} 最早要数据截至 {earliest}"):
        count(landed([row(1, "2026-01-01")]), codebook, period, day - dt.timedelta(days=1))


def test_a_rate_is_all_or_nothing_only_when_it_is() -> None:
    rates = [rate("率", part, 3000) for part in (0, 1, 375, 2999, 3000)]
    assert [text.rpartition(" ")[2] for text in rates] == ["0.0%", "0.1%", "12.5%", "99.9%", "100.0%"]
    assert rate("率", 0, 0) == "率：0 ÷ 0"


def test_percentiles_leave_no_open_request_out() -> None:
    assert percentile({1: 5, 4: 3, None: 2}, 0.5) == 1
    assert percentile({1: 4, 4: 4, None: 2}, 0.5) == 4
    assert percentile({1: 4, 4: 4, None: 2}, 0.9) is None
    assert percentile({}, 0.5) is None
