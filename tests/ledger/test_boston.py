"""Real requests of another city: the known answers, counted in memory only, and eight variants of a hundred rows."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from zhishuo.ledger.books import Books
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.counting import count
from zhishuo.ledger.landing import Ledger, Refused
from zhishuo.ledger.mapping import Mapping
from zhishuo.problems import ProblemsError

HERE = Path(__file__).parent
FOREVER = "2099-12"

Bring = Callable[..., Ledger]


@pytest.fixture(scope="module")
def lower(mapping: Mapping) -> Mapping:
    """The variants write the same headers in small letters."""
    return replace(mapping, columns={column: header.lower() for column, header in mapping.columns.items()})


@pytest.fixture
def bring_copy(tmp_path: Path, bring: Bring) -> Bring:
    """Copy a variant out of the repository, where no ledger may lie, and bring it in."""

    def copied(name: str, town: Codebook, mapping: Mapping) -> Ledger:
        shutil.copy(HERE / "fixtures" / "qsv-boston311" / name, tmp_path)
        return bring(tmp_path / name, town, mapping)

    return copied


def _timeliness(ledger: Ledger, town: Codebook, rows: str = "town") -> dict[str, dict[str, int]]:
    """Count all requests as if they had been booked in one release, long after."""
    found: dict[str, dict[str, int]] = {
        key: dict.fromkeys(("on_time", "late", "overdue", "none"), 0) for key in town.keys(rows)
    }
    for move in count(ledger, town, Books(start="1900-01"), FOREVER, dt.date(2100, 1, 1)).rows:
        key = "town" if rows == "town" else getattr(move, rows)
        open_one = "overdue" if move.overdue == "yes" else "none"
        settled = {"on_time": "on_time", "late": "late", "no_promise": "none", "-": open_one}
        found[key][settled[move.timeliness]] += move.count
    return found


def test_the_known_answers(boston: Ledger, town: Codebook, shared: Path) -> None:
    counts = _timeliness(boston, town)["town"]
    assert boston.imported.read == boston.imported.kept == sum(counts.values()) == 4995
    assert counts["none"] == 711
    promised = counts["on_time"] + counts["late"]
    assert promised == 4284
    # The city flags 474 as overdue; one more is late by its own times and bears no flag at all.
    with (shared / "boston-311" / "requests.csv").open(encoding="utf-8") as file:
        flags = [row["OnTime_Status"] for row in csv.DictReader(file)]
    assert (flags.count("OVERDUE"), flags.count("")) == (474, 1)
    assert counts["late"] == 474 + 1
    assert round(100 * (counts["late"] - 1) / promised, 2) == 11.06


def test_grades_come_from_promised_days(boston: Ledger, town: Codebook) -> None:
    by_grade = _timeliness(boston, town, "grade")
    assert {grade: sum(counts.values()) for grade, counts in by_grade.items()} == {
        "red": 1194, "orange": 1393, "yellow": 758, "blue": 939, "unassigned": 711,
    }  # fmt: skip
    assert by_grade["unassigned"]["none"] == 711


def test_seventeen_neighbourhoods_and_the_rest_unassigned(boston: Ledger, town: Codebook) -> None:
    by_community = {key: sum(counts.values()) for key, counts in _timeliness(boston, town, "community").items()}
    assert by_community["xinmin"] == 763
    assert by_community["chunhui"] == 100
    # Mission Hill, four short forms of others, and 49 without any.
    assert by_community["unassigned"] == 89 + 38 + 26 + 11 + 8 + 44 + 5
    assert sum(by_community.values()) == 4995
    unknown = dict(boston.imported.words["community"])
    assert unknown == {"Mission Hill": 89, "South Boston": 38, "Brighton": 26, "Allston": 11, "Mattapan": 8}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("boston311-100.csv", (100, 100, 0, 5, 12)),
        ("boston311-100.jsonl", (100, 100, 0, 5, 12)),
        ("boston311-100-with-nonascii.csv", (100, 100, 0, 5, 12)),
        ("boston311-dmy-100.csv", (100, 100, 0, 5, 12)),
        ("boston311-100-notime.csv", (100, 100, 0, 4, 12)),
        ("boston311-100-20dupes-random.csv", (100, 80, 20, 5, 9)),
        ("boston311-100-deduped.csv", (80, 80, 0, 5, 9)),
        ("boston311-100-bad.tsv", (100, 99, 0, 5, 12)),
    ],
)
def test_the_eight_variants(
    town: Codebook, lower: Mapping, bring_copy: Bring, name: str, expected: tuple[int, ...]
) -> None:
    """Expected are rows read, rows kept, duplicates, settled late, open past due."""
    ledger = bring_copy(name, town, replace(lower, dates="dmy" if "dmy" in name else "ymd"))
    imported = ledger.imported
    counts = _timeliness(ledger, town)["town"]
    assert (imported.read, imported.kept, imported.duplicates, counts["late"], counts["overdue"]) == expected
    assert imported.unequal == 0
    assert imported.refused == ((Refused("列数和表头不一致（按文件行号）", 1, (41,)),) if name.endswith(".tsv") else ())


def test_day_month_year_read_the_wrong_way_is_refused(town: Codebook, lower: Mapping, bring_copy: Bring) -> None:
    with pytest.raises(ProblemsError, match="登记时间看不懂 100 条"):
        bring_copy("boston311-dmy-100.csv", town, lower)
