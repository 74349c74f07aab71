"""The home page: one sentence, four numbers of the month, last month's matters, the communities, where to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.figures import Line, Rate, overdue_rate, solved_rate, table_of
from zhishuo.files import TOWN
from zhishuo.reading import Records
from zhishuo.views.base import DeskView, Link, Mark, View, desk_view, marks, picture
from zhishuo.views.board import month_link
from zhishuo.views.exhibits import Exhibit, rows_exhibit, source_line
from zhishuo.views.month import Month, red_lines
from zhishuo.views.words import codebook, day_words, frame, month_words, window_words


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
    heading: str
    lede: str
    month: Link | None
    month_source: str
    stats: tuple[Stat, ...]
    settled_heading: str
    settled_lines: tuple[str, ...]
    red: Mark
    red_lines: tuple[str, ...]
    settled: Exhibit | None
    cards: tuple[Card, ...]
    desk: DeskView
    stories: tuple[Link, ...]


def show_home(records: Records) -> Iterator[View]:
    """Yield the home page."""
    town = records.town
    newest = next(reversed(records.releases.values()), None)
    month = Month(codebook(records), newest) if newest else None
    yield HomePage(
        url="",
        frame=frame(records),
        title=town.slogan,
        description=f"{town.name}{town.method.name}：{town.method.summary}",
        crumbs=(),
        source=TOWN,
        heading=town.slogan,
        lede=town.method.summary,
        month=month_link(month.release.period) if month else None,
        month_source=source_line(month.release) if month else "",
        stats=_stats(month) if month else (),
        settled_heading=_settled_heading(month) if month else "",
        settled_lines=_settled_lines(month) if month else (),
        red=marks(town)["red"],
        red_lines=red_lines(month) if month else (),
        settled=_settled(month) if month else None,
        cards=community_cards(records),
        desk=desk_view(town.desk),
        stories=tuple(Link(story.title, f"stories/{name}/") for name, story in list(records.stories.items())[:3]),
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


def _stats(month: Month) -> tuple[Stat, ...]:
    book = month.line("book", "book")
    due = month.line("due", "timeliness")
    outcome = month.line("settled", "outcome")
    words = month_words(month.release.period)
    found = (
        _count("登记", book.count("registered") if book else None, f"{words}新登记的诉求"),
        _solved(words, outcome) if outcome else None,
        _overdue(words, due) if due else None,
        _count("还没办结", book.count("open_after") if book else None, f"{words}最后一天还没办完的，超期的也在里面"),
    )
    return tuple(stat for stat in found if stat)


def _solved(words: str, outcome: Line) -> Stat | None:
    """Return how many of the settled were solved."""
    return _count(
        "解决",
        outcome.count("solved"),
        f"{words}办结 {outcome.total} 件，结果写明“解决”的{_share(solved_rate(outcome))}",
    )


def _overdue(words: str, due: Line) -> Stat | None:
    """Return how many of those due were late, as loud as the solved; told apart by whether they are settled by now."""
    rate, late, still = overdue_rate(due), due.count("settled_late"), due.count("open_overdue")
    if rate is None:
        return None
    parts = "" if late is None or still is None else f"：办晚了 {late} 件，还没办完 {still} 件"
    return _count("超期", rate.numerator, f"{words}到期 {rate.denominator} 件，过了期限的{_share(rate)}{parts}")


def _share(rate: Rate | None) -> str:
    return f"占 {rate.text}" if rate and rate.enough else ""


def _count(term: str, count: int | None, words: str) -> Stat | None:
    return None if count is None else Stat(term, f"{count} 件", words)


def _settled_heading(month: Month) -> str:
    table = table_of(month.release, "cohort", "grade", "timeliness")
    return f"{window_words(table.window)}登记的事，办结了没有" if table else ""


def _settled_lines(month: Month) -> tuple[str, ...]:
    """Return how many of the last closed cohort are settled, solved and open, as far as not merged."""
    line = month.line("cohort", "outcome")
    if line is None:
        return ()
    said = [f"一共 {line.total} 件，看到{day_words(month.release.as_of)}为止。"]
    still = line.count("open")
    if still is not None:
        said.append(f"已办结 {line.total - still} 件，还没办结 {still} 件。")
    solved = line.count("solved")
    if solved is not None:
        said.append(f"结果写明“解决”的 {solved} 件。")
    due = month.line("cohort", "timeliness")
    late = due.count("settled_late", "open_overdue") if due else None
    if late is not None:
        said.append(f"超期的 {late} 件，办晚了的也算。")
    return tuple(said)


def _settled(month: Month) -> Exhibit | None:
    table = table_of(month.release, "cohort", "grade", "timeliness")
    if table is None:
        return None
    return rows_exhibit(month.book, month.release, table, "按等级，红色在最前")
