"""Rates and percentiles out of released counts, each with its numerator, its denominator and the words for both.

Formulas and terms are those of the field's bulletins (12345 hotlines). Released counts are rounded, so a rate is
printed as about so many whole per cent; all and none are said to be near; below the least n no rate is printed at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhishuo.figures.months import BEYOND
from zhishuo.figures.released import Line, Released
from zhishuo.records import BANDS, RATINGS

# Below this many requests a percentage says more than is known.
LEAST_N = 20
TOO_FEW = "数量太少，不列百分比"


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
    numerator: Released
    denominator: Released
    numerator_words: str
    denominator_words: str

    @property
    def enough(self) -> bool:
        """Whether the denominator reaches the least n, so that a percentage may be printed."""
        return self.denominator.number >= LEAST_N

    @property
    def share(self) -> float:
        """Return the share between 0 and 1; raises ZeroDivisionError for a denominator of 0."""
        return self.numerator.number / self.denominator.number

    @property
    def text(self) -> str:
        """Return `约 93%`, `接近 100%`, `接近 0%`, or the sentence that says why there is none."""
        if not self.enough:
            return TOO_FEW
        return f"{'接近' if self.is_edge else '约'} {self.percent}"

    @property
    def is_edge(self) -> bool:
        """Whether it is all or none, which of rounded counts can only be said to be near."""
        return self.numerator.number in {0, self.denominator.number}

    @property
    def percent(self) -> str:
        """Return `93%`; raises ZeroDivisionError for a denominator of 0."""
        return percent(self.numerator.number, self.denominator.number, 0)

    @property
    def words(self) -> str:
        """Return the fraction in words: `按时办结 370 件 ÷ 到期 400 件`."""
        return f"{self.numerator_words} {self.numerator} 件 ÷ {self.denominator_words} {self.denominator} 件"


def on_time_rate(account: Line) -> Rate | None:
    """按时办结率 = settled on time ÷ due; a request without a promise is in neither."""
    return rate("按时办结率", (account.count("on_time"), "按时办结"), (account.count("due"), "到期"))


def overdue_rate(account: Line) -> Rate | None:
    """超期率 = fallen overdue ÷ due, whether settled later or not."""
    return rate("超期率", (account.count("overdue"), "过了期限"), (account.count("due"), "到期"))


def solved_rate(account: Line) -> Rate | None:
    """解决率 = solved ÷ settled; explained, transferred and the like are settled but not solved."""
    return rate("解决率", (account.count("solved"), "解决"), (account.count("settled"), "办结"))


def satisfied_rate(account: Line) -> Rate | None:
    """满意率 = (rated - dissatisfied) ÷ rated."""
    content = account.count("satisfied", "basically")
    return rate("满意率", (content, "满意和基本满意"), (account.count(*RATINGS), "评价"))


def solved_within_rate(bands: Line, days: int) -> Rate | None:
    """N 日解决率 = solved within N days ÷ all registered; open ones count as not solved.

    `bands` are those of the solved; None where N is no edge of a band.
    """
    inside = [band for band in BANDS if int(band[1:]) <= days]
    return rate(f"{days} 日解决率", (bands.count(*inside), f"{days} 天内解决"), (bands.total, "登记"))


def rate(term: str, top: tuple[Released | None, str], bottom: tuple[Released | None, str]) -> Rate | None:
    """Return a share of (count, words) in (count, words); None where one of the counts is not told."""
    (numerator, top_words), (denominator, bottom_words) = top, bottom
    if numerator is None or denominator is None:
        return None
    return Rate(term, numerator, denominator, top_words, bottom_words)


@dataclass(frozen=True, slots=True)
class Percentile:
    """How many calendar days it took until a share of a cohort was settled; where `beyond`, more than `days`."""

    term: str
    days: float
    n: Released
    beyond: bool

    @property
    def text(self) -> str:
        """Return `约 4.2 天`, or than which day it took longer."""
        if self.n.number < LEAST_N:
            return "数量太少，不列天数"
        return f"超过 {self.days:.0f} 天" if self.beyond else f"约 {self.days:.1f} 天"


def percentile(bands: Line, share: float, term: str) -> Percentile | None:
    """Return the day by which `share` (0 to 1) of a registration cohort was settled (or solved), all others last.

    Linear interpolation inside the band that holds it (grouped-data percentile); merged bands count as one wide band.
    Beyond the last edge the day is not known, only that it lies later. None where nothing was registered.
    """
    everything = bands.total
    needed = share * everything.number
    before, lower = 0, 0.0
    for keys, count in bands.cells:
        if keys == (BEYOND,):
            break
        upper = float(keys[-1][1:])
        if count.number and before + count.number >= needed:
            days = lower + (upper - lower) * (needed - before) / count.number
            return Percentile(term, days, everything, beyond=False)
        before, lower = before + count.number, upper
    return Percentile(term, lower, everything, beyond=True) if everything.number else None
