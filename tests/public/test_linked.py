"""What pages tell search engines: only of a site with an address, marked as made up, and never a way into the page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from zhishuo.pages import orders, render
from zhishuo.reading import Records
from zhishuo.views import show
from zhishuo.views.linked import linked

ADDRESS = "https://town.example.cn/zhishuo/"
TEMPLATES = Path(__file__).parent.parent.parent / "theme_overrides"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def about(records: Records, url: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(linked(records, ADDRESS)[url]))
    return found


def test_without_an_address_nothing_is_said(records: Records) -> None:
    assert linked(records, "") == {}


def test_the_town_says_where_it_can_be_reached(records: Records) -> None:
    found = about(records, "")
    assert (found["@type"], found["name"], found["url"]) == ("GovernmentOrganization", "【示例】示例镇", ADDRESS)
    assert found["contactPoint"]["telephone"] == "0123-456"


def test_the_downloads_are_a_data_set_with_its_files(records: Records) -> None:
    found = about(records, "data/")
    assert (found["@type"], found["name"]) == ("Dataset", "示例镇公开榜（示例）")
    assert (found["temporalCoverage"], found["license"]) == ("2026-07-01/2026-10-31", f"{ADDRESS}data/#licence")
    files = [(file["contentUrl"], file["encodingFormat"]) for file in found["distribution"]]
    assert (f"{ADDRESS}data/latest/all.csv", "text/csv") in files
    assert (f"{ADDRESS}data/latest/release.json", "application/json") in files


def test_before_the_first_release_no_days_are_said(bare: Records) -> None:
    assert "temporalCoverage" not in about(bare, "data/")


def test_a_story_is_dated_by_its_month_alone(records: Records) -> None:
    found = about(records, "stories/lamp/")
    assert (found["@type"], found["headline"], found["datePublished"]) == ("Article", "【示例】灯亮了", "2026-09")
    assert "2026-10-01" not in json.dumps(found)


def test_a_practice_says_whose_it_is_and_when_it_was_checked(records: Records) -> None:
    found = about(records, "c/xinmin/four-colours/")
    assert (found["@type"], found["author"]["name"], found["dateModified"]) == ("Article", "新民社区", "2026-11-10")


def test_no_text_ends_the_script_it_stands_in(records: Records) -> None:
    title = "</script><script>alert(1)</script><!-- "
    story = records.stories["lamp"].model_copy(update={"title": title})
    hostile = replace(records, stories={"lamp": story})
    pages = render(orders(show(hostile, {}, ADDRESS), (), linked(hostile, ADDRESS)), TEMPLATES)
    (page,) = (page for page in pages if page.url == "stories/lamp/")
    assert "<" not in page.about
    assert json.loads(page.about)["headline"] == f"【示例】{title}"


def test_the_pages_it_is_about_say_it_once_and_no_others(addressed: Path, site: Path) -> None:
    kinds: dict[str, set[str]] = {}
    for file in addressed.rglob("*.html"):
        found = SCRIPT.findall(file.read_text(encoding="utf-8"))
        assert len(found) <= 1
        for text in found:
            url = f"{file.parent.relative_to(addressed).as_posix()}/".removeprefix("./")
            value = json.loads(text)
            assert value["url"] == f"{ADDRESS}{url}"
            kinds.setdefault(value["@type"], set()).add(url)
    assert (kinds["GovernmentOrganization"], kinds["Dataset"]) == ({""}, {"data/"})
    assert all(re.fullmatch(r"(stories/[^/]+|c/[^/]+/[^/]+)/", url) for url in kinds["Article"])
    assert not any(SCRIPT.search(file.read_text(encoding="utf-8")) for file in site.rglob("*.html"))
