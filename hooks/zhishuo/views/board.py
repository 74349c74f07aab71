"""The board: the current month, every month's archive page, and the links between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.figures import lines
from zhishuo.files import TOWN, release_file
from zhishuo.reading import Records
from zhishuo.records import Release
from zhishuo.views.base import BOARD, HOME, Link, Mark, View, marks
from zhishuo.views.charts import Trend, trend
from zhishuo.views.exhibits import Exhibit, Section, source_line
from zhishuo.views.month import Month, flow_counts, flow_sentence, red_lines
from zhishuo.views.sections import sections
from zhishuo.views.tables import Cell, Row, Table, whole
from zhishuo.views.words import Codebook, codebook, frame, month_words

YEAR = 12


@dataclass(frozen=True, kw_only=True)
class BoardPage(View):
    """One month of the board; without any release `sections` is empty and `lede` says so."""

    kind: ClassVar[str] = "board"
    heading: str
    lede: str
    red: Mark
    red_lines: tuple[str, ...]
    sections: tuple[Section, ...]
    previous: Link | None
    next: Link | None
    months: tuple[Link, ...]
    communities: tuple[Link, ...]
    categories: tuple[Link, ...]


def show_board(records: Records) -> Iterator[View]:
    """Yield the current board and one page for every released month."""
    book = codebook(records)
    periods = list(records.releases)
    if not periods:
        yield _empty(records)
        return
    newest = periods[-1]
    yield _page(records, book, newest, current=True)
    for period in periods:
        yield _page(records, book, period, current=False)


def month_link(period: str) -> Link:
    """Return the link to a month's own page."""
    return Link(month_words(period), f"board/{period}/")


def _page(records: Records, book: Codebook, period: str, *, current: bool) -> BoardPage:
    periods = list(records.releases)
    index = periods.index(period)
    month = Month(book, records.releases[period])
    words = month_words(period)
    until = [records.releases[name] for name in periods[max(0, index + 1 - YEAR) : index + 1]]
    return BoardPage(
        url="board/" if current else f"board/{period}/",
        frame=frame(records),
        title=f"公开榜 {words}" if not current else "公开榜",
        description=f"{words}居民诉求登记、办结、解决了多少，按等级、类别、渠道和社区公布。",
        crumbs=(HOME, BOARD) if current else (HOME, BOARD, month_link(period)),
        source=release_file(period),
        heading=f"{words}公开榜",
        lede=flow_sentence(month),
        red=marks(records.town)["red"],
        red_lines=red_lines(month),
        sections=(*sections(month), *_year(until)),
        previous=month_link(periods[index - 1]) if index else None,
        next=month_link(periods[index + 1]) if index + 1 < len(periods) else None,
        months=tuple(month_link(name) for name in reversed(periods)),
        communities=community_links(records),
        categories=category_links(records),
    )


def _empty(records: Records) -> BoardPage:
    return BoardPage(
        url="board/",
        frame=frame(records),
        title="公开榜",
        description="居民诉求登记、办结、解决了多少，每月公布。",
        crumbs=(HOME, BOARD),
        source=TOWN,
        heading="公开榜",
        lede=f"还没有公布过数字。第一期公布以后，每月 {records.town.next_due_day} 日前更新。",
        red=marks(records.town)["red"],
        red_lines=(),
        sections=(),
        previous=None,
        next=None,
        months=(),
        communities=community_links(records),
        categories=category_links(records),
    )


def community_links(records: Records) -> tuple[Link, ...]:
    """Return the board's page of every community, in the order of their numbers."""
    return tuple(Link(community.name, f"board/c/{slug}/") for slug, community in records.communities.items())


def category_links(records: Records) -> tuple[Link, ...]:
    """Return the board's page of every category, in the town's order."""
    return tuple(Link(category.name, f"board/cat/{category.id}/") for category in records.town.categories)


def _year(releases: list[Release]) -> Iterator[Section]:
    """Yield the section of the last twelve months, once there is more than one."""
    if len(releases) < 2:  # noqa: PLR2004 - one month is no course
        return
    found = [(release, _flow(release)) for release in releases]
    rows = [
        Row(month_words(release.period), tuple(Cell(text) for text in flow), url=f"board/{release.period}/")
        for release, flow in found
    ]
    first, last = month_words(releases[0].period), month_words(releases[-1].period)
    title = f"{first}至{last}，每月登记的件数"
    yield Section(
        "year",
        "最近十二个月" if len(releases) == YEAR else "公布以来各月",
        "",
        (
            Exhibit(
                id="year-table",
                heading="每月登记、办结和月末未办结",
                sentence=f"{first}到{last}，每月登记多少件、办结多少件，月末还剩多少件没有办结。",
                table=Table(f"{first}至{last}每月的账", ("月份", "登记", "办结", "月末未办结"), tuple(rows)),
                full=(),
                chart=_registered_trend(title, releases),
                notes=("点月份看那一个月的公开榜。",),
                csv=Link("下载各月的账（CSV）", "data/months.csv"),
                source=source_line(releases[-1]),
            ),
        ),
    )


def _flow(release: Release) -> tuple[str, ...]:
    return tuple("合并公布" if count is None else f"{count}" for count in flow_counts(release))


def _registered_trend(title: str, releases: list[Release]) -> Trend | None:
    months = []
    for release in releases:
        line = whole(lines(release, "registered", "grade", "total"))
        if line:
            months.append((release.period, float(line.total), f"{line.total}"))
    return trend(title, months) if months else None
