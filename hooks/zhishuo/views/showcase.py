"""Communities, their practices and the themes they stand under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.prose import to_html, to_line
from zhishuo.reading import Records
from zhishuo.records import Community, Highlight, Photo, Result, Theme
from zhishuo.views.base import (
    COMMUNITIES,
    HOME,
    DeskView,
    Link,
    View,
    community_file,
    desk_view,
    picture,
)
from zhishuo.views.board_rows import Figures, Subject, figures_of, leading
from zhishuo.views.home import Card, community_cards
from zhishuo.views.stories import StoryItem, story_items
from zhishuo.views.words import Codebook, codebook, day_words, frame, month_words

NO_SOURCE = "未附数据"


@dataclass(frozen=True, slots=True)
class ResultView:
    """One claimed result; `source` is empty where none was given, and the page says so."""

    what: str
    figure: str
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A photograph by its file in data/media/."""

    address: str
    alt: str
    credit: str


@dataclass(frozen=True, slots=True)
class SoundView:
    """A recording or a video with its transcript; `captions` and `poster` belong to videos only."""

    address: str
    title: str
    transcript: Markup
    captions: str = ""
    poster: str = ""


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """A theme with the practices under it."""

    id: str
    name: str
    summary: str
    picture: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class CommunitiesPage(View):
    """All communities by theme."""

    kind: ClassVar[str] = "communities"
    heading: str
    lede: str
    groups: tuple[ThemeGroup, ...]
    all: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class CommunityPage(View):
    """One community: who it is, its practices, its figures, its stories, its desk."""

    kind: ClassVar[str] = "community"
    heading: str
    lede: str
    picture: str
    about: Markup
    cards: tuple[Card, ...]
    figures: Figures
    board: Link
    stories: tuple[StoryItem, ...]
    desk: DeskView
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, kw_only=True)
class PracticePage(View):
    """One practice under its fixed headings; `figures` is empty without a category of requests."""

    kind: ClassVar[str] = "practice"
    heading: str
    community: Link
    theme: Link
    sentence: str
    picture: str
    photo: PhotoView | None
    photos: tuple[PhotoView, ...]
    problem: Markup
    steps: tuple[Markup, ...]
    results: tuple[ResultView, ...]
    board: Link | None
    figures: Figures
    cost: Markup
    responsible: str
    shortfalls: Markup
    conditions: Markup
    audio: SoundView | None
    video: SoundView | None
    dates: str
    desk: DeskView


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


def show_showcase(records: Records) -> Iterator[View]:
    """Yield the pages of communities, practices and themes."""
    book = codebook(records)
    yield CommunitiesPage(
        url="c/",
        frame=frame(records),
        title="社区做法",
        description=f"{len(records.communities)} 个社区各有一个主打做法，按主题看。",
        crumbs=(HOME, COMMUNITIES),
        source="data/themes.yml",
        heading="社区做法",
        lede=f"{len(records.communities)} 个社区，每个社区有一个主打做法。先按主题看，再按序号看。",
        groups=theme_groups(records),
        all=community_cards(records),
    )
    links = [Link(community.name, f"c/{slug}/") for slug, community in records.communities.items()]
    for index, (slug, community) in enumerate(records.communities.items()):
        around = (links[index - 1] if index else None, links[index + 1] if index + 1 < len(links) else None)
        yield _community(records, book, slug, community, around)
        for highlight in community.highlights:
            yield _practice(records, book, slug, community, highlight)
    yield from _topics(records)


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


def practice_link(slug: str, highlight: Highlight) -> Link:
    """Return the link to a practice."""
    return Link(highlight.title, f"c/{slug}/{highlight.id}/")


