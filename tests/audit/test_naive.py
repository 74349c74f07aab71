"""The attacker is strong: what is known of naive publication, reproduced."""

from __future__ import annotations

import numpy as np

from zhishuo.audit.naive import below_base, exact_rates, measure, town, year_to_date


def test_the_synthetic_year_is_the_one_of_the_design() -> None:
    year = town(1)
    assert (year.size, int((year == 0).sum()), int(((year > 0) & (year < 5)).sum())) == (9_792, 7_125, 2_484)


def test_one_subtraction_opens_what_is_known() -> None:
    opened = year_to_date(town(1))
    assert (opened.hidden, opened.opened) == (1_368, 822)


def test_labels_beside_exact_margins_open_most_cells() -> None:
    opened = below_base(town(1, requests=600, communities=4, categories=6))
    assert opened.hidden > 100
    assert opened.opened > opened.hidden / 2


def test_what_the_margins_leave_open_is_not_claimed() -> None:
    two = np.array([[1, 2], [2, 1]], dtype=np.int64)
    assert below_base(two.reshape(1, 1, 2, 2)).opened == 0
    assert below_base(np.array([[1, 0], [2, 1]], dtype=np.int64).reshape(1, 1, 2, 2)).opened == 3


def test_a_rate_from_true_counts_opens_most_cells() -> None:
    opened = exact_rates(town(1), 1)
    assert opened.hidden == 181
    assert 120 < opened.opened < 160


def test_the_report_says_so_in_chinese() -> None:
    lines = [str(opened) for opened in measure(1, requests=300, communities=3, categories=4)]
    assert len(lines) == 3
    assert all("格里猜出" in line for line in lines)
