"""What was corrected: published figures that changed later, out of Git's history, and what each month books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath
from typing import Any, ClassVar, TypeAlias

from zhishuo.figures import Figures
from zhishuo.files import TOWN
from zhishuo.gate import find, find_names
from zhishuo.history import Version
from zhishuo.problems import ProblemsError
from zhishuo.reading import Records
from zhishuo.views.base import BOARD, HOME, DeskView, Link, View, desk_view
from zhishuo.views.columns import CHANGED
from zhishuo.views.exhibits import source_line
from zhishuo.views.tables import Cell, Row, Table, cell
from zhishuo.views.words import POPULATIONS, ROWS, Codebook, codebook, day_words, frame, month_words
from zhishuo.yaml_files import read_yaml

CORRECTIONS = Link("更正", "board/corrections/")
CORRECTIONS_CSV = Link("下载改过的全部数（CSV）", f"data/{CHANGED.path}")
# Rows of one change that the page shows; the download has them all.
_SHOWN = 40
_NONE = "（没有）"

# A published count: population, block, rows, row, split, column, as a release writes them.
_Place: TypeAlias = tuple[str, str, str, tuple[str, ...], str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Changed:
    """One published figure that says something else since `day`; `old` and `new` are as they were published."""

    period: str
    day: dt.date
    reason: str
    figure: str
    row: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """All figures that one change changed; `more` are not shown."""

    day: str
    reason: str
    table: Table
    more: int


@dataclass(frozen=True, kw_only=True)
class CorrectionsPage(View):
    """Both kinds of corrections; `booked` is None before the first release that counts them."""

    kind: ClassVar[str] = "corrections"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    changes: tuple[ChangeView, ...]
    csv: Link | None
    booked: Table | None
    figures_source: str
    desk: DeskView


def show_corrections(records: Records, figures: Figures) -> Iterator[View]:
    """Yield the page."""
    found = changed_figures(records)
    yield CorrectionsPage(
        url=CORRECTIONS.url,
        frame=frame(records),
        title="更正",
        description="公布过的数后来改过没有，改了哪些，为什么；每个月记进去几件更正。",
        crumbs=(HOME, BOARD, CORRECTIONS),
        source=TOWN,
        heading="更正",
        lede=_lede(records, len(found)),
        changes=tuple(_change_views(found)),
        csv=CORRECTIONS_CSV if found else None,
        booked=_booked(figures),
        figures_source=source_line(figures.newest) if figures.periods else "",
        desk=desk_view(records.town.desk),
    )


def changed_figures(records: Records) -> tuple[Changed, ...]:
    """Return every published figure that changed after the site was opened, newest change first."""
    book = codebook(records)
    found = [
        changed
        for file, versions in records.history.versions.items()
        for old, new in pairwise(versions)
        for changed in _differences(book, file, old, new)
    ]
    return tuple(sorted(found, key=lambda changed: (changed.day, changed.period), reverse=True))


def _differences(book: Codebook, file: str, old: Version, new: Version) -> Iterator[Changed]:
    before, after = _counts(file, old.text), _counts(file, new.text)
    for place in dict.fromkeys((*before, *after)):
        was, now = before.get(place, _NONE), after.get(place, _NONE)
        if was != now:
            population, _, rows, row, split, column = place
            figure = f"{POPULATIONS.get(population, population)}：{book.column(split, column)}"
            label = f"{ROWS.get(rows, rows)}“{book.row(rows, row)}”" if rows != "town" else "全镇"
            yield Changed(PurePath(file).stem, new.day, _told(new.reason), figure, label, was, now)


def _told(reason: str) -> str:
    """Return what was said of a change, unless it would give somebody away: what Git keeps cannot be reworded."""
    return "提交时写的理由里有不能公开的内容，要看请到镇里" if find(reason) or find_names(reason) else reason


def _counts(file: str, text: str) -> dict[_Place, str]:
    """Return all counts of an earlier version, none where it can no longer be read."""
    try:
        values: Any = read_yaml(file, text).values
        return dict(cell for table in values["tables"] for cell in _cells(table))
    except (ProblemsError, KeyError, TypeError):
        return {}


def _cells(table: Mapping[str, Any]) -> Iterator[tuple[_Place, str]]:
    for line in table["lines"]:
        for column, count in zip(table["columns"], line["counts"], strict=False):
            named = table["population"], table.get("block") or "", table["rows"]
            yield (*named, tuple(line["keys"]), table["split"], tuple(column)), count


def _change_views(found: tuple[Changed, ...]) -> Iterator[ChangeView]:
    together: dict[tuple[dt.date, str, str], list[Changed]] = {}
    for changed in found:
        together.setdefault((changed.day, changed.period, changed.reason), []).append(changed)
    for (day, period, reason), figures in together.items():
        caption = f"{month_words(period)}公布的，{day_words(day)}改了 {len(figures)} 个数"
        rows = tuple(Row(one.figure, (Cell(one.old), Cell(one.new)), note=one.row) for one in figures[:_SHOWN])
        yield ChangeView(
            day_words(day), reason, Table(caption, ("哪个数", "原来", "现在"), rows), len(figures[_SHOWN:])
        )


def _booked(figures: Figures) -> Table | None:
    counts = [(period, figures.town(period, "corrected", "total")) for period in reversed(figures.periods)]
    rows = tuple(Row(month_words(period), (cell(line.total),)) for period, line in counts if line)
    return Table("每个月记进去的更正", ("月份", "更正的诉求"), rows) if rows else None


def _lede(records: Records, number: int) -> str:
    opened, history = records.town.opened, records.history
    if opened is None:
        return "网站还没有正式上线，现在的数字可以重做；上线以后，公布过的数再改，都会列在这里。"
    if not history.is_known:
        return "这一份网站不是从完整的版本记录做出来的，公布过的数改没改过，请看正式的网站。"
    since = f"从 {day_words(opened)}上线到现在"
    return f"{since}，公布过的数改过 {number} 个，都列在下面。" if number else f"{since}，公布过的数一个也没有改过。"
