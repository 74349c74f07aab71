"""How pages are looked at in a browser: the windows of a phone and of a desk, and what axe finds wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1366, "height": 768}
TABLET = {"width": 768, "height": 1024}
NARROW = {"width": 320, "height": 640}
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
