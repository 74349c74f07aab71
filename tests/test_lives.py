"""Releases made of whole lives keep every rule, whatever the lives; the twin's are made so."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import without_claims
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lives import Batch, Lives, batches_of, words_of

from zhishuo.checks import check
from zhishuo.reading import read

TWIN = Path(__file__).parent / "site"


def put(root: Path, texts: dict[str, str]) -> None:
    """Write releases in the place of those of the project at `root`."""
    folder = root / "data" / "releases"
    shutil.rmtree(folder)
    folder.mkdir()
    for month, text in texts.items():
        (folder / f"{month}.yml").write_text(text, encoding="utf-8")


def test_the_twins_releases_are_made_of_lives() -> None:
    words = words_of(TWIN)
    made = Lives(words, batches_of(words, 4, seed=3, batches=40), "2026-07").releases(4)
    assert made == {
        path.stem: path.read_text(encoding="utf-8") for path in sorted((TWIN / "data/releases").glob("*.yml"))
    }


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), batches=st.integers(0, 60), base=st.sampled_from([3, 5]))
def test_whatever_the_lives_no_rule_is_broken(seed: int, batches: int, base: int, twin: Path) -> None:
    without_claims(twin)
    words = words_of(twin)
    put(twin, Lives(words, batches_of(words, 5, seed, batches=batches), "2025-11", base).releases(5))
    check(read(twin))


def test_a_life_that_no_request_can_have_is_refused() -> None:
    life = Batch(community="xinmin", category="housing", grade="red", channel="grid", booked=1, settled=2)
    wrong: list[dict[str, Any]] = [
        {"settled": 0},
        {"rated": 1},
        {"overdue": 3},
        {"days": "d3", "settled": 4},
        {"corrected": 1},
    ]
    for change in wrong:
        with pytest.raises(AssertionError):
            replace(life, **change)
