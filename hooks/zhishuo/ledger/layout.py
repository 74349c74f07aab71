"""Which tables a release holds: for each its population, rows, columns, and who stands where.

Complements are never listed (not solved, not within N days): a reader derives them from other tables, and a cell that
is not published needs no protection of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from zhishuo.ledger.codebook import UNASSIGNED, Codebook
from zhishuo.ledger.months import shifted
from zhishuo.ledger.moves import Move, Moves
from zhishuo.ledger.tables import Line, Table

BANDS = ("d1", "d3", "d7", "d15", "d30")
TIMELINESS = ("on_time", "late", "no_promise")
RATINGS = ("satisfied", "basically", "dissatisfied")
OUTCOMES = ("solved", "other")
COURSE = tuple(f"{outcome}_{band}" for outcome in OUTCOMES for band in BANDS)
_WORDS_OF_OUTCOME = ("solved", "partly", "explained", "transferred", "declined", "duplicate", "withdrawn", "unstated")
_COUNTERS = {
    "regraded": ("first_grade",),
    "extended": ("extended",),
    "paused": ("paused",),
    "merged": ("merged_into",),
    "transferred": ("transferred_to",),
    "registered_again": ("again_of",),
    "within_hour": ("settled_at",),
}
_SHORT_COURSE = (("solved_d1", "solved_d3"), ("solved_d7",), ("solved_d15",), ("solved_d30",))
_SETTLED, _PROMISE = "settled_at", "due_at grade"


@dataclass(frozen=True, slots=True)
class Spec:
    """One table of a release: `of` tells in which column key a request stands, or None.

    In each text of `needs` stand canonical ledger columns of which one is enough; without them the table would say
    nothing true.
    """

    population: str
    rows: str
    split: str
    columns: tuple[tuple[str, ...], ...]
    of: Callable[[Move], str | None]
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> tuple[str, str, str]:
        """Return what tells the table from all others of its release."""
        return (self.population, self.rows, self.split)

    def is_told(self, told: frozenset[str]) -> bool:
        """Tell whether a ledger with the canonical columns `told` says anything about the table."""
        return all(not told.isdisjoint(need.split()) for need in self.needs)


@dataclass(frozen=True, slots=True)
class Layout:
    """The published lines of every row dimension, and the group of every category line.

    A line is a tuple of merged keys: only the sensitive categories of a group stand together, so that no line is about
    one of them alone.
    """

    lines: dict[str, tuple[tuple[str, ...], ...]]
    groups: dict[str, tuple[str, ...]]

    def line_of(self, rows: str, key: str) -> tuple[str, ...]:
        """Return the published line that holds `key`."""
        return next(line for line in self.lines[rows] if key in line)

    def group_of(self, category: str) -> str:
        """Return the group of a category, the reserved one for what has none."""
        return next((group for group, members in self.groups.items() if category in members), UNASSIGNED)


def layout_of(codebook: Codebook) -> Layout:
    """Return the layout that the town's words allow."""
    rows = ("town", "grade", "channel", "community")
    lines: dict[str, tuple[tuple[str, ...], ...]] = {
        name: tuple((key,) for key in codebook.keys(name)) for name in rows
    }
    lines["category"] = (*_category_lines(codebook), (UNASSIGNED,))
    return Layout(lines, dict(codebook.category_groups))


def _category_lines(codebook: Codebook) -> Iterator[tuple[str, ...]]:
    """Yield the categories in order, the sensitive ones of a group as one line; a single one takes its whole group."""
    merged: dict[str, tuple[str, ...]] = {}
    for members in codebook.category_groups.values():
        sensitive = tuple(key for key in members if key in codebook.sensitive)
        together = members if len(sensitive) == 1 else sensitive
        merged |= dict.fromkeys(together, together)
    seen: set[tuple[str, ...]] = set()
    for key in codebook.keys("category"):
        line = merged.get(key, (key,))
        if key != UNASSIGNED and line not in seen:
            seen.add(line)
            yield line


def specs(layout: Layout, moves: Moves) -> tuple[Spec, ...]:
    """Return the tables of the month: all that the ledger tells."""
    found = [*_arrivals("registered", layout, lambda move: move.age == "new")]
    found += [
        Spec("registered", "channel", "total", (("all",),), _all_if(lambda move: move.age == "new")),
        Spec("registered", "town", "entry", (("late",),), _one_if("late", lambda move: move.entry == "late")),
    ]
    if moves.is_first:
        found += _arrivals("carried", layout, lambda move: move.age == "carried")
        was_overdue = _all_if(lambda move: move.age == "carried" and move.overdue_before == "yes")
        found += _by("carried_overdue", "total", (("all",),), was_overdue, _PROMISE)
    else:
        found += _cohort()
    found += _by("cohort_so_far", "solved", tuple((key,) for key in OUTCOMES), _so_far, _SETTLED, "outcome")
    fell_overdue = _all_if(lambda move: move.overdue == "yes")
    found += _by("overdue", "total", (("all",),), fell_overdue, _PROMISE)
    found += [*_settled(), *_after(), Spec("corrected", "town", "total", (("all",),), lambda _: None)]
    return tuple(spec for spec in found if spec.is_told(moves.told))


