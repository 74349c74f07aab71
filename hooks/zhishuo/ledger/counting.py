"""Requests -> cubes: exact counts of everything a month's release may speak of. Never written anywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

import ibis

from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.months import ends_quarter, last_day, shifted
from zhishuo.ledger.raw import Expr, Rows, fetched, stored
from zhishuo.ledger.splits import SPLITS, is_told, seen
from zhishuo.ledger.tables import Line, Table
from zhishuo.problems import Problem, ProblemsError

# Of each population's columns a ledger must have one, or nobody can tell who belongs to it.
_NEEDS = {"due": frozenset({"due_at", "grade"}), "settled": frozenset({"settled_at"})}
OPEN_COHORT = dt.timedelta(days=30)
_COUNTERS_REGISTERED = (
    "regraded",
    "extended",
    "paused",
    "returned",
    "merged",
    "transferred",
    "registered_again",
)
_SETTLED = ("outcome", "rating", "striking", "within_hour", "without_reply", "rated_by_handler")
_COHORT = ("timeliness", "outcome", "solved_within", "duration", "stage")
_COHORT_ROWS = ("timeliness", "outcome", "solved_within")
_QUARTER = ("timeliness", "outcome", "solved_within", "rating")


@dataclass(frozen=True, slots=True)
class Cube:
    """Exact counts of the requests of one population and window: row key -> coded values -> count.

    `values` names the coded values in order; `splits` are those to be published from it. A cube that is not `shown` was
    published from by an earlier release, and is counted only to hold this one against it.
    """

    population: str
    first: str
    last: str
    rows: str
    splits: tuple[str, ...]
    values: tuple[str, ...]
    cells: dict[str, dict[tuple[str, ...], int]]
    shown: bool = True

    @property
    def requests(self) -> tuple[str, str, str]:
        """Return what tells which requests are counted: population and window."""
        return (self.population, self.first, self.last)

    def knows(self, split: str) -> bool:
        """Tell whether the cube has the coded values that `split` divides by."""
        return set(self.values).issuperset(SPLITS[split].values)

    def only(self, values: Container[str]) -> Cube:
        """Return the cube by fewer coded values: those of `values` that it has."""
        places = [place for place, value in enumerate(self.values) if value in values]
        cells: dict[str, dict[tuple[str, ...], int]] = {}
        for key, counts in self.cells.items():
            fewer = cells.setdefault(key, {})
            for found, count in counts.items():
                short = tuple(found[place] for place in places)
                fewer[short] = fewer.get(short, 0) + count
        return replace(self, values=tuple(self.values[place] for place in places), cells=cells)

    def table(self, split: str) -> Table:
        """Return the unprotected table of `split`, a line for every row key."""
        columns = SPLITS[split].columns
        lines = []
        for key, cells in self.cells.items():
            counts = dict.fromkeys(columns, 0)
            for values, count in cells.items():
                column = SPLITS[split].of(dict(zip(self.values, values, strict=True)))
                if column is not None:
                    counts[column] += count
            lines.append(Line((key,), tuple(counts.values())))
        singles = tuple((column,) for column in columns)
        return Table(self.population, self.first, self.last, self.rows, split, singles, tuple(lines))


def earliest_as_of(period: str) -> dt.date:
    """Return the first day on which `period` can be released: it is over, and the cohort before it is 30 days old."""
    return max(last_day(period) + dt.timedelta(days=1), last_day(shifted(period, -1)) + OPEN_COHORT)


@dataclass(frozen=True, slots=True)
class Counted:
    """The exact counts of one release; `days` are the calendar days taken by the cohort -> requests, None: open."""

    period: str
    as_of: dt.date
    cubes: tuple[Cube, ...]
    days: dict[int | None, int]


def count(ledger: Ledger, codebook: Codebook, period: str, as_of: dt.date) -> Counted:
    """Return the exact counts for the release of `period` (YYYY-MM) as the ledger stood at the end of `as_of`.

    Raises ProblemsError when `as_of` is before `earliest_as_of`, or when the books do not balance.
    """
    if as_of < (earliest := earliest_as_of(period)):
        message = f"{period} 最早要数据截至 {earliest} 才能公布（当月已过完，上月登记的已满 30 天），现在是 {as_of}"
        raise ProblemsError([Problem("", 0, "--as-of", message)])
    counter = Counter(ledger, codebook, as_of)
    counter.check_books(period)
    return Counted(period, as_of, tuple(counter.cubes(period)), counter.days(shifted(period, -1)))


@dataclass(slots=True, init=False)
class Counter:
    """Counts one ledger as of one day."""

    ledger: Ledger
    codebook: Codebook
    table: Expr

    def __init__(self, ledger: Ledger, codebook: Codebook, as_of: dt.date) -> None:
        """Work out every request's coded values once; all counts are group-bys of that."""
        self.ledger, self.codebook = ledger, codebook
        self.table = stored(ledger.connection, "seen", seen(ledger.requests, as_of))

    def cubes(self, period: str) -> Iterator[Cube]:
        """Yield the cubes of the release of `period`; what the ledger tells nothing of has none."""
        cohort = shifted(period, -1)
        wanted = (
            *(("registered", period, rows, ("total",)) for rows in ("grade", "category", "channel", "community")),
            ("registered", period, "town", _COUNTERS_REGISTERED),
            ("due", period, "town", ("timeliness", "redone")),
            ("settled", period, "town", _SETTLED),
            ("cohort", cohort, "town", _COHORT),
            ("cohort", cohort, "grade", _COHORT_ROWS),
        )
        if is_told("book", self.ledger.told):
            yield self.book(period)
        for population, month, rows, splits in wanted:
            if (cube := self.cube(population, month, month, rows, splits)).splits:
                yield cube
        if ends_quarter(cohort):
            yield from self.quarter(cohort)

    def quarter(self, last: str) -> Iterator[Cube]:
        """Yield what its months have published already, not to be shown again, then the quarter's cubes."""
        first = shifted(last, -2)
        for month in (first, shifted(first, 1), last):
            for rows in ("community", "category"):
                yield self.cube("registered", month, month, rows, ("total",), shown=False)
            if month != last:
                yield self.cube("cohort", month, month, "town", _COHORT, shown=False)
                yield self.cube("cohort", month, month, "grade", _COHORT_ROWS, shown=False)
        for rows in ("community", "category"):
            yield self.cube("cohort", first, last, rows, _QUARTER)

    def cube(  # noqa: PLR0913  one place tells apart every cube there is
        self, population: str, first: str, last: str, rows: str, splits: Sequence[str], *, shown: bool = True
    ) -> Cube:
        """Count the requests whose month of `population` lies in `first`..`last`, by `rows` and all values needed."""
        is_known = population not in _NEEDS or not _NEEDS[population].isdisjoint(self.ledger.told)
        told = tuple(split for split in splits if is_known and is_told(split, self.ledger.told))
        values = tuple(dict.fromkeys(value for split in told for value in SPLITS[split].values))
        month = self.table[{"due": "due_month", "settled": "settled_month"}.get(population, "registered_month")]
        names = (*(() if rows == "town" else (rows,)), *values)
        chosen = self.table.filter(month.between(first, last))
        cells: dict[str, dict[tuple[str, ...], int]] = {key: {} for key in self.codebook.keys(rows)}
        for *found, number in self._counts(chosen, names):
            key = "town" if rows == "town" else found.pop(0)
            cells[key][tuple(found)] = number
        return Cube(population, first, last, rows, told, values, cells, shown)

    def book(self, period: str) -> Cube:
        """Return stock and flow of the month: open before + registered = settled + open after."""
        before, now = self.table.registered_month < period, self.table.registered_month == period
        settled = self.table.settled_month
        open_before = before & (settled.isnull() | (settled >= period))
        open_after = (before | now) & (settled.isnull() | (settled > period))
        parts = {"open_before": open_before, "registered": now, "settled": settled == period, "open_after": open_after}
        table = self.table.aggregate(**{name: condition.sum().fill_null(0) for name, condition in parts.items()})
        (counts,) = fetched(self.ledger.connection, table)
        cells: dict[tuple[str, ...], int] = {(name,): int(number) for name, number in zip(parts, counts, strict=True)}
        return Cube("book", period, period, "town", ("book",), ("book",), {"town": cells})

    def days(self, month: str) -> dict[int | None, int]:
        """Return calendar days taken -> requests registered in `month`, those still open under None."""
        return dict(self._counts(self.table.filter(self.table.registered_month == month), ("days",)))

    def check_books(self, period: str) -> None:
        """Raise ProblemsError naming community and month when some request is lost between the counts."""
        rows = self._counts(self.table, ("community", "registered_month"))
        parts = self._counts(self.table, ("community", "registered_month", "outcome"))
        registered = {(community, month): number for community, month, number in rows}
        for community, month, outcome, number in parts:
            if outcome in SPLITS["outcome"].columns:
                registered[community, month] -= number
        problems = [
            Problem("", 0, f"{month} {community}", f"账目不平：登记数比各结果加未办结多 {gap} 件")
            for (community, month), gap in registered.items()
            if gap
        ]
        book = {name: number for (name,), number in self.book(period).cells["town"].items()}
        gap = book["open_before"] + book["registered"] - book["settled"] - book["open_after"]
        if gap:
            problems.append(Problem("", 0, period, f"账目不平：月初未办结加登记，比办结加月末未办结多 {gap} 件"))
        if problems:
            raise ProblemsError(problems)

    def _counts(self, table: Expr, names: Sequence[str]) -> Rows:
        grouped = table.group_by(list(names)) if names else table
        return fetched(self.ledger.connection, grouped.aggregate(number=ibis._.count()))
