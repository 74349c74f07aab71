"""Releases for tests, made of whole lives: every published table is a margin of the same batches of requests.

A batch is as many alike requests as the base of the rounding, so that every count is a multiple of it without any
rounding, and whatever holds between the tables of true requests holds between these. Steps count months from 0, the
first release; -1 stands for what was there before.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

UNASSIGNED = "unassigned"
BANDS = ("d1", "d3", "d7", "d15", "d30")
LATER = "later"
COURSE = tuple(f"{outcome}_{band}" for outcome in ("solved", "other") for band in BANDS)
OUTCOMES = ("solved", "partly", "explained", "transferred", "declined", "duplicate", "withdrawn", "unstated")
RATINGS = ("satisfied", "basically", "dissatisfied")
COUNTERS = ("regraded", "extended", "paused", "merged", "transferred", "registered_again", "within_hour")
CARRIED = -1

Keys: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The codes of a town in the order they are published; `categories` are lines, with merged keys where sensitive."""

    communities: Keys
    categories: tuple[Keys, ...]
    groups: tuple[tuple[str, Keys], ...]
    grades: Keys
    channels: Keys

    def lines(self, rows: str) -> tuple[Keys, ...]:
        """Return the published lines of a row dimension, the one of requests without the detail last."""
        if rows == "town":
            return (("town",),)
        if rows == "category":
            return (*self.categories, (UNASSIGNED,))
        names = {"community": self.communities, "grade": self.grades, "channel": self.channels}[rows]
        return tuple((name,) for name in (*names, UNASSIGNED))

    def columns(self, split: str) -> tuple[Keys, ...]:
        """Return the columns of a table that crosses two facts."""
        if split == "group":
            return tuple((name,) for name in (*(group for group, _ in self.groups), UNASSIGNED))
        return self.lines(split)

    def group_of(self, category: str) -> str:
        """Return the group of a category."""
        return next((group for group, members in self.groups if category in members), UNASSIGNED)


def words_of(root: Path) -> Words:
    """Return the codes of the project at `root`, from data/town.yml and data/communities."""
    town = yaml.safe_load((root / "data/town.yml").read_text(encoding="utf-8"))
    communities = {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))["number"]
        for path in (root / "data/communities").glob("*.yml")
    }
    categories = town["categories"]
    groups: dict[str, list[str]] = {}
    for category in categories:
        groups.setdefault(category["group"], []).append(category["id"])
    sensitive = {category["id"] for category in categories if category.get("sensitive")}
    return Words(
        communities=tuple(sorted(communities, key=lambda slug: (communities[slug], slug))),
        categories=_lines([category["id"] for category in categories], list(groups.values()), sensitive),
        groups=tuple((group, tuple(members)) for group, members in groups.items()),
        grades=tuple(grade["id"] for grade in town["grades"]),
        channels=tuple(channel["id"] for channel in town["channels"]),
    )


def _lines(categories: Sequence[str], groups: Sequence[Sequence[str]], sensitive: set[str]) -> tuple[Keys, ...]:
    """Merge the sensitive categories of each group; a single one takes its whole group."""
    together: dict[str, Keys] = {}
    for members in groups:
        merged = tuple(key for key in members if key in sensitive)
        together |= dict.fromkeys(
            merged if len(merged) != 1 else members, merged if len(merged) != 1 else tuple(members)
        )
    return tuple(dict.fromkeys(together.get(key, (key,)) for key in categories))


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Alike requests with their whole life; each event is the step in which it becomes known, None for never.

    `booked` is CARRIED for those open when the first month began, `late` for those registered in an earlier month but
    known only now. `overdue` is CARRIED for carried ones overdue before. `days` is the band of calendar days from
    registration to settling. Counters are among COUNTERS, and returned (then dispatched) or dispatched.
    """

    community: str
    category: str
    grade: str
    channel: str
    booked: int
    late: bool = False
    promise: bool = True
    overdue: int | None = None
    accepted: int | None = None
    dispatched: int | None = None
    settled: int | None = None
    outcome: str = "solved"
    days: str = LATER
    counters: frozenset[str] = frozenset()
    redone: bool = False
    answered: int | None = None
    rating: str = "satisfied"
    rated: int | None = None
    rated_by: str = "other"
    struck: int | None = None
    corrected: int | None = None

    def __post_init__(self) -> None:
        """Refuse a life that no request can have."""
        after = [event for event in (self.answered, self.rated, self.struck) if event is not None]
        assert all(self.settled is not None and event >= self.settled for event in after), "settled comes first"
        assert self.settled is None or self.settled >= max(self.booked, 0), "booked comes first"
        assert self.overdue is None or (self.promise and self.overdue >= self.booked), "a promise comes first"
        assert self.overdue is None or self.settled is None or self.overdue <= self.settled, "settled is never overdue"
        assert self.corrected is None or self.corrected > self.booked, "a correction comes after"
        soon = self.settled is not None and self.settled <= self.booked + 1 and self.booked != CARRIED
        assert self.days == LATER or soon, "within 30 days is this month or the next"
        assert self.days != LATER or self.settled != self.booked or self.late, "one month has no 31 days"
        at_once = self.days == "d1" and self.settled == self.booked
        assert "within_hour" not in self.counters or at_once, "an hour is within a day and a month"

    @property
    def timeliness(self) -> str:
        """Return how it was settled: late where booked overdue, whatever the ledger says later."""
        if self.overdue is not None:
            return "late"
        return "on_time" if self.promise else "no_promise"

    def is_open(self, step: int) -> bool:
        """Return whether it stands open at the end of `step`."""
        return self.booked <= step and (self.settled is None or self.settled > step)

    def stage(self, step: int) -> str:
        """Return how far an open one has come by the end of `step`."""
        if self.dispatched is not None and self.dispatched <= step:
            return "dispatched"
        return "accepted" if self.accepted is not None and self.accepted <= step else "registered"


# In which column a batch stands in the release of a step; None: in none.
Where: TypeAlias = Callable[[Batch, int], str | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One table of a release: `of` gives a batch's column key; `before` for tables about the month before."""

    population: str
    rows: str
    split: str
    columns: tuple[Keys, ...]
    of: Where
    before: bool = False


