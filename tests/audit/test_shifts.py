"""Integer witnesses: populations in which a cell is another number, built in full and judged as the first was."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from certified import files_of
from lives import Batch, Lives, words_of

from zhishuo.audit.bounds import Sums, propagated
from zhishuo.audit.certificate import Certificate, check_all, read_all
from zhishuo.audit.lives import Cell, Core, Stock, broken, leaves_of, stock_after
from zhishuo.audit.made_up import life_through
from zhishuo.audit.population import NEVER, Life, Population, population_of
from zhishuo.audit.published import Release
from zhishuo.audit.shifts import shifts

TWIN = Path(__file__).parent.parent / "site"
BASE = 5
At = tuple[int, Cell]


@pytest.fixture
def published(data: Path) -> tuple[tuple[Release, Certificate], ...]:
    return read_all(data / "releases")


def written(folder: Path, files: dict[str, str]) -> tuple[tuple[Release, Certificate], ...]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_all(folder)


def counted(people: Population, numbers: list[tuple[Life, int]]) -> Counter[At]:
    """Return what every published cell would be for so many requests of each life."""
    found: Counter[At] = Counter()
    for life, number in numbers:
        for place, kind in life.moves:
            for table in people.months[place].places()[kind]:
                found[place, people.months[place].cell_of(table, life.core)] += number
        for at in life.town:
            found[at] += number
    return found


def contradictions(people: Population, numbers: list[tuple[Life, int]]) -> list[str]:
    """Return every rule that so many requests of each life break, all taken together, in all months."""
    stock, found = Stock(), list[str]()
    for place, month in enumerate(people.months):
        moves: dict[Core, Counter[str]] = {}
        town: Counter[Cell] = Counter()
        belated = 0
        for life, number in numbers:
            for _, kind in (move for move in life.moves if move[0] == place):
                moves.setdefault(life.core, Counter())[kind] += number
            town.update({cell: number for at, cell in life.town if at == place})
            belated += number if life.struck < place == life.answered else 0
        leaves = dict.fromkeys(month.leaves(), 0) | leaves_of(town)
        found += broken(stock, leaves, moves, belated)
        stock = stock_after(stock, leaves, moves, belated)
    return found


def test_every_cell_of_every_month_can_be_shifted(published: tuple[tuple[Release, Certificate], ...]) -> None:
    found = shifts(published)
    assert found.findings == []
    cells = sum(1 for release, _ in published for table in release.tables for _ in table.cells())
    assert found.filled + found.empty + found.fixed == cells
    assert found.fixed == 1, "the first month has nothing to correct, and everyone knows"


def test_a_shifted_town_is_possible_and_all_its_figures_stand(
    published: tuple[tuple[Release, Certificate], ...],
) -> None:
    """For cells picked at random, some requests are added or taken away; all other figures stay in their bounds."""
    people = population_of(published, "")
    whole = [(life, BASE) for life in people.lives]
    told = {
        (place, (name, line, column)): count
        for place, month in enumerate(people.months)
        for name, table in month.tables.items()
        for line, column, count in table.cells()
    }
    assert {at: count for at, count in counted(people, whole).items() if count} == {
        at: n for at, n in told.items() if n
    }
    chance = random.Random(3)  # noqa: S311 - test data, no secret
    filled = chance.sample(sorted(at for at, count in told.items() if count), 12)
    empty = chance.sample(sorted(at for at, count in told.items() if not count and at[0]), 12)
    for place, cell in [*filled, *empty]:
        through = next((life for life in people.lives if (place, cell) in counted(people, [(life, 1)])), None)
        life = through or life_through(people.months, place, cell)
        assert life
        for by in (-4, -1, 1, 4) if through else (1, 4):
            shifted = [*whole, (life, by)]
            true = counted(people, shifted)
            assert true[place, cell] == told[place, cell] + by
            assert {at for at, count in told.items() if not 0 <= abs(true[at] - count) <= BASE - 1} == set()
            assert min(true.values()) >= 0
            assert contradictions(people, shifted) == []


def batch(booked: int, **life: Any) -> Batch:  # noqa: ANN401 - a batch's own fields
    words = words_of(TWIN)
    return Batch(
        community=life.pop("community", words.communities[0]),
        category=life.pop("category", words.categories[0][0]),
        grade=words.grades[0],
        channel=words.channels[0],
        booked=booked,
        outcome="explained",
        **life,
    )


def test_figures_of_no_whole_requests_are_found(tmp_path: Path) -> None:
    """Every sum of the certificate is right; but who still waits to be accepted was accepted a month ago."""
    words = words_of(TWIN)
    batches = (
        batch(0),
        batch(0, accepted=0, settled=1),
        batch(1, late=True),
    )
    files = files_of(Lives(words, batches, "2026-08"), 2)
    assert shifts(written(tmp_path, files)).findings == []
    name = "2026-09.certificate.json"
    true, other = '"last_beyond.other": 1, "on_time.last": 1', '"new_beyond.other": 1, "on_time.new": 1'
    assert true in files[name]
    published = written(tmp_path, files | {name: files[name].replace(true, other)})
    assert list(check_all(published)) == [], "nobody counts how old those are that were settled"
    findings = "\n".join(map(str, shifts(published).findings))
    assert "2026-09.yml: open.stage.registered: 证书里有的诉求拆不成一件一件完整的" in findings


def test_what_took_an_hour_took_a_day_at_most(tmp_path: Path) -> None:
    """The days of what was not solved are told by grade only, so that a certificate could hang them on any of them."""
    words = words_of(TWIN)
    (first, second), (one, other) = words.communities[:2], (line[0] for line in words.categories[:2])
    batches = (
        batch(0, community=first, category=one, settled=0, days="d1", counters=frozenset({"within_hour"})),
        batch(0, community=second, category=other, settled=1, days="d7"),
    )
    files = files_of(Lives(words, batches, "2026-08"), 2)
    assert shifts(written(tmp_path, files)).findings == []
    name = "2026-09.certificate.json"
    swapped = files[name].replace("other_d1", "other_x").replace("other_d7", "other_d1").replace("other_x", "other_d7")
    problems = "\n".join(map(str, check_all(written(tmp_path, files | {name: swapped}))))
    assert "town_within_hour <= quick 不成立" in problems


def test_a_life_is_made_up_for_every_cell_but_those_that_can_only_be_0(
    published: tuple[tuple[Release, Certificate], ...],
) -> None:
    people = population_of(published, "")
    cell = (("open", "town", "stage"), "town", "accepted")
    life = life_through(people.months, 1, cell)
    assert life
    assert (1, cell) in life.town
    assert life.settled == NEVER
    assert life_through(people.months, 0, (("corrected", "town", "total"), "town", "all")) is None


def test_bounds_are_propagated_to_the_end() -> None:
    """Two of three parts are known to be small, so the third is nearly all, and what shares its sum is small."""
    known = [Sums([0, 1, 2], 10, 10), Sums([0], 0, 1), Sums([0, 1], 0, 2), Sums([2, 3], 9, 9)]
    bounds = propagated(4, known)
    assert bounds.low.tolist() == [0, 0, 7, 0]
    assert bounds.high.tolist() == [1, 2, 9, 2]
    assert bounds.is_possible
    assert not propagated(2, [Sums([0, 1], 5, 5), Sums([0], 0, 1), Sums([1], 0, 3)]).is_possible
