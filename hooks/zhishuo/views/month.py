"""A month's release in words: the town's lines, the flow in one sentence, and what is said about red."""

from __future__ import annotations

from dataclasses import dataclass

from zhishuo.figures import Line, line_of, lines, on_time_rate, table_lines, table_of
from zhishuo.records import Release, ReleaseTable
from zhishuo.views.rates import rate_sentence
from zhishuo.views.words import Codebook, day_words, month_words, window_words


@dataclass(frozen=True, slots=True)
class Month:
    """A release with the words it is read in."""

    book: Codebook
    release: Release

    def line(self, population: str, split: str) -> Line | None:
        """Return the town's line of one table."""
        return next(iter(lines(self.release, population, "town", split)), None)

    def by_grade(self, population: str, split: str) -> tuple[Line, ...]:
        """Return the lines by grade of one table."""
        return lines(self.release, population, "grade", split)


def flow_counts(release: Release) -> tuple[int | None, ...]:
    """Return how many were registered, settled and left open in a month; None where not published alone."""
    line = next(iter(lines(release, "book", "town", "book")), None)
    return tuple(line.count(column) if line else None for column in ("registered", "settled", "open_after"))


def flow_sentence(month: Month) -> str:
    """Return the month's stock and flow in one sentence."""
    line = month.line("book", "book")
    if line is None:
        return "这个月没有公布账目。"
    parts = [f"{month.book.column('book', keys)} {count} 件" for keys, count in line.cells]
    return f"{month_words(month.release.period)}：{'、'.join(parts)}。"


def _who(month: Month, cohort: ReleaseTable, line: Line) -> str:
    when = f"{window_words(cohort.window)}登记的"
    if line.keys == ("red",):
        return f"{when} {line.total} 件"
    return f"{when}{'、'.join(month.book.names('grade', line.keys))}一共 {line.total} 件，合在一起公布"


def _late(month: Month, line: Line) -> str:
    """Return how many were late, and how many of them are still open, as far as not merged."""
    late, still = line.count("settled_late", "open_overdue"), line.count("open_overdue")
    if late is None:
        return ""
    since = "" if still is None else f"，其中到{day_words(month.release.as_of)}还没办结的 {still} 件"
    return f"超期 {late} 件{since}。"


def red_lines(month: Month) -> tuple[str, ...]:
    """Return what is said about the most pressing grade, as its own number and never beside the routine one."""
    said = []
    grades = month.by_grade("registered", "total")
    registered = line_of(grades, "red")
    if registered:
        said.append(f"{month_words(month.release.period)}登记 {registered.total} 件。")
    cohort = table_of(month.release, "cohort", "grade", "timeliness")
    line = next((line for line in table_lines(cohort) if "red" in line.keys), None) if cohort else None
    if cohort and line:
        said.append(f"{_who(month, cohort, line)}：{rate_sentence(on_time_rate(line))}{_late(month, line)}")
    merged = "件数太少，和别的等级合并公布，见下面的表。"
    return tuple(said) or (merged if grades or cohort else "这个月没有按等级公布的数字。",)
