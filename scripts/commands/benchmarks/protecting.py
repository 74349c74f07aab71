"""For `scripts/bench --protect`: a seeded year released month by month, how near to the truth and how long it took.

The same functions as in `scripts/release`, without its files: count, protect, certify, check, attack. The invented
ledgers follow the generator of the design paper on privacy; a county is as many towns of 17 communities as it takes.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from commands.benchmarks.counting import landed
from commands.ledger.codebook import codebook_of
from commands.ledger.opening import landed_from
from commands.ledger.proving import known_outside
from commands.ledger.rounds import ATTEMPTS, Known, Rounded, rounded, stocks_for_rounding
from commands.project import ROOT
from zhishuo.audit.certificate import Certificate, check_all, stocks_after
from zhishuo.audit.lives import Stock as Lives
from zhishuo.audit.naive import measure
from zhishuo.audit.published import Release
from zhishuo.ledger import blocks, demo, releasing
from zhishuo.ledger.books import open_books, save
from zhishuo.ledger.codebook import Codebook, Entry
from zhishuo.ledger.counting import count, new_books
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.months import first_day, shifted
from zhishuo.ledger.moves import Moves
from zhishuo.ledger.sums import Errors
from zhishuo.ledger.tables import Table
from zhishuo.reading import read

_FIRST, _BASE, _LIMIT = "2025-11", 5, 60.0
_DAY_OF_EXPORT = 3
_TOWN, _REQUESTS = 17, 5_000
_CELLS = ("registered", "community", "group")
_FACTS = frozenset({"group", "category", "grade"})


@dataclass(slots=True)
class _Distances:
    """Published and true numbers of requests registered, by community and group, month after month.

    `seen` counts for every published number of all two-way tables what was true.
    """

    pairs: list[dict[tuple[str, str], tuple[int, int]]] = field(default_factory=list)
    seen: dict[int, Counter[int]] = field(default_factory=dict)

    def add(self, exact: Sequence[Table], published: Sequence[Table]) -> None:
        found = {}
        for true, shown in zip(exact, published, strict=True):
            if true.population == _CELLS[0] and true.split in _FACTS:
                for own, other in zip(true.lines, shown.lines, strict=True):
                    for column, *numbers in zip(true.columns, own.counts, other.counts, strict=True):
                        self.seen.setdefault(numbers[1], Counter())[numbers[0]] += 1
                        if true.name == _CELLS:
                            found[own.keys[0], column[0]] = (numbers[0], numbers[1])
        self.pairs.append(found)

    def line(self, title: str, parts: Sequence[Sequence[Mapping[tuple[str, str], tuple[int, int]]]]) -> str:
        """Return the shares of distance in `parts` (months together) for cells, communities, the town."""
        shares, largest = [], 0
        for to in (lambda cell: cell, lambda cell: cell[0], lambda _: ""):
            distance = 0
            for months in parts:
                errors: Counter[object] = Counter()
                for month in months:
                    for cell, (true, shown) in month.items():
                        errors[to(cell)] += shown - true
                distance += sum(map(abs, errors.values()))
                largest = max(largest, *map(abs, errors.values()))
            true = sum(number for months in parts for month in months for number, _ in month.values())
            shares.append(f"{100 * distance / true:.2f}")
        return f"  {title}：社区×大类 {shares[0]}%，社区 {shares[1]}%，全镇 {shares[2]}%；最大 {largest} 件"

    def lines(self) -> Iterator[str]:
        yield self.line("每月误差", [[month] for month in self.pairs])
        yield self.line("全年误差", [self.pairs])
        small = sum(truths[true] for truths in self.seen.values() for true in range(1, _BASE))
        blind, told = (self._hits(range(least, most)) for least, most in ((0, 1 << 20), (1, _BASE)))
        yield (
            f"  猜各张表里真实为 1 至 {_BASE - 1} 的 {small} 格：总猜最常见的真实数，猜中 {blind} 格；"
            f"还知道它是 1 至 {_BASE - 1}，猜中 {told} 格（{100 * told / max(small, 1):.0f}%）"
        )

    def _hits(self, likely: range) -> int:
        """Return how many true cells of 1 to base - 1 one hits who guesses the likeliest number in `likely`."""
        guesses = (
            max(((number, true) for true, number in truths.items() if true in likely), default=(0, 0))
            for truths in self.seen.values()
        )
        return sum(number for number, guess in guesses if 0 < guess < _BASE)


@dataclass(slots=True)
class _Year:
    """What was measured over the months of one ledger: seconds, distances, open requests (true, published)."""

    protect: list[float] = field(default_factory=list)
    optimal: int = 0
    certify: list[float] = field(default_factory=list)
    check: float = 0.0
    distances: _Distances = field(default_factory=_Distances)
    is_open: list[tuple[int, int]] = field(default_factory=list)
    cells: int = 0
    opened: int = 0
    rounds: int = 0
    attack: list[float] = field(default_factory=list)

    def add(self, month: Rounded) -> None:
        self.protect.append(month.seconds)
        self.optimal += all(town.quality.is_optimal for town in month.protected.values())
        self.certify.append(month.proven.seconds)
        self.attack.append(month.attack.seconds)
        self.cells += sum(month.attack.widths.values())
        self.opened += len(month.attack.opened)
        self.rounds += ATTEMPTS - 1 - month.left

    def lines(self) -> Iterator[str]:
        middle, most = statistics.median(self.protect), max(self.protect)
        proven = f"{self.optimal}/{len(self.protect)} 个月每步都证明最优（差距 1% 以内）"
        yield f"  保护：中位 {middle:.1f} 秒，最长 {most:.1f} 秒；{proven}"
        found = f"  证书：中位 {statistics.median(self.certify):.2f} 秒，最长 {max(self.certify):.2f} 秒"
        yield f"{found}；全部复核 {self.check * 1000:.0f} 毫秒"
        yield from self.distances.lines()
        apart = [abs(shown - true) for true, shown in self.is_open]
        true, shown = self.is_open[-1]
        yield f"  月末未办结：真实 {true} 件，公布 {shown} 件；各月最多差 {max(apart)} 件"
        yield (
            f"  敌意攻击（登记的真实合计都已知）：{self.cells} 格，因公布而窄于 {_BASE - 1} 件的 {self.opened} 格，"
            f"为此重算 {self.rounds} 次；每月最长 {max(self.attack):.1f} 秒"
        )


def report(folder: Path, seeds: Sequence[int], communities: int, months: int) -> Iterator[str]:
    """Yield what was measured for every seed, then what the usual ways of publishing the same kind of year open."""
    own = codebook_of(read(ROOT))
    codebook = own if communities == _TOWN else _county(own, communities)
    for seed in seeds:
        place = folder / str(seed)
        place.mkdir()
        yield f"种子 {seed}，{communities} 个社区，{months} 个月"
        yield from _released(place, codebook, _ledger(place, codebook, seed), _FIRST, months).lines()
        if communities == _TOWN:
            yield from (f"  {opened}" for opened in measure(seed))
    yield f"{communities} 个社区：{_memory()}"


def report_of(folder: Path, ledger: str, mapping: Path | None, first: str, months: int) -> Iterator[str]:
    """Yield what was measured on a ledger of one's own, from the month `first` on; it stays where it is."""
    codebook = codebook_of(read(ROOT))
    _, _, landed_ledger = landed_from(ledger, mapping, codebook)
    yield f"{ledger}，{first} 起 {months} 个月"
    yield from _released(folder, codebook, landed_ledger, first, months).lines()
    yield _memory()


