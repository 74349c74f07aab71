"""The formulas: published bulletins recomputed, the rounding rules for all fractions, and what merged counts allow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhishuo.figures import (
    LEAST_N,
    TOO_FEW,
    Line,
    Percentile,
    Rate,
    joined,
    line_of,
    on_time_rate,
    overdue_rate,
    percent,
    percentile,
    satisfied_rate,
    settled_rate,
    solved_rate,
    solved_share,
    solved_within_rate,
    table_lines,
    yes_rate,
)
from zhishuo.reading import read
from zhishuo.records import SPLITS

ORACLES = Path(__file__).parents[2] / "shared" / "data" / "bulletins" / "oracles.json"


def published() -> Iterator[tuple[str, int, int, str]]:
    """Yield place, term and the numbers of every percentage in the bulletins; nothing where they are not at hand."""
    for bulletin in json.loads(ORACLES.read_text(encoding="utf-8")) if ORACLES.exists() else ():
        for check in bulletin["checks"]:
            yield f"{bulletin['id']} {check['term']}", check["n"], check["d"], check["published"]


@pytest.mark.skipif(not ORACLES.exists(), reason="the bulletins lie beside the project: ../shared/data/bulletins")
def test_published_bulletins_are_reproduced() -> None:
    rows = list(published())
    assert len(rows) >= 19
    ours = {name: percent(n, d, decimals(printed)) for name, n, d, printed in rows}
    assert ours == {name: printed.replace(" ", "") for name, _, _, printed in rows}


def decimals(printed: str) -> int:
    """Return how many decimal places a printed percentage has."""
    return len(printed.strip("% ").partition(".")[2])


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed"),
    [
        (0, 400, "0%"),
        (400, 400, "100%"),
        (1, 400, "0.3%"),
        (1, 100_000, "0.1%"),
        (1999, 2000, "99.9%"),
        (99_999, 100_000, "99.9%"),
        (1, 2, "50.0%"),
        (1, 16, "6.3%"),  # 6.25: half up, where half-to-even would print 6.2
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (372, 400, "93.0%"),
        (600, 400, "150.0%"),
        (-1, 16, "-6.3%"),
        (-400, 400, "-100%"),
    ],
)
def test_percentages_are_rounded_honestly(numerator: int, denominator: int, printed: str) -> None:
    assert percent(numerator, denominator) == printed


def test_a_share_of_nothing_is_no_share() -> None:
    with pytest.raises(ZeroDivisionError):
        percent(0, 0)


@given(st.data(), st.integers(1, 10**7), st.integers(0, 3))
def test_rounding_for_all_fractions(data: st.DataObject, denominator: int, places: int) -> None:
    numerator = data.draw(st.integers(0, denominator))
    printed = percent(numerator, denominator, places)
    shown, exact = Fraction(printed.rstrip("%")), Fraction(100 * numerator, denominator)
    step = Fraction(1, 10**places)
    assert (shown == 100) == (numerator == denominator)
    assert (shown == 0) == (numerator == 0)
    assert decimals(printed) == (0 if numerator in {0, denominator} else places)
    inside = step / 2 <= exact <= 100 - step / 2 or numerator in {0, denominator}
    assert abs(shown - exact) <= (step / 2 if inside else step)


@given(st.integers(1, 10**6), st.integers(0, 2))
def test_a_larger_share_is_never_printed_smaller(denominator: int, places: int) -> None:
    numerators = sorted({0, 1, denominator // 3, denominator // 2, denominator - 1, denominator})
    shown = [Fraction(percent(numerator, denominator, places).rstrip("%")) for numerator in numerators]
    assert shown == sorted(shown)


def line(split: str, *counts: int, merged: tuple[int, ...] = ()) -> Line:
    """Return a line of one split; `merged` says how many columns each count holds, one each when left out."""
    keys = iter(SPLITS[split])
    widths = merged or (1,) * len(counts)
    columns = [tuple(next(keys) for _ in range(width)) for width in widths]
    assert len(columns) == len(counts)
    assert next(keys, None) is None
    return Line(("town",), tuple(zip(columns, counts, strict=True)))


DUE = line("timeliness", 300, 60, 40, 70, 30)
OUTCOMES = line("outcome", 200, 30, 50, 20, 10, 5, 5, 0, 80)
RATINGS = line("rating", 80, 12, 8, 300)
WITHIN = line("solved_within", 50, 60, 40, 20, 130)


@pytest.mark.parametrize(
    ("rate", "words", "text"),
    [
        (settled_rate(DUE), "已办结 360 件 ÷ 应办结 400 件", "90.0%"),
        (on_time_rate(DUE), "按时办结 300 件 ÷ 应办结 400 件", "75.0%"),
        (overdue_rate(DUE), "超期办结和超期未办结 100 件 ÷ 应办结 400 件", "25.0%"),
        (solved_rate(OUTCOMES), "解决 200 件 ÷ 已办结 320 件", "62.5%"),
        (solved_share(OUTCOMES), "解决 200 件 ÷ 全部登记 400 件", "50.0%"),
        (satisfied_rate(RATINGS), "满意和基本满意 92 件 ÷ 回访到 100 件", "92.0%"),
        (solved_within_rate(WITHIN, 3), "3 天内解决 50 件 ÷ 全部登记 300 件", "16.7%"),
        (solved_within_rate(WITHIN, 7), "7 天内解决 110 件 ÷ 全部登记 300 件", "36.7%"),
        (solved_within_rate(WITHIN, 15), "15 天内解决 150 件 ÷ 全部登记 300 件", "50.0%"),
        (solved_within_rate(WITHIN, 30), "30 天内解决 170 件 ÷ 全部登记 300 件", "56.7%"),
        (yes_rate(line("redone", 8, 392), "重办率", "重办", "应办结"), "重办 8 件 ÷ 应办结 400 件", "2.0%"),
    ],
)
def test_every_rate_says_what_is_divided_by_what(rate: Rate | None, words: str, text: str) -> None:
    assert rate is not None
    assert (rate.words, rate.text) == (words, text)


def test_on_time_and_overdue_make_up_everything_due() -> None:
    on_time, overdue = on_time_rate(DUE), overdue_rate(DUE)
    assert on_time
    assert overdue
    assert on_time.numerator + overdue.numerator == on_time.denominator == overdue.denominator


def test_a_request_without_a_promise_changes_no_rate_of_timeliness() -> None:
    more = line("timeliness", 300, 60, 40, 70, 9000)
    assert [rate(more) for rate in (settled_rate, on_time_rate, overdue_rate)] == [
        rate(DUE) for rate in (settled_rate, on_time_rate, overdue_rate)
    ]


def test_explaining_and_passing_on_are_not_solving() -> None:
    nothing_solved = line("outcome", 0, 0, 300, 20, 0, 0, 0, 0, 80)
    rate = solved_rate(nothing_solved)
    assert rate
    assert rate.text == "0%"


@pytest.mark.parametrize(
    ("formula", "merged"),
    [
        (settled_rate, line("timeliness", 360, 140, merged=(2, 3))),
        (on_time_rate, line("timeliness", 360, 40, 100, merged=(2, 1, 2))),
        (overdue_rate, line("timeliness", 300, 100, 100, merged=(1, 1, 3))),
        (on_time_rate, line("timeliness", 500, merged=(5,))),
        (solved_rate, line("outcome", 230, 170, merged=(2, 7))),
        (solved_rate, line("outcome", 200, 30, 50, 20, 10, 5, 85, merged=(1, 1, 1, 1, 1, 1, 3))),
        (satisfied_rate, line("rating", 80, 20, 300, merged=(1, 2, 1))),
        (satisfied_rate, line("rating", 80, 12, 308, merged=(1, 1, 2))),
        (lambda found: solved_within_rate(found, 3), line("solved_within", 110, 40, 20, 130, merged=(2, 1, 1, 1))),
        (lambda found: solved_within_rate(found, 30), line("solved_within", 110, 40, 150, merged=(2, 1, 2))),
        (lambda found: yes_rate(found, "退回率", "退回", "全部登记"), line("returned", 120, merged=(2,))),
    ],
)
def test_no_rate_is_made_of_columns_merged_with_others(formula: Callable[[Line], Rate | None], merged: Line) -> None:
    assert formula(merged) is None


@pytest.mark.parametrize(
    ("formula", "merged", "text"),
    [
        (on_time_rate, line("timeliness", 300, 100, 100, merged=(1, 2, 2)), "75.0%"),
        (overdue_rate, line("timeliness", 300, 100, 100, merged=(1, 2, 2)), "25.0%"),
        (solved_rate, line("outcome", 200, 120, 80, merged=(1, 7, 1)), "62.5%"),
        (satisfied_rate, line("rating", 92, 8, 300, merged=(2, 1, 1)), "92.0%"),
        (lambda found: solved_within_rate(found, 7), line("solved_within", 110, 190, merged=(2, 3)), "36.7%"),
    ],
)
def test_columns_merged_among_themselves_still_make_a_rate(
    formula: Callable[[Line], Rate | None], merged: Line, text: str
) -> None:
    rate = formula(merged)
    assert rate
    assert rate.text == text


def test_too_few_for_a_percentage() -> None:
    few, enough = on_time_rate(line("timeliness", 19, 0, 0, 0, 0)), on_time_rate(line("timeliness", 20, 0, 0, 0, 0))
    assert few
    assert enough
    assert (few.text, few.words) == (TOO_FEW, "按时办结 19 件 ÷ 应办结 19 件")
    assert (enough.text, enough.denominator) == ("100%", LEAST_N)


def test_of_nothing_due_no_percentage_is_printed() -> None:
    rate = on_time_rate(line("timeliness", 0, 0, 0, 70, 30))
    assert rate
    assert (rate.text, rate.words) == (TOO_FEW, "按时办结 0 件 ÷ 应办结 0 件")


@pytest.mark.parametrize(
    ("counts", "share", "text"),
    [
        # 100 requests: the 50th is the 10th of 20 between day 3 and day 7: 3 + 4 · 10/20
        ((20, 20, 20, 20, 10, 10), 0.5, "约 5.0 天"),
        # the 90th is the last of the band up to day 30
        ((20, 20, 20, 20, 10, 10), 0.9, "约 30.0 天"),
        # the 90th is the 5th of 10 between day 15 and day 30: 15 + 15 · 5/10
        ((20, 20, 20, 25, 10, 5), 0.9, "约 22.5 天"),
        # half are settled within the first day: 0 + 1 · 50/80
        ((80, 0, 0, 0, 0, 20), 0.5, "约 0.6 天"),
        # an empty band holds nobody: the 50th is the first of 50 between day 15 and day 30
        ((49, 0, 0, 0, 50, 1), 0.5, "约 15.3 天"),
        # open requests are not left out: fewer than 90 of 100 were settled in 30 days
        ((40, 20, 10, 10, 5, 15), 0.9, "超过 30 天"),
        ((5, 5, 5, 2, 1, 1), 0.5, "数量太少，不列天数"),
    ],
)
def test_percentiles_worked_by_hand(counts: tuple[int, ...], share: float, text: str) -> None:
    found = percentile(line("duration", *counts), share, "一半的诉求")
    assert found
    assert (found.text, found.n) == (text, sum(counts))


def test_a_percentile_in_merged_bands() -> None:
    # day 1 to 3 merged: the 50th of 100 is the 50th of 80 between day 0 and day 3
    wide = percentile(line("duration", 80, 10, 5, 3, 2, merged=(2, 1, 1, 1, 1)), 0.5, "")
    assert wide
    assert wide.text == "约 1.9 天"
    # up to day 30 merged with longer: nothing more is known than that day 15 had passed
    late = percentile(line("duration", 10, 20, 30, 20, 20, merged=(1, 1, 1, 1, 2)), 0.9, "")
    assert late == Percentile("", 15, 100, beyond=True)
    assert late.text == "超过 15 天"
    assert percentile(line("duration", 100, merged=(6,)), 0.5, "") is None


@given(st.lists(st.integers(0, 500), min_size=6, max_size=6), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_larger_share_never_takes_fewer_days(counts: list[int], one: float, other: float) -> None:
    early, late = (percentile(line("duration", *counts), share, "") for share in sorted((one, other)))
    assert early
    assert late
    assert early.days <= late.days


def test_released_tables_become_lines(twin: Path) -> None:
    release = read(twin).releases["2026-10"]
    table = next(table for table in release.tables if (table.rows, table.split) == ("community", "timeliness"))
    found = table_lines(table)
    assert line_of(found, "xinmin") == Line(
        ("xinmin",), ((("on_time",), 158), (("settled_late", "open_overdue", "not_due", "no_promise"), 72))
    )
    assert line_of(found, "nanmen") is None
    merged = table_lines(next(table for table in release.tables if table.rows == "grade"))
    assert line_of(merged, "red") is None


def test_only_lines_of_the_same_kind_are_joined() -> None:
    assert joined([]) is None
    both = joined([DUE, line("timeliness", 1, 2, 3, 4, 5)])
    assert both == line("timeliness", 301, 62, 43, 74, 35)
    assert joined([DUE, line("timeliness", 300, 100, 100, merged=(1, 2, 2))]) is None
