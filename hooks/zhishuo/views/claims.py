"""What a practice claims: held to a figure of the board, or with its source, or plainly without data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhishuo.figures import Figures, Line, row_of
from zhishuo.reading import Records
from zhishuo.records import BoardFigureId, Held, Highlight, Result
from zhishuo.views.base import Link, measured
from zhishuo.views.exhibits import source_line
from zhishuo.views.rates import RATES, rate_sentence
from zhishuo.views.spans import Span, quarter_named
from zhishuo.views.tables import Row, Table, rate_cell
from zhishuo.views.words import codebook, day_words

_TERMS: Mapping[BoardFigureId, str] = {
    "on_time": "按时办结率",
    "overdue": "超期率",
    "solved": "解决率",
    "satisfied": "满意率",
}


@dataclass(frozen=True, slots=True)
class HeldView:
    """A figure of the board in one quarter or in two, with its fractions; `sentence` says the same in words."""

    table: Table
    sentence: str
    notes: tuple[str, ...]
    board: Link
    source: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One claimed result; `source` is empty where none was given, `held` is there where the board speaks of it."""

    what: str
    figure: str
    as_of: str
    source: str
    held: HeldView | None


def claims(records: Records, figures: Figures, slug: str, highlight: Highlight) -> tuple[Claim, ...]:
    """Return what a practice of the community `slug` claims, in its order."""
    return tuple(_claim(records, figures, slug, highlight, result) for result in highlight.results)


def _claim(records: Records, figures: Figures, slug: str, highlight: Highlight, result: Result) -> Claim:
    return Claim(
        what=result.what,
        figure=measured(result.figure, result.unit or "") if result.figure else "",
        as_of=day_words(result.as_of) if result.as_of else "",
        source=result.source or "",
        held=_held(records, figures, slug, highlight, result.board) if result.board else None,
    )


def _held(records: Records, figures: Figures, slug: str, highlight: Highlight, held: Held) -> HeldView:
    """Return both quarters; checks have seen to it that they are published and that a category is named."""
    term, rate_of = _TERMS[held.figure], RATES[held.figure]
    key, found = held_quarters(figures, slug, highlight, held)
    lines = [line for _, line in found if line]
    name = codebook(records).row(held.rows, lines[-1].keys if lines else (key,))
    whose = name if held.rows == "community" else f"全镇“{name}”这一类"
    rates = [(span, rate_of(line) if line else None) for span, line in found]
    return HeldView(
        table=Table(
            f"{whose}的{term}", ("时间", term), tuple(Row(span.words, (rate_cell(rate),)) for span, rate in rates)
        ),
        sentence=f"{whose}。" + "".join(f"{span.words}：{rate_sentence(rate)}" for span, rate in rates),
        notes=tuple(_notes(highlight, held)),
        board=Link(f"{name}在公开榜上的全部数字", f"board/{'c' if held.rows == 'community' else 'cat'}/{key}/"),
        source=source_line(figures.newest),
    )


def held_quarters(
    figures: Figures, slug: str, highlight: Highlight, held: Held
) -> tuple[str, list[tuple[Span, Line | None]]]:
    """Return the row of the board that a claim is held to, and its account in each of the quarters."""
    key = slug if held.rows == "community" else f"{highlight.category}"
    spans = [quarter_named(figures, name) for name in (held.before, held.after) if name]
    return key, [(span, row_of(figures.accounts(span.periods, held.rows), key)) for span in spans]


def _notes(highlight: Highlight, held: Held) -> list[str]:
    if held.before is None:
        return ["做以前的季度没有公布过，比不出变好还是变差。"]
    notes = ["前后不一样，不一定都是因为这个做法。"]
    if highlight.started is None:
        notes.append("开始的年月没有记录，这只是先后两个季度，不敢说是做以前和做以后。")
    return notes