def _columns(*names: str) -> tuple[Keys, ...]:
    return tuple((name,) for name in names)


def kinds(words: Words, step: int) -> Iterator[Kind]:
    """Yield the tables of the release of `step`."""
    yield from _crosses(words, "registered", lambda batch, now: batch.booked == now)
    yield Kind("registered", "channel", "total", _columns("all"), _if("all", lambda batch, now: batch.booked == now))
    yield Kind("registered", "town", "entry", _columns("late"), _if("late", lambda b, now: b.booked == now and b.late))
    if step == 0:
        yield from _crosses(words, "carried", lambda batch, _: batch.booked == CARRIED)
        yield from _by("carried_overdue", "total", _columns("all"), _if("all", lambda b, _: b.overdue == CARRIED))
    yield from _by("overdue", "total", _columns("all"), _if("all", lambda batch, now: batch.overdue == now))
    yield from _settled()
    yield from _after()
    yield from _by("cohort_so_far", "solved", _columns("solved", "other"), _so_far)
    if step > 0:
        yield from _cohort()
    yield Kind("corrected", "town", "total", _columns("all"), _if("all", lambda batch, now: batch.corrected == now))


def _crosses(words: Words, population: str, chosen: Callable[[Batch, int], bool]) -> Iterator[Kind]:
    def group(batch: Batch, step: int) -> str | None:
        return words.group_of(batch.category) if chosen(batch, step) else None

    def grade(batch: Batch, step: int) -> str | None:
        return batch.grade if chosen(batch, step) else None

    def category(batch: Batch, step: int) -> str | None:
        return batch.category if chosen(batch, step) else None

    yield Kind(population, "community", "group", words.columns("group"), group)
    yield Kind(population, "community", "category", words.columns("category"), category)
    yield Kind(population, "community", "grade", words.columns("grade"), grade)
    yield Kind(population, "category", "grade", words.columns("grade"), grade)


def _settled() -> Iterator[Kind]:
    yield from _by("settled", "timeliness", _columns("on_time", "late", "no_promise"), _told("timeliness"))
    solved = _if("solved", lambda batch, now: batch.settled == now and batch.outcome == "solved")
    yield from _by("settled", "solved", _columns("solved"), solved)
    yield Kind("settled", "town", "outcome", _columns(*OUTCOMES), _told("outcome"))
    for name in COUNTERS:
        yield Kind("settled", "town", name, _columns("yes"), _counted(name))
    yield Kind("settled", "town", "returned", _columns("yes", "dispatched_not_returned"), _returned)
    yield Kind("due", "town", "redone", _columns("yes"), _if("yes", lambda b, now: b.redone and is_due(b, now)))


def _after() -> Iterator[Kind]:
    for rows in ("community", "category"):
        yield Kind("rated", rows, "rating", _columns(*RATINGS), lambda b, now: b.rating if b.rated == now else None)
    yield Kind(
        "rated", "town", "rated_by", _columns("handler", "other"), lambda b, now: b.rated_by if b.rated == now else None
    )
    yield Kind("answered", "town", "total", _columns("all"), _if("all", lambda batch, now: batch.answered == now))
    yield Kind("struck", "town", "striking", _columns("after_reply", "after_wait"), _struck)
    yield Kind("open", "town", "stage", _columns("registered", "accepted"), _stage)


