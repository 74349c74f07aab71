"""Indicators out of releases: every rate with its numerator, its denominator and the words for both.

Formulas and terms are those of the field's bulletins (12345 hotlines); the rounding rules are the project's own: a rate
is never printed as 100 % unless complete nor as 0 % unless none, and below the least n it is not printed. Nothing
here knows the ledger: what is not in a release cannot be computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhishuo.records import Release, ReleaseTable

# Below this many requests a percentage says more than is known.
LEAST_N = 20
TOO_FEW = "数量太少，不列百分比"

DUE = ("on_time", "settled_late", "open_overdue")
SETTLED = ("solved", "partly", "explained", "transferred", "declined", "duplicate", "withdrawn", "unstated")
ASKED = ("satisfied", "basically", "dissatisfied")
# The upper edges, in calendar days, of the bands of `duration`; the last band has no upper edge.
DURATION_EDGES: tuple[tuple[str, float], ...] = (("d1", 1), ("d3", 3), ("d7", 7), ("d15", 15), ("d30", 30))


def percent(numerator: int, denominator: int, decimals: int = 1) -> str:
    """Return `numerator / denominator` as a percentage with `decimals` places, rounded half up.

    100 stands only for a complete share and 0 only for none; what would round there is printed one step inside (99.9,
    0.1). Negative shares (changes) are allowed. Raises ZeroDivisionError for a denominator of 0.
    """
    scale = 10**decimals
    steps = _half_up(abs(numerator) * 100 * scale, denominator)
    if abs(numerator) < denominator:
        steps = min(steps, 100 * scale - 1)
    if numerator:
        steps = max(steps, 1)
    sign = "-" if numerator < 0 else ""
    whole, part = divmod(steps, scale)
    if not decimals or (steps in {0, 100 * scale} and abs(numerator) in {0, denominator}):
        return f"{sign}{whole}%"
    return f"{sign}{whole}.{part:0{decimals}d}%"


def _half_up(numerator: int, denominator: int) -> int:
    """Round a non-negative fraction to the nearest whole number, halves upwards, without floating point."""
    return (2 * numerator + denominator) // (2 * denominator)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of requests: `numerator` of `denominator` (0 where there were none), each with its Chinese words."""

    term: str
    numerator: int
    denominator: int
    numerator_words: str
    denominator_words: str

    @property
    def enough(self) -> bool:
        """Whether the denominator reaches the least n, so that a percentage may be printed."""
        return self.denominator >= LEAST_N

    @property
    def text(self) -> str:
        """Return the percentage, or the sentence that says why there is none."""
        return percent(self.numerator, self.denominator) if self.enough else TOO_FEW

    @property
    def words(self) -> str:
        """Return the fraction in words: `按时办结 372 件 ÷ 应办结 400 件`."""
        return f"{self.numerator_words} {self.numerator} 件 ÷ {self.denominator_words} {self.denominator} 件"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a released table: merged row keys, and for each (merged) column its count."""

    keys: tuple[str, ...]
    cells: tuple[tuple[tuple[str, ...], int], ...]

    @property
    def total(self) -> int:
        """Return the sum over all columns."""
        return sum(count for _, count in self.cells)

    def count(self, *columns: str) -> int | None:
        """Return how many requests stand in `columns`, or None where a release has merged one of them with others."""
        wanted = set(columns)
        inside = [(keys, count) for keys, count in self.cells if wanted & set(keys)]
        if not all(set(keys) <= wanted for keys, _ in inside):
            return None
        return sum(count for _, count in inside)


def table_of(release: Release, population: str, rows: str, split: str) -> ReleaseTable | None:
    """Return one table of a release with its window, or None when it was not published."""
    wanted = (population, rows, split)
    return next((table for table in release.tables if (table.population, table.rows, table.split) == wanted), None)


def lines(release: Release, population: str, rows: str, split: str) -> tuple[Line, ...]:
    """Return the lines of one table of a release, none when it was not published."""
    table = table_of(release, population, rows, split)
    return table_lines(table) if table else ()


def table_lines(table: ReleaseTable) -> tuple[Line, ...]:
    """Return the lines of `table` with the column keys beside their counts."""
    columns = [tuple(keys) for keys in table.columns]
    return tuple(Line(tuple(row.keys), tuple(zip(columns, row.counts, strict=True))) for row in table.lines)


def line_of(found: Iterable[Line], key: str) -> Line | None:
    """Return the line that is `key` alone, or None where it was merged with others or not published."""
    return next((line for line in found if line.keys == (key,)), None)


def joined(found: Sequence[Line]) -> Line | None:
    """Return the sum of several lines of the same keys; None for no lines or where their columns differ."""
    if not found or any(
        line.keys != found[0].keys or [keys for keys, _ in line.cells] != [keys for keys, _ in found[0].cells]
        for line in found
    ):
        return None
    sums = [sum(counts) for counts in zip(*([count for _, count in line.cells] for line in found), strict=True)]
    return Line(found[0].keys, tuple(zip([keys for keys, _ in found[0].cells], sums, strict=True)))


def settled_rate(timeliness: Line) -> Rate | None:
    """办结率 = settled ÷ due to be settled."""
    return _rate("办结率", timeliness.count("on_time", "settled_late"), "已办结", timeliness.count(*DUE), "应办结")


def on_time_rate(timeliness: Line) -> Rate | None:
    """按时办结率 = settled on time ÷ due to be settled (not ÷ settled); a request without a promise is in neither."""
    return _rate("按时办结率", timeliness.count("on_time"), "按时办结", timeliness.count(*DUE), "应办结")


def overdue_rate(timeliness: Line) -> Rate | None:
    """超期率 = (settled late + open past due) ÷ due; those still open are always included."""
    late = timeliness.count("settled_late", "open_overdue")
    return _rate("超期率", late, "超期办结和超期未办结", timeliness.count(*DUE), "应办结")


def solved_rate(outcome: Line) -> Rate | None:
    """解决率 = solved ÷ settled; explained, transferred and the like are settled but not solved."""
    return _rate("解决率", outcome.count("solved"), "解决", outcome.count(*SETTLED), "已办结")


def solved_share(outcome: Line) -> Rate | None:
    """解决占登记 = solved ÷ all registered: never above 解决率, and known where the other outcomes were merged."""
    return _rate("解决占登记", outcome.count("solved"), "解决", outcome.total, "全部登记")


def satisfied_rate(rating: Line) -> Rate | None:
    """满意率 = (asked - dissatisfied) ÷ asked."""
    return _rate("满意率", rating.count("satisfied", "basically"), "满意和基本满意", rating.count(*ASKED), "回访到")


def solved_within_rate(solved_within: Line, days: int) -> Rate | None:
    """N 日解决率 = solved within N days ÷ all registered in the window; open ones count as not solved."""
    inside = [key for key in ("d3", "d7", "d15", "d30") if int(key[1:]) <= days]
    return _rate(f"{days} 日解决率", solved_within.count(*inside), f"{days} 天内解决", solved_within.total, "全部登记")


def yes_rate(counter: Line, term: str, top: str, bottom: str) -> Rate | None:
    """Return the share of `yes` in a yes/no counter, under the given words."""
    return _rate(term, counter.count("yes"), top, counter.total, bottom)


def _rate(term: str, numerator: int | None, top: str, denominator: int | None, bottom: str) -> Rate | None:
    if numerator is None or denominator is None:
        return None
    return Rate(term, numerator, denominator, top, bottom)


@dataclass(frozen=True, slots=True)
class Percentile:
    """How many calendar days it took until a share of a cohort was settled; where `beyond`, more than `days`."""

    term: str
    days: float
    n: int
    beyond: bool

    @property
    def text(self) -> str:
        """Return `约 4.2 天`, or than which day it took longer."""
        if self.n < LEAST_N:
            return "数量太少，不列天数"
        return f"超过 {self.days:.0f} 天" if self.beyond else f"约 {self.days:.1f} 天"


def percentile(bands_of_days: Line, share: float, term: str) -> Percentile | None:
    """Return the day by which `share` (0 to 1) of a registration cohort was settled, open requests included.

    From the bands of `solved_within` it is the day by which that share was solved; all others count as not solved.

    Linear interpolation inside the band that holds it (grouped-data percentile); bands that a release has merged count
    as one wide band. In a band without an upper edge the day is not known, only that it lies beyond the edge before;
    None where there is no edge before.
    """
    edges = dict(DURATION_EDGES)
    needed = share * bands_of_days.total
    before, lower = 0, 0.0
    for bands, count in bands_of_days.cells:
        upper = edges.get(bands[-1])
        if upper is None:
            break
        if count and before + count >= needed:
            return Percentile(
                term, lower + (upper - lower) * (needed - before) / count, bands_of_days.total, beyond=False
            )
        before, lower = before + count, upper
    return Percentile(term, lower, bands_of_days.total, beyond=True) if lower else None
