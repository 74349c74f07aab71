"""The calendar of what is due: another program reads it, lines are short, days are those of the records."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from zhishuo.due import checks
from zhishuo.exports.calendar import calendar, escaped, fold
from zhishuo.reading import Records

ADDRESS = "https://town.example.cn/zhishuo/"


def written(records: Records) -> bytes:
    (asset,) = calendar(records, ADDRESS)
    assert asset.path == "due.ics"
    return asset.content


def events(records: Records) -> dict[str, tuple[dt.date, str]]:
    found = Calendar.from_ical(written(records)).walk("VEVENT")
    return {str(one["UID"]): (one.decoded("DTSTART"), str(one["SUMMARY"])) for one in found}


def test_without_an_address_there_is_no_calendar(records: Records) -> None:
    assert list(calendar(records, "")) == []


def test_the_next_figures_stand_on_the_day_they_are_promised_for(records: Records) -> None:
    found = events(records)
    newest = records.releases["2026-10"]
    name = "tag:town.example.cn,2026:/zhishuo/due.ics/board/2026-10"
    assert found[name] == (newest.next_due, "【示例】2026年11月公开榜最晚今天公布")


def test_what_is_to_be_checked_stands_on_its_last_day(records: Records) -> None:
    found = events(records)
    name = "tag:town.example.cn,2026:/zhishuo/due.ics/c/xinmin/four-colours"
    assert found[name] == (dt.date(2027, 11, 11), "【示例】最晚今天核对：新民社区的做法“四色分级”")
    assert len(found) == len(records.releases) + len(list(checks(records)))


def test_the_next_visit_stands_on_its_day_and_says_whom_to_ask(records: Records) -> None:
    tour = records.tours[0].model_copy(update={"next": dt.date(2027, 3, 20)})
    found = events(replace(records, tours=(tour,)))
    name = f"tag:town.example.cn,2026:/zhishuo/due.ics/visits/{tour.id}/2027-03-20"
    assert found[name] == (dt.date(2027, 3, 20), f"【示例】观摩：{tour.title}")
    calendar = Calendar.from_ical(written(replace(records, tours=(tour,))))
    (event,) = (one for one in calendar.walk("VEVENT") if str(one["UID"]) == name)
    assert tour.desk.name in str(event["DESCRIPTION"])


def test_lines_are_as_short_as_the_format_wants_and_end_as_it_wants(records: Records) -> None:
    content = written(records)
    assert content.endswith(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert all(line.decode() for line in lines), "no character is cut in two"


def test_signs_of_the_format_in_a_title_stay_text(records: Records) -> None:
    title = "搬迁; 分两批, 见 a\\b"
    promise = records.commitments[0].model_copy(update={"title": title})
    found = events(replace(records, commitments=(promise,)))
    assert found["tag:town.example.cn,2026:/zhishuo/due.ics/promises/moving"][1].endswith(f"承诺“{title}”")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_folding_loses_nothing(text: str) -> None:
    folded = fold(text)
    assert folded.replace("\r\n ", "") == text
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))


@pytest.mark.parametrize(
    ("text", "value"), [("a;b,c", "a\\;b\\,c"), ("a\\n", "a\\\\n"), ("a\nb", "a\\nb"), ("a\r\nb", "a\\nb")]
)
def test_values_are_escaped(text: str, value: str) -> None:
    assert escaped(text) == value


def test_a_town_before_its_first_release_has_a_valid_calendar(bare: Records) -> None:
    assert len(events(bare)) == len(list(checks(bare)))
