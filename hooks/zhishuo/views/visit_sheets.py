"""The sheet that visitors carry: the route, every stop's practice in five lines, figures, a QR code, room for notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.figures import Figures
from zhishuo.files import VISITS
from zhishuo.reading import Records
from zhishuo.records import Highlight, Tour
from zhishuo.views.base import HOME, DeskView, Link, View, absolute, desk_view
from zhishuo.views.claims import Claim, claims
from zhishuo.views.practices import practice_link
from zhishuo.views.sheets import first_sentence, square
from zhishuo.views.visits import TOURS, highlight_of, newest_figures, travel_words, visit_sheet_link, way_words
from zhishuo.views.words import frame


@dataclass(frozen=True, slots=True)
class SheetStop:
    """A stop on paper: `id` is what an address chooses it by, `lines` are what each line is about and what it says."""

    id: str
    number: str
    community: str
    practice: Link
    travel: str
    access: str
    lines: tuple[tuple[str, str], ...]
    figures: tuple[str, ...]
    square: Markup


@dataclass(frozen=True, kw_only=True)
class VisitSheetPage(View):
    """The sheet of one tour; who visits may choose stops."""

    kind: ClassVar[str] = "visit-sheet"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    travel: str
    stops: tuple[SheetStop, ...]
    desk: DeskView
    tour: Link


def show_visit_sheets(records: Records, figures: Figures, address: str) -> Iterator[View]:
    """Yield the sheet of every tour; `address` is where the site will stand, empty where nobody knows yet."""
    for tour in records.tours:
        page, sheet = Link(tour.title, f"visits/{tour.id}/"), visit_sheet_link(tour)
        yield VisitSheetPage(
            url=sheet.url,
            frame=frame(records),
            title=f"{tour.title}参观单",
            description=f"{len(tour.stops)} 站，每站五句话，带上公开榜的数字。",
            crumbs=(HOME, TOURS, page, Link("参观单", sheet.url)),
            source=VISITS,
            heading=tour.title,
            lede=tour.sentence,
            travel=travel_words(tour),
            stops=tuple(_stop(records, figures, tour, number, address) for number in range(len(tour.stops))),
            desk=desk_view(tour.desk),
            tour=page,
        )


def _stop(records: Records, figures: Figures, tour: Tour, number: int, address: str) -> SheetStop:
    stop = tour.stops[number]
    highlight = highlight_of(records, stop)
    practice = practice_link(stop.community, highlight)
    return SheetStop(
        id=f"{stop.community}-{highlight.id}",
        number=f"{number + 1}",
        community=records.communities[stop.community].name,
        practice=practice,
        travel=way_words(records, tour, number),
        access=stop.access or "",
        lines=_lines(
            highlight, claims(records, figures, stop.community, highlight), stop.note or "还没有写，到了问一问。"
        ),
        figures=newest_figures(figures, stop.community),
        square=square(absolute(address, practice.url)),
    )


def _lines(highlight: Highlight, found: tuple[Claim, ...], note: str) -> tuple[tuple[str, str], ...]:
    """Return a practice in five lines; of its claims the one that the board speaks of, else one with a figure."""
    claim = next((one for one in found if one.held), next((one for one in found if one.figure), found[0]))
    return (
        ("做什么", highlight.sentence),
        ("先做", _opening(highlight.steps[0])),
        ("结果", f"{claim.what}{f'（{claim.figure}）' if claim.figure else ''}。{_backing(claim)}"),
        ("没做好的", first_sentence(highlight.shortfalls)),
        ("看什么", note),
    )


def _backing(claim: Claim) -> str:
    """Return what a claim rests on: the board's words, a source, or that there is none."""
    if claim.held:
        return claim.held.sentence + "".join(claim.held.notes)
    if claim.source:
        return f"来源：{claim.source}{'' if claim.figure else '，没有数字'}。"
    return "未附数据。"


def _opening(step: str) -> str:
    """Return the first sentence of a step, the second too where the first only names it (`问单。`)."""
    sentences = step.strip().split("。")
    return "。".join(sentences[: 2 if len(sentences[0]) < _NAME else 1]).rstrip("。") + "。"


# A sentence shorter than this says nothing alone.
_NAME = 6
