"""The board by community and by category: each with its own past first, then the town in the same quarter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from zhishuo.figures import Line, Rate, table_lines, table_of
from zhishuo.files import TOWN, community_file
from zhishuo.reading import Records
from zhishuo.records import Release, ReleaseTable
from zhishuo.views.base import BOARD, HOME, Link, View
from zhishuo.views.board import YEAR, category_links, community_links, month_link
from zhishuo.views.charts import Bars, bars, trend
from zhishuo.views.exhibits import Exhibit, csv_link, source_line
from zhishuo.views.rates import common_rate, rate_item, rate_sentence
from zhishuo.views.tables import Cell, Row, Table, rate_cell, whole
from zhishuo.views.words import SPLITS, Codebook, codebook, frame, month_words, quarter_words, summed

# How many of a subject's exhibits stand on pages that link to all of them.
SHOWN = 2
MERGED_NOTE = "件数少的时候，和别的合在一起公布：写着“合计”的那一行是几项加起来的。"
_QUARTERS: tuple[tuple[str, str], ...] = (
    ("timeliness", "按时办结了吗"),
    ("outcome", "解决了吗"),
    ("solved_within", "几天内解决"),
    ("rating", "居民满意吗"),
)


# How a rate comes out of a line.
Reckoning: TypeAlias = Callable[[Line], Rate | None]


@dataclass(frozen=True, kw_only=True)
class BoardRowPage(View):
    """One community or category on the board."""

    kind: ClassVar[str] = "board-row"
    heading: str
    lede: str
    exhibits: tuple[Exhibit, ...]
    other: Link | None
    siblings_heading: str
    siblings: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose figures are shown: a row key under a dimension of the releases, and its name."""

    rows: str
    key: str
    name: str


def show_board_rows(records: Records) -> Iterator[View]:
    """Yield the board's page of every community and every category."""
    book = codebook(records)
    for slug, community in records.communities.items():
        subject = Subject("community", slug, community.name)
        yield BoardRowPage(
            url=f"board/c/{slug}/",
            frame=frame(records),
            title=f"{community.name}的数字",
            description=f"{community.name}的诉求按季度办得怎么样，先和自己的过去比，再看全镇。",
            crumbs=(HOME, BOARD, Link(community.name, f"board/c/{slug}/")),
            source=community_file(slug),
            heading=f"公开榜 · {community.name}",
            lede="先和自己的过去比，再看全镇同一个季度。不排名次。",
            other=Link(f"看{community.name}的做法、故事和联系窗口", f"c/{slug}/"),
            siblings_heading="别的社区（按序号）",
            siblings=tuple(link for link in community_links(records) if link.url != f"board/c/{slug}/"),
            exhibits=figures_of(records, book, subject),
        )
    for category in records.town.categories:
        subject = Subject("category", category.id, category.name)
        yield BoardRowPage(
            url=f"board/cat/{category.id}/",
            frame=frame(records),
            title=f"{category.name}的数字",
            description=f"“{category.name}”这一类诉求按季度办得怎么样。包括：{category.covers}",
            crumbs=(HOME, BOARD, Link(category.name, f"board/cat/{category.id}/")),
            source=TOWN,
            heading=f"公开榜 · {category.name}",
            lede=f"包括：{category.covers}",
            other=None,
            siblings_heading="别的类别",
            siblings=tuple(link for link in category_links(records) if link.url != f"board/cat/{category.id}/"),
            exhibits=figures_of(records, book, subject),
        )


def figures_of(records: Records, book: Codebook, subject: Subject) -> tuple[Exhibit, ...]:
    """Return the quarters of a subject, newest first, then its months; a merged one shows the sum it stands in."""
    releases = list(reversed(records.releases.values()))
    quarters = [_quarters(releases, book, subject, split, heading) for split, heading in _QUARTERS]
    months = _months(releases[:YEAR], book, subject)
    return tuple(exhibit for exhibit in (*quarters, months) if exhibit)


