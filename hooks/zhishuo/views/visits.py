"""Tours with their stops, each with the practice's sentence and board figures, and the log of visits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.figures import Figures, on_time_rate, solved_rate
from zhishuo.files import VISITS
from zhishuo.prose import to_html
from zhishuo.reading import Records
from zhishuo.records import Highlight, Stop, Tour
from zhishuo.views.base import HOME, DeskView, Link, View, desk_view, measured
from zhishuo.views.practices import practice_link
from zhishuo.views.rates import rate_sentence
from zhishuo.views.spans import newest_quarter
from zhishuo.views.words import day_of_year_words, frame

TOURS = Link("观摩", "visits/")


@dataclass(frozen=True, slots=True)
class StopView:
    """One stop: where, what is shown, and what the board says about that community."""

    number: str
    community: Link
    practice: Link
    sentence: str
    note: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TourItem:
    """A tour in the list."""

    link: Link
    day: str
    sentence: str
    stops: str


@dataclass(frozen=True, slots=True)
class VisitView:
    """One entry of the visit log."""

    what: str
    community: Link | None
    origin: str
    visits: str
    when: str
    source: str


@dataclass(frozen=True, kw_only=True)
class VisitsPage(View):
    """All tours and the log."""

    kind: ClassVar[str] = "visits"
    heading: str
    lede: str
    tours: tuple[TourItem, ...]
    visits: tuple[VisitView, ...]
    desk: DeskView


@dataclass(frozen=True, kw_only=True)
class TourPage(View):
    """One tour as a sheet to print and carry."""

    kind: ClassVar[str] = "tour"
    shows_figures: ClassVar[bool] = True
    heading: str
    day: str
    lede: str
    about: Markup
    stops: tuple[StopView, ...]
    desk: DeskView


def show_visits(records: Records, figures: Figures) -> Iterator[View]:
    """Yield the page of tours and visits, and every tour."""
    yield VisitsPage(
        url="visits/",
        frame=frame(records),
        title="观摩路线和来访记录",
        description="看哪几站、怎么走、谁来看过。",
        crumbs=(HOME, TOURS),
        source=VISITS,
        heading="观摩路线和来访记录",
        lede="来学习的、来检查的、路过想看看的，都可以照着路线走。",
        tours=tuple(_item(tour) for tour in records.tours),
        visits=tuple(
            VisitView(
                what=visit.what,
                community=_community(records, visit.community) if visit.community else None,
                origin=visit.origin,
                visits=measured(visit.visits, "次"),
                when=visit.when or "材料没有写明",
                source=visit.source,
            )
            for visit in records.visits
        ),
        desk=desk_view(records.town.desk),
    )
    for tour in records.tours:
        yield _tour(records, figures, tour)


def _item(tour: Tour) -> TourItem:
    return TourItem(Link(tour.title, f"visits/{tour.id}/"), _day(tour), tour.sentence, f"{len(tour.stops)} 站")


def _day(tour: Tour) -> str:
    return day_of_year_words(tour.day) if tour.day else ""


def _community(records: Records, slug: str) -> Link:
    return Link(records.communities[slug].name, f"c/{slug}/")


def _tour(records: Records, figures: Figures, tour: Tour) -> TourPage:
    return TourPage(
        url=f"visits/{tour.id}/",
        frame=frame(records),
        title=tour.title,
        description=tour.sentence,
        crumbs=(HOME, TOURS, Link(tour.title, f"visits/{tour.id}/")),
        source=VISITS,
        heading=tour.title,
        day=_day(tour),
        lede=tour.sentence,
        about=to_html(tour.about),
        stops=tuple(_stop(records, figures, number, stop) for number, stop in enumerate(tour.stops, 1)),
        desk=desk_view(tour.desk),
    )


def _stop(records: Records, figures: Figures, number: int, stop: Stop) -> StopView:
    community = records.communities[stop.community]
    highlight: Highlight = next(item for item in community.highlights if item.id == stop.highlight)
    return StopView(
        number=f"{number}",
        community=_community(records, stop.community),
        practice=practice_link(stop.community, highlight),
        sentence=highlight.sentence,
        note=stop.note or "",
        figures=newest_figures(figures, stop.community),
    )


def newest_figures(figures: Figures, slug: str) -> tuple[str, ...]:
    """Return what the newest quarter says about a community."""
    if (newest := newest_quarter(figures, slug)) is None:
        return ("还没有公布过季度数字。",)
    quarter, account = newest
    rates = [rate for rate_of in (on_time_rate, solved_rate) if (rate := rate_of(account))]
    return tuple(f"{quarter.words}：{rate_sentence(rate)}" for rate in rates) or ("还没有公布过季度数字。",)
