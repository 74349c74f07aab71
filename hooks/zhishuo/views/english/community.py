"""A community in English: who it is, its practices, its newest quarter, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.figures import Figures, whole
from zhishuo.files import community_file
from zhishuo.prose import to_html
from zhishuo.reading import Records
from zhishuo.records import Highlight
from zhishuo.views.base import Link, View, picture
from zhishuo.views.english.front import HOME
from zhishuo.views.english.parts import (
    EnglishDesk,
    EnglishView,
    Part,
    Place,
    community_link,
    english_desk,
    highlight_link,
    is_told,
    of_community,
    of_highlight,
    part,
)
from zhishuo.views.english.words import accounts_table, frame, source_words, span_words
from zhishuo.views.spans import newest_quarter
from zhishuo.views.tables import Table

_NAME, _SENTENCE, _ABOUT = Place("Name", "top"), Place("In one sentence", "sentence"), Place("About", "about")


@dataclass(frozen=True, slots=True)
class EnglishCard:
    """A practice in the list; `sentence` is empty where it has not been translated."""

    link: Link
    is_told: bool
    sentence: str
    picture: str


@dataclass(frozen=True, kw_only=True)
class EnglishCommunityPage(EnglishView):
    """One community; `table` is None before its first whole quarter."""

    kind: ClassVar[str] = "en-community"
    shows_figures: ClassVar[bool] = True
    heading: Part
    sentence: Part
    about: Part
    picture: str
    cards: tuple[EnglishCard, ...]
    table: Table | None
    source_words: str
    board: Link
    replies: Link | None
    desk: EnglishDesk


def show_communities(records: Records, figures: Figures) -> Iterator[View]:
    """Yield the page of every community of which anything is given in English."""
    yield from (
        _community(records, figures, slug) for slug, community in records.communities.items() if is_told(community)
    )


def _community(records: Records, figures: Figures, slug: str) -> EnglishCommunityPage:
    community = records.communities[slug]
    english, link, shown = of_community(community), community_link(slug, community), frame(records)
    return EnglishCommunityPage(
        url=link.url,
        place=slug,
        frame=shown,
        title=f"{link.label} · {shown.town}",
        description=english.sentence or community.sentence,
        crumbs=(HOME, link),
        source=community_file(slug),
        heading=part(_NAME, english.name, community.name),
        sentence=part(_SENTENCE, english.sentence, community.sentence),
        about=part(_ABOUT, english.about, community.about, to_html),
        picture=picture(community.highlights[0].theme),
        cards=tuple(_card(slug, highlight) for highlight in community.highlights),
        table=_table(figures, slug),
        source_words=source_words(figures.newest) if figures.periods else "",
        board=Link("All figures of this community (in Chinese)", f"board/c/{slug}/"),
        replies=Link("What the community says about its figures (in Chinese)", f"c/{slug}/", "reply-1")
        if community.replies
        else None,
        desk=english_desk(community.desk, english.desk),
    )


def _card(slug: str, highlight: Highlight) -> EnglishCard:
    english = of_highlight(highlight)
    return EnglishCard(
        highlight_link(slug, highlight), english.is_given, english.sentence or "", picture(highlight.theme)
    )


def _table(figures: Figures, slug: str) -> Table | None:
    """Return the newest whole quarter of a community beside the town's, None where there is none yet."""
    if (newest := newest_quarter(figures, slug)) is None:
        return None
    quarter, account = newest
    town = whole(figures.accounts(quarter.periods, "community")) or account
    return accounts_table(
        f"{span_words(quarter.periods)}: this community and the whole town",
        [("This community", account), ("Whole town", town)],
    )