@dataclass(frozen=True, slots=True)
class Found:
    """A subject's line in one release; `together` names all who stand in it, empty when the subject stands alone."""

    release: Release
    table: ReleaseTable
    line: Line
    together: str

    @property
    def town(self) -> Line | None:
        """Return the town's line of the same table."""
        return whole(table_lines(self.table))


def find(releases: Sequence[Release], book: Codebook, subject: Subject, table_id: tuple[str, str]) -> list[Found]:
    """Return the subject's line in the tables of (population, split), in the order of `releases`."""
    found = []
    for release in releases:
        table = table_of(release, table_id[0], subject.rows, table_id[1])
        line = next((line for line in table_lines(table) if subject.key in line.keys), None) if table else None
        if table and line:
            together = summed(book.names(subject.rows, line.keys)) if len(line.keys) > 1 else ""
            found.append(Found(release, table, line, together))
    return found


def _quarters(
    releases: Sequence[Release], book: Codebook, subject: Subject, split: str, heading: str
) -> Exhibit | None:
    found = find(releases, book, subject, ("cohort", split))
    if not found:
        return None
    newest, rate = found[0], common_rate(split, [item.line for item in found])
    rows = [_quarter_row(item, rate) for item in found]
    period = quarter_words(newest.table.window)
    return Exhibit(
        id=f"quarter-{split}".replace("_", "-"),
        heading=heading,
        sentence=f"{period}，{newest.together or subject.name}：{rate_sentence(rate(newest.line))}",
        table=Table(
            f"{subject.name}和全镇，按登记的季度：{SPLITS[split]}", ("季度", subject.name, "全镇"), tuple(rows)
        ),
        full=(),
        chart=_quarter_chart(f"{subject.name}各季度{SPLITS[split]}", found, rate),
        notes=_notes(found),
        csv=csv_link(newest.release, newest.table),
        source=source_line(newest.release),
    )


def _notes(found: Sequence[Found]) -> tuple[str, ...]:
    chance = "一个季度里的小差别可能只是碰巧，件数越少越是这样。"
    return (MERGED_NOTE, chance) if any(item.together for item in found) else (chance,)


def _quarter_row(item: Found, rate: Reckoning) -> Row:
    cells = (rate_cell(rate(item.line)), rate_cell(rate(item.town) if item.town else None))
    return Row(quarter_words(item.table.window), cells, note=item.together)


def _quarter_chart(title: str, found: Sequence[Found], rate: Reckoning) -> Bars:
    """Return the subject's rate of every quarter as bars, oldest first, with the town's as a tick."""
    items = []
    for item in reversed(found):
        town = rate(item.town) if item.town else None
        label = f"{quarter_words(item.table.window)}{'（合计）' if item.together else ''}"
        items.append(rate_item(label, rate(item.line), town=town))
    return bars(f"{title}，竖线是全镇同一季度", items)


def _months(releases: Sequence[Release], book: Codebook, subject: Subject) -> Exhibit | None:
    """Return how many requests were registered in each month."""
    found = find(releases, book, subject, ("registered", "total"))
    if not found:
        return None
    newest = found[0]
    rows = [
        Row(
            month_words(item.release.period),
            (Cell(f"{item.line.total}"),),
            url=month_link(item.release.period).url,
            note=item.together,
        )
        for item in found
    ]
    alone = [
        (item.release.period, float(item.line.total), f"{item.line.total}")
        for item in reversed(found)
        if not item.together
    ]
    return Exhibit(
        id="months",
        heading="每月登记多少件",
        sentence=f"{rows[0].label}，{newest.together or subject.name}：登记 {newest.line.total} 件。",
        table=Table(f"{subject.name}每月登记的件数", ("月份", "件数"), tuple(rows)),
        full=(),
        chart=trend(f"{subject.name}每月登记的件数", alone) if len(alone) == len(found) > 1 else None,
        notes=(MERGED_NOTE,) if any(item.together for item in found) else (),
        csv=csv_link(newest.release, newest.table),
        source=source_line(newest.release),
    )