def _community(
    records: Records, book: Codebook, slug: str, community: Community, around: tuple[Link | None, Link | None]
) -> CommunityPage:
    return CommunityPage(
        url=f"c/{slug}/",
        frame=frame(records),
        title=community.name,
        description=community.sentence,
        crumbs=(HOME, COMMUNITIES, Link(community.name, f"c/{slug}/")),
        source=community_file(slug),
        heading=community.name,
        lede=community.sentence,
        picture=picture(community.highlights[0].theme),
        about=to_html(community.about),
        cards=tuple(
            Card(practice_link(slug, highlight), "", highlight.sentence, picture(highlight.theme))
            for highlight in community.highlights
        ),
        figures=leading(figures_of(records, book, Subject("community", slug, community.name))),
        board=Link(f"{community.name}在公开榜上的全部数字", f"board/c/{slug}/"),
        stories=story_items(records, community=slug),
        desk=desk_view(community.desk),
        previous=around[0],
        next=around[1],
    )


def _practice(records: Records, book: Codebook, slug: str, community: Community, highlight: Highlight) -> PracticePage:
    themes = {theme.id: theme.name for theme in records.themes}
    category = highlight.category
    name = book.rows["category"].get(category, "") if category else ""
    return PracticePage(
        url=f"c/{slug}/{highlight.id}/",
        frame=frame(records),
        title=f"{highlight.title}({community.name})",
        description=highlight.sentence,
        crumbs=(HOME, COMMUNITIES, Link(community.name, f"c/{slug}/"), practice_link(slug, highlight)),
        source=community_file(slug),
        heading=highlight.title,
        community=Link(community.name, f"c/{slug}/"),
        theme=Link(themes[highlight.theme], f"topics/{highlight.theme}/"),
        sentence=highlight.sentence,
        picture=picture(highlight.theme),
        photo=_photo(highlight.photo) if highlight.photo else None,
        photos=tuple(_photo(photo) for photo in highlight.photos),
        problem=to_html(highlight.problem),
        steps=tuple(to_line(step) for step in highlight.steps),
        results=tuple(_result(result) for result in highlight.results),
        board=Link(f"公开榜上“{name}”这一类的全部数字", f"board/cat/{category}/") if category else None,
        figures=leading(figures_of(records, book, Subject("category", category, name)))
        if category
        else Figures((), ()),
        cost=to_html(highlight.cost),
        responsible=highlight.responsible,
        shortfalls=to_html(highlight.shortfalls),
        conditions=to_html(highlight.conditions),
        audio=_audio(highlight),
        video=_video(highlight),
        dates=_dates(highlight),
        desk=desk_view(community.desk),
    )


def _dates(highlight: Highlight) -> str:
    started = f"{month_words(highlight.started)}开始。" if highlight.started else "开始的年月没有记录。"
    return f"{started}内容核对于 {day_words(highlight.updated)}。"


def _result(result: Result) -> ResultView:
    figure = f"{result.figure} {result.unit or ''}".strip() if result.figure else ""
    return ResultView(result.what, figure, day_words(result.as_of) if result.as_of else "", result.source or "")


def _media(file: str) -> str:
    return f"media/{file}"


def _photo(photo: Photo) -> PhotoView:
    return PhotoView(_media(photo.file), photo.alt, f"{photo.credit},{day_words(photo.taken)}")


def _audio(highlight: Highlight) -> SoundView | None:
    audio = highlight.audio
    return SoundView(_media(audio.file), audio.title, to_html(audio.transcript)) if audio else None


def _video(highlight: Highlight) -> SoundView | None:
    video = highlight.video
    if video is None:
        return None
    return SoundView(
        _media(video.file),
        video.title,
        to_html(video.transcript),
        captions=_media(video.captions),
        poster=_media(video.poster.file),
    )


def _topics(records: Records) -> Iterator[View]:
    groups = theme_groups(records)
    top = Link("主题", "topics/")
    yield TopicsPage(
        url="topics/",
        frame=frame(records),
        title="主题",
        description="把各社区的做法按主题放在一起看。",
        crumbs=(HOME, COMMUNITIES, top),
        source="data/themes.yml",
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
            source="data/themes.yml",
            heading=group.name,
            group=group,
            others=links,
        )
