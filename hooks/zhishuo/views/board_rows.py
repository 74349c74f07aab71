"""The board by community and by category: each with its own past first, then the town in the same quarter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.figures import Line, line_of, table_lines
from zhishuo.reading import Records
from zhishuo.records import Release, ReleaseTable
from zhishuo.views.base import BOARD, HOME, Link, View, community_file
from zhishuo.views.board import YEAR, category_links, community_links, month_link
from zhishuo.views.charts import Bars, bars, trend
from zhishuo.views.exhibits import Exhibit, csv_link, leading_rate, rate_item, rate_sentence, source_line
from zhishuo.views.tables import Cell, Row, Table, rate_cell, table_of, whole
from zhishuo.views.words import SPLITS, Codebook, codebook, frame, month_words, quarter_words

_QUARTERS: tuple[tuple[str, str], ...] = (
    ("timeliness", "按时办结了吗"),
    ("outcome", "解决了吗"),
    ("solved_within", "三十天内解决了吗"),
    ("rating", "居民满意吗"),
)


@dataclass(frozen=True, kw_only=True)
class BoardRowPage(View):
    """One community or category on the board; `merged` says where its figures went when they were too few."""

    kind: ClassVar[str] = "board-row"
    heading: str
    lede: str
    exhibits: tuple[Exhibit, ...]
    merged: tuple[str, ...]
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
        found = figures_of(records, book, Subject("community", slug, community.name))
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
            siblings=community_links(records),
            exhibits=found.exhibits,
            merged=found.merged,
        )
    for category in records.town.categories:
        found = figures_of(records, book, Subject("category", category.id, category.name))
        yield BoardRowPage(
            url=f"board/cat/{category.id}/",
            frame=frame(records),
            title=f"{category.name}的数字",
            description=f"“{category.name}”这一类诉求按季度办得怎么样。包括：{category.covers}",
            crumbs=(HOME, BOARD, Link(category.name, f"board/cat/{category.id}/")),
            source="data/town.yml",
            heading=f"公开榜 · {category.name}",
            lede=f"包括：{category.covers}",
            other=None,
            siblings_heading="别的类别",
            siblings=category_links(records),
            exhibits=found.exhibits,
            merged=found.merged,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """What the releases say about one subject."""

    exhibits: tuple[Exhibit, ...]
    merged: tuple[str, ...]


def figures_of(records: Records, book: Codebook, subject: Subject) -> Figures:
    """Return the quarters of a subject, newest first, and its months; what was merged is told apart."""
    releases = list(reversed(records.releases.values()))
    exhibits = [made for split, heading in _QUARTERS if (made := _quarters(releases, subject, split, heading))]
    months = _months(releases[:YEAR], subject)
    if months:
        exhibits.append(months)
    return Figures(tuple(exhibits), tuple(_merged(releases, book, subject)))


def leading(figures: Figures) -> Figures:
    """Return the first two exhibits, on-time and solved, for pages that link to all the others."""
    return Figures(figures.exhibits[:2], figures.merged)


def _quarters(releases: Sequence[Release], subject: Subject, split: str, heading: str) -> Exhibit | None:
    found = [
        (release, table, line)
        for release in releases
        if (table := table_of(release, "cohort", subject.rows, split))
        and (line := line_of(table_lines(table), subject.key))
    ]
    if not found:
        return None
    release, table, newest = found[0]
    rows = [_quarter_row(table, line) for _, table, line in found]
    sentence = f"{quarter_words(table.window)}：{subject.name}{rate_sentence(leading_rate(split, newest))}"
    return Exhibit(
        id=f"quarter-{split}".replace("_", "-"),
        heading=heading,
        sentence=sentence,
        table=Table(
            f"{subject.name}和全镇，按登记的季度：{SPLITS[split]}", ("季度", subject.name, "全镇"), tuple(rows)
        ),
        full=(),
        chart=_quarter_chart(subject, split, [(table, line) for _, table, line in found]),
        notes=("一个季度里的小差别可能只是碰巧，件数越少越是这样。",),
        csv=csv_link(release, table),
        source=source_line(release),
    )


def _quarter_row(table: ReleaseTable, line: Line) -> Row:
    town = whole(table_lines(table))
    cells = (rate_cell(leading_rate(table.split, line)), rate_cell(leading_rate(table.split, town) if town else None))
    return Row(quarter_words(table.window), cells)


def _quarter_chart(subject: Subject, split: str, found: Sequence[tuple[ReleaseTable, Line]]) -> Bars:
    """Return the subject's rate of every quarter as bars, oldest first, with the town's as a tick."""
    items = []
    for table, line in reversed(found):
        town = whole(table_lines(table))
        other = leading_rate(split, town) if town else None
        items.append(rate_item(quarter_words(table.window), leading_rate(split, line), town=other))
    return bars(f"{subject.name}各季度{SPLITS[split]}，竖线是全镇同一季度", items)


def _months(releases: Sequence[Release], subject: Subject) -> Exhibit | None:
    """Return how many requests were registered in each month in which the subject stands alone."""
    found = [
        (release, table, line)
        for release in releases
        if (table := table_of(release, "registered", subject.rows, "total"))
        and (line := line_of(table_lines(table), subject.key))
    ]
    if not found:
        return None
    release, table, newest = found[0]
    rows = [
        Row(month_words(item.period), (Cell(f"{line.total}"),), url=month_link(item.period).url)
        for item, _, line in found
    ]
    course = [(item.period, float(line.total), f"{line.total}") for item, _, line in reversed(found)]
    left_out = len(releases) - len(found)
    return Exhibit(
        id="months",
        heading="每月登记多少件",
        sentence=f"{month_words(release.period)}登记 {newest.total} 件。",
        table=Table(f"{subject.name}每月登记的件数", ("月份", "件数"), tuple(rows)),
        full=(),
        chart=trend(f"{subject.name}每月登记的件数", course) if len(course) > 1 else None,
        notes=(f"有 {left_out} 个月件数太少，和别的行合并公布，这里没有单列。",) if left_out else (),
        csv=csv_link(release, table),
        source=source_line(release),
    )


def _merged(releases: Sequence[Release], book: Codebook, subject: Subject) -> Iterator[str]:
    """Yield a sentence for every quarter in which the subject was published together with others."""
    for release in releases:
        table = table_of(release, "cohort", subject.rows, "timeliness")
        for line in table_lines(table) if table else ():
            if table and subject.key in line.keys and len(line.keys) > 1:
                names = "、".join(book.names(subject.rows, line.keys))
                kind = "其余社区" if subject.rows == "community" else "其余类别"
                yield f"{quarter_words(table.window)}件数太少，并入{kind}一起公布：{names}，合计 {line.total} 件。"
