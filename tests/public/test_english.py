"""The pages in English: what is missing said, each part marked with its language, found where the Chinese ones are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from english_town import DESK, WHOLE, pages_of, read, translating

from zhishuo.pages import chrome
from zhishuo.reading import Records
from zhishuo.records import Changes, Theme
from zhishuo.search import index
from zhishuo.views.finding import KINDS

NOTE = "This part has not been translated yet"


def test_without_any_english_there_is_no_english_page(records: Records) -> None:
    pages = pages_of(records)
    assert [url for url in pages if url.startswith("en/")] == []
    assert 'id="english"' not in pages["sitemap/"].html
    assert not any(page.is_translated for page in pages.values())


def test_pages_exist_for_what_has_any_english_and_for_nothing_else(translated: Records) -> None:
    pages = pages_of(translated)
    assert sorted(url for url in pages if url.startswith("en/")) == [
        *("en/", "en/c/heping/", "en/c/heping/four-colours/", "en/c/xinmin/", "en/c/xinmin/four-colours/"),
    ]


def test_a_community_has_a_page_for_the_sake_of_its_practice(records: Records) -> None:
    pages = pages_of(translating(records, "xinmin", {}, {"title": "Four colours"}))
    assert sorted(url for url in pages if url.startswith("en/")) == [
        *("en/", "en/c/xinmin/", "en/c/xinmin/four-colours/"),
    ]
    assert '<h1 id="top" lang="zh-CN">新民社区</h1>' in pages["en/c/xinmin/"].html


def test_a_whole_translation_has_nothing_missing(translated: Records) -> None:
    pages = pages_of(translated)
    for url in ("en/", "en/c/xinmin/", "en/c/xinmin/four-colours/"):
        assert NOTE not in pages[url].html, url
        assert "Not translated yet" not in pages[url].html, url


def test_the_practice_has_the_fixed_headings_in_order(translated: Records) -> None:
    headings = re.findall(r'<h2 id="[a-z]+">([^<]+)</h2>', pages_of(translated)["en/c/xinmin/four-colours/"].html)
    assert headings == [
        *("In one sentence", "The problem before", "What was done", "Results", "Cost and who is responsible"),
        *("What did not work", "Can others copy it", "Whom to ask"),
    ]


def test_what_is_missing_is_listed_above_and_said_at_each_part(translated: Records) -> None:
    html = pages_of(translated)["en/c/heping/four-colours/"].html
    listed = re.findall(r'<a href="#([a-z]+)">([^<]+)</a>', html)
    assert listed == [
        *(("top", "Name"), ("problem", "The problem before"), ("steps", "What was done"), ("results", "Results")),
        *(("cost", "Cost and who is responsible"), ("shortfalls", "What did not work")),
        *(("conditions", "Can others copy it"), ("desk", "Whom to ask")),
    ]
    assert html.count(NOTE) == len(listed)
    assert '<div class="prose" lang="zh-CN"><p>人手少</p></div>' in html
    assert '<div class="lede">Urgent matters first</div>' in html


@pytest.mark.parametrize("name", [name for name in WHOLE if name not in {"cost", "responsible"}])
def test_each_part_that_is_left_out_is_missed(translated: Records, name: str) -> None:
    rest = {key: value for key, value in WHOLE.items() if key != name}
    told = {"name": "Xinmin", "sentence": "First the urgent", "desk": DESK}
    html = pages_of(translating(translated, "xinmin", told, rest))["en/c/xinmin/four-colours/"].html
    assert len(re.findall(r'<a href="#[a-z]+">', html)) == 1
    assert html.count(NOTE) == 1


@pytest.mark.parametrize("left", [{"cost"}, {"responsible"}, {"cost", "responsible"}])
def test_cost_and_who_is_responsible_are_one_part(translated: Records, left: set[str]) -> None:
    rest = {key: value for key, value in WHOLE.items() if key not in left}
    told = {"name": "Xinmin", "sentence": "First the urgent", "desk": DESK}
    html = pages_of(translating(translated, "xinmin", told, rest))["en/c/xinmin/four-colours/"].html
    assert re.findall(r'<a href="#([a-z]+)">', html) == ["cost"]
    assert html.count(NOTE) == 1


def test_every_piece_of_text_is_marked_as_the_language_it_is_in(translated: Records) -> None:
    pages = pages_of(translated)
    for url in (url for url in pages if url.startswith("en/")):
        assert read(pages[url]).wrong == [], url


def test_no_part_leads_to_a_place_that_is_not_there(translated: Records) -> None:
    begun = replace(translated, town=translated.town.model_copy(update={"en": None}))
    begun = replace(begun, themes=tuple(Theme(id=one.id, name=one.name, summary=one.summary) for one in begun.themes))
    for url, page in pages_of(translating(begun, "xinmin", {}, {"title": "Four colours"})).items():
        for place in re.findall(r'<a href="#([a-z]+)">', page.html) if url.startswith("en/") else ():
            assert f'id="{place}"' in page.html, (url, place)


def test_a_real_town_is_not_called_a_sample(translated: Records) -> None:
    real = replace(translated, town=translated.town.model_copy(update={"sample": False}))
    assert not any("ample" in page.html for url, page in pages_of(real).items() if url == "en/c/xinmin/four-colours/")


def test_both_languages_name_each_other_and_themselves(translated: Records) -> None:
    pages = pages_of(translated)
    heads = {url: chrome(page, "https://example.org/x/") for url, page in pages.items()}
    paired = {url for url, page in pages.items() if page.is_translated}
    assert paired == {url.removeprefix("en/") for url in pages if url.startswith("en/")} | {
        url for url in pages if url.startswith("en/")
    }
    for url in paired:
        chinese = url.removeprefix("en/")
        assert heads[url]["alternates"] == {
            "zh-CN": f"https://example.org/x/{chinese}",
            "en": f"https://example.org/x/en/{chinese}",
            "x-default": f"https://example.org/x/{chinese}",
        }
    assert [url for url in pages.keys() - paired if heads[url]["alternates"] or heads[url]["other"]] == []
    assert heads["c/xinmin/"]["other"] == "../../en/c/xinmin/index.html"
    assert heads["en/"]["other"] == "../index.html"
    assert (heads["en/"]["language"], heads[""]["language"]) == ("en", "zh-CN")


def test_without_an_address_no_alternates_are_named(translated: Records) -> None:
    pages = pages_of(translated)
    assert all(chrome(page, "")["alternates"] == {} for page in pages.values())


def test_the_way_to_a_page_names_the_language_of_what_is_not_translated(records: Records) -> None:
    pages = pages_of(translating(records, "xinmin", {}, {"title": "Four colours"}))
    crumbs = pages["en/c/xinmin/four-colours/"].crumbs
    assert [(crumb.label, crumb.lang) for crumb in crumbs] == [
        ("Home", ""),
        ("新民社区", "zh-CN"),
        ("Four colours", ""),
    ]


def test_english_pages_are_in_the_index_of_all_and_found_under_their_own_kind(translated: Records) -> None:
    pages = pages_of(translated)
    for url in (url for url in pages if url.startswith("en/")):
        assert f'href="../{url}index.html"' in pages["sitemap/"].html, url
    files = {asset.path: asset.content.decode() for asset in index(pages.values(), {"xinmin": "新民社区"})}
    assert any("Everything waited in one line" in text for text in files.values())
    assert KINDS["英文"] == ("en", "en-community", "en-practice")


def test_old_addresses_lead_on_in_english_too(translated: Records) -> None:
    changes = Changes.model_validate(
        {
            "withdrawn": [
                {"address": "c/heping/old/", "title": "旧做法", "day": "2026-11-01", "reason": "不做了。"},
                {"address": "stories/noise/", "title": "一个故事", "day": "2026-10-12", "reason": "改了主意。"},
            ],
            "moved": [{"old": "c/xinmin/colours/", "new": "c/xinmin/four-colours/", "day": "2026-11-02"}],
        }
    )
    pages = pages_of(replace(translated, changes=changes))
    withdrawn = pages["en/c/heping/old/"]
    assert "was withdrawn on 1 November 2026" in withdrawn.html
    assert '<p lang="zh-CN">不做了。</p>' in withdrawn.html
    assert withdrawn.is_translated
    assert pages["c/heping/old/"].is_translated
    assert pages["en/c/xinmin/colours/"].moved_to == "../../../../en/c/xinmin/four-colours/index.html"
    assert "en/stories/noise/" not in pages, "stories have no pages in English"
