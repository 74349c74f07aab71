"""The board by community and by category: each with its own past first, then the town in the same quarter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from zhishuo.figures import Figures, Line, on_time_rate, row_of, satisfied_rate, solved_rate, together, turned, whole
from zhishuo.files import TOWN, community_file
from zhishuo.reading import Records
from zhishuo.records import Category
from zhishuo.remembering import answer
from zhishuo.views.base import BOARD, HOME, Link, View
from zhishuo.views.board import YEAR, category_links, community_links, month_link
from zhishuo.views.charts import bars, trend
from zhishuo.views.exhibits import Exhibit, source_line
from zhishuo.views.rates import (
    HALF,
    Reckoning,
    days_cell,
    rate_item,
    rate_sentence,
    solved_within,
    told,
)
from zhishuo.views.replies import ReplyView, replies_of
from zhishuo.views.spans import Span, cohorts_of, quarters_of, years_of
from zhishuo.views.tables import SENSITIVE, Cell, Row, Table, cell, counted, rate_cell, rows_table, zero_note
from zhishuo.views.words import Codebook, codebook, day_words, frame, month_words, months_words

# How many of a subject's exhibits stand on pages that link to all of them.
SHOWN = 2
CHANCE = "一个季度里的小差别可能只是碰巧，件数越少越是这样。"


@dataclass(frozen=True, kw_only=True)
class BoardRowPage(View):
    """One community or category on the board."""

    kind: ClassVar[str] = "board-row"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    exhibits: tuple[Exhibit, ...]
    replies: tuple[ReplyView, ...] = ()
    other: Link | None
    siblings_heading: str
    siblings: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose figures are shown: a row key under a dimension of the releases, and its name."""

    rows: str
    key: str
    name: str


def show_board_rows(records: Records, figures: Figures) -> Iterator[View]:
    """Yield the board's page of every community and every category."""
    book = codebook(records)
    for slug, community in records.communities.items():
        subject = Subject("community", slug, community.name)
        yield BoardRowPage(
            url=f"board/c/{slug}/",
            place=slug,
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
            exhibits=exhibits_of(figures, book, subject),
            replies=replies_of(community),
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
            other=_successor(records, category),
            siblings_heading="别的类别",
            siblings=tuple(link for link in category_links(records) if link.url != f"board/cat/{category.id}/"),
            exhibits=exhibits_of(figures, book, subject),
        )


def _successor(records: Records, category: Category) -> Link | None:
    """Return the link to the category that has taken over, None where none has."""
    if not category.merged:
        return None
    into = next(one for one in records.town.categories if one.id == category.merged.into)
    return Link(f"{day_words(category.merged.since)}起登记的，算进“{into.name}”", f"board/cat/{into.id}/")


def exhibits_of(figures: Figures, book: Codebook, subject: Subject) -> tuple[Exhibit, ...]:
    """Return a subject's quarters and year so far, newest first, then its months and what it was about.

    A sensitive category shows the figures of those it is published with, under all their names.
    """
    if not figures.digest:
        return _exhibits_of(figures, book, subject)
    return answer("exhibits", (figures.digest, repr((book, subject))), lambda: _exhibits_of(figures, book, subject))


def _exhibits_of(figures: Figures, book: Codebook, subject: Subject) -> tuple[Exhibit, ...]:
    line = row_of(figures.accounts(figures.periods, subject.rows), subject.key) if figures.periods else None
    if line is None:
        return ()
    subject = replace(subject, name=book.row(subject.rows, line.keys))
    spans = (years_of(figures)[0], *quarters_of(figures))
    made = (
        _compared(figures, subject, spans, ("on-time", "按时办结了吗"), on_time_rate),
        _compared(figures, subject, spans, ("solved", "解决了吗"), solved_rate),
        _speed(figures, subject, spans),
        _compared(figures, subject, spans, ("satisfied", "居民满意吗"), satisfied_rate),
        _months(figures, subject),
        *_matters(book, figures, subject, spans[0]),
    )
    return tuple(exhibit for exhibit in made if exhibit)


def _compared(
    figures: Figures, subject: Subject, spans: Sequence[Span], what: tuple[str, str], rate_of: Reckoning
) -> Exhibit | None:
    """Return a rate of the subject in every span beside the town's, None where it is not told."""
    own = [(span, row_of(figures.accounts(span.periods, subject.rows), subject.key)) for span in spans]
    found = [(span, line, _town(figures, span, subject)) for span, line in own if line]
    if not told([line for _, line, _ in found], rate_of):
        return None
    return _exhibit(figures, subject, what, rate_of, [(span.words, line, town) for span, line, town in found])


def _town(figures: Figures, span: Span, subject: Subject) -> Line:
    """Return the town's account over a span, out of the table by the same fact."""
    return whole(figures.accounts(span.periods, subject.rows)) or Line((), ())


