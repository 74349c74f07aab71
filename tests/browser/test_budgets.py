"""What a page may weigh and how still it stands, as front-end.md sets it, and what Lighthouse says of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser.conftest import serving
from browser.looking import FILM, PHONE, opened
from playwright.sync_api import Browser

from commands.benchmarks.peers import PHOTOGRAPHED, photographed, served
from commands.programs.lighthouse import faults, lighthouse, score
from commands.publishing.budgets import packed, too_heavy

PHOTO_PAGE, IMAGE = 250_000, 120_000
CHART = 2_000
SHIFT = 0.02
SCORED = ("board", "receipt")
PERFECT = ("accessibility", "best-practices", "seo")
# Adds up what moves after it was shown, without anyone having touched the page.
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


@pytest.fixture(scope="module")
def with_photograph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return this site with one photograph of twelve million pixels on a practice."""
    return photographed(tmp_path_factory.mktemp("photographed"))


@pytest.mark.parametrize("built", ["site", "addressed"])
def test_no_page_is_heavier_than_its_budget(request: pytest.FixtureRequest, built: str) -> None:
    assert list(too_heavy(request.getfixturevalue(built))) == []


def test_every_chart_is_light_and_says_of_how_many(site: Path) -> None:
    charts = {}
    for file in site.rglob("*.html"):
        for chart in re.findall(r'<figure class="chart.*?</figure>', file.read_text(encoding="utf-8"), re.DOTALL):
            charts[chart] = file.relative_to(site)
    assert len(charts) > 100
    assert [(place, size) for chart, place in charts.items() if (size := packed(chart.encode())) > CHART] == []
    # A count is its own n; a share stands right before the number of requests.
    texts = {re.sub(r"<[^>]+>", " ", chart): place for chart, place in charts.items()}
    assert any("%" in text for text in texts)
    assert [place for text, place in texts.items() if re.search(r"%(?!（共 \d+ 件）)", text)] == []
    assert [place for text, place in texts.items() if not re.search(r"\b\d+\b", text)] == []


def test_nothing_moves_once_it_is_shown(browser: Browser, served: str, kinds: dict[str, str]) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        moved = {}
        for kind, file in kinds.items():
            page.goto(served + file)
            moved[kind] = page.evaluate(SHIFTS)
        assert {kind: shift for kind, shift in moved.items() if shift > SHIFT} == {}


def test_a_page_with_a_photograph_is_light_on_a_sharp_phone(browser: Browser, with_photograph: Path) -> None:
    with served(with_photograph) as server, opened(browser, viewport=PHONE, device_scale_factor=2) as context:
        page = context.new_page()
        page.goto(f"{server.address}c/{'/'.join(PHOTOGRAPHED)}/index.html", wait_until="networkidle")
        assert page.get_by_role("img", name="量大小用的照片").evaluate("e => e.complete && e.naturalWidth > 0")
        photos = {file: size for file, size in server.sent if "bench" in file}
        assert photos
        assert max(photos.values()) <= IMAGE
        assert sum(size for _, size in server.sent) <= PHOTO_PAGE


def test_a_page_with_narration_and_video_is_light_on_a_sharp_phone(browser: Browser, site: Path) -> None:
    with served(site) as server, opened(browser, viewport=PHONE, device_scale_factor=2) as context:
        context.new_page().goto(server.address + FILM, wait_until="networkidle")
        sent = [file for file, _ in server.sent]
        assert any(file.endswith(".vtt") for file in sent)
        assert not any(file.endswith((".mp3", ".mp4")) for file in sent)
        assert sum(size for _, size in server.sent) <= PHOTO_PAGE


@pytest.mark.parametrize("kind", SCORED)
def test_lighthouse_finds_nothing_on(kind: str, kinds: dict[str, str], site: Path) -> None:
    with serving(site, "/") as address:
        report = lighthouse(address + kinds[kind], PERFECT)
    assert {name: faults(report, name) for name in PERFECT} == {name: [] for name in PERFECT}
    assert {score(report, name) for name in PERFECT} == {100}


def test_lighthouse_finds_nothing_on_a_page_with_a_photograph(with_photograph: Path) -> None:
    with served(with_photograph) as server:
        report = lighthouse(f"{server.address}c/{'/'.join(PHOTOGRAPHED)}/index.html", PERFECT)
    assert {name: faults(report, name) for name in PERFECT} == {name: [] for name in PERFECT}
    assert {score(report, name) for name in PERFECT} == {100}
