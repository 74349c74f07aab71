"""One sheet of A4 for every community, to hang up or hand out: practices, the newest figures, the desk, a QR code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.figures import Figures, Rate, on_time_rate, overdue_rate, satisfied_rate, solved_rate
from zhishuo.files import community_file
from zhishuo.reading import Records
from zhishuo.records import Community
from zhishuo.views.base import COMMUNITIES, HOME, DeskView, Link, View, absolute, desk_view
from zhishuo.views.rates import rate_sentence
from zhishuo.views.spans import newest_quarter
from zhishuo.views.words import frame

# What fits on one sheet in type that can be read from a notice board.
_PRACTICES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A practice on the sheet."""

    title: str
    sentence: str
    shortfall: str


@dataclass(frozen=True, kw_only=True)
class SheetPage(View):
    """A sheet; `square` is a QR code that leads to the community's page, empty while the site has no address."""

    kind: ClassVar[str] = "sheet"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    practices: tuple[Told, ...]
    period: str
    figures: tuple[str, ...]
    desk: DeskView
    square: Markup
    address: str
    page: Link


def show_sheets(records: Records, figures: Figures, address: str) -> Iterator[View]:
    """Yield a sheet for every community; `address` is where the site will stand, empty where nobody knows yet."""
    for slug, community in records.communities.items():
        yield _sheet(records, figures, slug, community, address)


def sheet_link(slug: str) -> Link:
    """Return the link to a community's sheet."""
    return Link("打印一页纸", f"print/c/{slug}/")


def _sheet(records: Records, figures: Figures, slug: str, community: Community, address: str) -> SheetPage:
    page = Link(community.name, f"c/{slug}/")
    where = absolute(address, page.url)
    period, rates = newest_rates(figures, slug)
    return SheetPage(
        url=sheet_link(slug).url,
        place=slug,
        frame=frame(records),
        title=f"{community.name}一页纸",
        description=f"{community.name}的做法、数字和窗口，印在一张 A4 纸上。",
        crumbs=(HOME, COMMUNITIES, page, sheet_link(slug)),
        source=community_file(slug),
        heading=community.name,
        lede=community.sentence,
        practices=tuple(
            Told(highlight.title, highlight.sentence, first_sentence(highlight.shortfalls))
            for highlight in community.highlights[:_PRACTICES]
        ),
        period=period,
        figures=tuple(rate_sentence(rate) for rate in rates),
        desk=desk_view(community.desk),
        square=square(where),
        address=where,
        page=page,
    )


def newest_rates(figures: Figures, slug: str) -> tuple[str, tuple[Rate, ...]]:
    """Return the newest quarter, and what it says of a community: what was late as well as what was solved."""
    if (newest := newest_quarter(figures, slug)) is None:
        return "", ()
    quarter, account = newest
    rates = (rate_of(account) for rate_of in (on_time_rate, overdue_rate, solved_rate, satisfied_rate))
    return quarter.words, tuple(rate for rate in rates if rate)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text without its marks, for a sheet that has no room for more."""
    return text.strip().split("\n", 1)[0].partition("。")[0].lstrip("-*# ") + "。"


def square(address: str) -> Markup:
    """Return a QR code as an inline drawing that keeps its light ground in the dark; it bears a quarter of dirt.

    Nothing is drawn for an empty address.
    """
    if not address:
        return Markup()
    import segno  # noqa: PLC0415 - slow to import, and most builds draw no code

    code = segno.make(address, error="q", micro=False)
    return Markup(code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff"))  # noqa: S704 - drawn here