def _arrivals(population: str, layout: Layout, chosen: Callable[[Move], bool]) -> Iterator[Spec]:
    grades = layout.lines["grade"]
    groups = tuple((group,) for group in (*layout.groups, UNASSIGNED))

    def group(move: Move) -> str | None:
        return layout.group_of(move.category) if chosen(move) else None

    def grade(move: Move) -> str | None:
        return move.grade if chosen(move) else None

    def category(move: Move) -> str | None:
        return move.category if chosen(move) else None

    yield Spec(population, "community", "group", groups, group)
    if population == "registered":
        yield Spec(population, "community", "category", layout.lines["category"], category)
    yield Spec(population, "community", "grade", grades, grade)
    yield Spec(population, "category", "grade", grades, grade)


def _settled() -> Iterator[Spec]:
    columns = tuple((key,) for key in TIMELINESS)
    yield from _by("settled", "timeliness", columns, _told("timeliness"), _SETTLED, _PROMISE)
    solved = _one_if("solved", lambda move: move.settled == "yes" and move.outcome == "solved")
    yield from _by("settled", "solved", (("solved",),), solved, _SETTLED, "outcome")
    outcomes = tuple((key,) for key in _WORDS_OF_OUTCOME)
    yield Spec("settled", "town", "outcome", outcomes, _told("outcome"), (_SETTLED, "outcome"))
    for name, needs in _COUNTERS.items():
        yield Spec("settled", "town", name, (("yes",),), _yes(name), (_SETTLED, *needs))
    returned = (("yes",), ("dispatched_not_returned",))
    yield Spec("settled", "town", "returned", returned, _returned, (_SETTLED, "returned", "dispatched_at"))
    yield Spec("due", "town", "redone", (("yes",),), _yes("redone"), ("redone", _SETTLED, _PROMISE))


def _after() -> Iterator[Spec]:
    """Yield what comes after settling: rating, reply, striking off; and where open requests stand."""
    ratings = tuple((key,) for key in RATINGS)
    for rows in ("community", "category"):
        yield Spec("rated", rows, "rating", ratings, _told("rating"), ("rating", _SETTLED))
    hands = (("handler",), ("other",))
    yield Spec("rated", "town", "rated_by", hands, _told("rated_by"), ("rating", "rated_by", _SETTLED))
    answered = _all_if(lambda move: move.answered == "yes")
    yield Spec("answered", "town", "total", (("all",),), answered, ("replied_at", _SETTLED))
    strikings = (("after_reply",), ("after_wait",))
    yield Spec("struck", "town", "striking", strikings, _told("striking"), ("struck_off_at", "replied_at", _SETTLED))
    stages = (("registered",), ("accepted",))
    yield Spec("open", "town", "stage", stages, _told("stage"), ("accepted_at", "dispatched_at", _SETTLED))


def _cohort() -> Iterator[Spec]:
    needs = (_SETTLED, "outcome")
    columns = tuple((key,) for key in COURSE)
    yield Spec("cohort", "grade", "course", columns, _course, needs)
    for rows in ("community", "category"):
        yield Spec("cohort", rows, "course", _SHORT_COURSE, _course, needs)


def _course(move: Move) -> str | None:
    return move.course if move.age == "last" else None


def _so_far(move: Move) -> str | None:
    """Return solved or other for those booked and settled in the month, within 30 days of registration."""
    return move.course.partition("_")[0] if move.age == "new" and "_" in move.course else None


def _by(
    population: str, split: str, columns: tuple[tuple[str, ...], ...], of: Callable[[Move], str | None], *needs: str
) -> Iterator[Spec]:
    for rows in ("community", "category", "grade"):
        yield Spec(population, rows, split, columns, of, needs)


def _told(attribute: str) -> Callable[[Move], str | None]:
    return lambda move: getattr(move, attribute)


def _one_if(column: str, chosen: Callable[[Move], bool]) -> Callable[[Move], str | None]:
    return lambda move: column if chosen(move) else None


def _all_if(chosen: Callable[[Move], bool]) -> Callable[[Move], str | None]:
    return _one_if("all", chosen)


def _yes(counter: str) -> Callable[[Move], str | None]:
    return _one_if("yes", lambda move: getattr(move, counter) == "yes")


def _returned(move: Move) -> str | None:
    return {"yes": "yes", "no": "dispatched_not_returned"}.get(move.returned)


def exact(spec: Spec, layout: Layout, moves: Moves) -> Table:
    """Return the unprotected table of `spec`: a line for every published line of its rows."""
    counts: Counter[tuple[str, str]] = Counter()
    if spec.population == "corrected":
        counts["town", "all"] = moves.corrected
    for move in moves.rows:
        column = spec.of(move)
        if column is not None:
            counts["town" if spec.rows == "town" else getattr(move, spec.rows), column] += move.count
    lines = tuple(
        Line(keys, tuple(_sum(counts, keys, columns) for columns in spec.columns)) for keys in layout.lines[spec.rows]
    )
    month = shifted(moves.period, -1) if spec.population == "cohort" else moves.period
    return Table(spec.population, month, month, spec.rows, spec.split, spec.columns, lines)


def _sum(counts: Counter[tuple[str, str]], keys: Sequence[str], columns: Sequence[str]) -> int:
    return sum(counts[key, column] for key in keys for column in columns)
