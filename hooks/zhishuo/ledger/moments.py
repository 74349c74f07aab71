"""Times as offices write them -> timestamps, in one expression that runs on DuckDB and on PostgreSQL alike."""

from __future__ import annotations

import datetime as dt

import ibis

from zhishuo.ledger.raw import Expr

_DAY = 86_400
_LEAP = r"(?:(?:19|20)(?:0[48]|[2468][048]|[13579][26])|2000)"
# A day that exists, then perhaps a time: everything this matches, both databases can cast.
_MOMENT = (
    r"^(?:(?:19|20)\d\d-(?:(?:0?[13578]|1[02])-(?:0?[1-9]|[12]\d|3[01])|(?:0?[469]|11)-(?:0?[1-9]|[12]\d|30)"
    r"|0?2-(?:0?[1-9]|1\d|2[0-8]))|" + _LEAP + r"-0?2-29)"
    r"(?: (?:[01]?\d|2[0-3]):[0-5]?\d(?::[0-5]?\d(?:\.\d{1,6})?)?)?$"
)
_PLAIN = r"^\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?$"
_ORDERS = {
    "ymd": (r"^(\d{4})[.](\d{1,2})[.](\d{1,2})", r"\1-\2-\3"),
    "dmy": (r"^(\d{1,2})[-.](\d{1,2})[-.](\d{4})", r"\3-\2-\1"),
    "mdy": (r"^(\d{1,2})[-.](\d{1,2})[-.](\d{4})", r"\3-\1-\2"),
}
# Days written in characters, as in 二〇二六年十月三日; 十 becomes a digit by what stands beside it.
_CHARACTERS = ("〇○零一二两三四五六七八九", "0001223456789")
_IN_CHARACTERS = "[〇○零一二两三四五六七八九十]"
_TENS = (
    (r"(\d)十(\d)", r"\1\2"),
    (r"(\d)十", r"\10"),
    (r"十(\d)", r"1\1"),
    ("十", "10"),
)
# What calendars add to a day and nobody needs: 星期六, （周六）.
_WEEKDAY = r" *[(]?(星期|周)[一二三四五六日天][)]?"
# Hours of half a day: 下午2时, 下午14时, 2:30 PM. What may be noon or midnight, as 晚上12时, is not understood.
_HALVES = "[上下中]午|早上|晚上|凌晨|[AaPp][Mm]"
_MORNING, _AFTERNOON = "上午|早上|凌晨|[Aa][Mm]", "下午|晚上|[Pp][Mm]"
_IN_HALVES = (
    (r" *(\d{1,2}(:\d\d)*) *([AaPp][Mm])$", r" \3\1"),
    (f" *({_HALVES})$", ""),  # half a day without an hour is a day
    (rf"({_MORNING}) *(0?\d|1[01])([^0-9]|$)", r" \2\3"),
    ("(凌晨|[Aa][Mm]) *12", " 0"),
    ("(下午|中午|[Pp][Mm]) *12", " 12"),
    ("中午 *11", " 11"),
    (f"({_AFTERNOON}) *(1[3-9]|2[0-3])", r" \2"),
    *((f"({_AFTERNOON}) *0?{hour}([^0-9]|$)", rf" {hour + 12}\2") for hour in range(1, 12)),
    *((f"(中午) *0?{hour}([^0-9]|$)", rf" {hour + 12}\2") for hour in (1, 2)),
)
# A bare number is days since 1899-12-30, as spreadsheets count; from 1998 to 2099.
_SERIAL = r"^(3[6-9]|[4-6]\d|7[0-2])\d{3}(\.\d+)?$"
_SERIAL_0 = dt.datetime(1899, 12, 30)  # noqa: DTZ001  times of the ledger are the town's own
# Each step in turn; the comment says what it is for.
_STEPS = (
    (r"^(\d{4})(\d{2})(\d{2})($| )", r"\1-\2-\3\4"),  # 20261003, also before a time
    (r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})$", r"\1-\2-\3 \4:\5"),  # 202610031405
    (r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$", r"\1-\2-\3 \4:\5:\6"),  # 20261003140500
    (r"\+08:?(?:00)?$", ""),  # the town's own zone
    (r":半$", ":30"),  # 2点半
    (r"( \d{1,2}):$", r"\1:00"),  # 14时 has become 14:
    (r":? *$", ""),  # 14时05分 has become 14:05:
    (r" +", " "),
    (r" *([-:]) *", r"\1"),  # 2026 年 10 月 3 日
)


def moment(written: Expr, order: str) -> Expr:
    """Return the time that the trimmed, half-width text `written` tells, null where it is not understood.

    `order` is that of days with the year last: dmy or mdy; with ymd these are refused, since 10/3 may be either.
    """
    text = written.re_replace(_WEEKDAY, "")
    text = ibis.cases((text.re_search(_IN_CHARACTERS), _in_digits(text)), else_=text)
    text = ibis.cases((text.re_search(_HALVES), _of_the_day(text)), else_=text)
    text = text.translate("/年月日T时点分秒", "--- " + " ::: ")
    for pattern, replacement in (_ORDERS[order], *_STEPS):
        text = text.re_replace(pattern, replacement)
    # Most ledgers write the plain form, and then the rest need not be tried.
    text = ibis.cases((written.re_search(_PLAIN), written), else_=text)
    understood = ibis.cases((text.re_search(_MOMENT), text)).cast("timestamp")
    days = ibis.cases((written.re_search(_SERIAL), written)).cast("float64")
    seconds = (days * _DAY).round().cast("int64")
    return ibis.coalesce(understood, ibis.literal(_SERIAL_0) + seconds.as_interval("s"))


def _in_digits(text: Expr) -> Expr:
    text = text.translate(*_CHARACTERS)
    for pattern, replacement in _TENS:
        text = text.re_replace(pattern, replacement)
    return text


def _of_the_day(text: Expr) -> Expr:
    for pattern, replacement in _IN_HALVES:
        text = text.re_replace(pattern, replacement)
    return text
