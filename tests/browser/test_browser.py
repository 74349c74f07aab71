"""What people see and reach in a browser: no page asks elsewhere, everything works by eye, by key and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1366, "height": 768}
TABLET = {"width": 768, "height": 1024}
NARROW = {"width": 320, "height": 640}


# The practice with a narration and a video.
FILM = "c/xinmin/four-colours/index.html"
# Fetches what a medium says of itself, and then where it stands.
LOADED = """e => new Promise((good, bad) => {
  e.onloadedmetadata = () => good([e.duration, e.paused, e.currentTime]); e.onerror = () => bad(e.error.message);
  e.preload = "metadata"; e.load();
})"""
CUES = """e => new Promise(done => {
  const track = e.querySelector("track"), cues = () => done([...track.track.cues].map(cue => cue.text));
  if (track.readyState === 2) cues(); else track.onload = cues;
})"""


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[BrowserContext]:  # noqa: ANN401 - Playwright's own options
    """Open a fresh context, with nothing remembered from another test."""
    context = browser.new_context(**options)
    try:
        yield context
    finally:
        context.close()


@pytest.fixture(params=["disk", "server"])
def base(request: pytest.FixtureRequest, site: Path) -> str:
    """Return the address of the site's folder, from a disk and from a server."""
    return f"{site.as_uri()}/" if request.param == "disk" else str(request.getfixturevalue("served"))


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


LOOKS = [(viewport, text) for viewport in (NARROW, PHONE, DESKTOP) for text in ("normal", "large")]
# Colours are the same at every width, and large text needs less contrast: the dark is looked at once.
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]['width']}-{look[1]}")
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: Browser, served: str, kinds: dict[str, str], look: tuple[dict[str, int], str]
) -> None:
    viewport, text = look
    faults = []
    with opened(browser, viewport=viewport) as context:
        page = context.new_page()
        page.goto(served)
        if text == "large":
            page.click("#large")
        for kind, file in kinds.items():
            page.goto(served + file)
            for scheme in SCHEMES if look == (PHONE, "normal") else SCHEMES[:1]:
                page.emulate_media(color_scheme=scheme)
                faults += violations(page, f"{kind}, {scheme}")
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


def violations(page: Page, kind: str) -> list[str]:
    """Return what axe finds wrong with a page, one line for each rule and place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # only what is wrong is looked at closely, in half the time of a whole report
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] }).then(found => found.violations)")
    return [
        f"{kind}: {violation['id']} at {node['target']}: {node['html'][:80]}"
        for violation in found
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("text", ["normal", "large", "200 %"])
def test_no_page_scrolls_sideways_on_a_narrow_phone(
    browser: Browser, served: str, kinds: dict[str, str], text: str
) -> None:
    wide = []
    with opened(browser, viewport=NARROW) as context:
        page = context.new_page()
        page.goto(served)
        if text == "large":
            page.click("#large")
        for kind, file in kinds.items():
            page.goto(served + file)
            if text == "200 %":
                page.evaluate("document.documentElement.style.setProperty('font-size', '200%', 'important')")
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > NARROW["width"]:
                wide.append(f"{kind}: {width} px, by {page.evaluate(WIDEST)}")
    assert wide == []


@pytest.mark.parametrize("file", ["c/xinmin/index.html", "c/xinmin/four-colours/index.html"])
def test_a_narration_plays_when_asked_and_can_be_read(browser: Browser, twin_site: Path, file: str) -> None:
    with opened(browser, viewport=NARROW) as context:
        page = context.new_page()
        page.goto((twin_site / file).as_uri())
        assert page.get_by_role("heading", name="四种颜色怎么定").is_visible()
        sound = page.locator("audio")
        assert sound.evaluate("e => e.paused && e.preload === 'none' && e.controls")
        assert sound.evaluate(LOADED)[0] > 0.5
        page.get_by_text("文字稿：四种颜色怎么定").click()
        assert page.get_by_text("拿不准的，先往急里定。").is_visible()
        assert violations(page, file) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narration_and_video_wait_to_be_asked_and_are_there_in_words(
    browser: Browser, served: str, scheme: Literal["light", "dark"]
) -> None:
    with opened(browser, viewport=PHONE, color_scheme=scheme) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(served + FILM, wait_until="networkidle")
        assert [url for url in asked if url.endswith((".mp3", ".mp4"))] == []
        for medium in ("audio", "video"):
            assert page.locator(medium).evaluate("e => e.controls && e.paused && !e.autoplay && e.preload === 'none'")
        captions = page.locator("video").evaluate(CUES)
        assert len(captions) > 5
        assert any("销号" in text for text in captions)
        for medium, least in (("audio", 20), ("video", 15)):
            duration, paused, place = page.locator(medium).evaluate(LOADED)
            assert duration > least
            assert (paused, place) == (True, 0)
        for words in ("这是一段合成语音示例", "销号：单子盖上红章。"):
            assert not page.get_by_text(words).is_visible()
        for summary in page.get_by_text("文字稿：").all():
            summary.click()
        for words in ("这是一段合成语音示例", "销号：单子盖上红章。"):
            assert page.get_by_text(words).is_visible()
        assert violations(page, "practice") == []


def test_captions_are_shown_while_a_video_plays(browser: Browser, served: str) -> None:
    with opened(browser, viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto(served + FILM)
        video = page.locator("video")
        shown = """e => new Promise(done => {
          e.textTracks[0].oncuechange = () => done([...e.textTracks[0].activeCues].map(cue => cue.text));
          e.muted = true; e.play();
        })"""
        assert video.evaluate(shown) == ["（没有声音）路灯不亮了，居民来说。"]
        assert video.evaluate("e => e.textTracks[0].mode") == "showing"


def test_a_video_fits_a_narrow_phone(browser: Browser, site: Path) -> None:
    with opened(browser, viewport=NARROW) as context:
        page = context.new_page()
        page.goto((site / FILM).as_uri())
        box = page.locator("video").bounding_box()
        assert box
        assert (box["width"] / box["height"]) == pytest.approx(640 / 360, abs=0.02)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


# The deepest element that reaches beyond the window, for the message.
WIDEST = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('[role=region]'))
  .map(e => e.outerHTML.slice(0, 90)).pop() || ''"""


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
    browser: Browser, served: str, kinds: dict[str, str], viewport: dict[str, int], kind: str
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
    browser: Browser, served: str, kinds: dict[str, str], viewport: dict[str, int]
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
