"""What is late: the board by its own due date, everything else by the day it was last checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from zhishuo.files import COMMITMENTS, TOWN, community_file, release_file
from zhishuo.problems import Problem
from zhishuo.reading import Records
from zhishuo.records import Duty
from zhishuo.records.town import DutyId
from zhishuo.yaml_files import Path

# Days after which something that the rota gives no time is to be checked again.
YEAR = 366


@dataclass(frozen=True, slots=True)
class Check:
    """Something that is checked every so many days: a lasting `name`, its page `url`, where its day is written."""

    name: str
    title: str
    url: str
    file: str
    path: Path
    updated: dt.date
    duty: Duty | None

    @property
    def days(self) -> int:
        """Return after how many days it is to be checked again."""
        return _days(self.duty)

    @property
    def due(self) -> dt.date:
        """Return the last day on which it is not late."""
        return self.updated + dt.timedelta(days=self.days)


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
        duty = duty_of(records, "board")
        yield _at(
            records,
            release_file(newest.period),
            ("next_due",),
            f"下一期公布数字应在 {newest.next_due} 以前，晚了 {(today - newest.next_due).days} 天{_whose(duty)}",
        )


def _checked(records: Records, today: dt.date) -> Iterator[Problem]:
    """Yield every record whose day of checking is too long ago."""
    for check in checks(records):
        if check.due < today:
            message = (
                f"{check.updated} 核对的，过了 {(today - check.updated).days} 天；"
                f"{check.days} 天要核对一次，核对完改成当天{_whose(check.duty)}"
            )
            yield _at(records, check.file, check.path, message)


def checks(records: Records) -> Iterator[Check]:
    """Yield everything that is to be checked again and again, with the day it is next due."""
    town, practices = duty_of(records, "town"), duty_of(records, "practices")
    promises = duty_of(records, "commitments")
    yield Check("town", "全镇的介绍", "", TOWN, ("updated",), records.town.updated, town)
    for slug, community in records.communities.items():
        for index, highlight in enumerate(community.highlights):
            name, title = f"c/{slug}/{highlight.id}", f"{community.name}的做法“{highlight.title}”"
            path = ("highlights", index, "updated")
            yield Check(name, title, f"{name}/", community_file(slug), path, highlight.updated, practices)
    for index, promise in enumerate(records.commitments):
        name, title, path = f"promises/{promise.id}", f"承诺“{promise.title}”", ("commitments", index, "updated")
        yield Check(name, title, "promises/", COMMITMENTS, path, promise.updated, promises)


def duty_of(records: Records, of: DutyId) -> Duty | None:
    """Return the line of the rota that says who updates something, None where there is none."""
    return next((duty for duty in records.town.rota if duty.of == of), None)


def due_again(records: Records, of: DutyId, updated: dt.date) -> dt.date:
    """Return by which day what was checked on the day `updated` is to be checked again."""
    return updated + dt.timedelta(days=_days(duty_of(records, of)))


def _days(duty: Duty | None) -> int:
    return (duty and duty.days) or YEAR


def _whose(duty: Duty | None) -> str:
    return f"（{duty.who}）" if duty else ""


def _at(records: Records, file: str, path: Path, message: str) -> Problem:
    return records.documents[file].problem(path, message)
