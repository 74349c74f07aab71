"""Controlled rounding: multiples of the base near the truth, additive, and made up for by the next month."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from zhishuo.ledger.blocks import Rounding, carry_of, protect_all, tasks_of
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.moves import ATTRIBUTES, Move, Moves
from zhishuo.ledger.rounding import Protected, Task
from zhishuo.ledger.stock import Stock
from zhishuo.ledger.tables import Table

TOLD = frozenset(
    (
        *("settled_at", "due_at", "grade", "outcome", "rating", "rated_by", "replied_at", "struck_off_at"),
        *("accepted_at", "dispatched_at"),
    )
)


def move(count: int, **facts: str) -> Move:
    """Return requests booked now and still open, unless `facts` say otherwise."""
    usual = dict.fromkeys(ATTRIBUTES, "-") | {
        "community": "xinmin",
        "category": "property",
        "grade": "blue",
        "channel": "phone",
        "age": "new",
        "entry": "in_time",
        "overdue": "no",
        "overdue_before": "no",
        "settled": "no",
        "course": "open",
        "answered": "no",
        "stage": "dispatched",
    }
    return Move(**(usual | facts), count=count)


def settled(count: int, **facts: str) -> Move:
    usual = {"settled": "yes", "timeliness": "on_time", "outcome": "solved", "course": "solved_d3", "stage": "-"}
    return move(count, **(usual | facts))


def month(*rows: Move, is_first: bool = True) -> Moves:
    return Moves("2026-10", dt.date(2026, 11, 3), is_first, TOLD, tuple(sorted(rows)), 0, 0, {})


def random_month(seed: int, codebook: Codebook) -> Moves:
    """Return a month of 300 requests, most of them settled."""
    rng = random.Random(seed)  # noqa: S311  a made-up month
    rows: dict[Move, int] = {}
    for _ in range(300):
        facts = {
            name: rng.choice([entry.slug for entry in codebook.entries(name)])
            for name in ("community", "category", "grade", "channel")
        }
        row = settled(0, **facts) if rng.random() < 0.7 else move(0, **facts)
        rows[row] = rows.get(row, 0) + 1
    return month(*(replace(row, count=count) for row, count in rows.items()))


def protected(
    codebook: Codebook, moves: Moves, base: int = 5, carry: Callable[[], dict[tuple[str, ...], int]] = dict
) -> tuple[dict[str, Task], dict[str, Protected]]:
    tasks = tasks_of(codebook, moves, {}, carry(), Rounding(base, b"a secret", 10))
    return tasks, protect_all(tasks, lambda _: None)


def cells(before: Table, after: Table) -> Iterator[tuple[int, int]]:
    for exact, rounded in zip(before.lines, after.lines, strict=True):
        assert exact.keys == rounded.keys
        yield from zip(exact.counts, rounded.counts, strict=True)


@pytest.mark.parametrize("base", [3, 5])
def test_every_count_is_a_multiple_near_the_truth_and_zero_stays_zero(codebook: Codebook, base: int) -> None:
    tasks, found = protected(codebook, random_month(1, codebook), base)
    for before, after in zip(tasks[""].exact, found[""].tables, strict=True):
        held = before.population == "registered" and before.split != "category"
        for truth, count in cells(before, after):
            assert count % base == 0
            assert abs(count - truth) <= (base - 1) * (1 if held else 4), before.name
            assert not (held and truth == 0 and count)


def test_tables_of_the_same_requests_add_up(codebook: Codebook) -> None:
    _, found = protected(codebook, random_month(2, codebook))
    tables = {table.name: table for table in found[""].tables}
    sums = {
        name: sum(sum(line.counts) for line in table.lines)
        for name, table in tables.items()
        if name[0] == "registered" and name[1] != "town"
    }
    assert len(set(sums.values())) == 1, sums
    by_group, by_grade = (tables["registered", "community", split] for split in ("group", "grade"))
    assert [sum(line.counts) for line in by_group.lines] == [sum(line.counts) for line in by_grade.lines]


def test_the_sensitive_category_of_a_group_is_never_alone(codebook: Codebook) -> None:
    _, found = protected(codebook, month(move(40, category="care")))
    lines = {line.keys for table in found[""].tables if table.rows == "category" for line in table.lines}
    assert ("care", "other") in lines
    assert ("care",) not in lines


def test_what_one_month_rounds_away_the_carry_brings_back(codebook: Codebook) -> None:
    """Two requests a month of one kind: each month says 0 or 5, and a year says what there was."""
    carry: dict[tuple[str, ...], int] = {}
    told = 0
    for _ in range(12):
        _, found = protected(codebook, month(move(2)), carry=lambda: carry)  # noqa: B023  used at once
        carry = dict(carry_of(found))
        table = next(table for table in found[""].tables if table.name == ("registered", "community", "grade"))
        told += sum(sum(line.counts) for line in table.lines)
    assert abs(told - 24) <= 4


@pytest.mark.parametrize(
    "rows",
    [(), (move(1),), (settled(1),), (move(100_000),), (move(3, community="unassigned", grade="unassigned"),)],
    ids=["none", "one", "one settled", "one huge cell", "nothing known"],
)
def test_months_of_strange_shapes_are_rounded_too(codebook: Codebook, rows: tuple[Move, ...]) -> None:
    tasks, found = protected(codebook, month(*rows))
    for before, after in zip(tasks[""].exact, found[""].tables, strict=True):
        assert all(count % 5 == 0 and abs(count - truth) <= 16 for truth, count in cells(before, after))


def test_the_towns_of_a_county_are_protected_one_by_one_and_told_apart(codebook: Codebook) -> None:
    towns = ("east", "east", "west", "west")
    communities = tuple(replace(entry, block=town) for entry, town in zip(codebook.communities, towns, strict=True))
    county = replace(codebook, communities=communities)
    tasks, found = protected(county, random_month(3, codebook))
    assert list(found) == ["east", "west"]
    east, west = (
        {line.keys[0] for table in found[town].tables if table.rows == "community" for line in table.lines}
        for town in ("east", "west")
    )
    assert (east, west) == ({"xinmin", "heping"}, {"guangming", "xingfu", "unassigned"})
    assert {table.block for town in found for table in found[town].tables} == {"east", "west"}
    assert tasks["east"].seed != tasks["west"].seed


def test_requests_follow_on_the_stock_and_never_on_nothing(codebook: Codebook) -> None:
    """What is settled of earlier months was open in the certificates: of an empty stock nothing can be."""
    moves = month(settled(9, age="older", entry="-", course="-"), is_first=False)
    tasks = tasks_of(codebook, moves, {"": Stock()}, {}, Rounding(5, b"a secret", 10))
    (found,) = protect_all(tasks, lambda _: None).values()
    table = next(table for table in found.tables if table.name == ("settled", "grade", "timeliness"))
    assert sum(sum(line.counts) for line in table.lines) == 0
