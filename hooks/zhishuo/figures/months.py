"""All released months together: one table of a month, the account of every row, stocks, and registered cohorts.

What an account tells of a row: registered, settled, on_time, late and no_promise (of the settled), solved, overdue
(fell overdue), due (= settled on time or fell overdue), satisfied, basically, dissatisfied; and of the end of its last
month open (= carried in + registered - settled) and open_overdue (= carried in overdue + fell overdue - settled late).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from zhishuo.figures.released import (
    Keys,
    Line,
    Released,
    beside,
    line,
    named,
    table_lines,
    together,
    total,
    turned,
    whole,
)
from zhishuo.records import BANDS, RATINGS, TIMELINESS, Release, ReleaseTable

BY = ("community", "category", "grade")
BEYOND = "beyond"


Name: TypeAlias = tuple[str, str, str, str]
Memory: TypeAlias = dict[tuple[str, ...], tuple[Line, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The releases of a chain, oldest first, without gaps; what has been added up once is remembered.

    `digest` tells the releases from any others; it is empty where nobody knows.
    """

    releases: tuple[Release, ...]
    digest: bytes
    _tables: dict[Name, tuple[Line, ...]]
    _memory: Memory = field(default_factory=dict)

    @property
    def periods(self) -> tuple[str, ...]:
        """Return the months, oldest first."""
        return tuple(release.period for release in self.releases)

    @property
    def newest(self) -> Release:
        """Return the last release; raises IndexError before the first."""
        return self.releases[-1]

    def until(self, period: str) -> Figures:
        """Return what was known when `period` was released, so that its page never changes."""
        known = tuple(release for release in self.releases if release.period <= period)
        return Figures(known, self.digest and self.digest + period.encode(), self._tables, self._memory)

    def lines(self, period: str, population: str, rows: str, split: str) -> tuple[Line, ...]:
        """Return the lines of one table of one month, none where it was not published."""
        return self._tables.get((period, population, rows, split), ()) if period in self.periods else ()

    def town(self, period: str, population: str, split: str) -> Line | None:
        """Return a table's line of the whole town, none where it was not published."""
        return next(iter(self.lines(period, population, "town", split)), None)

    def arrived(self, period: str, rows: str, population: str = "registered") -> tuple[Line, ...]:
        """Return how many were registered in a month (or carried into the first), by row, as the column `all`."""
        if rows in {"grade", "group"}:
            return named(turned(self.lines(period, population, "community", rows)), "all")
        split = "total" if rows == "channel" else "grade"
        return named(self.lines(period, population, rows, split), "all")

    def accounts(self, periods: Sequence[str], rows: str) -> tuple[Line, ...]:
        """Return the account of every row over `periods`, with the stocks at their end, as far as they are told."""
        name = ("accounts", rows, *periods)
        if name not in self._memory and rows == "town":
            found = whole(self.accounts(periods, "community"))
            self._memory[name] = (found,) if found else ()
        elif name not in self._memory:
            flows = together(month for period in periods for month in self._month(period, rows))
            self._memory[name] = beside(flows, self._stocks(periods[-1], rows))
        return self._memory[name]

    def _month(self, period: str, rows: str) -> tuple[Line, ...]:
        name = ("month", rows, period)
        if name not in self._memory:
            self._memory[name] = tuple(_account(one) for one in self._told(period, rows))
        return self._memory[name]

    def _told(self, period: str, rows: str) -> tuple[Line, ...]:
        return beside(
            named(self.arrived(period, rows), "registered"),
            self.lines(period, "settled", rows, "timeliness"),
            self.lines(period, "settled", rows, "solved"),
            named(self.lines(period, "overdue", rows, "total"), "overdue"),
            self.lines(period, "rated", rows, "rating"),
        )

    def _stocks(self, period: str, rows: str) -> tuple[Line, ...]:
        """Return how many of each row are open at the end of a month, and how many of these overdue."""
        name = ("stocks", rows, period)
        if name not in self._memory:
            until = self.periods[: self.periods.index(period) + 1]
            found = beside(
                together(month for one in until for month in self._month(one, rows)),
                named(self.arrived(until[0], rows, "carried"), "carried"),
                named(self.lines(until[0], "carried_overdue", rows, "total"), "carried_overdue"),
            )
            self._memory[name] = tuple(_stock(one) for one in found)
        return self._memory[name]

    def cohorts(self, periods: Sequence[str], rows: str) -> tuple[Line, ...]:
        """Return by row the course of all registered in `periods`, the column `beyond` for those without one.

        Empty where the course of one of the months is not released (yet): it is told in the month after.
        """
        if rows == "town":
            found = whole(self.cohorts(periods, "grade"))
            return (found,) if found else ()
        months = [self._cohort(period, rows) for period in periods]
        if not all(months):
            return ()
        name = ("cohorts", rows, *periods)
        if name not in self._memory:
            self._memory[name] = together(line for month in months for line in month)
        return self._memory[name]

    def _cohort(self, period: str, rows: str) -> tuple[Line, ...]:
        # what is remembered is shared with those who know of fewer months
        if not (courses := self.lines(month_after(period), "cohort", rows, "course")):
            return ()
        name = ("cohort", rows, period)
        if name not in self._memory:
            came = named(self.arrived(period, rows), BEYOND)
            self._memory[name] = tuple(_course(one) for one in beside(came, courses)) if came else ()
        return self._memory[name]