def _cohort() -> Iterator[Kind]:
    short = (("solved_d1", "solved_d3"), ("solved_d7",), ("solved_d15",), ("solved_d30",))
    yield Kind("cohort", "grade", "course", _columns(*COURSE), _course, before=True)
    for rows in ("community", "category"):
        yield Kind("cohort", rows, "course", short, _course, before=True)


def _by(population: str, split: str, columns: tuple[Keys, ...], of: Where) -> Iterator[Kind]:
    for rows in ("community", "category", "grade"):
        yield Kind(population, rows, split, columns, of)


def _if(column: str, chosen: Callable[[Batch, int], bool]) -> Where:
    return lambda batch, step: column if chosen(batch, step) else None


def _told(attribute: str) -> Where:
    return lambda batch, step: str(getattr(batch, attribute)) if batch.settled == step else None


def _counted(name: str) -> Where:
    return _if("yes", lambda batch, step: batch.settled == step and name in batch.counters)


def _returned(batch: Batch, step: int) -> str | None:
    if batch.settled != step or not batch.counters & {"returned", "dispatched"}:
        return None
    return "yes" if "returned" in batch.counters else "dispatched_not_returned"


def is_due(batch: Batch, step: int) -> bool:
    """Return whether a batch was decided in `step`: settled on time, or fallen overdue."""
    return batch.overdue == step or (batch.settled == step and batch.timeliness == "on_time")


def _struck(batch: Batch, step: int) -> str | None:
    if batch.struck != step:
        return None
    return "after_reply" if batch.answered is not None and batch.answered <= step else "after_wait"


def _stage(batch: Batch, step: int) -> str | None:
    stage = batch.stage(step)
    return stage if batch.is_open(step) and stage != "dispatched" else None


def _course(batch: Batch, step: int) -> str | None:
    if batch.booked != step - 1 or batch.settled is None or batch.settled > step or batch.days == LATER:
        return None
    return f"{'solved' if batch.outcome == 'solved' else 'other'}_{batch.days}"


def _so_far(batch: Batch, step: int) -> str | None:
    if batch.booked != step or batch.settled != step or batch.days == LATER:
        return None
    return "solved" if batch.outcome == "solved" else "other"


def month_of(first: str, step: int) -> str:
    """Return the month `step` months after `first`."""
    count = int(first[:4]) * 12 + int(first[5:]) - 1 + step
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


@dataclass(frozen=True, slots=True)
class Lives:
    """A town's batches, from which all its releases follow; `first` is the month of step 0."""

    words: Words
    batches: tuple[Batch, ...]
    first: str
    base: int = 5

    def releases(self, steps: int) -> dict[str, str]:
        """Return the text of the first `steps` releases by month; each names the SHA-256 of the one before."""
        found: dict[str, str] = {}
        previous = "null"
        for step in range(steps):
            text = self._head(step, previous) + "".join(self._tables(step))
            found[month_of(self.first, step)] = text
            previous = hashlib.sha256(text.encode()).hexdigest()
        return found

    def _head(self, step: int, previous: str) -> str:
        as_of, due = f"{month_of(self.first, step + 1)}-03", f"{month_of(self.first, step + 2)}-10"
        groups = ", ".join(f"{group}: [{', '.join(members)}]" for group, members in self.words.groups)
        return (
            "# yaml-language-server: $schema=../schema/release.json\n"
            "# 由 scripts/release 写成，请勿手工改动。\n"
            f"format: 2\nsample: true\nperiod: {month_of(self.first, step)}\nas_of: {as_of}\nnext_due: {due}\n"
            f"method: {{name: controlled-rounding, version: 2, base: {self.base}, groups: {{{groups}}}}}\n"
            f"previous: {previous}\ncode: 0.1.0\ntables:\n"
        )

    def _tables(self, step: int) -> Iterator[str]:
        for kind in kinds(self.words, step):
            month = month_of(self.first, step - kind.before)
            yield self._table(kind, month, step)

    def _table(self, kind: Kind, month: str, step: int) -> str:
        """Return one table in the words of a release file."""
        lines = self.words.lines(kind.rows)
        counts = {(row, column): 0 for row in lines for column in kind.columns}
        row_of = {key: line for line in lines for key in line}
        column_of = {key: column for column in kind.columns for key in column}
        for batch in self.batches:
            column = column_of.get(kind.of(batch, step) or "")
            if column:
                counts[row_of["town" if kind.rows == "town" else getattr(batch, kind.rows)], column] += self.base
        keys = ", ".join(f"[{', '.join(column)}]" for column in kind.columns)
        head = (
            f"- population: {kind.population}\n  window: {{first: {month}, last: {month}}}\n"
            f"  rows: {kind.rows}\n  split: {kind.split}\n  columns: [{keys}]\n  lines:\n"
        )
        cells = {line: ", ".join(str(counts[line, key]) for key in kind.columns) for line in lines}
        return head + "".join(f"  - {{keys: [{', '.join(line)}], counts: [{cells[line]}]}}\n" for line in lines)


