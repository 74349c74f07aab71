"""The home page: one sentence, four numbers of the month, last month's matters, the communities, where to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from zhishuo.figures import Figures, Rate, Released, overdue_rate, solved_rate
from zhishuo.files import TOWN
from zhishuo.reading import Records
from zhishuo.views.base import DeskView, Link, Mark, View, desk_view, marks, picture
from zhishuo.views.board import month_link
from zhishuo.views.exhibits import Exhibit, Section, source_line
from zhishuo.views.month import Month, red_lines
from zhishuo.views.rates import solved_within
from zhishuo.views.sections import sections
from zhishuo.views.stories import story_links
from zhishuo.views.words import codebook, frame, month_words


@dataclass(frozen=True, slots=True)
class Stat:
    """One of the four numbers: what it is, the number, what stands behind it."""

    term: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """A community or practice in a list: a picture, a name, one sentence."""

    link: Link
    over: str
    sentence: str
    picture: str


@dataclass(frozen=True, kw_only=True)
class HomePage(View):
    """The home page; `stats` is empty before the first release."""

    kind: ClassVar[str] = "home"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    month: Link | None
    month_source: str
    stats: tuple[Stat, ...]
    settled_heading: str
    red: Mark
    red_lines: tuple[str, ...]
    settled: Exhibit | None
    cards: tuple[Card, ...]
    desk: DeskView
    stories: tuple[Link, ...]


def show_home(records: Records, figures: Figures) -> Iterator[View]:
    """Yield the home page."""
    town = records.town
    month = Month(codebook(records), figures) if figures.periods else None
    cohort = _cohort(month) if month else None
    yield HomePage(
        url="",
        frame=frame(records),
        title=town.slogan,
        description=f"{town.name}{town.method.name}：{town.method.summary}",
        crumbs=(),
        source=TOWN,
        heading=town.slogan,
        lede=town.method.summary,
        month=month_link(month.period) if month else None,
        month_source=source_line(month.release) if month else "",
        stats=month_stats(month) if month else (),
        settled_heading=cohort.heading if cohort else "",
        red=marks(town)["red"],
        red_lines=red_lines(month) if month else (),
        settled=_plainly(month, cohort.exhibits[0]) if month and cohort else None,
        cards=community_cards(records),
        desk=desk_view(town.desk),
        stories=story_links(records, 3),
    )


def community_cards(records: Records) -> tuple[Card, ...]:
    """Return every community with its leading practice, in the order of the numbers."""
    return tuple(
        Card(
            Link(community.name, f"c/{slug}/"),
            community.highlights[0].title,
            community.highlights[0].sentence,
            picture(community.highlights[0].theme),
        )
        for slug, community in records.communities.items()
    )


def month_stats(month: Month) -> tuple[Stat, ...]:
    """Return the four numbers of a month: what came, what was solved, what was late, what is still open."""
    account = month.town
    overdue = overdue_rate(account)
    found = (
        _count("登记", account.count("registered"), f"{month.words}新登记的诉求"),
        _share("解决", solved_rate(account), f"{month.words}办结", "结果写明“解决”的"),
        _share("超期", overdue, f"{month.words}到期", "过了期限的"),
        _count("还没办完", account.count("open"), _open_words(month)),
    )
    return tuple(stat for stat in found if stat)


def _plainly(month: Month, exhibit: Exhibit) -> Exhibit:
    """Return the cohort's exhibit with counts for a sentence; medians are explained on the board."""
    return replace(exhibit, sentence=cohort_sentence(month) or exhibit.sentence)


def cohort_sentence(month: Month) -> str:
    """Return how many registered in the month before were solved within 7 and 30 days; empty where that is not told."""
    town = next(iter(month.figures.cohorts([month.before], "town")), None) if month.before else None
    week, days = (solved_within(days)(town) if town else None for days in (7, 30))
    if town is None or week is None or days is None:
        return ""
    return (
        f"{month_words(month.before)}登记 {town.total} 件：7 天内解决了 {week.numerator} 件，"
        f"30 天内解决了 {days.numerator} 件，还有 {town.total - days.numerator} 件 30 天内没解决。"
    )


def _open_words(month: Month) -> str:
    """Return what is still open and, where the ledger tells, how much of it is past its promise."""
    words, overdue = f"{month.words}最后一天还没办完的", month.town.count("open_overdue")
    return words if overdue is None else f"{words}，其中 {overdue} 件超期没办完（以前月份的也在里面）"


def _share(term: str, rate: Rate | None, whole: str, part: str) -> Stat | None:
    """Return a count with its share of the whole: as loud for what went wrong as for what went well."""
    if rate is None:
        return None
    share = rate.text if rate.enough else "数量太少，不列百分比"
    return _count(term, rate.numerator, f"{whole} {rate.denominator} 件，{part}{share}")


def _count(term: str, count: Released | None, words: str) -> Stat | None:
    return None if count is None else Stat(term, f"{count} 件", words)


def _cohort(month: Month) -> Section | None:
    return next((section for section in sections(month) if section.id == "cohort"), None)
