"""What is late: the board by its own due date, everything else by the day it was last checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhishuo.files import COMMITMENTS, TOWN, community_file, release_file
from zhishuo.problems import Problem
from zhishuo.reading import Records
from zhishuo.records import Duty
from zhishuo.yaml_files import Path

# Days after which something that the rota gives no time is to be checked again.
_YEAR = 366


def board_is_late(records: Records, today: dt.date) -> bool:
    """Return whether the month's figures that were promised by now are not out; without any release nothing was."""
    newest = records.newest
    return newest is not None and newest.next_due < today


def late(records: Records, today: dt.date) -> tuple[Problem, ...]:
    """Return what should have been updated by `today`, each at its file and line with whose duty it is, sorted."""
    return tuple(sorted((*_board(records, today), *_checked(records, today)), key=str))


def _board(records: Records, today: dt.date) -> Iterator[Problem]:
    newest = records.newest
    if newest and board_is_late(records, today):
        duty = _duty(records, "board")
        yield _at(
            records,
            release_file(newest.period),
            ("next_due",),
            f"下一期公布数字应在 {newest.next_due} 以前，晚了 {(today - newest.next_due).days} 天{_whose(duty)}",
        )


def _checked(records: Records, today: dt.date) -> Iterator[Problem]:
    """Yield every record whose day of checking is too long ago."""
    days: list[tuple[str, str, Path, dt.date]] = [("town", TOWN, ("updated",), records.town.updated)]
    days += [
        ("practices", community_file(slug), ("highlights", index, "updated"), highlight.updated)
        for slug, community in records.communities.items()
        for index, highlight in enumerate(community.highlights)
    ]
    days += [
        ("commitments", COMMITMENTS, ("commitments", index, "updated"), promise.updated)
        for index, promise in enumerate(records.commitments)
    ]
    for what, file, path, day in days:
        duty = _duty(records, what)
        most = (duty and duty.days) or _YEAR
        if (today - day).days > most:
            message = f"{day} 核对的，过了 {(today - day).days} 天；{most} 天要核对一次，核对完改成当天{_whose(duty)}"
            yield _at(records, file, path, message)


def _duty(records: Records, what: str) -> Duty | None:
    return next((duty for duty in records.town.rota if duty.of == what), None)


def _whose(duty: Duty | None) -> str:
    return f"（{duty.who}）" if duty else ""


def _at(records: Records, file: str, path: Path, message: str) -> Problem:
    return records.documents[file].problem(path, message)
