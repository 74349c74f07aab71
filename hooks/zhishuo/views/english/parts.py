"""What staff wrote, in English where it is given; where it is not, the Chinese text, marked and listed as missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from zhishuo.reading import Records
from zhishuo.records import Community, CommunityEnglish, Desk, DeskEnglish, Highlight, HighlightEnglish
from zhishuo.views.base import CHINESE, Link, View, counterpart, found_in
from zhishuo.views.practices import practice_link


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a page: what the page calls it, and the id it stands under."""

    name: str
    id: str


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a page, or one list of them; it is in Chinese unless it `is_english`."""

    place: Place
    lines: tuple[Markup, ...]
    is_english: bool

    @property
    def text(self) -> Markup:
        """Return the text of a part that is no list."""
        return self.lines[0]


def part(place: Place, english: str | None, chinese: str, shown: Callable[[str], Markup] = escape) -> Part:
    """Return a text in English, or in Chinese where it has not been translated; `shown` makes HTML of it."""
    return Part(place, (shown(english or chinese),), english is not None)


def part_of_lines(
    place: Place, english: list[str], chinese: list[str], shown: Callable[[str], Markup] = escape
) -> Part:
    """Return a list in English, or in Chinese where it has not been translated."""
    return Part(place, tuple(shown(line) for line in english or chinese), bool(english))


@dataclass(frozen=True, kw_only=True)
class EnglishView(View):
    """A page in English."""

    @property
    def missing(self) -> tuple[Place, ...]:
        """Return where something has not been translated, each place once; no part of the page can be forgotten."""
        return tuple(dict.fromkeys(one.place for one in found_in(self, Part) if not one.is_english))


@dataclass(frozen=True, slots=True)
class EnglishDesk:
    """An office that can be reached; `phone` is empty where none is known."""

    name: Part
    place: Part
    hours: Part
    phone: str

    @property
    def is_english(self) -> bool:
        """Whether all of it has been translated."""
        return self.name.is_english and self.place.is_english and self.hours.is_english


_DESK = Place("Whom to ask", "desk")


def english_desk(desk: Desk, given: DeskEnglish | None) -> EnglishDesk:
    """Return what is shown of an office."""
    english = given or DeskEnglish()
    return EnglishDesk(
        part(_DESK, english.name, desk.name),
        part(_DESK, english.place, desk.place),
        part(_DESK, english.hours, desk.hours),
        desk.phone or "",
    )


def of_community(community: Community) -> CommunityEnglish:
    """Return the English of a community, as far as it is given."""
    return community.en or CommunityEnglish()


def of_highlight(highlight: Highlight) -> HighlightEnglish:
    """Return the English of a practice, as far as it is given."""
    return highlight.en or HighlightEnglish()


def is_told(community: Community) -> bool:
    """Return whether anything of a community or of its practices is given in English."""
    return of_community(community).is_given or any(of_highlight(one).is_given for one in community.highlights)


def is_any_told(records: Records) -> bool:
    """Return whether anything of the site is given in English, so that it has English pages."""
    translations = (records.town.en, *(theme.en for theme in records.themes))
    return any(one and one.is_given for one in translations) or any(map(is_told, records.communities.values()))


def community_link(slug: str, community: Community) -> Link:
    """Return the link to a community, in English where anything of it is."""
    url, name = f"c/{slug}/", of_community(community).name
    label, lang = (name, "") if name else (community.name, CHINESE)
    return Link(label, counterpart(url) if is_told(community) else url, lang=lang)


def highlight_link(slug: str, highlight: Highlight) -> Link:
    """Return the link to a practice, in English where anything of it is."""
    url, english = practice_link(slug, highlight).url, of_highlight(highlight)
    label, lang = (english.title, "") if english.title else (highlight.title, CHINESE)
    return Link(label, counterpart(url) if english.is_given else url, lang=lang)
