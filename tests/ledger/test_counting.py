"""What a release books, on ledgers small enough to count by hand: every event once, when it becomes known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest

from zhishuo.ledger import counting
from zhishuo.ledger.books import Books
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.counting import corrections, count, earliest_as_of
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.moves import Move, Moves
from zhishuo.ledger.raw import Expr
from zhishuo.problems import ProblemsError

Row = Callable[..., dict[str, str]]
Written = Callable[[list[dict[str, str]]], Path]
Landed = Callable[[list[dict[str, str]]], Ledger]
DONE = {"办理结果": "解决"}


class Chain(Protocol):
    """Releases one after the other, each from a ledger of its own."""

    codebook: Codebook

    @property
    def books(self) -> Books: ...

    def count(self, period: str, rows: list[dict[str, str]]) -> Moves: ...

    def count_ledger(self, period: str, ledger: Ledger) -> Moves: ...


def number(moves: Moves, **values: str) -> int:
    """Return how many requests have these values."""
    return sum(row.count for row in moves.rows if all(getattr(row, name) == value for name, value in values.items()))


def by(moves: Moves, attribute: str, **values: str) -> dict[str, int]:
    """Return how many requests have each value of an attribute, "-" left out."""
    found = {getattr(row, attribute) for row in moves.rows} - {"-"}
    counts = {value: number(moves, **{attribute: value}, **values) for value in found}
    return {value: count for value, count in counts.items() if count}


def test_a_row_without_a_promise_is_never_on_time(chain: Chain, row: Row) -> None:
    moves = chain.count(
        "2026-09",
        [
            row(1, "2026-09-03 08:00", 等级="红", 办结时间="2026-09-04 08:00"),
            row(2, "2026-09-03 08:00", 等级="红", 办结时间="2026-09-04 08:01"),
            row(3, "2026-09-03 08:00", 等级="红"),
            row(4, "2026-09-03 08:00", 办结时间="2026-09-03 09:00"),
            row(5, "2026-09-30 08:00", 等级="蓝"),
        ],
    )
    assert by(moves, "timeliness") == {"on_time": 1, "late": 1, "no_promise": 1}
    assert by(moves, "overdue") == {"yes": 2, "no": 3}
    assert number(moves, overdue="yes", settled="no") == 1


def test_what_is_overdue_stays_so_and_is_settled_late(chain: Chain, row: Row) -> None:
    told = partial(row, 1, "2026-09-03 08:00")
    first = chain.count("2026-09", [told(截止时间="2026-09-10"), row(2, "2026-09-03", 截止时间="2026-10-31")])
    assert by(first, "overdue") == {"yes": 1, "no": 1}
    second = chain.count("2026-10", [told(截止时间="2026-12-31"), row(2, "2026-09-03", 截止时间="2026-10-31")])
    assert by(second, "overdue") == {"yes": 1, "no": 1}
    assert number(second, overdue="yes", overdue_before="no") == 1
    third = chain.count(
        "2026-11", [told(截止时间="2026-12-31", 办结时间="2026-11-05"), row(2, "2026-09-03", 截止时间="2026-10-31")]
    )
    assert by(third, "timeliness") == {"late": 1}
    assert by(third, "overdue") == {"no": 2}
    assert third.corrected == 1


def test_settled_on_time_but_told_too_late_is_late_and_counted_as_corrected(chain: Chain, row: Row) -> None:
    chain.count("2026-09", [row(1, "2026-09-03 08:00", 等级="红", 办结时间="")])
    moves = chain.count("2026-10", [row(1, "2026-09-03 08:00", 等级="红", 办结时间="2026-09-03 20:00")])
    assert (by(moves, "timeliness"), moves.corrected) == ({"late": 1}, 1)


def test_what_happens_after_the_month_has_not_happened(chain: Chain, row: Row) -> None:
    later = {"反馈时间": "2026-10-01", "满意度": "满意", "评价时间": "2026-10-09"}
    rows = [
        row(1, "2026-09-03", 办结时间="2026-09-30 23:59", **later, **DONE),
        row(2, "2026-09-03", 办结时间="2026-10-01 00:00", **DONE),
        row(3, "2026-10-01 00:00"),
    ]
    first = chain.count("2026-09", rows)
    assert by(first, "settled") == {"yes": 1, "no": 1}
    assert (by(first, "answered"), by(first, "rating")) == ({"no": 2}, {})
    second = chain.count("2026-10", rows)
    assert by(second, "age") == {"last": 2, "new": 1}
    assert number(second, settled="before", answered="yes", rating="satisfied") == 1
    assert number(second, settled="yes", age="last") == 1


def test_what_was_settled_before_the_first_month_is_history(chain: Chain, row: Row) -> None:
    rows = [
        row(1, "2026-08-03 08:00", 等级="红", 办结时间="2026-08-04", **DONE),
        row(2, "2026-08-03 08:00", 等级="红", 办结时间="2026-09-04", **DONE),
        row(3, "2026-08-30 08:00", 等级="蓝", 办结时间=""),
        row(4, "2026-09-04 08:00", 等级="蓝"),
    ]
    first = chain.count("2026-09", rows)
    assert first.is_first
    assert by(first, "age") == {"carried": 2, "new": 1}
    assert number(first, age="carried", overdue_before="yes", timeliness="late") == 1
    # Overdue when carried is not overdue once more; the other falls overdue now.
    assert number(first, age="carried", overdue="yes", settled="no") == 1
    second = chain.count("2026-10", rows)
    assert not second.is_first
    assert by(second, "age") == {"older": 1, "last": 1}
    assert second.days == {None: 1}


def test_a_late_entry_is_booked_when_it_becomes_known(chain: Chain, row: Row) -> None:
    chain.count("2026-09", [row(1, "2026-09-03")])
    late = row(2, "2026-09-20 08:00", 等级="红", 办结时间="2026-09-22", 反馈时间="2026-09-23", **DONE)
    moves = chain.count("2026-10", [row(1, "2026-09-03"), late])
    assert (
        number(moves, age="new", entry="late", overdue="yes", timeliness="late", course="solved_d3", answered="yes")
        == 1
    )
    assert by(chain.count("2026-11", [row(1, "2026-09-03"), late]), "age") == {"older": 1, "last": 1}


def test_facts_stay_as_first_booked_and_a_change_is_counted_once(chain: Chain, row: Row) -> None:
    chain.count("2026-09", [row(1, "2026-09-03", 社区="新民", 等级="蓝")])
    changed = row(1, "2026-09-03", 社区="和平", 等级="蓝")
    moves = chain.count("2026-10", [changed])
    assert (by(moves, "community"), moves.corrected) == ({"xinmin": 1}, 1)
    assert chain.count("2026-11", [changed]).corrected == 0
    assert chain.count("2026-12", [row(1, "2026-09-03", 社区="新民", 等级="蓝")]).corrected == 1


def test_a_merged_category_goes_on_in_another_from_its_day(
    chain: Chain, row: Row, written: Written, bring: Callable[..., Ledger]
) -> None:
    old = [row(1, "2026-09-30", 诉求类别="物业管理"), row(2, "2026-10-01", 诉求类别="房屋维修")]
    chain.count("2026-09", old)
    chain.codebook = replace(chain.codebook, merged={"property": ("housing", dt.date(2026, 10, 1))})
    late = [row(3, "2026-09-29", 诉求类别="物业管理"), row(4, "2026-10-01 00:00", 诉求类别="物业管理")]
    moves = chain.count_ledger("2026-10", bring(written([*old, *late]), chain.codebook))
    assert by(moves, "category", age="new") == {"property": 1, "housing": 2}
    assert (by(moves, "category", age="last"), moves.corrected) == ({"property": 1}, 0)


def test_a_row_taken_out_of_the_ledger_improves_nothing(chain: Chain, row: Row) -> None:
    other = row(2, "2026-09-03", 等级="蓝")
    chain.count("2026-09", [row(1, "2026-09-28 08:00", 等级="橙", 办结时间=""), other])
    moves = chain.count("2026-10", [other])
    assert (moves.missing, moves.corrected) == (1, 1)
    assert number(moves, grade="orange", overdue="yes", settled="no", stage="registered") == 1
    again = chain.count("2026-11", [other])
    assert (again.missing, again.corrected, number(again, settled="no")) == (1, 0, 2)
    back = chain.count("2026-12", [row(1, "2026-09-28 08:00", 等级="橙", 办结时间="2026-12-01", **DONE), other])
    assert (back.missing, back.corrected, by(back, "timeliness")) == (0, 0, {"late": 1})


def test_a_request_opened_again_stays_settled_and_is_counted_once(chain: Chain, row: Row) -> None:
    chain.count("2026-09", [row(1, "2026-09-03", 办结时间="2026-09-04", **DONE)])
    for period, corrected in (("2026-10", 1), ("2026-11", 0)):
        moves = chain.count(period, [row(1, "2026-09-03", 办结时间="", 办理结果="")])
        assert moves.corrected == corrected
        assert number(moves, settled="no") == number(moves, settled="yes") == 0


def test_the_course_counts_calendar_days_over_all_booked(chain: Chain, row: Row) -> None:
    ends = ["2026-09-05 23:00", "2026-09-07 01:00", "2026-09-11", "2026-09-19", "2026-10-04", "2026-10-05", ""]
    rows = [row(n, "2026-09-04 22:00", 办结时间=end, 办理结果="解决" if end else "") for n, end in enumerate(ends)]
    rows.append(row(9, "2026-09-04 22:00", 办结时间="2026-09-05", 办理结果="解释说明"))
    so_far = {"solved_d1": 1, "solved_d3": 1, "solved_d7": 1, "solved_d15": 1, "other_d1": 1, "open": 3}
    assert by(chain.count("2026-09", rows), "course") == so_far
    # Meanwhile somebody calls the explained one solved; it was booked as it was.
    moves = chain.count("2026-10", [*rows[:-1], rows[-1] | DONE])
    assert by(moves, "course") == {**so_far, "solved_d30": 1, "later": 1, "open": 1}
    assert moves.days == {1: 2, 3: 1, 7: 1, 15: 1, 30: 1, 31: 1, None: 1}


def test_settled_without_an_outcome_is_unstated_not_solved(chain: Chain, row: Row) -> None:
    rows = [row(1, "2026-09-03", 办结时间="2026-09-04"), row(2, "2026-09-03", 办结时间="2026-09-04", 办理结果="转办")]
    assert by(chain.count("2026-09", rows), "outcome") == {"unstated": 1, "transferred": 1}


def test_replies_ratings_and_striking_off_are_booked_of_settled_requests_once(chain: Chain, row: Row) -> None:
    end = {"办结时间": "2026-09-04", **DONE}
    rows = [
        row(1, "2026-09-03", **end, 反馈时间="2026-09-05", 销号时间="2026-10-06", 满意度="满意", 评价询问人="经办人"),
        row(2, "2026-09-03", **end, 销号时间="2026-09-20", 满意度="一般", 评价时间="2026-10-01", 评价询问人="某某"),
        row(3, "2026-09-03", 反馈时间="2026-09-05", 销号时间="2026-09-06", 满意度="不满意"),
    ]
    first = chain.count("2026-09", rows)
    assert (by(first, "rating"), by(first, "rated_by")) == ({"satisfied": 1}, {"handler": 1})
    assert (by(first, "answered"), by(first, "striking")) == ({"yes": 1, "no": 2}, {"after_wait": 1})
    second = chain.count("2026-10", [*rows[:2], row(3, "2026-09-03", **end, 反馈时间="2026-09-05")])
    assert (by(second, "rating"), by(second, "rated_by")) == ({"basically": 1}, {"unknown": 1})
    assert number(second, settled="yes", answered="yes") == number(second, striking="after_reply") == 1


def test_gaming_counters(chain: Chain, row: Row) -> None:
    at = partial(row, registered="2026-09-03 08:00")
    moves = chain.count(
        "2026-09",
        [
            at(1, 办结时间="2026-09-03 08:30", 等级="蓝", 登记时等级="红", 重办="是", 派单时间="2026-09-03 08:10"),
            at(2, 办结时间="2026-09-03", 等级="?", 登记时等级="红", 退回="是", 重办="是", 派单时间="2026-09-04"),
            at(
                3,
                办结时间="2026-09-05 08:00",
                等级="红",
                登记时等级="红",
                再次登记自="A0001",
                延期="1",
                并入编号="A0001",
            ),
            at(4, 等级="红", 登记时等级="红", 暂停计时="是", 转办单位="示例单位"),
        ],
    )
    assert {name: number(moves, **{name: "yes"}) for name in ("regraded", "extended", "paused", "merged")} == {
        "regraded": 1, "extended": 1, "paused": 0, "merged": 1,
    }  # fmt: skip
    assert {name: number(moves, **{name: "yes"}) for name in ("transferred", "registered_again", "within_hour")} == {
        "transferred": 0, "registered_again": 1, "within_hour": 1,
    }  # fmt: skip
    assert by(moves, "returned") == {"no": 1, "yes": 1, "not_dispatched": 1}
    # Two fell overdue, one was settled on time, one has no promise.
    assert by(moves, "redone") == {"yes": 1, "no": 2}


def test_a_stage_never_goes_back(chain: Chain, row: Row) -> None:
    chain.count(
        "2026-09",
        [
            row(1, "2026-09-03", 受理时间="2026-09-03", 派单时间="2026-09-04"),
            row(2, "2026-09-03", 受理时间="2026-09-05"),
        ],
    )
    moves = chain.count("2026-10", [row(1, "2026-09-03", 受理时间="2026-09-03", 派单时间=""), row(2, "2026-09-03")])
    assert by(moves, "stage") == {"dispatched": 1, "accepted": 1}


def test_what_the_ledger_tells_is_told(chain: Chain, row: Row) -> None:
    moves = chain.count("2026-09", [row(1, "2026-09-03", 办结时间="2026-09-04")])
    assert moves.told == {"id", "registered_at", "settled_at"}


def test_what_an_old_ledger_did_not_tell_is_the_difference_a_correction_shows(
    chain: Chain, row: Row, landed: Landed
) -> None:
    rows = [row(1, "2026-09-03", 社区="新民", 办结时间=""), row(2, "2026-09-03", 社区="新民", 办结时间="2026-09-09")]
    chain.count("2026-09", rows)
    nothing = dict.fromkeys(counting.EVENTS, 0)
    assert corrections(landed(rows), chain.books, "2026-09") == nothing
    told = [
        row(1, "2026-09-03", 社区="新民", 办结时间="2026-09-08"),
        row(2, "2026-09-03", 社区="和平", 办结时间="2026-09-09"),
    ]
    found = corrections(landed([*told, row(3, "2026-09-30"), row(4, "2026-10-01")]), chain.books, "2026-09")
    assert found == {**nothing, "booked": 1, "settled": 1, "corrected": 1}


def test_unbalanced_books_stop_everything_and_name_the_gap(
    chain: Chain, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(1, "2026-09-03", 社区="新民"), row(2, "2026-09-03", 社区="和平")]
    chain.count("2026-09", rows)
    real = counting._rows  # noqa: SLF001  the one place where a request could be lost

    def lossy(connection: Expr, cross: Expr) -> tuple[Move, ...]:
        return tuple(move for move in real(connection, cross) if move.age != "new")

    monkeypatch.setattr(counting, "_rows", lossy)
    with pytest.raises(ProblemsError) as caught:
        chain.count("2026-10", [*rows, row(3, "2026-10-03", 社区="和平")])
    assert [str(problem) for problem in caught.value.problems] == [
        "2026-10 heping: 账目不平：月初未办结加登记，比办结加月末未办结少 1 件",
        "2026-10 heping: 账目不平：登记数比办结加未办结少 1 件",
    ]


def test_a_key_the_town_no_longer_has_is_told_not_dropped(
    chain: Chain, row: Row, codebook: Codebook, landed: Landed
) -> None:
    rows = [row(1, "2026-09-03", 社区="新民"), row(2, "2026-09-03", 社区="和平")]
    chain.count("2026-09", rows)
    fewer = Codebook(codebook.communities[1:], codebook.grades, codebook.hours, codebook.categories, codebook.channels)
    with pytest.raises(ProblemsError, match="community xinmin: 还有以前按这个代号记账、现在要公布的诉求，代号却没有了"):
        count(landed(rows), fewer, chain.books, "2026-10", dt.date(2026, 11, 1))


@pytest.mark.parametrize(("period", "earliest"), [("2026-10", "2026-11-01"), ("2026-02", "2026-03-01")])
def test_a_month_is_released_when_it_is_over(
    landed: Landed, row: Row, codebook: Codebook, period: str, earliest: str
) -> None:
    day = dt.date.fromisoformat(earliest)
    assert earliest_as_of(period) == day
    with pytest.raises(ProblemsError, match=f"--as-of: {period} 最早要数据截至 {earliest} 才能公布"):
        count(landed([row(1, "2026-01-01")]), codebook, Books(), period, day - dt.timedelta(days=1))


def test_books_of_another_month_are_refused(chain: Chain, row: Row) -> None:
    chain.count("2026-09", [row(1, "2026-09-03")])
    with pytest.raises(ProblemsError, match="是 2026-09 的，要公布 2026-11 得有 2026-10 的账册"):
        chain.count("2026-11", [row(1, "2026-09-03")])


def test_ledgers_of_every_shape(chain: Chain, row: Row) -> None:
    """One request; none in the month; all of one community and one grade; thousands alike."""
    assert [move.count for move in chain.count("2026-08", [row(1, "2026-08-03")]).rows] == [1]
    assert by(chain.count("2026-09", [row(1, "2026-08-03")]), "age") == {"last": 1}
    settled = row(1, "2026-08-03", 办结时间="2026-09-01")
    assert by(chain.count("2026-10", [settled]), "settled") == {"yes": 1}
    assert chain.count("2026-11", [settled]).rows == ()
    alike = [row(number, "2026-12-03", 社区="新民", 等级="红", 办结时间="2026-12-03") for number in range(2, 3002)]
    assert [move.count for move in chain.count("2026-12", [settled, *alike]).rows] == [3000]
