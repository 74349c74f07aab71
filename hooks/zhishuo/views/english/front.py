"""The first English page: what this is, the board of the newest month and quarter, all communities, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.figures import Figures, row_of
from zhishuo.files import TOWN
from zhishuo.reading import Records
from zhishuo.records import Community, Theme, ThemeEnglish, TownEnglish
from zhishuo.views.base import SHAPES, Link, View, picture
from zhishuo.views.board import month_link
from zhishuo.views.english.parts import (
    EnglishDesk,
    EnglishView,
    Part,
    Place,
    community_link,
    english_desk,
    is_told,
    of_community,
    of_highlight,
    part,
)
from zhishuo.views.english.words import accounts_table, frame, month_words, source_words, span_words
from zhishuo.views.spans import Span, quarters_of
from zhishuo.views.tables import Table

HOME = Link("Home", "en/")
_SLOGAN = Place("Heading", "top")
_THEMES = Place("Themes", "communities")


@dataclass(frozen=True, slots=True)
class Entry:
    """A community in the list: `practice` and `sentence` are empty where they have not been translated."""

    link: Link
    is_told: bool
    practice: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Group:
    """A theme with the communities whose leading practice is about it."""

    id: str
    name: Part
    summary: Part
    picture: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class EnglishPage(EnglishView):
    """The first English page; `red` and `all` are None before the first release."""

    kind: ClassVar[str] = "en"
    shows_figures: ClassVar[bool] = True
    heading: Part
    month: str
    red_shape: str
    red_hours: int
    red: Table | None
    all: Table | None
    source_words: str
    board: Link | None
    groups: tuple[Group, ...]
    number: int
    told: int
    desk: EnglishDesk


def show_front(records: Records, figures: Figures) -> Iterator[View]:
    """Yield the page."""
    town, english = records.town, records.town.en or TownEnglish()
    spans = (Span((figures.periods[-1],), "", ""), *quarters_of(figures)[:1]) if figures.periods else ()
    shown = frame(records)
    yield EnglishPage(
        url=HOME.url,
        frame=shown,
        title=f"{english.slogan or town.slogan} · {shown.town}",
        description=f"{shown.town}: what became of residents' requests, and what each community does well.",
        crumbs=(),
        source=TOWN,
        heading=part(_SLOGAN, english.slogan, town.slogan),
        month=month_words(figures.periods[-1]) if figures.periods else "",
        red_shape=SHAPES["red"],
        red_hours=next(grade.promised_hours for grade in town.grades if grade.id == "red"),
        red=_red(figures, spans),
        all=_all(figures, spans),
        source_words=source_words(figures.newest) if figures.periods else "",
        board=month_link(figures.periods[-1]) if figures.periods else None,
        groups=tuple(group for theme in records.themes if (group := _group(records, theme)).entries),
        number=len(records.communities),
        told=sum(map(is_told, records.communities.values())),
        desk=english_desk(town.desk, english.desk),
    )


def _red(figures: Figures, spans: tuple[Span, ...]) -> Table | None:
    """Return the account of the most pressing requests, None where it is not told."""
    found = [(span_words(span.periods), row_of(figures.accounts(span.periods, "grade"), "red")) for span in spans]
    columns = [(head, account) for head, account in found if account]
    return accounts_table("The most pressing requests", columns) if columns else None


def _all(figures: Figures, spans: tuple[Span, ...]) -> Table | None:
    columns = [(span_words(span.periods), figures.accounts(span.periods, "town")[0]) for span in spans]
    return accounts_table("All requests of the town", columns) if columns else None


def _group(records: Records, theme: Theme) -> Group:
    english = theme.en or ThemeEnglish()
    return Group(
        id=theme.id,
        name=part(_THEMES, english.name, theme.name),
        summary=part(_THEMES, english.summary, theme.summary),
        picture=picture(theme.id),
        entries=tuple(
            _entry(slug, community)
            for slug, community in records.communities.items()
            if community.highlights[0].theme == theme.id
        ),
    )


def _entry(slug: str, community: Community) -> Entry:
    return Entry(
        link=community_link(slug, community),
        is_told=is_told(community),
        practice=of_highlight(community.highlights[0]).title or "",
        sentence=of_community(community).sentence or "",
    )
