"""Stories when there are many: no list that a phone on a slow link cannot load, and every one is found by its year."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from zhishuo.exports import export
from zhishuo.pages import orders, render
from zhishuo.reading import Records
from zhishuo.views import View, show
from zhishuo.views.finding import SitemapPage
from zhishuo.views.reference import DataPage
from zhishuo.views.stories import StoriesPage, StoryPage

THEME = Path(__file__).parents[2] / "theme_overrides"
MOST = 100


def many(records: Records, count: int) -> Records:
    """Return the town with so many stories, newest first: three of every four are of 2026, the others of 2025."""
    story = records.stories["lamp"]
    years = ["2025" if at % 4 == 3 else "2026" for at in range(count)]
    told = {f"s{at:03}": story.model_copy(update={"month": f"{year}-0{1 + at % 9}"}) for at, year in enumerate(years)}
    return replace(records, stories=dict(sorted(told.items(), key=lambda entry: entry[1].month, reverse=True)))


def shown(records: Records) -> dict[str, View]:
    return {view.url: view for view in show(records, {})}


def listed(view: View) -> list[str]:
    assert isinstance(view, StoriesPage)
    return [item.link.url for item in (*view.unsolved, *view.solved)]


def test_a_list_that_can_hold_all_holds_all(records: Records) -> None:
    views = shown(many(records, MOST))
    assert len(listed(views["stories/"])) == MOST
    assert [url for url, view in views.items() if isinstance(view, StoriesPage)] == ["stories/"]
    sitemap = views["sitemap/"]
    assert isinstance(sitemap, SitemapPage)
    assert len(sitemap.stories) == MOST


def test_of_more_the_newest_are_listed_and_all_by_their_year(records: Records) -> None:
    town = many(records, MOST + 1)
    views = shown(town)
    assert listed(views["stories/"]) == [f"stories/{name}/" for name in [*town.stories][:MOST]]
    of_years = [*listed(views["stories/2026/"]), *listed(views["stories/2025/"])]
    assert of_years == [url for url, view in views.items() if isinstance(view, StoryPage)]
    sitemap = views["sitemap/"]
    assert isinstance(sitemap, SitemapPage)
    assert [link.url for link in sitemap.stories] == ["stories/2026/", "stories/2025/"]


def test_a_list_leads_to_the_other_years_and_marks_its_own(records: Records) -> None:
    views = shown(many(records, MOST + 1))
    lists = [view for view in views.values() if isinstance(view, StoriesPage)]
    newest, ours, older = (page.html for page in render(orders(lists), THEME))
    assert '<a href="../stories/2026/index.html">2026 年</a>' in newest
    assert "更早的按年份看" in newest
    assert "看别的年份" in ours
    assert '<span aria-current="page">2026 年</span>' in ours
    assert '<a href="../../stories/2025/index.html">2025 年</a>' in ours
    assert ">2025 年的故事</h1>" in older


@pytest.mark.parametrize("count", [1, MOST + 1])
def test_downloads_tell_the_requests_of_a_year_in_a_file(records: Records, count: int) -> None:
    town = many(records, count)
    files = {asset.path: asset.content for asset in export(town)}
    names = [path for path in files if path.startswith("data/open311-requests-")]
    told = [row["service_request_id"] for path in reversed(names) for row in rows(files[path])]
    assert told == [*town.stories]
    page = shown(town)["data/"]
    assert isinstance(page, DataPage)
    assert set(names) <= {link.url for link in page.always}
    resources = json.loads(files["data/datapackage.json"])["resources"]
    assert {one["path"] for one in resources} >= {name.removeprefix("data/") for name in names}


def rows(content: bytes) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
