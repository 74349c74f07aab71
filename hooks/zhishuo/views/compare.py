"""All communities side by side in their fixed order: what they do, what did not work, what the board says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.figures import Figures, Line, on_time_rate, row_of, satisfied_rate, solved_rate
from zhishuo.files import THEMES
from zhishuo.prose import to_plain
from zhishuo.reading import Records
from zhishuo.records import Community
from zhishuo.views.base import COMMUNITIES, HOME, Link, View
from zhishuo.views.exhibits import source_line
from zhishuo.views.practices import confirmed_words, practice_link
from zhishuo.views.spans import years_of
from zhishuo.views.tables import Cell, cell, rate_cell
from zhishuo.views.words import frame

URL = "compare/"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its id, by which an address names it, and its head; `is_number` stands to the right.

    `at` is where the script shows it at first: on a phone, on a desk, or only when asked for. Without it all are shown.
    """

    id: str
    head: str
    is_number: bool = False
    at: str = "desk"


@dataclass(frozen=True, slots=True)
class Compared:
    """One community's row: its name, its leading practice, then a cell for every other field."""

    community: Link
    practice: Link
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class ComparePage(View):
    """The table of all communities; `period` is the time its figures are of, empty before the first release."""

    kind: ClassVar[str] = "compare"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    fields: tuple[Field, ...]
    rows: tuple[Compared, ...]
    period: str
    figures_source: str
    themes: tuple[Link, ...]
    years: tuple[Link, ...]


_SHORT = (Field("practice", "主打做法", at="phone"), Field("theme", "主题"), Field("checked", "哪天核对的", at="asked"))
_FIGURES = (
    Field("registered", "登记", is_number=True),
    Field("on-time", "按时办结率", is_number=True, at="phone"),
    Field("solved", "解决率", is_number=True, at="phone"),
    Field("satisfied", "满意率", is_number=True),
    Field("overdue", "还拖着的超期", is_number=True),
)
_LONG = (
    Field("shortfalls", "没做好的地方"),
    Field("sentence", "一句话", at="asked"),
    Field("cost", "花多少钱", at="asked"),
    Field("responsible", "谁负责", at="asked"),
    Field("conditions", "别处能不能学", at="asked"),
)


def show_compare(records: Records, figures: Figures) -> Iterator[View]:
    """Yield the page."""
    years = years_of(figures)
    span = next(iter(years), None)
    accounts = figures.accounts(span.periods, "community") if span else ()
    themes = {theme.id: theme.name for theme in records.themes}
    number = len(records.communities)
    link = Link(f"{number} 个社区对照表", URL)
    yield ComparePage(
        url=link.url,
        frame=frame(records),
        title=link.label,
        description=f"{number} 个社区的主打做法、花费、没做好的地方和公开榜上的数字，放在一张表里看。",
        crumbs=(HOME, COMMUNITIES, link),
        source=THEMES,
        heading=link.label,
        lede="按固定序号排，不是名次。做法是社区自己写的，数字是公开榜的，两样放在一起看。",
        fields=(*_SHORT, *(_FIGURES if span else ()), *_LONG),
        rows=tuple(
            _row(records, slug, community, themes, row_of(accounts, slug) if span else None)
            for slug, community in records.communities.items()
        ),
        period=span.words if span else "",
        figures_source=source_line(figures.newest) if span else "",
        themes=tuple(Link(theme.name, f"topics/{theme.id}/") for theme in records.themes),
        years=tuple(Link(year.words, year.url) for year in years),
    )


def _row(records: Records, slug: str, community: Community, themes: dict[str, str], account: Line | None) -> Compared:
    leading = community.highlights[0]
    figures = (
        (
            cell(account.count("registered")),
            *(rate_cell(rate_of(account)) for rate_of in (on_time_rate, solved_rate, satisfied_rate)),
            cell(account.count("open_overdue")),
        )
        if account
        else ()
    )
    told = (leading.shortfalls, leading.sentence, leading.cost, leading.responsible, leading.conditions)
    return Compared(
        community=Link(community.name, f"c/{slug}/"),
        practice=practice_link(slug, leading),
        cells=(
            Cell(themes[leading.theme]),
            Cell(*confirmed_words(records, leading)),
            *figures,
            *(Cell(to_plain(text)) for text in told),
        ),
    )
