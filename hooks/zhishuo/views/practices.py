"""One practice under its fixed headings, with what the board says beside what the community claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.due import YEAR, due_again
from zhishuo.figures import Figures
from zhishuo.files import community_file
from zhishuo.media import Pictures
from zhishuo.prose import to_html, to_line
from zhishuo.reading import Records
from zhishuo.records import Form, Highlight, Kit
from zhishuo.views.base import COMMUNITIES, HOME, DeskView, Link, View, desk_view, picture
from zhishuo.views.board_rows import SHOWN, Subject, exhibits_of
from zhishuo.views.claims import Claim, claims
from zhishuo.views.exhibits import Exhibit
from zhishuo.views.media import PhotoView, SoundView, VideoView, audio_view, photo_view, video_view
from zhishuo.views.month import Month
from zhishuo.views.words import codebook, day_words, frame, month_words


@dataclass(frozen=True, slots=True)
class FormView:
    """A form to take home: `file` its path from the site's root, `kind` what it opens in."""

    title: str
    file: str
    kind: str


@dataclass(frozen=True, slots=True)
class KitView:
    """What it takes to copy a practice; `roles` are who and what, `time` is empty where nobody knows."""

    needs: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    time: str
    forms: tuple[FormView, ...]


@dataclass(frozen=True, kw_only=True)
class PracticePage(View):
    """One practice under its fixed headings; `figures` is empty without a category of requests."""

    kind: ClassVar[str] = "practice"
    shows_figures: ClassVar[bool] = True
    heading: str
    community: Link
    theme: Link
    sentence: str
    picture: str
    photo: PhotoView | None
    photos: tuple[PhotoView, ...]
    problem: Markup
    steps: tuple[Markup, ...]
    results: tuple[Claim, ...]
    board: Link | None
    figures: tuple[Exhibit, ...]
    cost: Markup
    responsible: str
    shortfalls: Markup
    conditions: Markup
    kit: KitView | None
    audio: SoundView | None
    video: VideoView | None
    dates: str
    unconfirmed: str
    desk: DeskView


def practice_link(slug: str, highlight: Highlight) -> Link:
    """Return the link to a practice."""
    return Link(highlight.title, f"c/{slug}/{highlight.id}/")


def show_practices(records: Records, figures: Figures, pictures: Pictures) -> Iterator[PracticePage]:
    """Yield the page of every practice; `pictures` are those made of the photographs it names."""
    book = codebook(records)
    for slug, community in records.communities.items():
        for highlight in community.highlights:
            yield _practice(records, Month(book, figures), pictures, slug, highlight)


def _practice(records: Records, newest: Month, pictures: Pictures, slug: str, highlight: Highlight) -> PracticePage:
    """Return the page of one practice, with the town's figures of its category of requests where it names one."""
    community = records.communities[slug]
    themes = {theme.id: theme.name for theme in records.themes}
    category = highlight.category
    name = newest.book.rows["category"].get(category, "") if category else ""
    return PracticePage(
        url=f"c/{slug}/{highlight.id}/",
        place=slug,
        frame=frame(records),
        title=f"{highlight.title}（{community.name}）",
        description=highlight.sentence,
        crumbs=(HOME, COMMUNITIES, Link(community.name, f"c/{slug}/"), practice_link(slug, highlight)),
        source=community_file(slug),
        heading=highlight.title,
        community=Link(community.name, f"c/{slug}/"),
        theme=Link(themes[highlight.theme], f"topics/{highlight.theme}/"),
        sentence=highlight.sentence,
        picture=picture(highlight.theme),
        photo=photo_view(highlight.photo, pictures) if highlight.photo else None,
        photos=tuple(photo_view(photo, pictures) for photo in highlight.photos),
        problem=to_html(highlight.problem),
        steps=tuple(to_line(step) for step in highlight.steps),
        results=claims(records, newest.figures, slug, highlight),
        board=Link(f"公开榜上“{name}”这一类的全部数字", f"board/cat/{category}/") if category else None,
        figures=exhibits_of(newest.figures, newest.book, Subject("category", category, name))[:SHOWN]
        if category
        else (),
        cost=to_html(highlight.cost),
        responsible=highlight.responsible,
        shortfalls=to_html(highlight.shortfalls),
        conditions=to_html(highlight.conditions),
        kit=_kit(slug, highlight, highlight.kit) if highlight.kit else None,
        audio=audio_view(highlight),
        video=video_view(highlight, pictures),
        dates=_dates(records, highlight),
        unconfirmed=confirmed_words(records, highlight)[1],
        desk=desk_view(community.desk),
    )


def confirmed_words(records: Records, highlight: Highlight) -> tuple[str, str]:
    """Return the day a practice was checked, and 待确认 when the newest figures are more than a year younger."""
    return day_words(highlight.updated), "待确认：一年多没有核对" if is_unconfirmed(records, highlight) else ""


def is_unconfirmed(records: Records, highlight: Highlight) -> bool:
    """Return whether the newest figures are more than a year younger than what a practice claims."""
    newest = records.newest
    return newest is not None and (newest.as_of - highlight.updated).days > YEAR


def _dates(records: Records, highlight: Highlight) -> str:
    due = due_again(records, "practices", highlight.updated)
    started = f"{month_words(highlight.started)}开始。" if highlight.started else "开始的年月没有记录。"
    return f"{started}内容核对于 {day_words(highlight.updated)}，最晚 {day_words(due)}再核对。"


def form_path(slug: str, highlight: Highlight, form: Form) -> str:
    """Return where a form is published, from the site's root."""
    return f"forms/{slug}/{highlight.id}/{form.id}.{'csv' if form.columns else 'txt'}"


def _kit(slug: str, highlight: Highlight, kit: Kit) -> KitView:
    return KitView(
        needs=tuple(kit.needs),
        roles=tuple((role.who, role.does) for role in kit.roles),
        time=kit.time or "",
        forms=tuple(
            FormView(form.title, form_path(slug, highlight, form), "CSV 表格" if form.columns else "TXT 文字")
            for form in kit.forms
        ),
    )
