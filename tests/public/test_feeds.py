"""The feeds: valid by the rules of their formats, whole texts, ids that last, and nothing without an address."""

from __future__ import annotations

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zhishuo.exports.feeds import follow
from zhishuo.pages import Page, chrome
from zhishuo.reading import Records

ADDRESS = "https://town.example.cn/zhishuo/"
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = (
    *("feed", "stories/feed", "c/xinmin/feed", "c/heping/feed", "c/guangming/feed"),
    *(f"board/cat/{key}/feed" for key in ("property", "sanitation", "care", "neighbours")),
)


def files(records: Records, address: str = ADDRESS) -> dict[str, bytes]:
    return {asset.path: asset.content for asset in follow(records, address)}


def atom(records: Records, path: str = "feed", address: str = ADDRESS) -> ET.Element:
    return ET.fromstring(files(records, address)[f"{path}.xml"])  # noqa: S314 - our own feed


def text(parent: ET.Element, name: str) -> str:
    (found,) = parent.findall(f"{ATOM}{name}")
    return found.text or ""


def contents(records: Records, path: str = "feed") -> dict[str, str]:
    return {text(entry, "id"): text(entry, "content") for entry in atom(records, path).iter(f"{ATOM}entry")}


def with_story(records: Records, **changes: object) -> Records:
    story = records.stories["lamp"].model_copy(update=changes)
    return replace(records, stories={"lamp": story})


def test_without_an_address_there_is_no_feed(records: Records) -> None:
    assert files(records, "") == {}


def test_the_town_and_every_community_can_be_followed_in_both_formats(records: Records) -> None:
    assert sorted(files(records)) == sorted(f"{path}{end}" for path in FEEDS for end in (".xml", ".json"))


@pytest.mark.parametrize("path", FEEDS)
def test_atom_feeds_keep_the_rules_of_rfc_4287(records: Records, path: str) -> None:
    feed = atom(records, path)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        # exactly one of each, a name that is a URI, a moment with its time zone
        assert text(element, "title")
        assert re.fullmatch(r"tag:town\.example\.cn,2026:/zhishuo/\S*", text(element, "id"))
        assert dt.datetime.fromisoformat(text(element, "updated")).tzinfo
        kinds = [link.attrib["rel"] for link in element.findall(f"{ATOM}link")]
        assert sorted(kinds) == (["alternate", "self"] if element is feed else ["alternate"])
        assert all(link.attrib["href"].startswith(ADDRESS) for link in element.findall(f"{ATOM}link"))
    assert [link.attrib["href"] for link in feed.findall(f"{ATOM}link[@rel='self']")] == [f"{ADDRESS}{path}.xml"]
    (author,) = feed.findall(f"{ATOM}author")
    assert text(author, "name") == "示例镇"
    ids = [text(element, "id") for element in (feed, *entries)]
    assert len(ids) == len(set(ids))
    days = [text(entry, "updated") for entry in entries]
    assert days == sorted(days, reverse=True)
    assert not days or text(feed, "updated") == days[0]


@pytest.mark.parametrize("path", FEEDS)
def test_both_formats_say_the_same(records: Records, path: str) -> None:
    found: dict[str, Any] = json.loads(files(records)[f"{path}.json"])
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert (found["feed_url"], found["language"]) == (f"{ADDRESS}{path}.json", "zh-CN")
    assert {item["id"]: item["content_html"] for item in found["items"]} == contents(records, path)


def test_a_month_is_told_in_full_and_as_it_was_when_released(records: Records) -> None:
    name = "tag:town.example.cn,2026:/zhishuo/board/2026-09/"
    told = contents(records)[name]
    assert "【示例，数字是编的】示例镇2026年9月公开榜" in told
    assert "0 不表示没有" in told
    earlier = {period: release for period, release in records.releases.items() if period <= "2026-09"}
    assert contents(replace(records, releases=earlier))[name] == told


def test_a_story_is_told_in_full_and_dated_by_its_month_alone(records: Records) -> None:
    feed = atom(records)
    (story,) = (entry for entry in feed.iter(f"{ATOM}entry") if text(entry, "title") == "【示例】灯亮了")
    assert text(story, "updated") == "2026-09-30T00:00:00+08:00"
    assert all(words in text(story, "content") for words in ("灯坏了", "换了灯", "结果：解决"))
    assert b"2026-10-01" not in files(records)["feed.xml"]


