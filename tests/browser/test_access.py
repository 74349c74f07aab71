"""Everything can be seen and reached: what axe finds, narrow windows, large text, keyboard, fingers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from browser.looking import DESKTOP, NARROW, PHONE, Late, each_kind, opened, violations
from playwright.sync_api import Browser, ViewportSize

# Colours are the same at every width, and large text needs less contrast: the dark is looked at once.
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("text", ["normal", "large"])
def test_axe_finds_nothing_on_any_kind_of_page(browser: Browser, served: str, kinds: dict[str, str], text: str) -> None:
    faults = []
    for kind, page in each_kind(browser, served, kinds, DESKTOP, text):
        for viewport in (DESKTOP, PHONE, NARROW):
            page.set_viewport_size(viewport)
            for scheme in SCHEMES if (viewport, text) == (PHONE, "normal") else SCHEMES[:1]:
                page.emulate_media(color_scheme=scheme)
                faults += violations(page, f"{kind}, {viewport['width']}, {scheme}")
    assert faults == []


def test_axe_finds_nothing_where_there_is_a_photograph(browser: Browser, twin_site: Path) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto((twin_site / "c/xinmin/four-colours/index.html").as_uri())
        photo = page.get_by_role("img", name="社区门口挂着四种颜色的单子")
        assert photo.evaluate("e => e.complete && e.naturalWidth > 0")
        assert violations(page, "practice") == []


def test_axe_finds_nothing_on_the_page_for_what_is_not_there(browser: Browser, served_at_root: str) -> None:
    with opened(browser, viewport=PHONE, color_scheme="dark") as context:
        page = context.new_page()
        page.goto(f"{served_at_root}404.html")
        assert violations(page, "404") == []


@pytest.mark.parametrize("text", ["normal", "large", "200 %"])
def test_no_page_scrolls_sideways_on_a_narrow_phone(
    browser: Browser, served: str, kinds: dict[str, str], text: str
) -> None:
    wide = []
    for kind, page in each_kind(browser, served, kinds, NARROW, text):
        if text == "200 %":
            page.evaluate("document.documentElement.style.setProperty('font-size', '200%', 'important')")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            wide.append(f"{kind}: {width} px, by {page.evaluate(WIDEST)}")
    assert wide == []


# The deepest element that reaches beyond the window, for the message.
WIDEST = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('[role=region]'))
  .map(e => e.outerHTML.slice(0, 90)).pop() || ''"""
# Everything that can take focus and is seen, by where it stands in the document.
REACHABLE = """() => [...document.querySelectorAll('a[href],button,input,select,summary,audio,video,[tabindex="0"]')]
  .filter(e => e.checkVisibility({visibilityProperty: true}))
  .filter(e => !e.closest('details:not([open])') || e.matches('summary'))
  .map(e => [...document.querySelectorAll('*')].indexOf(e))"""
FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  return {
    place: e === document.body ? -1 : [...document.querySelectorAll('*')].indexOf(e),
    what: e.outerHTML.slice(0, 90),
    ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
    seen: r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth,
  }
}"""


@pytest.mark.parametrize("viewport", [NARROW, DESKTOP], ids=["narrow", "desktop"])
@pytest.mark.parametrize("kind", ["home", "board", "community", "practice", "search", "receipt", "en", "en-practice"])
def test_every_control_is_reached_and_seen_by_keyboard(
    browser: Browser, served: str, kinds: dict[str, str], viewport: ViewportSize, kind: str
) -> None:
    with opened(browser, viewport=viewport) as context:
        page = context.new_page()
        page.goto(served + kinds[kind])
        wanted = page.evaluate(REACHABLE)
        reached: list[int] = []
        for _ in range(2 * len(wanted) + 20):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused["place"] == -1:
                break
            assert focused["ring"], f"no visible focus: {focused['what']}"
            assert focused["seen"], f"focus is out of sight: {focused['what']}"
            if reached[-1:] != [focused["place"]]:  # a player has keys of its own
                reached.append(focused["place"])
        assert reached == wanted


def test_the_first_key_leads_past_the_head_of_the_page(browser: Browser, served: str) -> None:
    with opened(browser, viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto(served)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def test_large_text_stays_on_from_page_to_page(browser: Browser, base: str) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{base}index.html")
        size = "parseFloat(getComputedStyle(document.body).fontSize)"
        normal = page.evaluate(size)
        page.get_by_role("button", name="大字版").click()
        large = page.evaluate(size)
        assert large >= 24
        assert large > normal
        page.get_by_role("link", name="公开榜", exact=True).first.click()
        page.wait_for_url("**/board/index.html")
        button = page.get_by_role("button", name="大字版")
        assert button.get_attribute("aria-pressed") == "true"
        assert page.evaluate(size) >= large
        button.click()
        page.reload()
        assert page.get_by_role("button", name="大字版").get_attribute("aria-pressed") == "false"
        assert page.evaluate(size) == normal


def test_the_large_text_switch_answers_before_the_page_is_whole(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        script = Late(page, "**/assets/search.js*")
        page.goto(f"{served}search/index.html", wait_until="commit")
        button = page.get_by_role("button", name="大字版")
        button.click()
        assert "large" in str(page.locator("html").get_attribute("class"))
        script.come()
        page.wait_for_load_state()
        assert button.get_attribute("aria-pressed") == "true"


def test_the_large_text_switch_works_where_nothing_may_be_stored(browser: Browser, served: str) -> None:
    with opened(browser) as context:
        page = context.new_page()
        refuse = (
            "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
        )
        page.add_init_script(refuse)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(served)
        page.get_by_role("button", name="大字版").click()
        assert page.evaluate("document.documentElement.classList.contains('large')")
        assert faults == []


def test_fingers_find_their_targets(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(served)
        boxes = {item.inner_text(): item.bounding_box() for item in page.query_selector_all("header a, header button")}
        small = {name: box for name, box in boxes.items() if box is None or min(box["width"], box["height"]) < 44}
        assert small == {}
