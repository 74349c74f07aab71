"""Rules about claims held to the board: both quarters are published, one before the practice and one after it."""

from __future__ import annotations

from collections.abc import Iterator

from zhishuo.checks.findings import Finding, highlights
from zhishuo.reading import Records
from zhishuo.records import Held, Highlight


def claims_are_held_to_published_quarters(records: Records) -> Iterator[Finding]:
    """对照用的季度都公布过，以前的在做以前，以后的在做以后。"""
    known = [name for name, months in _quarters(records) if all(month in records.releases for month in months)]
    for file, path, highlight in highlights(records):
        for index, result in enumerate(highlight.results):
            if result.board:
                place = (*path, "results", index, "board")
                for field, message in _faults(known, highlight, result.board):
                    yield file, (*place, field), message


def _faults(known: list[str], highlight: Highlight, held: Held) -> Iterator[tuple[str, str]]:
    wanted: list[tuple[str, str | None]] = [("before", held.before), ("after", held.after)]
    for field, quarter in wanted:
        if quarter is not None and quarter not in known:
            yield field, f"{quarter} 的三个月没有都公布；能写的是 {'、'.join(known) or '（还没有）'}"
    if held.before is not None and held.before >= held.after:
        yield "before", f"以前的 {held.before} 要早于以后的 {held.after}"
    if held.rows == "category" and highlight.category is None:
        yield "rows", "写了 category，这个做法还要写 category：对应的诉求类别"
    started = highlight.started
    if started and held.before is not None and _months_of(held.before)[-1] >= started:
        yield "before", f"{started} 就开始做了，以前的季度要早于它；公布得没有那么早就留空"
    if started and _months_of(held.after)[0] < started:
        yield "after", f"{started} 才开始做，以后的季度不能早于它"


def _quarters(records: Records) -> Iterator[tuple[str, tuple[str, ...]]]:
    for year in sorted({period[:4] for period in records.releases}):
        for quarter in "1234":
            name = f"{year}-q{quarter}"
            yield name, _months_of(name)


def _months_of(quarter: str) -> tuple[str, ...]:
    """Return the three months of a quarter such as 2026-q3."""
    last = 3 * int(quarter[-1])
    return tuple(f"{quarter[:4]}-{month:02}" for month in range(last - 2, last + 1))
