"""The search in a real browser: every page that has the words and no other, on a budget, by key and by IME."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.looking import PHONE, Late, opened, violations
from playwright.sync_api import Browser, Page, expect

from zhishuo.publishing import publish
from zhishuo.search import folded, text_of

ROOT = Path(__file__).parents[2]
QUERIES = (
    *("加装电梯", "网格员", "红色物业", "漏水", "樱花", "楼道", "巷长", "外卖骑手", "物业费", "集体经济", "老年食堂"),
    *("12345", "特急", "挂单销号", "登记号", "满意率", "7 日解决率", "新民社区 红色", "停车", "PDF", "csv", "ＣＳＶ"),
    *("lane chief", "Grid workers", "cherry"),
    *("树", "没做好的地方", "居民点单", "数据截至", "这些字哪里都没有", "共建 学校"),
)
# A first query may cost so much on a site of some 200 pages: the script, the list of shards, shards, texts shown.
BUDGET = 30_000


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """Return what every page to be found says, by address: its title and what its article shows."""
    pages = publish(ROOT).pages
    return {
        page.url: folded(f"{page.title}\n{text_of(page)}")
        for page in pages
        if page.kind not in {"search", "sitemap", "sheet", "visit-sheet", "handbook", "changes", "moved", "en-moved"}
    }


@pytest.fixture
def finder(browser: Browser, served: str) -> Iterator[Page]:
    """Return the search page on a phone."""
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{served}search/index.html")
        yield page


def look_for(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="找什么").fill(words)
    page.get_by_role("button", name="查找").click()
    expect(page.locator("#found")).to_have_attribute("aria-busy", "false")


def asked_for(page: Page) -> list[str]:
    """Return the addresses that a page asks for, as it does so."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    return urls


def found(page: Page) -> list[str]:
    """Return the addresses of all hits, asking for more until there are none."""
    while page.locator("#more").is_visible():
        page.click("#more")
        expect(page.locator("#found")).to_have_attribute("aria-busy", "false")
    hrefs = page.eval_on_selector_all("#hits a", "links => links.map(link => link.href)")
    return [href.partition("/town/x/")[2].removesuffix("index.html") for href in hrefs]


@pytest.mark.parametrize("words", QUERIES)
def test_every_page_that_has_the_words_is_found_and_no_other(words: str, finder: Page, texts: dict[str, str]) -> None:
    look_for(finder, words)
    wanted = {url for url, text in texts.items() if all(term in text for term in folded(words).split())}
    hits = found(finder)
    assert len(hits) == len(set(hits))
    assert set(hits) == wanted


def test_a_first_query_is_light(browser: Browser, served: str, site: Path) -> None:
    """All that a phone fetches for a first query beside the page itself, compressed as servers do."""
    heavy = {}
    for words in ("加装电梯", "红色物业", "网格员", "漏水", "社区"):
        with opened(browser, viewport=PHONE) as context:
            page = context.new_page()
            fetched = asked_for(page)
            page.goto(f"{served}search/index.html#q={words}")
            expect(page.locator("#found")).to_have_attribute("aria-busy", "false")
            files = [url.partition("/town/x/")[2] for url in fetched if "search" in url and url.endswith(".js")]
            assert len(files) > 3
            size = sum(len(gzip.compress((site / file).read_bytes(), 6)) for file in files)
            if size > BUDGET:
                heavy[words] = size
    assert heavy == {}


def test_words_are_marked_where_they_stand(finder: Page) -> None:
    look_for(finder, "加装电梯")
    marks = finder.locator("#hits mark").all_inner_texts()
    assert marks
    assert set(marks) == {"加装电梯"}


def test_hits_are_narrowed_by_kind_and_community(finder: Page) -> None:
    look_for(finder, "红色")
    everything = found(finder)
    finder.get_by_label("种类").select_option("做法")
    expect(finder.locator("#found")).to_have_attribute("aria-busy", "false")
    practices = found(finder)
    assert practices
    assert set(practices) < set(everything)
    assert all(url.startswith(("c/", "topics/")) for url in practices)
    finder.get_by_label("社区", exact=True).select_option("新民社区")
    expect(finder.locator("#found")).to_have_attribute("aria-busy", "false")
    assert all(url.startswith("c/xinmin/") for url in found(finder))


def test_a_search_can_be_sent_as_a_link_and_is_told_to_no_server(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        asked = asked_for(page)
        page.goto(f"{served}search/index.html")
        look_for(page, "加装电梯")
        again = context.new_page()
        again.goto(page.url)
        expect(again.locator("#hits a").first).to_be_visible()
        assert again.get_by_role("searchbox").input_value() == "加装电梯"
    assert not [url for url in asked if "%E5%8A%A0" in url or "加" in url]


def test_nothing_is_looked_for_while_a_word_is_being_composed(finder: Page) -> None:
    box = finder.get_by_role("searchbox")
    box.focus()
    box.dispatch_event("compositionstart")
    box.evaluate("e => { e.value = 'lou shui'; e.dispatchEvent(new InputEvent('input')); }")
    finder.wait_for_timeout(600)
    assert not finder.locator("#found").is_visible()
    box.evaluate("e => { e.value = '漏水'; }")
    box.dispatch_event("compositionend")
    expect(finder.locator("#hits mark").first).to_have_text("漏水")


def test_what_is_typed_before_the_scripts_have_come_is_kept_and_looked_for(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        script = Late(page, "**/assets/search.js*")
        page.goto(f"{served}search/index.html#q=电梯&kind=1", wait_until="commit")
        page.get_by_role("searchbox").fill("红色物业")
        page.get_by_label("种类").select_option("做法")
        script.come()
        expect(page.locator("#hits mark").first).to_have_text("红色物业")
        assert page.get_by_role("searchbox").input_value() == "红色物业"
        assert page.get_by_label("种类").input_value() == "0"


def test_nothing_found_says_what_to_try(finder: Page) -> None:
    look_for(finder, "量子纠缠")
    expect(finder.locator("#count")).to_have_text("没有找到“量子纠缠”。")
    expect(finder.locator("#none")).to_contain_text("换一个说法")


def test_the_search_works_by_keyboard_alone_and_from_a_disk(browser: Browser, site: Path) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto((site / "search" / "index.html").as_uri())
        page.get_by_role("searchbox").focus()
        page.keyboard.type("物业")
        page.keyboard.press("Enter")
        expect(page.locator("#found")).to_have_attribute("aria-busy", "false")
        for _ in range(4):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#hits') !== null")
        page.locator("#more").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#found")).to_have_attribute("aria-busy", "false")
        assert page.evaluate("[...document.querySelectorAll('#hits a')].indexOf(document.activeElement)") == 8


def test_hits_are_accessible(finder: Page) -> None:
    look_for(finder, "社区")
    assert violations(finder, "search") == []


def test_a_lost_connection_is_said(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.route("**/search/s*.js", lambda route: route.abort())
        page.goto(f"{served}search/index.html")
        page.get_by_role("searchbox").fill("漏水")
        expect(page.locator("#count")).to_contain_text("没有连上")


def test_without_scripts_there_is_no_form_but_an_index(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served}search/index.html")
        assert not page.locator("#finder").is_visible()
        for heading in ("按主题", "按社区", "按年份"):
            assert page.get_by_role("heading", name=heading).is_visible()
