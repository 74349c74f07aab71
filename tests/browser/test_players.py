"""Narrations and videos in a browser: they wait to be asked, fit a phone, and are there in words."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from browser.looking import DESKTOP, FILM, NARROW, PHONE, opened, violations
from playwright.sync_api import Browser

# Fetches what a medium says of itself, and then where it stands.
LOADED = """e => new Promise((good, bad) => {
  e.onloadedmetadata = () => good([e.duration, e.paused, e.currentTime]); e.onerror = () => bad(e.error.message);
  e.preload = "metadata"; e.load();
})"""
CUES = """e => new Promise(done => {
  const track = e.querySelector("track"), cues = () => done([...track.track.cues].map(cue => cue.text));
  if (track.readyState === 2) cues(); else track.onload = cues;
})"""


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
