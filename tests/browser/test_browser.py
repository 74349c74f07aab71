"""What people see in a browser: no page asks elsewhere, the same without scripts, on paper and in narrow windows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser.looking import DESKTOP, NARROW, PHONE, TABLET, opened
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, ViewportSize


def test_no_page_asks_another_host_or_for_what_is_not_there(browser: Browser, base: str, site: Path) -> None:
    faults: list[str] = []
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()

        def asked(request: Request) -> None:
            if not request.url.startswith(base):
                faults.append(f"{page.url} asks for {request.url}")

        def answered(response: Response) -> None:
            if response.status >= 400:
                faults.append(f"{page.url}: {response.status} for {response.url}")

        def failed(request: Request) -> None:
            # the next page was opened before an icon had come
            if request.failure != "net::ERR_ABORTED" and not no_captions(base, request.url):
                faults.append(f"{page.url}: {request.failure} for {request.url}")

        def said(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and not no_captions(base, message.text):
                faults.append(f"{page.url} says {message.text}")

        page.on("request", asked)
        page.on("response", answered)
        page.on("requestfailed", failed)
        page.on("console", said)
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        for file in addresses(site):
            go(page, base, site, file)
    assert faults == []


def addresses(site: Path) -> list[str]:
    """Return the files of all pages but the one whose addresses begin at the server's root."""
    return sorted({path.relative_to(site).as_posix() for path in site.rglob("*.html")} - {"404.html"})


def go(page: Page, base: str, site: Path, file: str) -> None:
    """Open a page; wait for one that has moved to lead on, since nobody can leave it while it leaves by itself."""
    page.goto(base + file)
    if 'http-equiv="refresh"' in (site / file).read_text(encoding="utf-8"):
        page.wait_for_url(re.compile(f"^(?!{re.escape(base + file)}$)"))


def no_captions(base: str, text: str) -> bool:
    """Tell whether a fault is that browsers fetch no captions from a disk; the transcript stands below."""
    return base.startswith("file:") and ".vtt" in text


def test_pages_say_the_same_without_scripts(browser: Browser, served: str, kinds: dict[str, str]) -> None:
    with opened(browser, viewport=PHONE) as plain, opened(browser, viewport=PHONE, java_script_enabled=False) as bare:
        with_scripts, without = plain.new_page(), bare.new_page()
        # Three pages are tools; what they say without scripts has tests of its own.
        for kind, file in (
            (kind, file) for kind, file in kinds.items() if kind not in {"search", "receipt", "compare", "visit-sheet"}
        ):
            with_scripts.goto(served + file)
            without.goto(served + file)
            said = without.inner_text("main")
            assert said == with_scripts.inner_text("main"), kind
            assert len(said) > 30, kind
            assert without.is_visible("h1"), kind
            assert without.is_visible("nav a"), kind


def test_without_scripts_no_button_pretends_to_work(browser: Browser, served: str) -> None:
    with opened(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(served)
        assert [button.inner_text() for button in page.query_selector_all("button") if button.is_visible()] == []


def test_the_main_items_are_on_every_page(browser: Browser, served: str, kinds: dict[str, str]) -> None:
    with opened(browser, viewport=NARROW) as context:
        page = context.new_page()
        for kind, file in kinds.items():
            page.goto(served + file)
            english = file.startswith("en/")
            items = page.get_by_role("navigation", name="Main sections" if english else "主要栏目").get_by_role("link")
            chinese = ["首页", "社区做法", "公开榜", "故事", "查找"]
            assert items.all_inner_texts() == (["Home", "Requests", "Communities"] if english else chinese), kind
            assert all(item.is_visible() for item in items.all()), kind


def test_printed_pages_show_the_text_and_not_the_chrome(browser: Browser, served: str, kinds: dict[str, str]) -> None:
    with opened(browser, viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto(served + kinds["board"])
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.is_visible("h1")
        assert not page.is_visible("header button")
        hidden = (
            "() => [...document.querySelectorAll('main th')].filter(e => !e.checkVisibility()).map(e => e.innerText)"
        )
        assert page.evaluate(hidden) == []


@pytest.mark.parametrize("viewport", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
def test_the_short_tables_need_no_scrolling(
    browser: Browser, served: str, kinds: dict[str, str], viewport: ViewportSize
) -> None:
    clipped = """() => [...document.querySelectorAll('.tables > .scroll')]
      .filter(e => e.scrollWidth > e.clientWidth + 1)
      .map(e => `${e.getAttribute('aria-label')}: ${e.scrollWidth - e.clientWidth} px`)"""
    with opened(browser, viewport=viewport) as context:
        page = context.new_page()
        found = []
        for file in (*kinds.values(), "board/index.html", "board/2026-q3/index.html"):
            page.goto(served + file)
            found += page.evaluate(clipped)
    assert found == []
