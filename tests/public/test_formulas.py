"""The examples beside the formulas: worked from the newest numbers, and right."""

from __future__ import annotations

import re
from dataclasses import replace

from zhishuo.figures import figures_of
from zhishuo.reading import Records
from zhishuo.views.formulas import formulas


def examples(records: Records) -> dict[str, str]:
    return {one.id: one.example for one in formulas(figures_of(records.releases))}


def test_every_rate_is_worked_from_its_fraction(records: Records) -> None:
    worked = {name: found for name, text in examples(records).items() if (found := FRACTION.search(text))}
    assert {"f-on-time", "f-overdue", "f-solved", "f-satisfied", "f-within", "f-redone"} <= set(worked)
    for name, found in worked.items():
        part, whole, percent = map(int, found.groups())
        assert abs(100 * part / whole - percent) <= 0.5, name


FRACTION = re.compile(r" (\d+) 件 ÷ \S+ (\d+) 件，(?:约|接近) (\d+)%")


def test_a_sum_adds_up(records: Records) -> None:
    on_time, overdue, due = map(int, re.findall(r"(\d+) 件", examples(records)["f-due"]))
    assert on_time + overdue == due
    before, came, went, after = map(int, re.findall(r"(\d+) 件", examples(records)["f-open"]))
    assert before + came - went == after


def test_the_median_is_worked_step_by_step(records: Records) -> None:
    """The step printed gives the days printed."""
    text = examples(records)["f-days"]
    found = re.search(r"：(\d+) \+ (\d+) × \(([\d.]+) - (\d+)\) ÷ (\d+)，约 ([\d.]+) 天", text)
    if found is None:
        assert "超过 30 天" in text
        return
    lower, width, half, before, count, days = map(float, found.groups())
    assert abs(lower + width * (half - before) / count - days) <= 0.05


def test_before_the_first_release_there_are_formulas_without_examples(records: Records) -> None:
    assert set(examples(replace(records, releases={})).values()) == {""}