def _exhibit(
    figures: Figures,
    subject: Subject,
    what: tuple[str, str],
    rate_of: Reckoning,
    found: Sequence[tuple[str, Line, Line]],
) -> Exhibit:
    name, heading = what
    rows = [_row(words, (rate_cell(rate_of(line)), rate_cell(rate_of(town)))) for words, line, town in found]
    items = [rate_item(words, rate_of(line), town=rate_of(town)) for words, line, town in found]
    newest, line, _ = found[0]
    return Exhibit(
        id=f"quarter-{name}",
        formula=f"f-{name}",
        heading=heading,
        sentence=f"{newest}，{subject.name}：{rate_sentence(rate_of(line))}",
        table=Table(f"{subject.name}和全镇，各季度和今年：{heading}", ("时间", subject.name, "全镇"), tuple(rows)),
        chart=bars(f"{subject.name}：{heading}（竖线是全镇同一段时间）", items),
        notes=(CHANCE, *_together(line)),
        source=source_line(figures.newest),
    )


def _row(words: str, cells: tuple[Cell, ...]) -> Row:
    """Return a row of a quarter or year so far, its year below it: a phone has no room for both on one line."""
    year, _, rest = words.partition("年")
    return Row(rest, cells, note=f"{year}年")


def _together(line: Line) -> tuple[str, ...]:
    return (f"{SENSITIVE}：单独一类公布，熟人容易认出是谁家的事。",) if len(line.keys) > 1 else ()


def _speed(figures: Figures, subject: Subject, spans: Sequence[Span]) -> Exhibit | None:
    """Return how soon requests were solved, of those spans whose cohorts can be followed."""
    rows, items, found = [], [], []
    seen: set[tuple[str, ...]] = set()
    for span in spans:
        known = cohorts_of(figures, span)
        courses = figures.cohorts(known, subject.rows)
        line = row_of(courses, subject.key)
        if line and known not in seen and (known == span.periods or span is spans[0]):
            seen.add(known)
            town = whole(courses) or line
            words = span.words if known == span.periods else months_words(known)
            within, of_town = solved_within(30)(line), solved_within(30)(town)
            rows.append(_row(words, (rate_cell(within), days_cell(line, 0.5), rate_cell(of_town))))
            items.append(rate_item(words, within, town=of_town))
            found.append((words, line))
    if not found:
        return None
    words, line = found[0]
    return Exhibit(
        id="quarter-speed",
        formula="f-within",
        heading="几天解决",
        sentence=f"{words}登记的，{subject.name}：{rate_sentence(solved_within(30)(line))}",
        table=Table(
            f"{subject.name}和全镇，按登记的季度：三十天内解决",
            ("登记的时间", subject.name, "一半用了", "全镇"),
            tuple(rows),
        ),
        chart=bars(f"{subject.name}：三十天内解决的，竖线是全镇同一段时间", items),
        notes=(CHANCE, HALF, *_together(line)),
        source=source_line(figures.newest),
    )


def _months(figures: Figures, subject: Subject) -> Exhibit:
    """Return what was registered, settled and left open in each month: counts only, no rates of so few."""
    found = [
        (period, line)
        for period in reversed(figures.periods[-YEAR:])
        if (line := row_of(figures.accounts([period], subject.rows), subject.key))
    ]
    names = [
        (head, name)
        for head, name in (("登记", "registered"), ("月末没办完", "open"), ("其中超期", "open_overdue"))
        if all(line.count(name) is not None for _, line in found)
    ]
    rows = [
        Row(month_words(period), tuple(cell(line.count(name)) for _, name in names), url=month_link(period).url)
        for period, line in found
    ]
    newest, line = found[0]
    registered = [(period, count) for period, one in reversed(found) if (count := one.count("registered"))]
    table = Table(f"{subject.name}每月的账", ("月份", *(head for head, _ in names)), tuple(rows))
    return Exhibit(
        id="months",
        formula="f-open",
        heading="每月登记多少件，没办完多少件",
        sentence=f"{month_words(newest)}，{subject.name}：登记 {line.count('registered')} 件。",
        table=table,
        chart=trend(f"{subject.name}每月登记的件数", registered) if len(registered) > 1 else None,
        notes=zero_note([table], 0),
        source=source_line(figures.newest),
    )


def _matters(book: Codebook, figures: Figures, subject: Subject, span: Span) -> Iterator[Exhibit]:
    """Yield what a community's requests were about, or where a category's came from, in the year so far."""
    other, heading = (
        ("category", "登记的是哪几类事") if subject.rows == "community" else ("community", "哪些社区登记的")
    )
    for rows, words in ((other, heading), ("grade", "登记的急不急")):
        lines = together(
            line
            for period in span.periods
            for line in _crossed(figures, period, subject.rows, rows)
            if subject.key in line.keys
        )
        if lines:
            table = rows_table(
                book, rows, _of_row(lines[0]), f"{span.words}，{subject.name}{words}", [counted("登记", "all")]
            )
            yield Exhibit(
                id=f"matters-{rows}",
                heading=words,
                sentence=f"{span.words}，{subject.name}：一共登记 {lines[0].total} 件。",
                table=table,
                notes=(*zero_note([table], 0), *_together(lines[0])),
                source=source_line(figures.newest),
            )


def _crossed(figures: Figures, period: str, rows: str, split: str) -> tuple[Line, ...]:
    if rows == "category" and split == "community":
        return turned(figures.lines(period, "registered", "community", "category"))
    return figures.lines(period, "registered", rows, split)


def _of_row(line: Line) -> tuple[Line, ...]:
    """Return the columns of one row of a two-way table as rows of their own."""
    return tuple(Line(keys, ((("all",), count),)) for keys, count in line.cells)
