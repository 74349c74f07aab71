"""Communities: the index by theme, and one page for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.figures import Figures
from zhishuo.files import THEMES, community_file
from zhishuo.media import Pictures
from zhishuo.prose import to_html
from zhishuo.reading import Records
from zhishuo.views.base import COMMUNITIES, HOME, DeskView, Link, View, desk_view, picture
from zhishuo.views.board_rows import SHOWN, Subject, exhibits_of
from zhishuo.views.changes import changes_link
from zhishuo.views.exhibits import Exhibit
from zhishuo.views.handbook import HANDBOOK
from zhishuo.views.home import Card, community_cards
from zhishuo.views.media import PhotoView, SoundView, audio_view, photo_view
from zhishuo.views.month import Month
from zhishuo.views.practices import practice_link
from zhishuo.views.replies import ReplyView, replies_of
from zhishuo.views.sheets import sheet_link
from zhishuo.views.stories import StoryItem, story_items
from zhishuo.views.topics import ThemeGroup, theme_groups
from zhishuo.views.words import codebook, frame


@dataclass(frozen=True, kw_only=True)
class CommunitiesPage(View):
    """All communities by theme."""

    kind: ClassVar[str] = "communities"
    heading: str
    lede: str
    groups: tuple[ThemeGroup, ...]
    all: tuple[Card, ...]
    handbook: Link
    changes: Link


@dataclass(frozen=True, kw_only=True)
class CommunityPage(View):
    """One community: who it is, its practices, what it tells aloud, its figures, its stories, its desk."""

    kind: ClassVar[str] = "community"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    picture: str
    photo: PhotoView | None
    sounds: tuple[SoundView, ...]
    about: Markup
    cards: tuple[Card, ...]
    figures: tuple[Exhibit, ...]
    replies: tuple[ReplyView, ...]
    board: Link
    sheet: Link
    stories: tuple[StoryItem, ...]
    desk: DeskView
    previous: Link | None
    next: Link | None


def show_showcase(records: Records, figures: Figures, pictures: Pictures) -> Iterator[View]:
    """Yield the page of all communities and one for each; `pictures` are those made of their photographs."""
    book = codebook(records)
    yield CommunitiesPage(
        url="c/",
        frame=frame(records),
        title="社区做法",
        description=f"{len(records.communities)} 个社区各有一个主打做法，按主题看。",
        crumbs=(HOME, COMMUNITIES),
        source=THEMES,
        heading="社区做法",
        lede=f"{len(records.communities)} 个社区，每个社区有一个主打做法。先按主题看，再按序号看。",
        groups=theme_groups(records),
        all=community_cards(records),
        handbook=HANDBOOK,
        changes=changes_link(records),
    )
    links = [Link(community.name, f"c/{slug}/") for slug, community in records.communities.items()]
    for index, slug in enumerate(records.communities):
        around = (links[index - 1] if index else None, links[index + 1] if index + 1 < len(links) else None)
        yield _community(records, Month(book, figures), pictures, slug, around)


def _community(
    records: Records, newest: Month, pictures: Pictures, slug: str, around: tuple[Link | None, Link | None]
) -> CommunityPage:
    community = records.communities[slug]
    leading = community.highlights[0]
    return CommunityPage(
        url=f"c/{slug}/",
        place=slug,
        frame=frame(records),
        title=community.name,
        description=community.sentence,
        crumbs=(HOME, COMMUNITIES, Link(community.name, f"c/{slug}/")),
        source=community_file(slug),
        heading=community.name,
        lede=community.sentence,
        picture=picture(leading.theme),
        photo=photo_view(leading.photo, pictures) if leading.photo else None,
        sounds=tuple(sound for highlight in community.highlights if (sound := audio_view(highlight))),
        about=to_html(community.about),
        cards=tuple(
            Card(practice_link(slug, highlight), "", highlight.sentence, picture(highlight.theme))
            for highlight in community.highlights
        ),
        figures=exhibits_of(newest.figures, newest.book, Subject("community", slug, community.name))[:SHOWN],
        replies=replies_of(community),
        board=Link(f"{community.name}在公开榜上的全部数字", f"board/c/{slug}/"),
        sheet=sheet_link(slug),
        stories=story_items(records, community=slug),
        desk=desk_view(community.desk),
        previous=around[0],
        next=around[1],
    )
