"""What a row may look like, and what becomes of it: dates, words, flags, promises, duplicates, refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.landing import Ledger, Refused
from zhishuo.ledger.mapping import guess
from zhishuo.ledger.raw import fetched
from zhishuo.problems import ProblemsError

_at = dt.datetime.fromisoformat

Row = Callable[..., dict[str, str]]
Landed = Callable[[list[dict[str, str]]], Ledger]


def _values(ledger: Ledger, *columns: str) -> list[tuple[Any, ...]]:
    return fetched(ledger.connection, ledger.requests.order_by("id").select(*columns))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-09-03 08:05:06", _at("2026-09-03 08:05:06")),
        ("2026-9-3 8:05", _at("2026-09-03 08:05:00")),
        ("2026/09/03", _at("2026-09-03 00:00:00")),
        ("2026.9.3 08:05", _at("2026-09-03 08:05:00")),
        ("2026年9月3日", _at("2026-09-03 00:00:00")),
        ("2026年9月3日14时05分", _at("2026-09-03 14:05:00")),
        ("2026-09-03T14:05:06.250+08:00", _at("2026-09-03 14:05:06.250000")),
        ("20260903", _at("2026-09-03 00:00:00")),
        ("20260903140506", _at("2026-09-03 14:05:06")),
        (" 2026-09-03  08:05 ", _at("2026-09-03 08:05:00")),
        ("2024-02-29", _at("2024-02-29 00:00:00")),
    ],
)
def test_dates_as_offices_write_them(landed: Landed, row: Row, text: str, moment: dt.datetime) -> None:
    assert _values(landed([row(1, text)]), "registered_at") == [(moment,)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "2026-13-01",
        "2026-04-31",
        "昨天",
        "2026-09-03 25:00",
        "09/03/2026",
        "2026-09",
        "2026-09-03T01:00Z",
        "2026-09-03 上午12点",
        "2026-09-03 晚上12点",
        "2026-09-03 上午14:00",
        "2026-09-03 下午25点",
    ],
)
def test_dates_that_are_none_are_refused_not_guessed(landed: Landed, row: Row, text: str) -> None:
    ledger = landed([row(1, text), row(2, "2026-09-03")])
    assert ledger.imported.refused == (Refused("登记时间看不懂", 1, (1,)),)


def test_day_month_year_only_when_the_mapping_says_so(
    written: Callable[..., Path], bring: Callable[..., Ledger], codebook: Codebook, row: Row
) -> None:
    path = written([row(1, "03/09/2026 08:00")])
    for order, month in (("dmy", 9), ("mdy", 3)):
        ledger = bring(path, codebook, replace(guess(["诉求编号", "登记时间"]), dates=order))
        assert _values(ledger, "registered_at")[0][0].month == month


def test_words_are_matched_trimmed_half_width_and_small(landed: Landed, row: Row) -> None:
    ledger = landed([row(1, "2026-09-03", 社区="　新民 ", 等级="ＲＥＤ"), row(2, "2026-09-03", 社区="新民村", 等级="")])
    assert _values(ledger, "community", "grade") == [("xinmin", "red"), ("unassigned", "unassigned")]
    assert ledger.imported.words == {"community": (("新民村", 1),)}
    assert ledger.imported.tidied == 1


def test_flags_are_counts_dates_numbers_or_words(landed: Landed, row: Row) -> None:
    texts = ["是", "2", "2026-09-05", "否", "0", "", "无", "-"]
    ledger = landed([row(number, "2026-09-03", 退回=text, 社区="新民") for number, text in enumerate(texts)])
    assert [value for (value,) in _values(ledger, "returned")] == [True, True, True, False, False, False, False, False]


def test_the_promise_comes_from_the_grade_unless_the_ledger_tells_it(landed: Landed, row: Row) -> None:
    by_grade = landed([row(1, "2026-09-03 08:00", 等级="橙"), row(2, "2026-09-03 08:00", 等级="?")])
    assert _values(by_grade, "due_at") == [(_at("2026-09-06 08:00:00"),), (None,)]
    told = landed([row(1, "2026-09-03 08:00", 等级="红", 截止时间="2026-09-09"), row(2, "2026-09-03 08:00", 等级="红")])
    assert _values(told, "due_at") == [(_at("2026-09-09 23:59:59"),), (None,)]


def test_grades_from_promised_days(
    written: Callable[..., Path], bring: Callable[..., Ledger], codebook: Codebook, row: Row
) -> None:
    days = ("2026-09-04", "2026-09-06 09:00", "2026-09-13", "2026-09-14", "")
    path = written([row(number, "2026-09-03 08:00", 截止时间=day) for number, day in enumerate(days)])
    mapping = replace(guess(["诉求编号", "登记时间", "截止时间"]), promised_days=(1, 3, 10))
    grades = [grade for (grade,) in _values(bring(path, codebook, mapping), "grade")]
    assert grades == ["red", "orange", "yellow", "blue", "unassigned"]


def test_why_rows_are_refused(landed: Landed, row: Row) -> None:
    ledger = landed(
        [
            row(1, "2026-09-03 08:00", 办结时间="2026-09-03", 办理结果="解决"),
            {"登记时间": "2026-09-03"},
            row(3, ""),
            row(4, "2026-09-03", 办结时间="2026-09-02", 办理结果="解决"),
            row(5, "2026-09-03", 办理结果="解决"),
            row(6, "2026-09-03", 办结时间="大约九月"),
            {"社区": "新民"},
            {"诉求编号": "诉求编号", "登记时间": " 登记时间", "社区": "社区"},
        ]
    )
    assert {(item.reason, item.count, item.places) for item in ledger.imported.refused} == {
        ("编号为空", 1, (2,)),
        ("登记时间缺失", 1, (3,)),
        ("办结早于登记", 1, (4,)),
        ("有结果没有办结时间", 1, (5,)),
        ("办结时间看不懂", 1, (6,)),
        ("空行", 1, (7,)),
        ("又一行表头", 1, (8,)),
    }
    imported = ledger.imported
    assert (imported.read, imported.kept, imported.duplicates) == (8, 1, 0)


@pytest.mark.parametrize(("end", "is_refused"), [("13:59", True), ("14:00", False), ("", False)])
def test_a_request_is_not_settled_before_it_is_registered(landed: Landed, row: Row, end: str, is_refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A settlement without a time of day is a whole day."""
    ledger = landed([row(1, "2026-09-03 14:00", 办结时间=f"2026-09-03 {end}"), row(2, "2026-09-03")])
    assert ledger.imported.refused == ((Refused("办结早于登记", 1, (1,)),) if is_refused else ())


