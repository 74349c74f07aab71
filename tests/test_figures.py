"""The formulas: published bulletins recomputed, rounding for all fractions, and counts that only releases give."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lives import CARRIED, Batch, Lives, batches_of, words_of

from zhishuo.figures import (
    LEAST_N,
    TOO_FEW,
    Figures,
    Line,
    Rate,
    Released,
    bands_of,
    figures_of,
    on_time_rate,
    overdue_rate,
    percent,
    percentile,
    rate,
    row_of,
    satisfied_rate,
    solved_rate,
    solved_within_rate,
    table_lines,
    together,
    whole,
)
from zhishuo.records import Release, ReleaseTable
from zhishuo.yaml_files import read_yaml

ROOT = Path(__file__).parents[1]
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


def released(**counts: int) -> Line:
    """Return a line of a released table with these columns; `d1_d3` stands for two merged ones."""
    table = ReleaseTable.model_validate(
        {
            "population": "settled",
            "window": {"first": "2026-10", "last": "2026-10"},
            "rows": "town",
            "split": "timeliness",
            "columns": [name.split("__") for name in counts],
            "lines": [{"keys": ["town"], "counts": [*counts.values()]}],
        }
    )
    return table_lines([table])[0]


ACCOUNT = released(
    registered=450,
    settled=320,
    on_time=300,
    due=400,
    overdue=100,
    solved=200,
    satisfied=80,
    basically=12,
    dissatisfied=8,
)
BANDS = released(d1__d3=50, d7=60, d15=40, d30=20, beyond=130)


@pytest.mark.parametrize(
    ("found", "words", "text"),
    [
        (on_time_rate(ACCOUNT), "按时办结 300 件 ÷ 到期 400 件", "约 75%"),
        (overdue_rate(ACCOUNT), "过了期限 100 件 ÷ 到期 400 件", "约 25%"),
        (solved_rate(ACCOUNT), "解决 200 件 ÷ 办结 320 件", "约 63%"),
        (satisfied_rate(ACCOUNT), "满意和基本满意 92 件 ÷ 评价 100 件", "约 92%"),
        (solved_within_rate(BANDS, 3), "3 天内解决 50 件 ÷ 登记 300 件", "约 17%"),
        (solved_within_rate(BANDS, 7), "7 天内解决 110 件 ÷ 登记 300 件", "约 37%"),
        (solved_within_rate(BANDS, 30), "30 天内解决 170 件 ÷ 登记 300 件", "约 57%"),
    ],
)
def test_every_rate_says_what_is_divided_by_what(found: Rate | None, words: str, text: str) -> None:
    assert found
    assert (found.words, found.text) == (words, text)


def test_no_rate_is_made_of_what_is_not_told_or_merged_with_others() -> None:
    assert on_time_rate(released(on_time=5)) is None
    assert satisfied_rate(released(satisfied=5, basically__dissatisfied=5)) is None
    assert solved_within_rate(BANDS, 1) is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (15, 15, TOO_FEW),
        (20, 20, "接近 100%"),
        (0, 20, "接近 0%"),
        (995, 1000, "约 99%"),  # never 100 while one is missing
        (5, 4000, "约 1%"),  # never 0 while there is one
        (0, 0, TOO_FEW),
    ],
)
def test_rounded_counts_give_rounded_rates(numerator: int, denominator: int, text: str) -> None:
    line = released(top=numerator, bottom=denominator)
    found = rate("率", (line.count("top"), "上"), (line.count("bottom"), "下"))
    assert found
    assert (found.text, found.enough) == (text, denominator >= LEAST_N)


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
    names = ("d1", "d3", "d7", "d15", "d30", "beyond")
    found = percentile(released(**dict(zip(names, counts, strict=True))), share, "一半的诉求")
    assert found
    assert (found.text, found.n.number) == (text, sum(counts))


def test_a_percentile_in_merged_bands() -> None:
    # day 1 to 3 merged: the 50th of 100 is the 50th of 80 between day 0 and day 3
    wide = percentile(released(d1__d3=80, d7=10, d15=5, d30=3, beyond=2), 0.5, "")
    assert wide
    assert wide.text == "约 1.9 天"
    assert percentile(released(d1=0, beyond=0), 0.5, "") is None


@given(st.lists(st.integers(0, 500), min_size=6, max_size=6).filter(any), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_larger_share_never_takes_fewer_days(counts: list[int], one: float, other: float) -> None:
    names = ("d1", "d3", "d7", "d15", "d30", "beyond")
    line = released(**dict(zip(names, counts, strict=True)))
    early, late = (percentile(line, share, "") for share in sorted((one, other)))
    assert early
    assert late
    assert early.days <= late.days


def test_no_count_comes_from_a_number_at_hand() -> None:
    for wrong in ((5,), (5, object())):
        with pytest.raises(TypeError, match="comes out of a release"):
            Released(*wrong)


def test_the_type_checker_refuses_a_rate_of_plain_numbers(tmp_path: Path) -> None:
    (tmp_path / "made_up.py").write_text(
        "from zhishuo.figures import Rate, rate\nfrom zhishuo.views.charts import trend\n"
        "Rate('解决率', 9, 10, '解决', '办结')\n"
        "rate('解决率', (9, '解决'), (10, '办结'))\n"
        "trend('登记', [('2026-10', 9)])\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", tmp_path / "made_up.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    faults = [line for line in done.stdout.splitlines() if "made_up.py" in line and "error" in line]
    assert done.returncode == 1
    assert [line.count("Released") > 0 for line in faults] == [True] * 5, done.stdout


TWIN = Path(__file__).parent / "site"
BIRTH: dict[str, Any] = {"community": "xinmin", "category": "housing", "grade": "blue", "channel": "grid"}


def figures(*batches: Batch, months: int = 3) -> Figures:
    """Return the figures of these lives in the twin's town, from 2026-07 on."""
    texts = Lives(words_of(TWIN), batches, "2026-07").releases(months)
    return figures_of({month: Release.model_validate(read_yaml(month, text).values) for month, text in texts.items()})


