"""A calendar (RFC 5545): when the next figures are due, what is to be checked again, the next visits.

Every date follows from the records; an event keeps its name as long as what it is about does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhishuo.assets import Asset
from zhishuo.due import checks, duty_of
from zhishuo.exports.feeds import tag
from zhishuo.figures import month_after
from zhishuo.reading import Records
from zhishuo.views.base import absolute
from zhishuo.views.entries import marked
from zhishuo.views.feeds import CALENDAR
from zhishuo.views.words import day_words, month_words

# Octets that a line may hold without its end.
_WIDEST = 75


def calendar(records: Records, address: str) -> Iterator[Asset]:
    """Yield the calendar of a site that stands at `address`, none where it is not known."""
    if address:
        text = "".join(f"{fold(line)}\r\n" for line in _lines(records, address))
        yield Asset(CALENDAR, text.encode())


def _lines(records: Records, address: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//zhishuo//due//ZH", "CALSCALE:GREGORIAN")
    yield f"X-WR-CALNAME:{escaped(marked(records, f'{records.town.name}：日历'))}"
    duty = duty_of(records, "board")
    for period, release in records.releases.items():
        words = f"{month_words(month_after(period))}公开榜最晚今天公布"
        yield from _event(
            (tag(address, f"{CALENDAR}/board/{period}"), absolute(address, "board/")),
            (release.as_of, release.next_due),
            marked(records, words),
            f"谁来做：{duty.who}。" if duty else "",
        )
    for check in checks(records):
        who = f"谁来做：{check.duty.who}。" if check.duty else ""
        yield from _event(
            (tag(address, f"{CALENDAR}/{check.name}"), absolute(address, check.url)),
            (check.updated, check.due),
            marked(records, f"最晚今天核对：{check.title}"),
            f"上次核对于 {day_words(check.updated)}，{check.days} 天一次。{who}",
        )
    for tour in records.tours:
        if tour.next:
            url = f"visits/{tour.id}/"
            yield from _event(
                (tag(address, f"{CALENDAR}/{url}{tour.next}"), absolute(address, url)),
                (records.town.updated, tour.next),
                marked(records, f"观摩：{tour.title}"),
                f"{tour.sentence}到了找：{tour.desk.name}，{tour.desk.place}。",
            )
    yield "END:VCALENDAR"


def _event(names: tuple[str, str], days: tuple[dt.date, dt.date], summary: str, description: str) -> Iterator[str]:
    """Yield an event: its lasting name and its page, the day it was last told of and the day it is on."""
    told, day = days
    yield "BEGIN:VEVENT"
    yield f"UID:{names[0]}"
    yield f"DTSTAMP:{told:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"SUMMARY:{escaped(summary)}"
    if description:
        yield f"DESCRIPTION:{escaped(description)}"
    yield f"URL:{names[1]}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Return a text as a value of a calendar."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def fold(line: str) -> str:
    """Return a line cut into pieces of at most 75 octets; no character is cut in two."""
    pieces, width = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if width + octets > _WIDEST:
            pieces.append("")
            width = 1  # the space that says that a line goes on
        pieces[-1] += sign
        width += octets
    return "\r\n ".join(pieces)
