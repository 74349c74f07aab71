"""An attacker with all published tables of three months, who adds and subtracts: no sum of 1 to 4 may come out.

The attacker shares no code with `protecting`: he knows what the columns mean (which kinds of requests each published
cell holds), drops kinds that a published zero rules out, and takes differences of differences of nested sums.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.counting import count
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.protecting import protect
from zhishuo.ledger.tables import Line, Table
from zhishuo.ledger.trees import ROWS, tree_of

LEAST = 5
MONTHS = ("2026-07", "2026-08", "2026-09")
HOURS = {"red": 24, "orange": 72, "yellow": 168, "blue": 360}
GRADES = (*HOURS, "unassigned")
BANDS = {"d1": (0, 1), "d3": (2, 3), "d7": (4, 7), "d15": (8, 15), "d30": (16, 30), "later": (31, 99)}
OUTCOMES = ("solved", "partly", "explained", "transferred", "declined", "duplicate", "withdrawn", "unstated")
OPEN_STATES = ("open_overdue", "not_due")

COMMUNITIES = {"xinmin": "新民", "heping": "和平", "guangming": "光明", "xingfu": "幸福", "unassigned": "?"}

# A kind of request: (row key, month, timeliness, band or open, outcome or open).
Kind = tuple[str, str, str, str, str]


def _kinds(rows: str, months: Sequence[str]) -> Iterator[Kind]:
    """Yield every kind the published definitions allow: promises are public, so days and promise kept go together."""
    for key, month in product(GRADES if rows == "grade" else COMMUNITIES, months):
        promises = [hours // 24 for grade, hours in HOURS.items() if rows != "grade" or grade == key]
        for band, (low, high) in BANDS.items():
            states = ["on_time"] if any(low <= days for days in promises) else []
            states += ["settled_late"] if any(high >= days for days in promises) else []
            states += [] if promises and rows == "grade" else ["no_promise"]
            yield from ((key, month, state, band, outcome) for state, outcome in product(states, OUTCOMES))
        states = list(OPEN_STATES) if promises else []
        states += [] if promises and rows == "grade" else ["no_promise"]
        yield from ((key, month, state, "open", "open") for state in states)


def _column(split: str, kind: Kind) -> str:
    *_, timeliness, band, outcome = kind
    solved_band = "d3" if band == "d1" else band
    return {
        "total": "all",
        "timeliness": timeliness,
        "outcome": outcome,
        "duration": band if band in BANDS and band != "later" else "longer",
        "solved_within": solved_band if outcome == "solved" and band != "later" else "not_within",
    }[split]


def _cells(table: Table, kinds: Sequence[Kind]) -> Iterator[tuple[int, int]]:
    """Yield each published cell as (mask over kinds, count)."""
    for line in table.lines:
        for columns, number in zip(table.columns, line.counts, strict=True):
            mask = 0
            for place, kind in enumerate(kinds):
                inside = (table.rows == "town" or kind[0] in line.keys) and table.first <= kind[1] <= table.last
                if inside and _column(table.split, kind) in columns:
                    mask |= 1 << place
            yield mask, number


def _sums(tables: Sequence[Table], kinds: Sequence[Kind]) -> dict[int, int]:
    """Return what is published, with plain sums of it: rows, columns, runs of columns, and the rest."""
    known: dict[int, int] = {}
    zero = 0
    for table in tables:
        cells = list(_cells(table, kinds))
        width = len(table.columns)
        rows = [cells[start : start + width] for start in range(0, len(cells), width)]
        runs = [row[start:end] for row in rows for start in range(width) for end in range(start + 1, width + 1)]
        columns = [cells[place::width] for place in range(width)]
        for group in (*runs, *columns, cells):
            mask, number = sum(mask for mask, _ in group), sum(number for _, number in group)
            known[mask] = number
            known[sum(mask for mask, _ in cells) - mask] = sum(number for _, number in cells) - number
        zero |= sum(mask for mask, number in cells if not number)
    return {mask & ~zero: number for mask, number in known.items() if mask & ~zero}


def _found_by_subtraction(tables: Sequence[Table], kinds: Sequence[Kind]) -> list[int]:
    """Return the counts of 1 to 4 that a difference of nested sums, or a difference less a third sum, gives."""
    known = _sums(tables, kinds)
    reached = dict(known)
    for (one, many), (other, fewer) in product(known.items(), repeat=2):
        if many > fewer and other & ~one == 0:
            reached[one & ~other] = many - fewer
    by_count: dict[int, list[int]] = {}
    for mask, number in known.items():
        by_count.setdefault(number, []).append(mask)
    found = [number for number in reached.values() if 0 < number < LEAST]
    for mask, number in reached.items():
        for less in range(1, LEAST):
            found += [less for other in by_count.get(number - less, ()) if other & ~mask == 0]
    return found


def _rows(seed: int, requests: int, spread: float, longest: int = 60) -> list[dict[str, str]]:
    """Return a small town's ledger; a small `spread` puts most into few cells and leaves rests of 1 to 4."""
    rng = np.random.default_rng(seed)
    shares = [rng.dirichlet(np.full(size, spread)) for size in (4, 6, 8, 4)]
    words = ("解决", "部分解决", "解释说明", "转办", "不予受理", "重复并单", "撤回", "")
    rows = []
    for number in range(requests):
        grade, band, outcome, community = (int(rng.choice(len(share), p=share)) for share in shares)
        start = dt.datetime.fromisoformat("2026-07-01") + dt.timedelta(hours=int(rng.integers(92 * 24)))
        low, high = list(BANDS.values())[band]
        end = start + dt.timedelta(
            days=int(rng.integers(min(low, longest), min(high, longest) + 1)), hours=int(rng.integers(5))
        )
        settled = rng.random() < 0.9
        rows.append(
            {
                "诉求编号": str(number),
                "登记时间": start.isoformat(sep=" "),
                "办结时间": end.isoformat(sep=" ") if settled else "",
                "办理结果": words[outcome] if settled else "",
                "等级": "红橙黄蓝"[grade],
                "社区": ("新民", "和平", "光明", "幸福")[community],
            }
        )
    return rows


