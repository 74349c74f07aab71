"""The themes, each with the practices of several communities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.files import THEMES
from zhishuo.reading import Records
from zhishuo.records import Theme
from zhishuo.views.base import COMMUNITIES, HOME, Link, View, picture
from zhishuo.views.home import Card
from zhishuo.views.practices import practice_link
from zhishuo.views.words import frame


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """A theme with the practices under it."""

    id: str
    name: str
    summary: str
    picture: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class TopicsPage(View):
    """All themes."""

    kind: ClassVar[str] = "topics"
    heading: str
    lede: str
    groups: tuple[ThemeGroup, ...]


@dataclass(frozen=True, kw_only=True)
class TopicPage(View):
    """One theme across communities."""

    kind: ClassVar[str] = "topic"
    heading: str
    group: ThemeGroup
    others: tuple[Link, ...]


def theme_groups(records: Records) -> tuple[ThemeGroup, ...]:
    """Return all themes in their order, each with its practices in the order of communities."""
    return tuple(_group(records, theme) for theme in records.themes)


def _group(records: Records, theme: Theme) -> ThemeGroup:
    cards = tuple(
        Card(practice_link(slug, highlight), community.name, highlight.sentence, picture(theme.id))
        for slug, community in records.communities.items()
        for highlight in community.highlights
        if highlight.theme == theme.id
    )
    return ThemeGroup(theme.id, theme.name, theme.summary, picture(theme.id), cards)


def show_topics(records: Records) -> Iterator[View]:
    """Yield the list of themes and every theme."""
    groups = theme_groups(records)
    top = Link("主题", "topics/")
    yield TopicsPage(
        url="topics/",
        frame=frame(records),
        title="主题",
        description="把各社区的做法按主题放在一起看。",
        crumbs=(HOME, COMMUNITIES, top),
        source=THEMES,
        heading="按主题看",
        lede="同一件事，不同社区怎么做。",
        groups=groups,
    )
    links = tuple(Link(group.name, f"topics/{group.id}/") for group in groups)
    for group, link in zip(groups, links, strict=True):
        yield TopicPage(
            url=link.url,
            frame=frame(records),
            title=group.name,
            description=group.summary,
            crumbs=(HOME, COMMUNITIES, top, link),
            source=THEMES,
            heading=group.name,
            group=group,
            others=links,
        )
