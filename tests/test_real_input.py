"""The main job on real input: a ledger goes through the commands as staff run them, and a site comes out."""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from zhishuo.figures import lines
from zhishuo.reading import read
from zhishuo.records import Release

ROOT = Path(__file__).parent.parent
BOSTON = ROOT.parent / "shared" / "data" / "boston-311" / "requests.csv"
PERIODS = ("2022-05", "2022-06")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def moment(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def boston_rows(month: str, column: str) -> list[dict[str, str]]:
    """Return the real requests whose `column` lies in `month`."""
    with BOSTON.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row[column].startswith(month)]


def told(release: Release, population: str, split: str) -> dict[tuple[str, ...], int]:
    """Return the town's counts of one table by (merged) column."""
    (line,) = lines(release, population, "town", split)
    return dict(line.cells)


@pytest.fixture
def boston_site(project: Path, command: Run, tmp_path: Path) -> tuple[dict[str, Release], Path]:
    """Release two months of Boston's requests with the committed mapping, and build the site from them alone."""
    if not BOSTON.exists():
        pytest.skip("no ../shared/data here: real input is not part of the repository")
    shutil.rmtree(project / "data" / "releases")
    ledger = shutil.copy(BOSTON, tmp_path / "requests.csv")
    mapping = ROOT / "tests" / "ledger" / "boston.yml"
    for period in PERIODS:
        done = command("release", str(ledger), "--period", period, "--mapping", str(mapping))
        assert done.returncode == 0, done.stderr
        refused = re.search("拒绝读取.*", done.stdout)
        assert refused
        assert {"CASE_TITLE", "Location", "LATITUDE", "LOCATION_STREET_NAME"} <= set(re.split("[：、]", refused[0])), (
            "contact and free-text columns are named as refused"
        )
    done = command("build")
    assert done.returncode == 0, done.stdout + done.stderr
    return read(project).releases, project / "site"


def test_boston_goes_through_release_and_build(boston_site: tuple[dict[str, Release], Path]) -> None:
    releases, site = boston_site
    assert tuple(releases) == PERIODS
    june = releases["2022-06"]

    registered = sum(line.total for line in lines(june, "registered", "community", "total"))
    assert registered == len(boston_rows("2022-06", "OPEN_DT"))
    assert sum(line.total for line in lines(june, "registered", "grade", "total")) == registered

    due = boston_rows("2022-06", "TARGET_DT")
    as_of = dt.datetime.combine(june.as_of + dt.timedelta(days=1), dt.time())
    closed = [(moment(row["CLOSED_DT"]), moment(row["TARGET_DT"])) for row in due]
    on_time = sum(1 for end, target in closed if end and target and end <= target and end < as_of)
    counts = told(june, "due", "timeliness")
    assert counts["on_time",] == on_time
    assert sum(counts.values()) == len(due)

    board = (site / "board" / "2022-06" / "index.html").read_text(encoding="utf-8")
    assert f"按时办结 {on_time} 件 ÷ 应办结 {len(due)} 件" in board
    assert "2022年5月" in board, "the month before is linked"


def test_nothing_private_of_boston_is_published(boston_site: tuple[dict[str, Release], Path]) -> None:
    _, site = boston_site
    row = boston_rows("2022-06", "OPEN_DT")[0]
    private = [row["CASE_ENQUIRY_ID"], row["LOCATION_STREET_NAME"], row["LATITUDE"], row["OPEN_DT"]]
    for path in site.rglob("*"):
        if path.suffix in {".html", ".csv", ".json"}:
            text = path.read_text(encoding="utf-8")
            assert not [value for value in private if value and value in text], path


def test_the_sample_releases_come_from_the_seeded_demo_ledger(project: Path, command: Run, tmp_path: Path) -> None:
    """The first three, a quarter's among them; each later one holds the checksum of the one before."""
    published = project / "data" / "releases"
    committed = {path.name: path.read_bytes() for path in sorted(published.glob("*.yml"))[:3]}
    shutil.rmtree(published)
    ledger = tmp_path / "demo.csv"
    assert command("demo-ledger", str(ledger)).returncode == 0
    for name in committed:
        done = command("release", str(ledger), "--period", name.removesuffix(".yml"))
        assert done.returncode == 0, done.stderr
    assert {path.name: path.read_bytes() for path in sorted(published.glob("*.yml"))} == committed
