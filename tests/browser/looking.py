"""How pages are looked at: the windows of a phone and of a desk, what axe finds wrong, how they are printed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize

PHONE, DESKTOP = ViewportSize(width=360, height=740), ViewportSize(width=1366, height=768)
TABLET = ViewportSize(width=768, height=1024)
NARROW = ViewportSize(width=320, height=640)
# The practice with a narration and a video.
FILM = "c/xinmin/four-colours/index.html"


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[BrowserContext]:  # noqa: ANN401 - Playwright's own options
    """Open a fresh context, with nothing remembered from another test."""
    context = browser.new_context(**options)
    try:
        yield context
    finally:
        context.close()


class Late:
    """Holds back what a page asks for, as a slow link does, until it may come."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._held: list[Route] = []
        self._may_come = False
        page.route(pattern, self._ask)

    def _ask(self, route: Route) -> None:
        if self._may_come:
            route.continue_()
        else:
            self._held.append(route)

    def come(self) -> None:
        self._may_come = True
        for route in self._held:
            route.continue_()


def each_kind(
    browser: Browser, served: str, kinds: dict[str, str], viewport: ViewportSize, text: str
) -> Iterator[tuple[str, Page]]:
    """Yield every kind of page, open in a window of that size, where it is wanted with text that was made "large"."""
    with opened(browser, viewport=viewport) as context:
        page = context.new_page()
        page.goto(served)
        if text == "large":
            page.click("#large")
        for kind, file in kinds.items():
            page.goto(served + file)
            yield kind, page


def printed(page: Page, file: Path, pdf: Path) -> Path:
    """Print a page of the site on A4."""
    page.goto(file.as_uri())
    page.pdf(path=pdf, format="A4", prefer_css_page_size=True)
    return pdf


def told(program: str, *arguments: str) -> str:
    """Return what one of poppler's programs tells."""
    if not shutil.which(program):
        pytest.skip(f"no {program} here (apt-get install poppler-utils)")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout


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
