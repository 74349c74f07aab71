"""A practice in English under the same fixed headings, with the source of what it claims or that there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.files import community_file
from zhishuo.prose import to_html, to_line
from zhishuo.reading import Records
from zhishuo.records import Highlight, Result, ThemeEnglish
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
    of_community,
    of_highlight,
    part,
    part_of_lines,
)
from zhishuo.views.english.words import day_words, frame, month_words
from zhishuo.views.practices import is_unconfirmed

_TITLE, _THEME = Place("Name", "top"), Place("Theme", "theme")
_SENTENCE = Place("In one sentence", "sentence")
_PROBLEM = Place("The problem before", "problem")
_STEPS = Place("What was done", "steps")
_RESULTS = Place("Results", "results")
_COST = Place("Cost and who is responsible", "cost")
_SHORTFALLS = Place("What did not work", "shortfalls")
_CONDITIONS = Place("Can others copy it", "conditions")


@dataclass(frozen=True, slots=True)
class Claim:
    """One claimed result; `source` (in Chinese, as the document is called) is empty where none was given.

    `figure` is as it was typed, `unit` in Chinese: what it means in English stands in the line itself.
    """

    what: Markup
    figure: str
    unit: str
    as_of: str
    source: str


@dataclass(frozen=True, kw_only=True)
class EnglishPracticePage(EnglishView):
    """One practice; `board` leads to the figures of its category of requests, where it has one."""

    kind: ClassVar[str] = "en-practice"
    heading: Part
    community: Link
    theme: Part
    picture: str
    sentence: Part
    problem: Part
    steps: Part
    results: Part
    claims: tuple[Claim, ...]
    is_unconfirmed: bool
    board: Link | None
    cost: Part
    responsible: Part
    shortfalls: Part
    conditions: Part
    dates: str
    desk: EnglishDesk


def show_practices(records: Records) -> Iterator[View]:
    """Yield the page of every practice of which anything is given in English."""
    for slug, community in records.communities.items():
        for highlight in community.highlights:
            if of_highlight(highlight).is_given:
                yield _practice(records, slug, highlight)


def _practice(records: Records, slug: str, highlight: Highlight) -> EnglishPracticePage:
    community, english = records.communities[slug], of_highlight(highlight)
    place, link = community_link(slug, community), highlight_link(slug, highlight)
    theme = next(theme for theme in records.themes if theme.id == highlight.theme)
    results = part_of_lines(_RESULTS, english.results, [result.what for result in highlight.results])
    return EnglishPracticePage(
        url=link.url,
        place=slug,
        frame=frame(records),
        title=f"{link.label} ({place.label})",
        description=english.sentence or highlight.sentence,
        crumbs=(HOME, place, link),
        source=community_file(slug),
        heading=part(_TITLE, english.title, highlight.title),
        community=place,
        theme=part(_THEME, (theme.en or ThemeEnglish()).name, theme.name),
        picture=picture(highlight.theme),
        sentence=part(_SENTENCE, english.sentence, highlight.sentence),
        problem=part(_PROBLEM, english.problem, highlight.problem, to_html),
        steps=part_of_lines(_STEPS, english.steps, highlight.steps, to_line),
        results=results,
        claims=tuple(map(_claim, results.lines, highlight.results)),
        is_unconfirmed=is_unconfirmed(records, highlight),
        board=_board(highlight),
        cost=part(_COST, english.cost, highlight.cost, to_html),
        responsible=part(_COST, english.responsible, highlight.responsible),
        shortfalls=part(_SHORTFALLS, english.shortfalls, highlight.shortfalls, to_html),
        conditions=part(_CONDITIONS, english.conditions, highlight.conditions, to_html),
        dates=_dates(highlight),
        desk=english_desk(community.desk, of_community(community).desk),
    )


def _board(highlight: Highlight) -> Link | None:
    words = "The board's figures for this kind of request (in Chinese)"
    return Link(words, f"board/cat/{highlight.category}/") if highlight.category else None


def _claim(what: Markup, result: Result) -> Claim:
    as_of = day_words(result.as_of) if result.as_of else ""
    return Claim(what, result.figure or "", result.unit or "", as_of, result.source or "")


def _dates(highlight: Highlight) -> str:
    started = f"Started in {month_words(highlight.started)}." if highlight.started else "No record of when it started."
    return f"{started} Last checked on {day_words(highlight.updated)}."