def _published(ledger: Ledger, codebook: Codebook) -> list[Table]:
    """Return the tables of the releases from July to October that speak of requests by month of registration."""
    trees = {rows: tree_of(rows, codebook) for rows in ROWS}
    found: list[Table] = []
    for period in (*MONTHS, "2026-10"):
        as_of = dt.date.fromisoformat(f"{period}-28") + dt.timedelta(days=8)
        found += protect(count(ledger, codebook, period, as_of).cubes, trees, LEAST)
    assert all(number == 0 or number >= LEAST for table in found for line in table.lines for number in line.counts)
    told = {"total", "timeliness", "outcome", "solved_within", "duration"}
    return [table for table in found if table.population in {"cohort", "registered"} and table.split in told]


# A found leak is told by its seed; making it smaller would take many minutes.
TRIES = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SEEDS = given(seed=st.integers(0, 10_000), requests=st.sampled_from([60, 150, 300]), spread=st.sampled_from([0.5, 2.0]))
Landed = Callable[[list[dict[str, str]]], Ledger]


@TRIES
@SEEDS
def test_a_month_and_its_grades(landed: Landed, codebook: Codebook, seed: int, requests: int, spread: float) -> None:
    published = _published(landed(_rows(seed, requests, spread)), codebook)
    for month in MONTHS:
        kinds = tuple(_kinds("grade", [month]))
        same = [table for table in published if table.first == table.last == month and table.rows in {"town", "grade"}]
        assert _found_by_subtraction(same, kinds) == []


@TRIES
@SEEDS
def test_a_quarter_its_months_and_communities(
    landed: Landed, codebook: Codebook, seed: int, requests: int, spread: float
) -> None:
    # Nothing is settled after 30 days here, so that a month's tables still hold when the quarter's are published.
    published = _published(landed(_rows(seed, requests * 4, spread, longest=30)), codebook)
    kinds = tuple(_kinds("community", MONTHS))
    tables = [table for table in published if table.rows in {"town", "community"}]
    assert _found_by_subtraction([table for table in tables if table.last <= MONTHS[-1]], kinds) == []


def test_the_attacker_finds_what_a_naive_release_gives_away() -> None:
    """Two tables that are each safe: 20 solved, 17 of them within 30 days; the attacker must see the 3 between."""
    outcome = Table(
        "cohort",
        "2026-07",
        "2026-07",
        "town",
        "outcome",
        (("solved",), OUTCOMES[1:], ("open",)),
        (Line(("town",), (20, 9, 6)),),
    )
    within = (("d3", "d7", "d15", "d30"), ("not_within",))
    solved = Table("cohort", "2026-07", "2026-07", "town", "solved_within", within, (Line(("town",), (17, 18)),))
    assert 3 in _found_by_subtraction([outcome, solved], tuple(_kinds("grade", ["2026-07"])))