@pytest.mark.parametrize("kind", ["parquet", "duckdb"])
def test_a_date_beside_a_time_of_another_zone(
    tmp_path: Path, bring: Callable[..., Ledger], codebook: Codebook, kind: str
) -> None:
    """Half past four in the afternoon at Greenwich is half past midnight of the next day here."""
    table = pa.table(
        {
            "诉求编号": ["1", "2"],
            "登记时间": pa.array([_at("2026-09-30 16:30")] * 2, pa.timestamp("ns", "UTC")),
            "办结时间": pa.array([dt.date(2026, 10, 1), dt.date(2026, 9, 30)], pa.date32()),
            "反馈时间": pa.array([_at("2026-10-01 00:30:00.5")] * 2, pa.timestamp("ns")),
        }
    )
    address = str(tmp_path / "ledger.parquet")
    parquet.write_table(table, address)
    if kind == "duckdb":
        with duckdb.connect(str(tmp_path / "ledger.duckdb")) as connection:
            connection.read_parquet(address).create("requests")
        address = f"duckdb:{tmp_path / 'ledger.duckdb'}#requests"
    ledger = bring(address, codebook)
    assert ledger.imported.refused == (Refused("办结早于登记", 1, (2,)),)
    assert _values(ledger, "registered_at", "settled_at", "replied_at") == [
        (_at("2026-10-01 00:30"), _at("2026-10-01 00:00"), _at("2026-10-01 00:30:00.5"))
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_rows_with_one_id_the_fuller_is_kept_in_any_order(landed: Landed, row: Row, turned: bool) -> None:  # noqa: FBT001 - a parameter of the test
    rows = [
        row(1, "2026-09-03 08:00"),
        row(1, "2026-09-03 08:00", 办结时间="2026-09-05", 办理结果="解决"),
        row(2, "2026-09-03 08:00", 社区="新民"),
        row(2, "2026-09-03 08:00", 社区="新民"),
    ]
    ledger = landed(rows[::-1] if turned else rows)
    assert _values(ledger, "settled_at") == [(_at("2026-09-05 00:00:00"),), (None,)]
    assert (ledger.imported.duplicates, ledger.imported.unequal) == (2, 1)


def test_a_ledger_of_which_nothing_can_be_counted_is_a_problem(landed: Landed, row: Row) -> None:
    with pytest.raises(ProblemsError, match="台账: 没有一条诉求能计入：登记时间看不懂 2 条；请检查列名对照表"):
        landed([row(1, "21/01/2022"), row(2, "22/01/2022")])
