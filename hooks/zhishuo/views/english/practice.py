"""A practice in English under the same fixed headings, with the source of what it claims or that there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.due import due_again
from zhishuo.figures import Figures
from zhishuo.files import community_file
from zhishuo.prose import to_html, to_line
from zhishuo.reading import Records
from zhishuo.records import Held, Highlight, Result, ThemeEnglish
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
from zhishuo.views.english.words import day_words, frame, held_table, month_words, source_words
from zhishuo.views.practices import is_unconfirmed
from zhishuo.views.tables import Table

_TITLE, _THEME = Place("Name", "top"), Place("Theme", "theme")
_SENTENCE = Place("In one sentence", "sentence")
_PROBLEM = Place("The problem before", "problem")
_STEPS = Place("What was done", "steps")
_RESULTS = Place("Results", "results")
_COST = Place("Cost and who is responsible", "cost")
_SHORTFALLS = Place("What did not work", "shortfalls")
_CONDITIONS = Place("Can others copy it", "conditions")
_KIT = "What it takes, who does what, and forms to take home (in Chinese)"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claimed result; `source` (in Chinese, as the document is called) is empty where none was given.

    `figure` is as it was typed, `unit` in Chinese: what it means in English stands in the line itself. `held` is there
    where the board speaks of it, with `note`, how far that may be believed.
    """

    what: Markup
    figure: str
    unit: str
    as_of: str
    source: str
    held: Table | None
    note: str


@dataclass(frozen=True, kw_only=True)
class EnglishPracticePage(EnglishView):
    """One practice; `board` leads to the figures of its category of requests, where it has one."""

    kind: ClassVar[str] = "en-practice"
    shows_figures: ClassVar[bool] = True
    heading: Part
    community: Link
    theme: Part
    picture: str
    sentence: Part
    problem: Part
    steps: Part
    results: Part
    claims: tuple[Claim, ...]
    figures_source: str
    is_unconfirmed: bool
    board: Link | None
    cost: Part
    responsible: Part
    shortfalls: Part
    conditions: Part
    kit: Link | None
    dates: str
    desk: EnglishDesk


def show_practices(records: Records, figures: Figures) -> Iterator[View]:
    """Yield the page of every practice of which anything is given in English."""
    for slug, community in records.communities.items():
        for highlight in community.highlights:
            if of_highlight(highlight).is_given:
                yield _practice(records, figures, slug, highlight)


def _practice(records: Records, figures: Figures, slug: str, highlight: Highlight) -> EnglishPracticePage:
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
        claims=tuple(
            _claim(figures, slug, highlight, result, what)
            for what, result in zip(results.lines, highlight.results, strict=True)
        ),
        figures_source=source_words(figures.newest) if figures.periods else "",
        kit=Link(_KIT, link.url.removeprefix(HOME.url), "kit") if highlight.kit else None,
        is_unconfirmed=is_unconfirmed(records, highlight),
        board=_board(highlight),
        cost=part(_COST, english.cost, highlight.cost, to_html),
        responsible=part(_COST, english.responsible, highlight.responsible),
        shortfalls=part(_SHORTFALLS, english.shortfalls, highlight.shortfalls, to_html),
        conditions=part(_CONDITIONS, english.conditions, highlight.conditions, to_html),
        dates=_dates(records, highlight),
        desk=english_desk(community.desk, of_community(community).desk),
    )


def _board(highlight: Highlight) -> Link | None:
    words = "The board's figures for this kind of request (in Chinese)"
    return Link(words, f"board/cat/{highlight.category}/") if highlight.category else None


def _claim(figures: Figures, slug: str, highlight: Highlight, result: Result, what: Markup) -> Claim:
    return Claim(
        what,
        result.figure or "",
        result.unit or "",
        day_words(result.as_of) if result.as_of else "",
        result.source or "",
        held_table(figures, slug, highlight, result.board) if result.board else None,
        _note(highlight, result.board) if result.board else "",
    )


def _note(highlight: Highlight, held: Held) -> str:
    if held.before is None:
        return "No quarter before the practice has been published, so better or worse cannot be told."
    other = "The difference need not come from this practice."
    if highlight.started is None:
        return f"{other} No start is on record: these are an earlier and a later quarter, no more."
    return other


def _dates(records: Records, highlight: Highlight) -> str:
    due = due_again(records, "practices", highlight.updated)
    started = f"Started in {month_words(highlight.started)}." if highlight.started else "No record of when it started."
    return f"{started} Last checked on {day_words(highlight.updated)}, to be checked again by {day_words(due)}."
