"""Debian's Chromium for whoever looks at pages, and the pages worth looking at."""

from __future__ import annotations

import shutil

from commands.project import ROOT
from zhishuo.pages import Page
from zhishuo.publishing import publish

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# No talk with its maker, no sandbox (it may run as root), no drawing on a card.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def richest() -> dict[str, Page]:
    """Return, for every kind of page, its longest page."""
    return {page.kind: page for page in sorted(publish(ROOT).pages, key=lambda page: len(page.html))}