def test_a_practice_is_told_with_what_it_lacks(records: Records) -> None:
    told = contents(records, "c/xinmin/feed")["tag:town.example.cn,2026:/zhishuo/c/xinmin/four-colours/"]
    assert "<li><p>先定<strong>颜色</strong></p></li>" in told
    assert "原来&lt;script&gt;排队" in told
    assert "快了：3.10 天（截至 2026年10月31日）。来源：台账。" in told
    assert "大家说好。未附数据。" in told
    assert "人手少" in told


def test_an_id_outlasts_a_new_title(records: Records) -> None:
    assert contents(with_story(records, title="路灯亮了")).keys() == contents(records).keys()


def test_addresses_in_a_text_lead_to_the_site_from_anywhere(records: Records) -> None:
    linked = with_story(records, done="看[公开榜](/board/#latest)和[别处](https://example.org/a)")
    told = contents(linked)["tag:town.example.cn,2026:/zhishuo/stories/lamp/"]
    assert f'href="{ADDRESS}board/#latest"' in told
    assert 'href="https://example.org/a"' in told


def test_characters_that_xml_cannot_hold_break_no_feed(records: Records) -> None:
    told = contents(with_story(records, said="灯\x01坏&<了"))
    assert "灯坏&amp;&lt;了" in told["tag:town.example.cn,2026:/zhishuo/stories/lamp/"]


def test_a_chinese_host_has_a_name_that_tags_may_hold(records: Records) -> None:
    assert text(atom(records, address="https://直说.例子/"), "id").startswith("tag:xn--")


def test_a_town_before_its_first_release_has_valid_feeds(bare: Records) -> None:
    feed = atom(bare)
    assert not feed.findall(f"{ATOM}entry")
    assert text(feed, "updated") == "2026-11-10T00:00:00+08:00"


@pytest.mark.parametrize(
    ("url", "place", "feeds"),
    [
        ("", "", ["feed"]),
        ("board/", "", ["../feed"]),
        ("stories/", "", ["../stories/feed"]),
        ("stories/lamp/", "xinmin", ["../../stories/feed", "../../c/xinmin/feed"]),
        ("board/c/xinmin/", "xinmin", ["../../../c/xinmin/feed"]),
        ("board/cat/property/", "", ["../../../board/cat/property/feed"]),
        ("board/2026-10/", "", []),
        ("en/c/xinmin/", "xinmin", []),
    ],
)
def test_a_page_names_the_feeds_of_what_it_is_about_where_there_are_any(url: str, place: str, feeds: list[str]) -> None:
    page = Page(url, "prose", "标题", "说明", (), "", None, place)
    assert chrome(page, ADDRESS)["feeds"] == feeds
    assert chrome(page, "")["feeds"] == []


def test_every_feed_a_page_names_is_there(addressed: Path) -> None:
    pages = list(addressed.rglob("*.html"))
    named = {
        (page.parent / href).resolve()
        for page in pages
        for href in re.findall(r'<link rel="alternate" type="application/\S+" href="(\S+)">', page.read_text("utf-8"))
    }
    assert named == {path.resolve() for end in ("xml", "json") for path in addressed.rglob(f"feed.{end}")}


def test_a_category_tells_its_months_as_they_were_when_released_and_its_stories(records: Records) -> None:
    found = contents(records, "board/cat/property/feed")
    name = "tag:town.example.cn,2026:/zhishuo/board/cat/property/2026-09/"
    assert "2026年9月，物业管理：登记" in found[name]
    assert "0 不表示没有" in found[name]
    earlier = {period: release for period, release in records.releases.items() if period <= "2026-09"}
    assert contents(replace(records, releases=earlier), "board/cat/property/feed")[name] == found[name]
    told = contents(with_story(records, category="property"), "board/cat/property/feed")
    assert "tag:town.example.cn,2026:/zhishuo/stories/lamp/" in told


def test_a_sensitive_category_is_told_under_all_names_it_is_published_with(records: Records) -> None:
    found = contents(records, "board/cat/care/feed")
    assert all("养老助残、邻里纠纷：登记" in told for name, told in found.items() if "/2026-" in name)


def test_a_feed_stays_as_long_as_a_reader_needs(records: Records) -> None:
    many = replace(records, stories={f"lamp-{number}": records.stories["lamp"] for number in range(60)})
    assert len(atom(many, "stories/feed").findall(f"{ATOM}entry")) == 50
