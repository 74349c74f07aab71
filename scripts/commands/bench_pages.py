"""For `scripts/bench --pages`: weight, Lighthouse and axe of pages beside stock Material and GOV.UK; searches too.

The same content three times: this site; the same articles under stock MkDocs Material; the board page in the markup of
GOV.UK Frontend. All are served with gzip from this machine and opened in the same Chromium. Needs npm, once, to put
Lighthouse, Pagefind and GOV.UK Frontend into a folder of its own, from a lock file with hashes.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Response, sync_playwright
from playwright.sync_api import Page as Tab

from commands.browser import CHROMIUM, FLAGS, richest
from commands.project import QUIET, ROOT
from zhishuo import publish
from zhishuo.search import folded, text_of

_NPM = ROOT / "scripts" / "npm" / "bench"
# The pages that Lighthouse looks at, and those that stock Material has as well.
_LOOKED_AT = ("home", "board", "community", "practice", "receipt", "search")
_SHARED = ("home", "board", "community", "practice")
_RUNS = 3
_KINDS = {".html": "HTML", ".css": "CSS", ".js": "JS"}
_SCORES = ("performance", "accessibility", "best-practices", "seo")
_QUERIES = ("加装电梯", "红色物业", "网格员", "漏水", "12345", "樱花", "没做好的地方", "居民点单")


@dataclass(frozen=True, slots=True)
class _Look:
    """How one search is asked: its page, how a first answer is had, and the addresses of all answers after that."""

    start: str
    first: Callable[[Tab, str], list[str]]
    rest: Callable[[Tab, list[str]], list[str]]


def _own_first(page: Tab, words: str) -> list[str]:
    page.fill("#words", words)
    page.click("#finder button")
    page.wait_for_selector("#found[aria-busy=false]")
    return []


def _own_rest(page: Tab, _: list[str]) -> list[str]:
    while page.is_visible("#more"):
        page.click("#more")
        page.wait_for_selector("#found[aria-busy=false]")
    found: list[str] = page.eval_on_selector_all("#hits a", "links => links.map(link => link.href)")
    return found


def _pagefind_first(page: Tab, words: str) -> list[str]:
    """Ask Pagefind, and load the texts of the first eight answers, as its own page does."""
    script = """async words => {
      const pagefind = await import(new URL("/pagefind/pagefind.js", location).href);
      window.found = (await pagefind.search(words)).results;
      await Promise.all(window.found.slice(0, 8).map(result => result.data()));
      return [];
    }"""
    found: list[str] = page.evaluate(script, words)
    return found


def _pagefind_rest(page: Tab, _: list[str]) -> list[str]:
    script = (
        "async () => (await Promise.all(window.found.map(r => r.data()))).map(data => new URL(data.url, location).href)"
    )
    found: list[str] = page.evaluate(script)
    return found


def _lunr_first(page: Tab, words: str) -> list[str]:
    page.click("label[for=__search]")
    page.fill("[data-md-component=search-query]", words)
    page.wait_for_function("() => !/输入|正在/.test(document.querySelector('.md-search-result__meta').textContent)")
    page.wait_for_timeout(500)
    return []


def _lunr_rest(page: Tab, _: list[str]) -> list[str]:
    for _turn in range(60):
        before = page.locator(".md-search-result__item").count()
        page.evaluate(
            "() => { const e = document.querySelector('.md-search__scrollwrap'); e.scrollTop = e.scrollHeight; }"
        )
        page.wait_for_timeout(150)
        if page.locator(".md-search-result__item").count() == before:
            break
    found: list[str] = page.eval_on_selector_all(".md-search-result__link", "links => links.map(link => link.href)")
    return [address.partition("?")[0] for address in found]


_own = _Look("search/index.html", _own_first, _own_rest)
_pagefind = _Look("privacy/index.html", _pagefind_first, _pagefind_rest)
_lunr = _Look("privacy/index.html", _lunr_first, _lunr_rest)


def report(folder: Path) -> Iterator[str]:
    """Yield one line for every page of every site, then the searches side by side."""
    modules = _installed()
    pages = richest()
    material = _material(folder / "material")
    govuk = _govuk(folder / "govuk", modules, ROOT / "site" / pages["board"].url / "index.html")
    yield "网页                      HTML    CSS     JS   别的 KB  性能 无障碍 规范 检索  LCP 秒   CLS TBT 毫秒 axe"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, site, kinds in (
            ("本站", ROOT / "site", _LOOKED_AT),
            ("Material", material, _SHARED),
            ("GOV.UK", govuk, ("board",)),
        ):
            with _served(site) as address:
                for kind in kinds:
                    yield _line(f"{name} {kind}", browser, modules, f"{address}{pages[kind].url}index.html")
        browser.close()
    yield from _searches(folder, modules, material)


def _installed() -> Path:
    """Return the folder of the npm packages, installed from the lock file when they are missing."""
    folder = ROOT / ".cache" / "npm-bench"
    lock = (_NPM / "package-lock.json").read_bytes()
    if not (folder / "done").is_file() or (folder / "package-lock.json").read_bytes() != lock:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(_NPM, folder)
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
        (folder / "done").touch()
    return folder / "node_modules"


def _material(folder: Path) -> Path:
    """Build every article of this site under stock Material, its search in Chinese switched on; return the site."""
    for page in publish(ROOT).pages:
        file = folder / "docs" / page.url / "index.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        head = f"---\ntitle: {json.dumps(page.title, ensure_ascii=False)}\n---\n"
        file.write_text(head + re.sub(r"\n\s*\n", "\n", page.html), encoding="utf-8")
    settings = {
        "site_name": "直说",
        "theme": {"name": "material", "language": "zh"},
        "plugins": [{"search": {"lang": ["zh", "en"]}}],
        "docs_dir": str(folder / "docs"),
        "site_dir": str(folder / "site"),
    }
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(folder / "mkdocs.yml")]
    subprocess.run(command, check=True, env=os.environ | QUIET, stderr=subprocess.DEVNULL)
    return folder / "site"


def _govuk(folder: Path, modules: Path, board: Path) -> Path:
    """Write the board's article in GOV.UK's classes, with its whole style sheet and script; return the site."""
    shutil.copytree(modules / "govuk-frontend" / "dist" / "govuk", folder / "govuk")
    html = board.read_text(encoding="utf-8")
    article = html[html.index("<article") : html.rindex("</article>") + len("</article>")]
    article = re.sub(r"<(script|svg)\b.*?</\1>", "", article, flags=re.DOTALL)
    for tag, name in {
        "table": "govuk-table",
        "thead": "govuk-table__head",
        "tbody": "govuk-table__body",
        "tr": "govuk-table__row",
        "caption": "govuk-table__caption",
        "td": "govuk-table__cell",
        "th": "govuk-table__header",
        "h1": "govuk-heading-xl",
        "h2": "govuk-heading-l",
        "h3": "govuk-heading-m",
        "p": "govuk-body",
        "a": "govuk-link",
    }.items():
        article = re.sub(rf"<{tag}\b(?![^>]*class=)", f'<{tag} class="{name}"', article)
    file = folder / "board" / "index.html"
    file.parent.mkdir(parents=True)
    file.write_text(
        '<!doctype html><html lang="zh-CN" class="govuk-template"><head><meta charset="utf-8"><title>公开榜</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="description" content="公开榜">'
        '<link rel="stylesheet" href="../govuk/govuk-frontend.min.css"></head><body class="govuk-template__body">'
        f'<main class="govuk-main-wrapper govuk-width-container">{article}</main>'
        '<script type="module" src="../govuk/govuk-frontend.min.js"></script></body></html>',
        encoding="utf-8",
    )
    return folder


@contextmanager
def _served(site: Path) -> Iterator[str]:
    """Serve a folder with gzip, as every web server does; yields the address."""

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path))
            path = path / "index.html" if path.is_dir() else path
            if not path.is_file():
                self.send_error(404)
                return
            body = gzip.compress(path.read_bytes(), 6, mtime=0)
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(path))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", f"{len(body)}")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _line(title: str, browser: Browser, modules: Path, address: str) -> str:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    sizes: dict[str, int] = {}

    def answered(response: Any) -> None:  # noqa: ANN401  Playwright's own
        suffix = Path(response.url.partition("?")[0]).suffix or ".html"
        length = int(response.headers.get("content-length", 0))
        kind = _KINDS.get(suffix, "别的")
        sizes[kind] = sizes.get(kind, 0) + length

    page.on("response", answered)
    page.goto(address, wait_until="networkidle")
    faults = sum(len(found["nodes"]) for found in Axe().run(page).response["violations"])
    context.close()
    runs = [run for _ in range(_RUNS) if (run := _lighthouse(modules, address))]
    weights = "".join(f"{sizes.get(kind, 0) / 1000:>7.1f}" for kind in ("HTML", "CSS", "JS", "别的"))
    if not runs:
        return f"{title:<26}{weights}  Lighthouse 没有跑完；axe {faults}"
    scores = [round(100 * statistics.median(run["categories"][name]["score"] or 0 for run in runs)) for name in _SCORES]
    lcp, cls, tbt = (
        statistics.median(run["audits"][name]["numericValue"] for run in runs)
        for name in ("largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time")
    )
    shown = "".join(f"{score:>6}" for score in scores)
    return f"{title:<26}{weights}  {shown}{lcp / 1000:>8.2f}{cls:>7.3f}{tbt:>6.0f}{faults:>5}"


def _lighthouse(modules: Path, address: str) -> dict[str, Any] | None:
    """Return what Lighthouse says of a page on a phone, None where it gave up."""
    node = shutil.which("node") or "node"
    flags = " ".join(("--headless", *FLAGS))
    command = [node, str(modules / "lighthouse" / "cli" / "index.js"), address, "--quiet", "--output=json"]
    done = subprocess.run(
        [*command, f"--chrome-flags={flags}"],
        env=os.environ | {"CHROME_PATH": CHROMIUM},
        capture_output=True,
        text=True,
        check=False,
    )
    return None if done.returncode else json.loads(done.stdout)


def _searches(folder: Path, modules: Path, material: Path) -> Iterator[str]:
    """Yield for every search what it found of what is there, what else, and what a first query weighs and takes."""
    texts = {
        page.url: folded(f"{page.title}\n{text_of(page)}")
        for page in publish(ROOT).pages
        if page.kind not in {"search", "sitemap", "sheet"}
    }
    pagefind = folder / "pagefind"
    shutil.copytree(ROOT / "site", pagefind)
    for kind in ("search", "sitemap", "print"):
        shutil.rmtree(pagefind / kind, ignore_errors=True)
    node = shutil.which("node") or "node"
    program = str(modules / "pagefind" / "lib" / "runner" / "bin.cjs")
    subprocess.run(
        [node, program, "--site", str(pagefind), "--root-selector", "article"], check=True, capture_output=True
    )
    yield f"{'查找（' + str(len(_QUERIES)) + ' 个词）':<24}{'该有':>6}{'找到':>6}{'多找':>6}{'首次 KB':>9}{'毫秒':>7}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, site, look in (
            ("本站", ROOT / "site", _own),
            ("Pagefind", pagefind, _pagefind),
            ("Material", material, _lunr),
        ):
            with _served(site) as address:
                yield _search_line(name, browser, address, look, texts)
        browser.close()


def _search_line(name: str, browser: Browser, address: str, look: _Look, texts: dict[str, str]) -> str:
    there = right = wrong = 0
    weights, times = [], []
    for words in _QUERIES:
        context = browser.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        page.goto(f"{address}{look.start}", wait_until="networkidle")
        size = 0

        def answered(response: Response) -> None:
            nonlocal size
            size += int(response.headers.get("content-length", 0))

        page.on("response", answered)
        started = time.perf_counter()
        first = look.first(page, words)
        times.append(time.perf_counter() - started)
        weights.append(size)
        found = {
            url.removeprefix(address).partition("#")[0].removesuffix("index.html") for url in look.rest(page, first)
        }
        wanted = {url for url, text in texts.items() if folded(words) in text}
        there, right, wrong = (
            there + len(wanted),
            right + len(wanted & found),
            wrong + len(found & texts.keys() - wanted),
        )
        context.close()
    weight, took = statistics.median(weights) / 1000, statistics.median(times) * 1000
    return f"{name:<26}{there:>8}{right:>8}{wrong:>8}{weight:>11.1f}{took:>9.0f}"
