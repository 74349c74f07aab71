"""What stands on paper and on pictures: a community's and a month's board for the wall, and the cards that are shared.

The figures are those of the pages, by the same functions; only their arrangement is another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhishuo.figures import Figures, Rate, on_time_rate, satisfied_rate, solved_rate
from zhishuo.files import TOWN, community_file
from zhishuo.prose import to_plain
from zhishuo.reading import Records
from zhishuo.views.base import DeskView, Frame, Mark, View, absolute, desk_view, marks
from zhishuo.views.board import month_link
from zhishuo.views.claims import Claim, claims
from zhishuo.views.exhibits import source_line
from zhishuo.views.home import Stat, cohort_sentence, month_stats
from zhishuo.views.month import Month, flow_sentence, red_lines
from zhishuo.views.rates import GRADES
from zhishuo.views.sheets import newest_rates
from zhishuo.views.tables import Table, narrow_table
from zhishuo.views.words import codebook, frame

# More numbers could not be read on a telephone; what was late is always among them.
CARD_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """The practice that a community is known for; every text is a line without Markdown."""

    title: str
    sentence: str
    steps: tuple[str, ...]
    results: tuple[Claim, ...]
    shortfalls: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityBoard:
    """A community's board; `period` is empty before the first quarter, `address` while the site has none.

    `file` is the record that its text comes from, `over` what stands above the heading.
    """

    name: str
    file: str
    frame: Frame
    over: str
    heading: str
    lede: str
    practice: Told
    period: str
    rates: tuple[Stat, ...]
    desk: DeskView
    source: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBoard:
    """A month's board: the four numbers, red first, grades, rates, and what became of the month before."""

    name: str
    file: str
    frame: Frame
    over: str
    heading: str
    lede: str
    stats: tuple[Stat, ...]
    red: Mark
    red_lines: tuple[str, ...]
    grades: Table
    rates: tuple[Stat, ...]
    channels: str
    desk: DeskView
    source: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """The picture that is shown where a page is shared; `path` is where it is published.

    `period` is what the numbers are of, empty where the heading says it.
    """

    path: str
    file: str
    frame: Frame
    over: str
    heading: str
    lede: str
    period: str
    stats: tuple[Stat, ...]
    address: str

    @property
    def alt(self) -> str:
        """Return what the picture says, for those who cannot see it."""
        # A percentage never goes without its fraction, not even here.
        numbers = "，".join(
            f"{stat.term} {stat.value}{f'（{stat.words}）' if '%' in stat.value else ''}" for stat in self.stats
        )
        return (
            f"{self.heading}。{self.lede}{self.period}{'：' if self.period else ''}{numbers}{'。' if numbers else ''}"
        )


def community_boards(records: Records, figures: Figures, address: str) -> Iterator[CommunityBoard]:
    """Yield the board of every community; `address` is where the site stands, empty where it stands nowhere yet."""
    for slug, community in records.communities.items():
        period, rates = newest_rates(figures, slug)
        yield CommunityBoard(
            name=slug,
            file=community_file(slug),
            frame=frame(records),
            over=_over(records),
            heading=community.name,
            lede=community.sentence,
            practice=_told(records, figures, slug),
            period=period,
            rates=tuple(_stat(rate) for rate in rates),
            desk=desk_view(community.desk),
            source=source_line(figures.newest) if figures.releases else frame(records).fresh,
            address=absolute(address, f"c/{slug}/"),
        )


def month_boards(records: Records, figures: Figures, address: str) -> Iterator[MonthBoard]:
    """Yield the board of every released month as it was known then, oldest first."""
    for month in _months(records, figures):
        rates = (rate_of(month.town) for rate_of in (on_time_rate, solved_rate, satisfied_rate))
        accounts = month.figures.accounts([month.period], "grade")
        yield MonthBoard(
            name=month.period,
            file=TOWN,
            frame=frame(records),
            over=_over(records),
            heading=f"{month.words}公开榜",
            lede=cohort_sentence(month) or flow_sentence(month),
            stats=month_stats(month),
            red=marks(records.town)["red"],
            red_lines=red_lines(month),
            grades=narrow_table(month.book, "grade", accounts, f"{month.words}，各等级办得怎么样", GRADES),
            rates=tuple(_stat(rate) for rate in rates if rate),
            channels="、".join(channel.name for channel in records.town.channels),
            desk=desk_view(records.town.desk),
            source=source_line(month.release),
            address=absolute(address, month_link(month.period).url),
        )


def cards(records: Records, figures: Figures, address: str) -> Iterator[CardView]:
    """Yield the card of every community, then of every released month, oldest first."""
    for board in community_boards(records, figures, address):
        yield CardView(
            path=f"cards/c/{board.name}.png",
            file=board.file,
            frame=board.frame,
            over=board.over,
            heading=board.heading,
            lede=board.lede,
            period=board.period,
            stats=board.rates[:CARD_NUMBERS],
            address=board.address,
        )
    for month in _months(records, figures):
        page = month_link(month.period)
        yield CardView(
            path=f"cards/{page.url.rstrip('/')}.png",
            file=TOWN,
            frame=frame(records),
            over=_over(records),
            heading=f"{month.words}，办得怎么样",
            lede=cohort_sentence(month) or flow_sentence(month),
            period="",
            stats=month_stats(month)[-CARD_NUMBERS:],
            address=absolute(address, page.url),
        )


def card_of(view: View, known: Sequence[CardView]) -> CardView | None:
    """Return the card a page is shared with: its community's, its month's, or that of the newest month."""
    paths = {card.path: card for card in known}
    own = paths.get(f"cards/c/{view.place}.png") or paths.get(f"cards/{view.url.rstrip('/')}.png")
    return own or next((card for card in reversed(known) if card.path.startswith("cards/board/")), None)


def _months(records: Records, figures: Figures) -> Iterator[Month]:
    book = codebook(records)
    return (Month(book, figures.until(period)) for period in figures.periods)


def _over(records: Records) -> str:
    return f"{records.town.name} · {records.town.method.name}"


def _told(records: Records, figures: Figures, slug: str) -> Told:
    highlight = records.communities[slug].highlights[0]
    return Told(
        highlight.title,
        highlight.sentence,
        tuple(to_plain(step) for step in highlight.steps),
        claims(records, figures, slug, highlight),
        to_plain(highlight.shortfalls),
    )


def _stat(rate: Rate) -> Stat:
    """Return a rate with its fraction; where too few are counted, the words say that it has no percentage."""
    return Stat(rate.term, rate.text if rate.enough else "数量太少", rate.words)
