"""The pages in English: the numbers of the Chinese ones, what is missing said, each part marked with its language."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from zhishuo.pages import Page, chrome, orders, render
from zhishuo.reading import Records
from zhishuo.records import Changes, CommunityEnglish, HighlightEnglish, Theme, ThemeEnglish, TownEnglish
from zhishuo.search import index
from zhishuo.views import show
from zhishuo.views.finding import KINDS

TEMPLATES = Path(__file__).parents[2] / "theme_overrides"
NOTE = "This part has not been translated yet"
HANZI = re.compile("[\u3400-\u9fff]")
WHOLE: dict[str, Any] = {
    "title": "Four colours",
    "sentence": "Urgent matters first",
    "problem": "Everything waited in **one** line",
    "steps": ["The colour is set first"],
    "results": ["It takes 3.10 days", "Residents say it is good"],
    "cost": "Not recorded",
    "responsible": "The community",
    "shortfalls": "Too few people",
    "conditions": "It takes grid workers",
}
DESK = {"name": "Desk", "place": "Ground floor", "hours": "Weekdays"}


@pytest.fixture
def translated(records: Records) -> Records:
    """Return the small town with xinmin whole in English, heping begun, guangming in Chinese alone."""
    town = records.town.model_copy(
        update={"en": TownEnglish.model_validate({"name": "Sample Town", "slogan": "Say it straight", "desk": DESK})}
    )
    themes = tuple(
        theme.model_copy(update={"en": ThemeEnglish(name=f"Theme {theme.id}", summary="What it is about")})
        for theme in records.themes
    )
    told = {"name": "Xinmin", "sentence": "First the urgent", "about": "An *old* community", "desk": DESK}
    changed = translating(replace(records, town=town, themes=themes), "xinmin", told, WHOLE)
    return translating(changed, "heping", {"name": "Heping"}, {"sentence": "Urgent matters first"})


def translating(records: Records, slug: str, community: dict[str, Any], practice: dict[str, Any]) -> Records:
    """Return the records with the English of one community and of its only practice."""
    old = records.communities[slug]
    (highlight,) = old.highlights
    changed = old.model_copy(
        update={
            "en": CommunityEnglish.model_validate(community),
            "highlights": [highlight.model_copy(update={"en": HighlightEnglish.model_validate(practice)})],
        }
    )
    return replace(records, communities=records.communities | {slug: changed})


def pages_of(records: Records) -> dict[str, Page]:
    return {page.url: page for page in render(orders(show(records, {})), TEMPLATES)}


class Languages(HTMLParser):
    """Collects the text of an English article with the language it is marked as, and where that is wrong."""

    VOID = frozenset({"img", "br", "hr", "wbr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = [("", "en")]
        self.wrong: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append((tag, dict(attrs).get("lang") or self.open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if data.strip() and (self.open[-1][1] == "zh-CN") != bool(HANZI.search(data)):
            self.wrong.append(data)


def read(page: Page) -> Languages:
    found = Languages()
    found.feed(page.html)
    return found


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


def cells(html: str) -> dict[str, list[str]]:
    """Return the cells of the last table of an English page by the head of their row."""
    table = html[html.rindex("<table>") : html.rindex("</table>")]
    rows = re.findall(r'<th scope="row">([^<]+).*?</th>(.*?)</tr>', table)
    return {head: re.findall(r"<td>(.*?)</td>", rest) for head, rest in rows}


def test_the_board_tells_the_numbers_that_the_chinese_pages_tell(translated: Records) -> None:
    pages = pages_of(translated)
    told = cells(pages["en/"].html)
    home, quarter = pages[""].html, pages["board/2026-q3/"].html
    assert told["Registered"] == ["155", "465"]
    assert told["Open"][0] == "55"
    for number, words in (("155 件", "新登记"), ("125 件", "约 83%"), ("55 件", "其中 35 件超期没办完")):
        assert re.search(rf"<b>{number}</b><span>[^<]*{words}", home)
    assert (told["Solved"][0], told["Overdue"][0]) == ("125", "35")
    assert told["Solved rate"][0] == "about 83%<small>125 ÷ 150</small>"
    for row, chinese in (
        ("Registered", "登记"),
        ("Settled", "办结"),
        ("Solved", "解决"),
        ("Became overdue", "过了期限"),
    ):
        assert f'<th scope="row">{chinese}</th><td>{told[row][1]}</td>' in quarter, row
    for row, chinese in (("On-time rate", "按时办结率"), ("Solved rate", "解决率"), ("Satisfied rate", "满意率")):
        found = re.fullmatch(r"about (\d+%)<small>(\d+) ÷ (\d+)</small>", told[row][1])
        assert found, row
        assert re.search(rf"{chinese}约 {found[1]}（[^）]*{found[2]} 件 ÷ [^）]*{found[3]} 件）", quarter), row


def test_a_community_tells_the_numbers_of_its_newest_quarter(translated: Records) -> None:
    pages = pages_of(translated)
    told = cells(pages["en/c/xinmin/"].html)
    for row, heading in (
        ("On-time rate", "按时办结了吗"),
        ("Solved rate", "解决了吗"),
        ("Satisfied rate", "居民满意吗"),
    ):
        own, town = (cell.replace("about", "约") for cell in told[row])
        table = re.search(rf"各季度和今年：{heading}</caption>.*?</table>", pages["board/c/xinmin/"].html, re.DOTALL)
        assert table
        assert f"<td>{own}</td><td>{town}</td>" in table[0], row


def test_too_few_have_no_percentage_and_what_is_not_told_no_row(translated: Records) -> None:
    html = pages_of(translated)["en/"].html
    red = html[html.index('id="red"') : html.index("All requests of the town")]
    assert "<td>too few<small>10 ÷ 10</small></td><td>nearly 100%<small>30 ÷ 30</small></td>" in red
    assert "Satisfied rate" not in red


def test_red_stands_before_all_and_no_community_is_ranked(translated: Records) -> None:
    html = pages_of(translated)["en/"].html
    assert html.index("Red</span>, the most urgent") < html.index("All requests of the town")
    places = [html.index(words) for words in ("Xinmin", "Heping", "光明社区")]
    assert places == sorted(places)
    assert 'In Chinese: <a href="../c/guangming/index.html" lang="zh-CN">光明社区</a>' in html


def test_rule_and_dates_are_those_of_the_release(translated: Records) -> None:
    text = " ".join(read(pages_of(translated)["en/"]).text.split())
    assert "Counts are rounded to multiples of 5 " in text
    assert "by no more than 4; other counts" in text
    assert "16 at most" in text
    assert "fewer than 20 requests" in text
    assert "Figures as of 3 November 2026; the next ones are due by 10 December 2026." in text


def test_claims_say_where_they_come_from(translated: Records) -> None:
    html = pages_of(translated)["en/c/xinmin/four-colours/"].html
    assert '<b class="figure">3.10 <span lang="zh-CN">天</span></b><p>It takes 3.10 days</p>' in html
    assert 'Source: <span lang="zh-CN">台账</span> · as of 31 October 2026' in html
    assert html.count("No data given") == 1
    assert "Not confirmed for over a year" not in html


def test_a_claim_not_checked_for_a_year_says_so(translated: Records) -> None:
    community = translated.communities["xinmin"]
    old = community.highlights[0].model_copy(update={"updated": community.highlights[0].updated.replace(year=2025)})
    late = {
        month: one.model_copy(update={"as_of": one.as_of.replace(year=2027)})
        for month, one in translated.releases.items()
    }
    aged = community.model_copy(update={"highlights": [old]})
    records = replace(translated, communities=translated.communities | {"xinmin": aged}, releases=late)
    assert "Not confirmed for over a year" in pages_of(records)["en/c/xinmin/four-colours/"].html


def test_before_the_first_release_the_pages_still_stand(translated: Records) -> None:
    pages = pages_of(replace(translated, releases={}, stories={}))
    assert "No figures have been published yet." in pages["en/"].html
    assert "No quarter of this community has been published yet." in pages["en/c/xinmin/"].html


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
    pages = {page.url: page for page in render(orders(show(replace(translated, changes=changes), {})), TEMPLATES)}
    withdrawn = pages["en/c/heping/old/"]
    assert "was withdrawn on 1 November 2026" in withdrawn.html
    assert '<p lang="zh-CN">不做了。</p>' in withdrawn.html
    assert withdrawn.is_translated
    assert pages["c/heping/old/"].is_translated
    assert pages["en/c/xinmin/colours/"].moved_to == "../../../../en/c/xinmin/four-colours/index.html"
    assert "en/stories/noise/" not in pages, "stories have no pages in English"
