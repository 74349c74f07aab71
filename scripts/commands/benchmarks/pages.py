"""For `scripts/bench --pages`: weight, Lighthouse and axe of pages beside stock Material and GOV.UK; searches too.

The same content three times: this site; the same articles under stock MkDocs Material; the board page in the markup of
GOV.UK Frontend. All are served with gzip from this machine and opened in the same Chromium.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from commands.benchmarks import peers, search
from commands.programs.browser import CHROMIUM, FLAGS, richest
from commands.programs.lighthouse import SCORES, lighthouse, score
from commands.project import ROOT

# The pages that Lighthouse looks at, and those that stock Material has as well.
_LOOKED_AT = ("home", "board", "community", "practice", "receipt", "search")
_SHARED = ("home", "board", "community", "practice")
_RUNS = 3
_KINDS = {".html": "HTML", ".css": "CSS", ".js": "JS"}
_OTHER = "别的"
_AUDITS = ("largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time")


def report(folder: Path) -> Iterator[str]:
    """Yield one line for every page of every site, then the searches side by side."""
    pages = richest()
    urls = {kind: pages[kind].url for kind in _LOOKED_AT}
    community, practice = peers.PHOTOGRAPHED
    material = peers.material(folder / "material")
    yield "网页                      HTML    CSS     JS   别的 KB  性能 无障碍 规范 检索  LCP 秒   CLS TBT 毫秒 axe"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, site, looked_at in (
            ("本站", ROOT / "site", urls),
            ("本站", peers.photographed(folder / "photographed"), {"photo": f"c/{community}/{practice}/"}),
            ("Material", material, {kind: urls[kind] for kind in _SHARED}),
            ("GOV.UK", peers.govuk(folder / "govuk", pages["board"]), {"board": urls["board"]}),
        ):
            with peers.served(site) as server:
                for kind, url in looked_at.items():
                    yield _line(f"{name} {kind}", browser, server, url)
        browser.close()
    yield from search.report(folder, material)


def _line(title: str, browser: Browser, server: peers.Server, url: str) -> str:
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    page = context.new_page()
    before = len(server.sent)
    page.goto(f"{server.address}{url}index.html", wait_until="networkidle")
    sizes = dict.fromkeys([*_KINDS.values(), _OTHER], 0)
    for file, size in server.sent[before:]:
        sizes[_KINDS.get(Path(file).suffix, _OTHER)] += size
    faults = sum(len(found["nodes"]) for found in Axe().run(page).response["violations"])
    context.close()
    runs = [lighthouse(f"{server.address}{url}index.html") for _ in range(_RUNS)]
    lcp, cls, tbt = (statistics.median(run["audits"][name]["numericValue"] for run in runs) for name in _AUDITS)
    weights = "".join(f"{size / 1000:>7.1f}" for size in sizes.values())
    scores = "".join(f"{statistics.median(score(run, name) for run in runs):>6.0f}" for name in SCORES)
    return f"{title:<26}{weights}  {scores}{lcp / 1000:>8.2f}{cls:>7.3f}{tbt:>6.0f}{faults:>5}"
