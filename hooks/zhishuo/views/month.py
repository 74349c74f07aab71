"""A month as it was when it was released: its words, its lines, the flow in one sentence, what is said about red."""

from __future__ import annotations

from dataclasses import dataclass

from zhishuo.figures import Figures, Line, month_after, on_time_rate, row_of, solved_rate
from zhishuo.records import Release
from zhishuo.views.rates import rate_sentence, solved_within
from zhishuo.views.words import Codebook, bounds, month_words


@dataclass(frozen=True, slots=True)
class Month:
    """The last of `figures`, with the words it is read in."""

    book: Codebook
    figures: Figures

    @property
    def release(self) -> Release:
        """Return the month's release."""
        return self.figures.newest

    @property
    def period(self) -> str:
        """Return the month."""
        return self.release.period

    @property
    def words(self) -> str:
        """Return `2026年10月`."""
        return month_words(self.period)

    @property
    def before(self) -> str:
        """Return the month before, empty in the first release."""
        return next((period for period in self.figures.periods if month_after(period) == self.period), "")

    @property
    def town(self) -> Line:
        """Return the town's account of the month."""
        return self.figures.accounts([self.period], "town")[0]

    def bound(self, population: str, split: str = "") -> int:
        """Return how far a count of a table may be from the truth."""
        base = self.release.method.base
        near = population in {"registered", "carried"} and split != "category"
        return bounds(base)[0 if near else 1]


def flow_sentence(month: Month) -> str:
    """Return the month's flow and what it left, in one sentence."""
    account = month.town
    parts = [
        f"{words} {count} 件"
        for words, name in (("登记", "registered"), ("办结", "settled"), ("其中解决", "solved"), ("月末没办完", "open"))
        if (count := account.count(name)) is not None
    ]
    return f"{month.words}：{'，'.join(parts)}。"


def red_lines(month: Month) -> tuple[str, ...]:
    """Return what is said about the most pressing grade, as its own number and never beside the routine one."""
    account = row_of(month.figures.accounts([month.period], "grade"), "red")
    if account is None:
        return ("这个月没有按等级公布的数字。",)
    said = [f"{month.words}登记 {account.count('registered')} 件。"]
    if (overdue := account.count("overdue")) is not None:
        still = account.count("open_overdue")
        zero = "写 0 的，可能没有，也可能有几件。" if "0" in {f"{overdue}", f"{still}"} else ""
        said.append(f"过了期限的 {overdue} 件，到月底超期没办完的一共 {still} 件。{zero}")
    said += [rate_sentence(rate) for rate in (on_time_rate(account), solved_rate(account)) if rate]
    course = row_of(month.figures.cohorts([month.before], "grade"), "red") if month.before else None
    if course:
        said.append(f"{month_words(month.before)}登记的：{rate_sentence(solved_within(7)(course))}")
    return tuple(said)