def _memory() -> str:
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return f"内存最多 {own / 1000:.0f} MB，每个并行的进程最多 {children / 1000:.0f} MB"


def _county(own: Codebook, communities: int) -> Codebook:
    entries = tuple(Entry(f"c{n}", (f"示例社区{n}",), f"town{n // _TOWN}") for n in range(communities))
    return replace(own, communities=entries)


def _released(folder: Path, codebook: Codebook, ledger: Ledger, first: str, months: int) -> _Year:
    year, chain = _Year(), list[tuple[Release, Certificate]]()
    stocks: Mapping[str, Lives] = {}
    carry: Errors = {}
    for period in (shifted(first, place) for place in range(months)):
        previous = chain[-1][0].digest if chain else None
        books = open_books(folder, previous)
        moves = count(ledger, codebook, books, period, first_day(shifted(period, 1)).replace(day=_DAY_OF_EXPORT))
        rounding = blocks.Rounding(_BASE, b"bench", _LIMIT)
        tasks = blocks.tasks_of(codebook, moves, stocks_for_rounding(stocks), carry, rounding)
        exact = [table for task in tasks.values() for table in task.exact]
        month = rounded(tasks, partial(_release, codebook, moves, previous), Known(chain, known_outside((), exact)))
        year.add(month)
        carry, proven = blocks.carry_of(month.protected), month.proven
        chain.append((proven.release, proven.certificate))
        stocks = stocks_after(proven.release, proven.certificate, stocks)
        save(folder, proven.release.digest, new_books(ledger, books, period))
        year.distances.add(exact, month.release.tables)
        year.is_open.append((_open(moves), _BASE * sum(stock.town["town_open"] for stock in stocks.values())))
    started = time.perf_counter()
    if problems := list(check_all(chain)):
        raise SystemExit(f"证书不对：{problems[0]}")
    year.check = time.perf_counter() - started
    return year


def _ledger(folder: Path, codebook: Codebook, seed: int) -> Ledger:
    towns = -(-len(codebook.communities) // _TOWN)
    file = folder / "ledger.csv"
    file.write_text(demo.written(codebook, seed, _REQUESTS * towns), encoding="utf-8")
    return landed(file, codebook)


def _release(codebook: Codebook, moves: Moves, previous: str | None, tables: tuple[Table, ...]) -> releasing.Release:
    return releasing.Release(
        period=moves.period,
        as_of=moves.as_of,
        next_due=releasing.next_due(moves.period, 10),
        sample=True,
        previous=previous,
        code="bench",
        base=_BASE,
        groups=codebook.category_groups,
        tables=tables,
    )


def _open(moves: Moves) -> int:
    return sum(move.count for move in moves.rows if move.settled == "no")
