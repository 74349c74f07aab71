"""The certificates of all releases taken apart into whole lives: each a batch of requests alike, from first to last.

A certificate tells how many batches of a core cell make each move in a month. Batches that stand alike there cannot be
told apart, so any of them may make it; the town's counts hang on lives chosen so that the months that follow find
enough of them. Certificates are taken to be checked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zhishuo.audit.certificate import Certificate, months_of
from zhishuo.audit.lives import FACTS, Cell, Core, Month
from zhishuo.audit.published import Name, Release
from zhishuo.audit.rules import BANDS, OUTCOMES

# The month of those that were open before the first release, and one that never comes.
BEFORE, NEVER = -1, 1 << 20
_KINDS = ("on_time", "late", "no_promise")
_RATINGS = ("satisfied", "basically", "dissatisfied")
# Where lives of an age are settled from.
_ORIGINS = {"new": ("new", "new_beyond"), "last": ("last", "last_beyond"), "older": ("older",)}
_REGISTERED, _ACCEPTED, _DISPATCHED = range(3)


@dataclass(slots=True, eq=False)
class Life:
    """One batch of a core cell: the moves it makes and the town's and channels' cells that count it, by month.

    Months are places in the chain of releases, BEFORE and NEVER. The rest is where it stands by the last month done.
    """

    core: Core
    booked: int
    moves: list[tuple[int, str]] = field(default_factory=list)
    town: list[tuple[int, Cell]] = field(default_factory=list)
    overdue: int = NEVER
    settled: int = NEVER
    origin: str = ""
    outcome: str = ""
    course: str = ""
    rated: int = NEVER
    stage: int = _REGISTERED
    answered: int = NEVER
    struck: int = NEVER

    def age(self, place: int) -> str:
        """Return how long it has been known in a month."""
        return "older" if self.booked == BEFORE else {0: "new", 1: "last"}.get(place - self.booked, "older")


@dataclass(slots=True)
class Population:
    """The lives of one block over all months; `left` are moves and counts that no life could take, for want of one."""

    months: Sequence[Month]
    lives: list[Life] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)

    def take(self, lives: list[Life], place: int, kind: str, number: int) -> list[Life]:
        """Let the first `number` of `lives` make a move: they are returned, and gone from the list."""
        chosen = lives[:number]
        del lives[:number]
        for life in chosen:
            life.moves.append((place, kind))
        if len(chosen) < number:
            self.left.append((place, kind))
        return chosen


def population_of(published: Sequence[tuple[Release, Certificate]], block: str) -> Population:
    """Return one block's certificates taken apart."""
    months = [months_of(release).get(block, Month({}, release.base, {})) for release, _ in published]
    people = Population(months)
    cells: defaultdict[Core, list[Life]] = defaultdict(list)
    for place, (_, certificate) in enumerate(published):
        moves = certificate.moves.get(block, {})
        for core in sorted({*cells, *moves}):
            _move(people, cells[core], core, place, moves.get(core, {}))
    people.lives += [life for lives in cells.values() for life in lives]
    town = _Town(people)
    for place, (_, certificate) in enumerate(published):
        town.count(place, certificate.belated.get(block, 0))
    return people


def _move(people: Population, lives: list[Life], core: Core, place: int, kinds: Mapping[str, int]) -> None:
    """Let the lives of a core cell make the moves of a month."""
    for kind, booked in (("booked", place), ("carried.fine", BEFORE), ("carried.over", BEFORE)):
        number = kinds.get(kind, 0)
        overdue = BEFORE if kind == "carried.over" else NEVER
        lives += people.take([Life(core, booked, overdue=overdue) for _ in range(number)], place, kind, number)
    for age in _ORIGINS:
        _settle(people, [life for life in lives if life.settled == NEVER and life.age(place) == age], place, age, kinds)
    # Those settled in their own month first: what was settled within an hour took a day at most.
    cohort = [life for life in lives if life.booked == place - 1 >= 0 and life.origin in {"new", "last"}]
    cohort.sort(key=lambda life: life.settled)
    for outcome in OUTCOMES:
        mine = [life for life in cohort if life.outcome == outcome and life.settled <= place]
        for band in BANDS:
            for life in people.take(mine, place, f"course.{outcome}_{band}", kinds.get(f"course.{outcome}_{band}", 0)):
                life.course = band
    unrated = [life for life in lives if life.settled <= place and life.rated == NEVER]
    for rating in _RATINGS:
        for life in people.take(unrated, place, f"rated.{rating}", kinds.get(f"rated.{rating}", 0)):
            life.rated = place


