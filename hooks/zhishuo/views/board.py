"""The board: the current month, every month's archive page, quarters and years, and the links between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, TypedDict

from zhishuo.figures import Figures, figures_of
from zhishuo.files import TOWN, release_file
from zhishuo.reading import Records
from zhishuo.views.base import BOARD, HOME, Link, Mark, View, marks
from zhishuo.views.charts import trend
from zhishuo.views.exhibits import Exhibit, Section, source_line
from zhishuo.views.month import Month, flow_sentence, red_lines
from zhishuo.views.sections import sections
from zhishuo.views.spans import Span, last_seen, quarters_of, span_sections, years_of
from zhishuo.views.tables import Row, Table, cell
from zhishuo.views.words import codebook, frame, month_words

YEAR = 12


@dataclass(frozen=True, kw_only=True)
class BoardPage(View):
    """One month, quarter or year of the board; without any release `sections` is empty and `lede` says so."""

    kind: ClassVar[str] = "board"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    red: Mark
    red_lines: tuple[str, ...]
    sections: tuple[Section, ...]
    previous: Link | None
    next: Link | None
    months: tuple[Link, ...]
    spans: tuple[Link, ...]
    communities: tuple[Link, ...]
    categories: tuple[Link, ...]


def show_board(records: Records, figures: Figures) -> Iterator[View]:
    """Yield the current board, and one page for every released month, quarter and year."""
    book = codebook(records)
    if not figures.periods:
        yield _empty(records)
        return
    yield _month(records, figures, Month(book, figures), current=True)
    for period in figures.periods:
        yield _month(records, figures, Month(book, figures.until(period)), current=False)
    for spans in (quarters_of(figures), years_of(figures)):
        for index, span in enumerate(spans):
            around = (
                spans[index + 1].link if index + 1 < len(spans) else None,
                spans[index - 1].link if index else None,
            )
            yield _span(records, Month(book, figures), span, around)


def month_link(period: str) -> Link:
    """Return the link to a month's own page."""
    return Link(month_words(period), f"board/{period}/")


def span_links(figures: Figures) -> tuple[Link, ...]:
    """Return the links to the years and quarters, newest first."""
    return tuple(span.link for span in (*years_of(figures), *quarters_of(figures)))


def _month(records: Records, every: Figures, month: Month, *, current: bool) -> BoardPage:
    periods = every.periods
    index = periods.index(month.period)
    return BoardPage(
        url="board/" if current else f"board/{month.period}/",
        frame=frame(records),
        title="公开榜" if current else f"公开榜 {month.words}",
        description=f"{month.words}居民诉求登记、办结、解决了多少，按等级、类别、渠道和社区公布。",
        crumbs=(HOME, BOARD) if current else (HOME, BOARD, month_link(month.period)),
        source=release_file(month.period),
        heading=f"{month.words}公开榜",
        lede=flow_sentence(month),
        red=marks(records.town)["red"],
        red_lines=red_lines(month),
        sections=(*sections(month), *_course(month.figures)),
        previous=month_link(periods[index - 1]) if index else None,
        next=month_link(periods[index + 1]) if index + 1 < len(periods) else None,
        **_ways(records, every),
    )


def _span(records: Records, newest: Month, span: Span, around: tuple[Link | None, Link | None]) -> BoardPage:
    known = newest.figures.until(last_seen(newest.figures, span))
    return BoardPage(
        url=span.url,
        frame=frame(records),
        title=f"公开榜 {span.words}",
        description=f"{span.words}居民诉求办得怎么样：按时、解决、满意和几天解决，按等级、社区和类别。",
        crumbs=(HOME, BOARD, span.link),
        source=release_file(span.periods[-1]),
        heading=f"{span.words}公开榜",
        lede=f"{len(span.periods)} 个月加起来看。每个数都是各月公布的件数相加，没有另外的账。",
        red=marks(records.town)["red"],
        red_lines=(),
        sections=span_sections(newest.book, known, span),
        previous=around[0],
        next=around[1],
        **_ways(records, newest.figures),
    )


class _Ways(TypedDict):
    months: tuple[Link, ...]
    spans: tuple[Link, ...]
    communities: tuple[Link, ...]
    categories: tuple[Link, ...]


def _ways(records: Records, figures: Figures) -> _Ways:
    return _Ways(
        months=tuple(month_link(name) for name in reversed(records.releases)),
        spans=span_links(figures),
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
        **_ways(records, figures_of({})),
    )


def community_links(records: Records) -> tuple[Link, ...]:
    """Return the board's page of every community, in the order of their numbers."""
    return tuple(Link(community.name, f"board/c/{slug}/") for slug, community in records.communities.items())


def category_links(records: Records) -> tuple[Link, ...]:
    """Return the board's page of every category, in the town's order."""
    return tuple(Link(category.name, f"board/cat/{category.id}/") for category in records.town.categories)


def _course(figures: Figures) -> Iterator[Section]:
    """Yield the section of the last twelve months, once there is more than one."""
    periods = figures.periods[-YEAR:]
    if len(periods) < 2:  # noqa: PLR2004 - one month is no course
        return
    accounts = {period: figures.accounts([period], "town")[0] for period in periods}
    names = (("登记", "registered"), ("办结", "settled"), ("月末没办完", "open"))
    rows = [
        Row(
            month_words(period),
            tuple(cell(account.count(name)) for _, name in names),
            url=month_link(period).url,
        )
        for period, account in accounts.items()
    ]
    first, last = month_words(periods[0]), month_words(periods[-1])
    registered = [(period, count) for period, account in accounts.items() if (count := account.count("registered"))]
    yield Section(
        "year",
        "最近十二个月" if len(periods) == YEAR else "公布以来各月",
        "",
        (
            Exhibit(
                id="year-table",
                formula="f-open",
                heading="每月登记、办结和月末没办完",
                sentence=f"{first}到{last}，每月登记多少件、办结多少件，月末还剩多少件没办完。",
                table=Table(f"{first}至{last}每月的账", ("月份", *(head for head, _ in names)), tuple(rows)),
                chart=trend(f"{first}至{last}，每月登记的件数", registered),
                notes=("点月份看那一个月的公开榜。",),
                csv=Link("下载各月的账（CSV）", "data/months.csv"),
                source=source_line(figures.newest),
            ),
        ),
    )
