"""Debian's Chromium, and the built site as people reach it: from a disk and under a sub-path of a server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from browser.sealed_town import Town, receipt_page, sealed
from playwright.sync_api import Browser, Page, expect, sync_playwright

from commands.programs.browser import CHROMIUM, FLAGS, richest

# How long, in milliseconds, a page may take to come to what is expected of it: a machine may have much else to do.
PATIENCE = 60_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here (apt-get install chromium)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def serving(folder: Path, below: str) -> Iterator[str]:
    """Serve a folder on this machine at the path `below`, and nothing else; yields the address."""

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            return super().translate_path(f"/{path.removeprefix(below)}") if path.startswith(below) else "/nowhere"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{below}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """Return the address of the real site under a sub-path of a local server."""
    with serving(site, "/town/x/") as address:
        yield address


@pytest.fixture(scope="session")
def served_at_root(site: Path) -> Iterator[str]:
    """Return the address of the real site at the root of a local server."""
    with serving(site, "/") as address:
        yield address


@pytest.fixture(params=["disk", "server"])
def base(request: pytest.FixtureRequest, site: Path) -> str:
    """Return the address of the site's folder, from a disk and from a server."""
    return f"{site.as_uri()}/" if request.param == "disk" else str(request.getfixturevalue("served"))


@pytest.fixture(scope="session")
def kinds(site: Path) -> dict[str, str]:
    """Return, for every kind of page that stays, the file of its richest page; one that moved leads on at once."""
    found = {kind: f"{page.url}index.html" for kind, page in richest().items() if not page.moved_to}
    assert all((site / file).is_file() for file in found.values())
    return found


@pytest.fixture
def printer(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return sealed(tmp_path_factory.mktemp("town"))


@pytest.fixture
def phone(browser: Browser, town: Town) -> Iterator[Page]:
    """Return 查我的事 on a phone."""
    with receipt_page(browser, town.site) as page:
        yield page