def batches_of(words: Words, steps: int, seed: int, *, batches: int = 80) -> tuple[Batch, ...]:
    """Return some `batches` lives a month, with a stock carried into the first; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - test data, no secret
    weights = {name: _weights(chance, names) for name, names in _facts(words).items()}
    found = [_life(chance, weights, CARRIED) for _ in range(batches // 2)]
    for step in range(steps):
        found += [_life(chance, weights, step) for _ in range(chance.randint(batches * 9 // 10, batches * 11 // 10))]
    return tuple(found)


def _facts(words: Words) -> dict[str, Keys]:
    categories = tuple(key for line in words.categories for key in line)
    return {
        "community": words.communities,
        "category": categories,
        "grade": tuple(reversed(words.grades)),
        "channel": words.channels,
    }


def _weights(chance: random.Random, names: Keys) -> dict[str, float]:
    """Return few large and many small ones, as places and subjects are; the grades in their own order."""
    ranks = [*range(1, len(names) + 1)]
    if len(names) > 4:
        chance.shuffle(ranks)
    return {name: rank**-0.8 for name, rank in zip(names, ranks, strict=True)} | {UNASSIGNED: 0.02}


def _life(chance: random.Random, weights: dict[str, dict[str, float]], booked: int) -> Batch:
    community, category, grade, channel = (chance.choices([*names], [*names.values()])[0] for names in weights.values())
    late = booked > 0 and chance.random() < 0.05
    wait = chance.choices([0, 1, 2, 3, None], [50, 32, 8, 4, 6])[0]
    settled = None if wait is None else max(booked + wait, 0)
    promise = chance.random() < 0.95
    overdue = _overdue(chance, booked, settled) if promise else None
    days = _days(chance, booked, settled, late=late)
    dispatched = chance.random() < 0.8
    returned = {"returned" if chance.random() < 0.1 else "dispatched"} if dispatched else set()
    counters = {
        name
        for name in COUNTERS
        if chance.random() < 0.06 and (name != "within_hour" or (days == "d1" and settled == booked))
    }
    answered, rated, struck = (_later(chance, settled, share) for share in (0.85, 0.6, 0.7))
    return Batch(
        community=community,
        category=category,
        grade=grade,
        channel=channel,
        booked=booked,
        late=late,
        promise=promise,
        overdue=overdue,
        accepted=booked if chance.random() < 0.9 else booked + 1,
        dispatched=booked + chance.randint(0, 2) if dispatched else None,
        settled=settled,
        outcome=chance.choices(OUTCOMES, [70, 9, 8, 4, 3, 3, 2, 1])[0],
        days=days,
        counters=frozenset(counters | returned),
        redone=promise and chance.random() < 0.05,
        answered=answered,
        rating=chance.choices(RATINGS, [70, 20, 10])[0],
        rated=rated,
        rated_by=chance.choices(["other", "handler"], [7, 3])[0],
        struck=struck,
        corrected=booked + chance.randint(1, 3) if chance.random() < 0.01 else None,
    )


def _overdue(chance: random.Random, booked: int, settled: int | None) -> int | None:
    """Return when a promise ran out: the longer it takes, the likelier."""
    last = booked + 3 if settled is None else settled
    likely = 0.9 if settled is None else min(0.06 + 0.3 * (settled - booked), 0.9)
    return chance.randint(booked, last) if chance.random() < likely else None


def _days(chance: random.Random, booked: int, settled: int | None, *, late: bool) -> str:
    if settled is None or booked == CARRIED or settled > booked + 1:
        return LATER
    if settled == booked:
        return chance.choices((*BANDS, LATER), [10, 20, 20, 15, 8, 5 if late else 0])[0]
    return chance.choices((*BANDS, LATER), [1, 3, 6, 10, 12, 6])[0]


def _later(chance: random.Random, settled: int | None, share: float) -> int | None:
    if settled is None or chance.random() > share:
        return None
    return settled + chance.choices([0, 1, 2], [8, 2, 1])[0]
