"""For `scripts/bench --pages`: this site's search beside Pagefind and stock Material's on the same pages."""

from __future__ import annotations

import random
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab

from commands.benchmarks.peers import Server, served
from commands.programs.browser import CHROMIUM, FLAGS
from commands.programs.npm import NODE, installed
from commands.project import ROOT
from zhishuo.pages import Page
from zhishuo.publishing import publish
from zhishuo.search import folded, index, is_found, text_of

_QUERIES = ("加装电梯", "红色物业", "网格员", "漏水", "12345", "樱花", "没做好的地方", "居民点单")
# What a search loads, with the page that it is on or later; the page itself, its styles and its pictures left out.
_LOADED = re.compile(r"(search|pagefind|lunr|shards)[^.]*\S*$")
_PAGE = re.compile(r"\.(html|css|svg|png)$")
# The size of a county's site, and the least characters of a line worth repeating there.
_LARGE, _SENTENCE = 20_000, 8


@dataclass(frozen=True, slots=True)
class _Look:
    """How one search is asked: its page, how a first answer is had, and the addresses of all answers after that."""

    start: str
    first: Callable[[Tab, str], None]
    rest: Callable[[Tab], list[str]]


def _own_first(page: Tab, words: str) -> None:
    page.fill("#words", words)
    page.click("#finder button")
    page.wait_for_selector("#found[aria-busy=false]")


def _own_rest(page: Tab) -> list[str]:
    while page.is_visible("#more"):
        page.click("#more")
        page.wait_for_selector("#found[aria-busy=false]")
    found: list[str] = page.eval_on_selector_all("#hits a", "links => links.map(link => link.href)")
    return found


def _pagefind_first(page: Tab, words: str) -> None:
    """Ask Pagefind, and load the texts of the first eight answers, as its own page does."""
    script = """async words => {
      const pagefind = await import(new URL("/pagefind/pagefind.js", location).href);
      window.found = (await pagefind.search(words)).results;
      await Promise.all(window.found.slice(0, 8).map(result => result.data()));
    }"""
    page.evaluate(script, words)


def _pagefind_rest(page: Tab) -> list[str]:
    script = (
        "async () => (await Promise.all(window.found.map(r => r.data()))).map(data => new URL(data.url, location).href)"
    )
    found: list[str] = page.evaluate(script)
    return found


def _lunr_first(page: Tab, words: str) -> None:
    page.click("label[for=__search]")
    page.fill("[data-md-component=search-query]", words)
    page.press("[data-md-component=search-query]", "End")  # it listens to keys, not to what is typed
    page.wait_for_function("() => !/键入|正在/.test(document.querySelector('.md-search-result__meta').textContent)")


def _lunr_rest(page: Tab) -> list[str]:
    page.wait_for_timeout(500)
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


def report(folder: Path, material: Path) -> Iterator[str]:
    """Yield for every search what it found of what is there, what else, and what a first query weighs and takes."""
    texts = {page.url: folded(f"{page.title}\n{text_of(page)}") for page in publish(ROOT).pages if is_found(page)}
    pagefind = folder / "pagefind"
    shutil.copytree(ROOT / "site", pagefind)
    for kind in ("search", "sitemap", "print"):
        shutil.rmtree(pagefind / kind, ignore_errors=True)
    program = installed("measure") / "pagefind" / "lib" / "runner" / "bin.cjs"
    options = ("--site", pagefind, "--root-selector", "article")
    subprocess.run([NODE, program, *options], check=True, capture_output=True)
    yield f"{'查找（' + str(len(_QUERIES)) + ' 个词）':<24}{'该有':>6}{'找到':>6}{'多找':>6}{'首次 KB':>9}{'毫秒':>7}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, site, look in (
            ("本站", ROOT / "site", _own),
            ("Pagefind", pagefind, _pagefind),
            ("Material", material, _lunr),
        ):
            with served(site) as server:
                yield _line(name, browser, server, look, texts)
        yield _large(browser, folder / "large")
        browser.close()


def _line(name: str, browser: Browser, server: Server, look: _Look, texts: dict[str, str]) -> str:
    there = right = wrong = 0
    weights, times = [], []
    for words in _QUERIES:
        with _asked(browser, server, look, words) as (page, weight, took):
            weights.append(weight)
            times.append(took)
            found = {
                url.removeprefix(server.address).partition("#")[0].removesuffix("index.html") for url in look.rest(page)
            }
        wanted = {url for url, text in texts.items() if folded(words) in text}
        there, right = there + len(wanted), right + len(wanted & found)
        wrong += len(found & texts.keys() - wanted)
    figures = f"{statistics.median(weights) / 1000:>11.1f}{statistics.median(times) * 1000:>9.0f}"
    return f"{name:<26}{there:>8}{right:>8}{wrong:>8}{figures}"


@contextmanager
def _asked(browser: Browser, server: Server, look: _Look, words: str) -> Iterator[tuple[Tab, int, float]]:
    """Ask for words on a fresh phone; yields the page with its first answers, the bytes fetched for them, seconds."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    before = len(server.sent)
    page.goto(f"{server.address}{look.start}", wait_until="networkidle")
    started = time.perf_counter()
    look.first(page, words)
    took = time.perf_counter() - started
    loaded = [size for file, size in server.sent[before:] if _LOADED.search(file) and not _PAGE.search(file)]
    yield page, sum(loaded), took
    context.close()


def _large(browser: Browser, folder: Path) -> str:
    """Return what first queries weigh on a made-up site whose pages say at random what this site's pages say."""
    site = publish(ROOT)
    shutil.copytree(ROOT / "site", folder, ignore=shutil.ignore_patterns("search"))
    shutil.copytree(ROOT / "site" / "search", folder / "search", ignore=shutil.ignore_patterns("*.js"))
    said = sorted({line for page in site.pages for line in text_of(page).split("\n") if len(line) > _SENTENCE})
    chance = random.Random(1)  # noqa: S311  a workload, no secret
    places = {f"p{place}": f"p{place}" for place in range(17)}
    kinds = ("story", "practice", "board-row", "community")
    pages = [
        Page(
            url=f"x/{number}/",
            kind=chance.choice(kinds),
            place=chance.choice([*places]),
            title=chance.choice(said)[:12],
            description="",
            crumbs=(),
            source=None,
            html=f"<article><p>{'</p><p>'.join(chance.choices(said, k=16))}</p></article>",
        )
        for number in range(_LARGE)
    ]
    for file in index(pages, places):
        (folder / file.path).write_bytes(file.content)
    with served(folder) as server:
        measured = []
        for words in _QUERIES:
            with _asked(browser, server, _own, words) as (_, weight, took):
                measured.append((weight, took))
    weights, times = zip(*measured, strict=True)
    return (
        f"{_LARGE} 页（编的），本站：首次 {statistics.median(weights) / 1000:.1f} KB，"
        f"最多 {max(weights) / 1000:.1f} KB，{statistics.median(times) * 1000:.0f} 毫秒"
    )
