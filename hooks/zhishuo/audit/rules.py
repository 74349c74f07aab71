"""What anyone knows of a request's life, as rules between numbers of requests: the one model of the auditor.

A core cell is a community, a category line and a grade. In a month its requests make moves: `booked` (registered, now
known); `over.AGE` (fallen overdue); `on_time.AGE`, `late.AGE`, `no_promise.AGE` (settled, by promise); the same
settled ones by outcome: `new`, `last` (within 30 days), `new_beyond`, `last_beyond` (after more), `older`, each solved
or other; `course.OUTCOME_BAND` (last month's, settled within 30 days, by days); `rated.RATING`; in the first month
`carried.fine` and `carried.over`. Ages: new (booked this month), last (the month before), older. Stock is what a month
leaves to the next.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

BANDS = ("d1", "d3", "d7", "d15", "d30")
OUTCOMES = ("solved", "other")
COURSES = tuple(f"{outcome}_{band}" for outcome in OUTCOMES for band in BANDS)

# A sum of names, each counted so many times.
Sum: TypeAlias = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """`left` is at most `right`, or equal to it."""

    left: Sum
    is_equal: bool
    right: Sum

    def names(self) -> Iterator[str]:
        """Yield all names on both sides."""
        yield from (name for _, name in (*self.left, *self.right))

    def is_told(self, values: Container[str]) -> bool:
        """Tell whether all tables that the rule speaks of are published; what earlier months left is always known."""
        return all(name in values or name.startswith("town_") for name in self.names())

    def holds(self, values: Mapping[str, int]) -> bool:
        """Tell whether the rule holds for the numbers of all its names, missing ones being 0."""
        left, right = value(self.left, values), value(self.right, values)
        return left == right if self.is_equal else left <= right

    def __str__(self) -> str:
        """Return the rule as it is written below."""
        sides = (" + ".join(name for _, name in side) for side in (self.left, self.right))
        return (" == " if self.is_equal else " <= ").join(sides)


def value(terms: Sum, values: Mapping[str, int]) -> int:
    """Return the value of a sum, missing names being 0."""
    return sum(times * values.get(name, 0) for times, name in terms)


def _sum(text: str) -> Sum:
    parts = re.findall(r"([+-]?)\s*([a-z][a-z0-9_.]*)", text)
    return tuple((-1 if sign == "-" else 1, name) for sign, name in parts)


def _rules(text: str) -> tuple[Rule, ...]:
    found = []
    for line in text.strip().splitlines():
        left, sign, right = line.partition("==") if "==" in line else line.partition("<=")
        found.append(Rule(_sum(left), sign == "==", _sum(right)))
    return tuple(found)


_SETTLED = " + ".join(f"{kind}.{age}" for kind in ("on_time", "late", "no_promise") for age in ("new", "last", "older"))
# Of one core cell, in one month. Stock names stand for what the month before left.
CELL_RULES = _rules(
    """
    over.new + on_time.new + no_promise.new <= booked
    late.new <= over.new
    over.last + on_time.last + no_promise.last <= young_fine
    late.last <= young_over + over.last
    over.older + on_time.older + no_promise.older <= old_fine + carried.fine
    late.older <= old_over + carried.over + over.older
    on_time.new + late.new + no_promise.new == new.solved + new.other + new_beyond.solved + new_beyond.other
    on_time.last + late.last + no_promise.last == last.solved + last.other + last_beyond.solved + last_beyond.other
    on_time.older + late.older + no_promise.older == older.solved + older.other
    """
    + "".join(
        f"{' + '.join(f'course.{outcome}_{band}' for band in BANDS)} == young_{outcome} + last.{outcome}\n"
        for outcome in OUTCOMES
    )
    + f"rated.satisfied + rated.basically + rated.dissatisfied <= unrated + {_SETTLED}"
)
MOVES = tuple(dict.fromkeys(name for rule in CELL_RULES for name in rule.names() if "." in name or name == "booked"))
_LEFT_OLD = "old_fine + carried.fine + young_fine - over.last - over.older"
# What a month leaves of a core cell to the next.
CELL_STOCK = {
    name: _sum(text)
    for name, text in {
        "young_fine": "booked - over.new - on_time.new - no_promise.new",
        "young_over": "over.new - late.new",
        "old_fine": f"{_LEFT_OLD} - on_time.last - no_promise.last - on_time.older - no_promise.older",
        "old_over": "old_over + carried.over + young_over + over.last + over.older - late.last - late.older",
        "young_solved": "new.solved",
        "young_other": "new.other",
        "unrated": f"unrated + {_SETTLED} - rated.satisfied - rated.basically - rated.dissatisfied",
    }.items()
}

# Of a town in a month: moves stand for their sum over all core cells, POPULATION.SPLIT for a sum of published cells of
# the town (or of the channels), POPULATION.SPLIT.COLUMN for one of them, `quick` for those of last month's cohort that
# can have taken an hour: settled in their own month, within a day. A rule applies where all its tables are published.
TOWN_RULES = _rules(
    f"""
    registered.total == booked
    registered.entry.late <= booked
    new_beyond.solved + new_beyond.other <= registered.entry.late
    corrected.total.all <= town_booked + town_carried
    settled.outcome == {_SETTLED}
    settled.outcome.solved == new.solved + new_beyond.solved + last.solved + last_beyond.solved + older.solved
    settled.within_hour.yes <= new.solved + new.other
    town_within_hour <= quick
    due.redone.yes <= on_time.new + on_time.last + on_time.older + over.new + over.last + over.older
    rated.rated_by <= rated.satisfied + rated.basically + rated.dissatisfied
    belated <= answered.total.all
    belated <= town_struck_unanswered
    answered.total.all + struck.striking.after_wait <= town_unanswered + {_SETTLED} + belated
    struck.striking.after_reply + belated <= town_answered + answered.total.all
    open.stage.registered <= town_registered + booked + carried.fine + carried.over
    open.stage <= town_registered + town_accepted + booked + carried.fine + carried.over
    """
    + "\n".join(
        f"settled.{counter} <= {_SETTLED}"
        for counter in (
            *("regraded", "extended", "paused", "merged", "transferred", "registered_again", "within_hour", "returned"),
        )
    )
    + f"\nopen.stage + {_SETTLED} <= town_open + booked + carried.fine + carried.over"
)

_AGES = ("new", "last", "older")
_ORIGINS = ("new", "new_beyond", "last", "last_beyond", "older")
# POPULATION.SPLIT.COLUMN of a table by community, category or grade -> the moves that its cells count.
COUNTED: dict[str, tuple[str, ...]] = {
    "carried_overdue.total.all": ("carried.over",),
    "overdue.total.all": tuple(f"over.{age}" for age in _AGES),
    "settled.solved.solved": tuple(f"{origin}.solved" for origin in _ORIGINS),
    **{
        f"settled.timeliness.{kind}": tuple(f"{kind}.{age}" for age in _AGES)
        for kind in ("on_time", "late", "no_promise")
    },
    **{f"cohort_so_far.solved.{outcome}": (f"new.{outcome}",) for outcome in OUTCOMES},
    **{f"cohort.course.{course}": (f"course.{course}",) for course in COURSES},
    **{f"rated.rating.{rating}": (f"rated.{rating}",) for rating in ("satisfied", "basically", "dissatisfied")},
}
# Two-way tables of facts: every column counts those whose own grade, category or group it is.
ARRIVALS = {"registered": ("booked",), "carried": ("carried.fine", "carried.over")}

_FACTS = ("community", "category", "grade")
_TOWN_SPLITS = {
    "registered": ("entry",),
    "settled": (
        *("outcome", "regraded", "extended", "paused", "merged", "transferred", "registered_again", "within_hour"),
        "returned",
    ),
    "due": ("redone",),
    "rated": ("rated_by",),
    "answered": ("total",),
    "struck": ("striking",),
    "open": ("stage",),
    "corrected": ("total",),
}
# Every table that a release may hold: population, rows, split. Any other is bound by no rule and must not be there.
KNOWN = frozenset(
    (
        *((name, "community", split) for name in ARRIVALS for split in ("group", "category", "grade")),
        *((name, "category", "grade") for name in ARRIVALS),
        ("registered", "channel", "total"),
        *((*key.split(".")[:1], rows, key.split(".")[1]) for key in COUNTED for rows in _FACTS),
        *((name, "town", split) for name, splits in _TOWN_SPLITS.items() for split in splits),
    )
)
