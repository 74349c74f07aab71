"""Tours with their stops, each with the practice's sentence and board figures, and the log of visits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.figures import Figures, on_time_rate, solved_rate
from zhishuo.files import VISITS
from zhishuo.prose import to_html
from zhishuo.reading import Records
from zhishuo.records import Highlight, Stop, Tour, Visit, WayId
from zhishuo.views.base import HOME, DeskView, Link, View, desk_view, measured
from zhishuo.views.practices import practice_link
from zhishuo.views.rates import rate_sentence
from zhishuo.views.spans import newest_quarter
from zhishuo.views.tables import Cell, Row, Table
from zhishuo.views.words import day_of_year_words, day_words, frame

TOURS = Link("观摩", "visits/")


@dataclass(frozen=True, slots=True)
class StopView:
    """One stop: where, how to get there, what is shown, and what the board says about that community."""

    number: str
    travel: str
    access: str
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
    next: str
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
    origins: Table | None
    visits: tuple[VisitView, ...]
    desk: DeskView


@dataclass(frozen=True, kw_only=True)
class TourPage(View):
    """One tour as a sheet to print and carry."""

    kind: ClassVar[str] = "tour"
    shows_figures: ClassVar[bool] = True
    heading: str
    day: str
    next: str
    lede: str
    about: Markup
    travel: str
    stops: tuple[StopView, ...]
    sheet: Link
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
        origins=_origins(records.visits),
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
    return TourItem(_link(tour), _day(tour), _next(tour), tour.sentence, f"{len(tour.stops)} 站")


def _link(tour: Tour) -> Link:
    return Link(tour.title, f"visits/{tour.id}/")


def _day(tour: Tour) -> str:
    return day_of_year_words(tour.day) if tour.day else ""


def _next(tour: Tour) -> str:
    return f"下一次观摩：{day_words(tour.next)}" if tour.next else ""


def _community(records: Records, slug: str) -> Link:
    return Link(records.communities[slug].name, f"c/{slug}/")


def _tour(records: Records, figures: Figures, tour: Tour) -> TourPage:
    return TourPage(
        url=_link(tour).url,
        frame=frame(records),
        title=tour.title,
        description=tour.sentence,
        crumbs=(HOME, TOURS, _link(tour)),
        source=VISITS,
        heading=tour.title,
        day=_day(tour),
        next=_next(tour),
        lede=tour.sentence,
        about=to_html(tour.about),
        travel=travel_words(tour),
        stops=tuple(_stop(records, figures, tour, number) for number in range(len(tour.stops))),
        sheet=visit_sheet_link(tour),
        desk=desk_view(tour.desk),
    )


def _stop(records: Records, figures: Figures, tour: Tour, number: int) -> StopView:
    stop = tour.stops[number]
    highlight = highlight_of(records, stop)
    return StopView(
        number=f"{number + 1}",
        travel=way_words(records, tour, number),
        access=stop.access or "",
        community=_community(records, stop.community),
        practice=practice_link(stop.community, highlight),
        sentence=highlight.sentence,
        note=stop.note or "",
        figures=newest_figures(figures, stop.community),
    )


def highlight_of(records: Records, stop: Stop) -> Highlight:
    """Return the practice that is shown at a stop; checks have seen to it that there is one."""
    return next(item for item in records.communities[stop.community].highlights if item.id == stop.highlight)


def visit_sheet_link(tour: Tour) -> Link:
    """Return the link to the sheet that visitors carry."""
    return Link("参观单：打印了带着走", f"print/visits/{tour.id}/")


def way_words(records: Records, tour: Tour, number: int) -> str:
    """Return how to get to a stop from the one before, or from where all meet; empty where nobody knows."""
    stop = tour.stops[number]
    if stop.minutes is None or stop.way is None:
        return ""
    start = records.communities[tour.stops[number - 1].community].name if number else tour.desk.place
    return f"从{start}{_WAYS[stop.way]} {stop.minutes} 分钟"


def travel_words(tour: Tour) -> str:
    """Return how long one is on the way, by foot and by car; empty where no stop says."""
    known = [(stop.way, stop.minutes) for stop in tour.stops if stop.way and stop.minutes is not None]
    sums = {way: sum(minutes for by, minutes in known if by == way) for way in _WAYS}
    parts = "，".join(f"{_WAYS[way]} {minutes} 分钟" for way, minutes in sums.items() if minutes)
    unknown = len(tour.stops) - len(known)
    rest = f"；还有 {unknown} 站没有写路上多久" if unknown else ""
    return f"走完整条路线，路上一共{parts}{rest}。每一站看多久，自己定。" if parts else ""


_WAYS: dict[WayId, str] = {"foot": "步行", "car": "乘车"}


def _origins(visits: Sequence[Visit]) -> Table | None:
    """Return how many visits came from where, in the order of the log; None for an empty one."""
    rows = []
    for origin in dict.fromkeys(visit.origin for visit in visits):
        times = [visit.visits for visit in visits if visit.origin == origin]
        number = sum(int(re.sub(r"\D", "", text)) for text in times)
        more = any(text.endswith("余") for text in times)
        rows.append(Row(origin, (Cell(measured(f"{number}{' 余' if more else ''}", "次")), Cell(f"{len(times)} 条"))))
    return Table("来访次数，按从哪里来", ("从哪里来", "次数", "记录"), tuple(rows)) if rows else None


def newest_figures(figures: Figures, slug: str) -> tuple[str, ...]:
    """Return what the newest quarter says about a community."""
    if (newest := newest_quarter(figures, slug)) is None:
        return ("还没有公布过季度数字。",)
    quarter, account = newest
    rates = [rate for rate_of in (on_time_rate, solved_rate) if (rate := rate_of(account))]
    return tuple(f"{quarter.words}：{rate_sentence(rate)}" for rate in rates) or ("还没有公布过季度数字。",)