def figures_of(releases: Mapping[str, Release], digest: bytes = b"") -> Figures:
    """Return the figures of all releases, by month; `digest` tells the releases from any others, where it is known."""
    blocks: dict[Name, list[ReleaseTable]] = {}
    for release in releases.values():
        for table in release.tables:
            blocks.setdefault((release.period, table.population, table.rows, table.split), []).append(table)
    return Figures(tuple(releases.values()), digest, {name: table_lines(tables) for name, tables in blocks.items()})


def _account(one: Line) -> Line:
    on_time, overdue = one.count("on_time"), one.count("overdue")
    return line(
        one.keys,
        registered=one.count("registered"),
        settled=one.count(*TIMELINESS),
        solved=one.count("solved"),
        overdue=overdue,
        due=None if on_time is None or overdue is None else on_time + overdue,
        **{name: one.count(name) for name in (*TIMELINESS, *RATINGS)},
    )


def _stock(one: Line) -> Line:
    registered, settled = one.count("registered"), one.count("settled")
    overdue, late = one.count("overdue"), one.count("late")
    # who was not there when the chain began carried nothing
    carried, carried_overdue = (one.count(name) or total([]) for name in ("carried", "carried_overdue"))
    return line(
        one.keys,
        open=None if registered is None or settled is None else carried + registered - settled,
        open_overdue=None if overdue is None or late is None else carried_overdue + overdue - late,
    )


def _course(one: Line) -> Line:
    """Return a cohort's course with its registered less all others in the column `beyond`."""
    counts = one.parts()
    registered = counts.pop((BEYOND,))
    return Line(one.keys, (*counts.items(), ((BEYOND,), registered - total(counts.values()))))


def bands_of(course: Line, outcomes: Sequence[str]) -> Line:
    """Return a cohort's course as bands of days: those settled with one of `outcomes` (solved, other), others beyond.

    With ("solved",) it says how soon requests were solved, with both how soon they were settled.
    """
    whole_of = course.total
    bands: dict[Keys, Released] = {}
    for keys, count in course.cells:
        outcome, _, _ = keys[0].partition("_")
        if outcome in outcomes:
            band = tuple(key.partition("_")[2] for key in keys)
            bands[band] = bands[band] + count if band in bands else count
    ordered = sorted(bands.items(), key=lambda item: BANDS.index(item[0][0]))
    return Line(course.keys, (*ordered, ((BEYOND,), whole_of - total(count for _, count in ordered))))


def month_after(month: str) -> str:
    """Return the month after `month`."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
