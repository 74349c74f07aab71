"""The English words for what the site counts: days, months, the rule of rounding, counts and rates in a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from zhishuo.figures import LEAST_N, Figures, Line, Rate, Released
from zhishuo.reading import Records
from zhishuo.records import BoardFigureId, Held, Highlight, Release
from zhishuo.views.base import Frame
from zhishuo.views.claims import held_quarters
from zhishuo.views.rates import RATES
from zhishuo.views.tables import Cell, Row, Table
from zhishuo.views.words import bounds

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_UNTOLD = "not recorded"
_COUNTS = (
    ("Registered", "", "registered"),
    ("Settled", "", "settled"),
    ("Solved", "of the settled ones", "solved"),
    ("Became overdue", "", "overdue"),
    ("Open", "at the end", "open"),
    ("Overdue", "of the open ones", "open_overdue"),
)
_TERMS: Mapping[BoardFigureId, str] = {
    "on_time": "On-time rate",
    "overdue": "Overdue rate",
    "solved": "Solved rate",
    "satisfied": "Satisfied rate",
}
_RATES: tuple[tuple[BoardFigureId, str], ...] = (
    ("on_time", "settled on time ÷ due"),
    ("solved", "solved ÷ settled"),
    ("satisfied", "satisfied or basically satisfied ÷ rated"),
)


def day_words(day: dt.date) -> str:
    """Return `3 November 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_words(month: str) -> str:
    """Return `October 2026` for 2026-10."""
    return f"{_MONTHS[int(month[5:]) - 1]} {month[:4]}"


def span_words(periods: Sequence[str]) -> str:
    """Return `Jul–Sep 2026` for months in a row of one year, `Oct 2026` for one: a phone has no room for more."""
    names = [_MONTHS[int(period[5:]) - 1][:3] for period in periods]
    return f"{'–'.join(dict.fromkeys((names[0], names[-1])))} {periods[-1][:4]}"


def frame(records: Records) -> Frame:
    """Return what every page says about the whole site."""
    newest = records.newest
    name = (records.town.en and records.town.en.name) or records.town.name
    if newest is None:
        return Frame(name, records.town.sample, "No figures have been published yet.", "")
    fresh = f"Figures as of {day_words(newest.as_of)}; the next ones are due by {day_words(newest.next_due)}."
    return Frame(name, records.town.sample, fresh, _rule(newest.method.base))


def _rule(base: int) -> str:
    near, far = bounds(base)
    return (
        f"Counts are rounded to multiples of {base} so that no household can be recognised, and so differ from the "
        f"truth by a few requests: a count of registered requests by no more than {near}; other counts, and what a "
        f"community registered by category, usually by no more than {near} as well, and by {far} at most; sums may "
        "differ by more. All tables add up. A 0 does not mean none. Percentages are worked out from the published "
        f"counts, and none is given of fewer than {LEAST_N} requests. What has been published is never changed; "
        "corrections are booked in the month they are made."
    )


def source_words(release: Release) -> str:
    """Return where figures come from, how fresh they are and when the next are due."""
    ledger = f"{'sample ' * release.sample}ledger of requests"
    return (
        f"Source: figures published for {month_words(release.period)} ({ledger}) · as of {day_words(release.as_of)} · "
        f"next update by {day_words(release.next_due)}"
    )


def accounts_table(caption: str, columns: Sequence[tuple[str, Line]]) -> Table:
    """Return accounts side by side under their heads: what they count, then the rates with both their numbers.

    What none of them tells has no row.
    """
    rows = [
        *(
            Row(label, tuple(_count(account.count(name)) for _, account in columns), note=note)
            for label, note, name in _COUNTS
        ),
        *(
            Row(_TERMS[name], tuple(_rate(RATES[name](account)) for _, account in columns), note=note)
            for name, note in _RATES
        ),
    ]
    return Table(
        caption,
        ("Requests", *(head for head, _ in columns)),
        tuple(row for row in rows if {*row.cells} != {Cell(_UNTOLD)}),
    )


def held_table(figures: Figures, slug: str, highlight: Highlight, held: Held) -> Table:
    """Return what the board says of a claim in one quarter or in two, with both numbers of the rate."""
    term, rate_of = _TERMS[held.figure], RATES[held.figure]
    _, found = held_quarters(figures, slug, highlight, held)
    kinds = max((len(line.keys) for _, line in found if line), default=1)
    kind = "this kind of request" if kinds == 1 else f"this and {kinds - 1} more kind of request, counted together"
    whose = "this community" if held.rows == "community" else f"{kind}, whole town"
    rows = tuple(Row(span_words(span.periods), (_rate(rate_of(line) if line else None),)) for span, line in found)
    return Table(f"{term}: {whose}", ("Quarter", term), rows)


def _count(count: Released | None) -> Cell:
    return Cell(_UNTOLD if count is None else f"{count}")


def _rate(rate: Rate | None) -> Cell:
    """Return a percentage with its fraction below it; too few to divide is said instead."""
    if rate is None:
        return Cell(_UNTOLD)
    share = f"{'nearly' if rate.is_edge else 'about'} {rate.percent}" if rate.enough else "too few"
    return Cell(share, f"{rate.numerator} ÷ {rate.denominator}" if rate.denominator.number else "")