def numbers(line: Line | None) -> dict[str, int]:
    """Return the counts of a line by column."""
    return {"+".join(keys): count.number for keys, count in line.cells} if line else {}


def test_stocks_are_what_came_less_what_went() -> None:
    found = figures(
        Batch(**BIRTH, booked=CARRIED, overdue=CARRIED, settled=1, outcome="explained"),
        Batch(**BIRTH, booked=CARRIED),
        Batch(**BIRTH, booked=0, settled=0, days="d3"),
        Batch(**BIRTH, booked=0, overdue=1),
        Batch(**BIRTH, booked=1, settled=2, days="d7", promise=False),
    )
    stocks = [numbers(whole(found.accounts([month], "grade"))) for month in found.periods]
    assert [(stock["registered"], stock["settled"], stock["open"]) for stock in stocks] == [
        (10, 5, 15),
        (5, 5, 15),
        (0, 5, 10),
    ]
    assert [stock["open_overdue"] for stock in stocks] == [5, 5, 5]
    assert [(stock["due"], stock["on_time"], stock["overdue"], stock["no_promise"]) for stock in stocks] == [
        (5, 5, 0, 0),
        (5, 0, 5, 0),
        (0, 0, 0, 5),
    ]
    quarter = numbers(row_of(found.accounts(found.periods, "community"), "xinmin"))
    assert (quarter["registered"], quarter["settled"], quarter["open"], quarter["due"]) == (15, 15, 10, 10)


def test_a_cohort_keeps_those_not_settled() -> None:
    found = figures(
        Batch(**BIRTH, booked=0, settled=0, days="d3"),
        Batch(**BIRTH, booked=0, settled=1, days="d15", outcome="explained"),
        Batch(**BIRTH, booked=0),
    )
    (town,) = found.cohorts(["2026-07"], "town")
    assert numbers(bands_of(town, ("solved",))) == {"d1": 0, "d3": 5, "d7": 0, "d15": 0, "d30": 0, "beyond": 10}
    assert numbers(bands_of(town, ("solved", "other")))["beyond"] == 5
    community = row_of(found.cohorts(["2026-07"], "community"), "xinmin")
    assert community
    assert numbers(bands_of(community, ("solved",))) == {"d1+d3": 5, "d7": 0, "d15": 0, "d30": 0, "beyond": 10}
    assert found.cohorts(["2026-09"], "grade") == (), "its course is told a month later"
    assert found.until("2026-07").cohorts(["2026-07"], "grade") == (), "an archived month does not look ahead"


@given(st.integers(0, 10**6))
def test_every_way_to_add_up_gives_the_same_town(seed: int) -> None:
    found = figures(*batches_of(words_of(TWIN), 3, seed, batches=20))
    for periods in ([found.periods[0]], found.periods):
        towns = [numbers(whole(found.accounts(periods, rows))) for rows in ("community", "category", "grade")]
        shared = towns[2].keys()
        assert all({name: town[name] for name in shared} == towns[2] for town in towns)
        assert towns[0]["open"] >= towns[0]["open_overdue"] >= 0


def test_rows_once_merged_are_added_up_together() -> None:
    def row(keys: tuple[str, ...], count: int) -> Line:
        return Line(keys, tuple((("all",), number) for _, number in released(all=count).cells))

    found = together([row(("care",), 5), row(("jobs",), 10), row(("care", "family"), 15), row(("family",), 20)])
    assert [(line.keys, numbers(line)) for line in found] == [
        (("care", "family"), {"all": 40}),
        (("jobs",), {"all": 10}),
    ]


def test_blocks_of_a_county_are_added_up() -> None:
    def block(name: str, *counts: tuple[str, int]) -> ReleaseTable:
        return ReleaseTable.model_validate(
            {
                "population": "overdue",
                "block": name,
                "window": {"first": "2026-10", "last": "2026-10"},
                "rows": "grade",
                "split": "total",
                "columns": [["all"]],
                "lines": [{"keys": [key], "counts": [count]} for key, count in counts],
            }
        )

    found = table_lines([block("north", ("red", 5), ("blue", 10)), block("south", ("red", 15), ("blue", 0))])
    assert [(line.keys, numbers(line)) for line in found] == [(("red",), {"all": 20}), (("blue",), {"all": 10})]