def _settle(people: Population, lives: list[Life], place: int, age: str, kinds: Mapping[str, int]) -> None:
    """Let open lives of one age fall overdue and be settled."""
    fine = [life for life in lives if life.overdue == NEVER]
    over = [life for life in lives if life.overdue != NEVER]
    for life in people.take(fine, place, f"over.{age}", kinds.get(f"over.{age}", 0)):
        life.overdue = place
        over.append(life)
    done: list[Life] = []
    for kind in _KINDS:
        done += people.take(over if kind == "late" else fine, place, f"{kind}.{age}", kinds.get(f"{kind}.{age}", 0))
    for origin in _ORIGINS[age]:
        for outcome in OUTCOMES:
            for life in people.take(done, place, f"{origin}.{outcome}", kinds.get(f"{origin}.{outcome}", 0)):
                life.settled, life.origin, life.outcome = place, origin, outcome


class _Town:
    """The counts of town and channels, month after month, hung on the lives."""

    def __init__(self, people: Population) -> None:
        self.people = people
        self.last = len(people.months) - 1
        self.booked: defaultdict[int, list[Life]] = defaultdict(list)
        self.settled: defaultdict[int, list[Life]] = defaultdict(list)
        self.due: defaultdict[int, list[Life]] = defaultdict(list)
        self.rated: defaultdict[int, list[Life]] = defaultdict(list)
        for life in people.lives:
            self.booked[life.booked].append(life)
            self.settled[life.settled].append(life)
            self.rated[life.rated].append(life)
            for place in {place for place, kind in life.moves if kind.startswith(("over.", "on_time."))}:
                self.due[place].append(life)

    def count(self, place: int, belated: int) -> None:
        """Choose the lives that every cell of a month counts."""
        for name, table in self.people.months[place].tables.items():
            if name[1] in FACTS:
                continue
            taken: set[int] = set()
            for line, column, count in table.cells():
                number = count // self.people.months[place].base
                free = [life for life in self._fit(name, column, place, belated) if id(life) not in taken]
                for life in free[:number]:
                    taken.add(id(life))
                    life.town.append((place, (name, line, column)))
                    self._mark(life, name[0], column, place)
                if len(free) < number:
                    self.people.left.append((place, f"{name[0]}.{name[2]}.{column}"))
            if name[0] == "open":
                self._pass_on(place, taken)

    def _fit(self, name: Name, column: str, place: int, belated: int) -> Iterable[Life]:
        """Return the lives that a column can count, those first that should be."""
        population, _, split = name
        if population == "registered":
            # Settled long after they were registered are only those that came late.
            return sorted(self.booked[place], key=lambda life: life.origin != "new_beyond")
        if population == "settled":
            return [life for life in self.settled[place] if _suits(life, split, column)]
        after: dict[str, Callable[[], Iterable[Life]]] = {
            "due": lambda: self.due[place],
            "rated": lambda: self.rated[place],
            "answered": lambda: self._unanswered(place, belated),
            "struck": lambda: self._unstruck(place, after_reply=column == "after_reply"),
            "open": lambda: self._waiting(place, _REGISTERED if column == "registered" else _ACCEPTED),
            "corrected": lambda: (life for life in self.people.lives if life.booked < place),
        }
        return after[population]()

    def _unanswered(self, place: int, belated: int) -> list[Life]:
        waiting = [life for life in self.people.lives if life.settled <= place and life.answered == NEVER]
        struck = [life for life in waiting if life.struck < place]
        return struck[:belated] + [life for life in waiting if life.struck == NEVER]

    def _unstruck(self, place: int, *, after_reply: bool) -> list[Life]:
        settled = [life for life in self.people.lives if life.settled <= place and life.struck == NEVER]
        return [life for life in settled if (life.answered <= place) == after_reply]

    def _waiting(self, place: int, stage: int) -> list[Life]:
        """Return the open ones that may stand in a stage, those first that stay open longest."""
        is_open = [life for life in self.people.lives if life.booked <= place < life.settled and life.stage <= stage]
        return sorted(is_open, key=lambda life: -life.settled)

    def _mark(self, life: Life, population: str, column: str, place: int) -> None:
        if population == "answered":
            life.answered = place
        elif population == "struck":
            life.struck = place
        elif column == "accepted":
            life.stage = _ACCEPTED

    def _pass_on(self, place: int, counted: set[int]) -> None:
        """Whoever is counted in no stage has been dispatched."""
        for life in self.people.lives:
            if life.booked <= place and id(life) not in counted:
                life.stage = _DISPATCHED


def _suits(life: Life, split: str, column: str) -> bool:
    """Tell whether one settled in the month can stand in a column; of the newest month no days are told yet."""
    if split == "outcome":
        return (life.outcome == "solved") == (column == "solved")
    return split != "within_hour" or (life.origin == "new" and life.course in {"", "d1"})
