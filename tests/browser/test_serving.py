"""The examples of docs/serving/ under real servers: what they send, what they refuse, and that nothing foreign runs."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser.looking import opened
from playwright.sync_api import Browser

from commands.programs.serving import caddy, nginx, program

SERVERS = {"nginx": nginx, "caddy": caddy}
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "(application|text)/javascript; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    "": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json",
    ".jsonld": r"application/ld\+json",
    ".xml": "(application|text)/xml; charset=utf-8",
    ".gz": "application/gzip",
    ".svg": r"image/svg\+xml.*",
    ".avif": "image/avif",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
}
VIOLATED = "addEventListener('securitypolicyviolation', e => violated(`${e.violatedDirective} ${e.blockedURI}`))"
# What somebody would try who found a way to write into a page.
INTRUSIONS = """() => {
  const put = (tag, set) => document.body.append(Object.assign(document.createElement(tag), set));
  put("script", { textContent: "window.intruded = true" });
  put("script", { src: "https://elsewhere.example/x.js" });
  put("img", { src: "https://elsewhere.example/x.png" });
  put("p", { innerHTML: "<a id=trap onclick='window.intruded = true' style='color:red'>x</a>" });
  document.getElementById("trap").click();
}"""
REFUSED = {
    "script-src-elem inline",
    "script-src-elem https://elsewhere.example/x.js",
    "script-src-attr inline",
    "style-src-attr inline",
    "img-src https://elsewhere.example/x.png",
}
FILM = "media/xinmin-four-colours.mp4"


@dataclass(frozen=True)
class Answer:
    """What a server said, its body as it came."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Served:
    """A running server: `current` is the link to the release that stands at `address`, `older` and `newer` are two."""

    name: str
    address: str
    current: Path
    older: Path
    newer: Path

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path below the root, without following where the answer leads."""
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        wanted = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, f"/{path}", headers=wanted)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, addressed: Path, site: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve the site that has an address, from folders that nobody may write to."""
    name = str(request.param)
    if program(name) is None:
        pytest.skip(f"no {name} here (apt-get install {name})")
    older, newer = tmp_path / "1", tmp_path / "2"
    shutil.copytree(addressed, older)
    shutil.copytree(site, newer)
    (older / ".env").write_text("secret")
    (older / "way-out.txt").symlink_to(tmp_path / "outside.txt")
    (tmp_path / "outside.txt").write_text("outside")
    for folder in (older, newer):
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                path.chmod(0o555)
    current = tmp_path / "current"
    current.symlink_to(older)
    place = tmp_path / "server"
    place.mkdir()
    with SERVERS[name](current, place) as address:
        yield Served(name, address, current, older, newer)
    for path in (older, newer, *older.rglob("*"), *newer.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)


def test_an_example_serves_a_site_safely(
    server: Served, browser: Browser, kinds: dict[str, str], subtests: pytest.Subtests
) -> None:
    before = {path: path.stat().st_mtime_ns for path in server.current.parent.glob("[12]/**/*") if path.exists()}
    for check in (types_are_said, every_answer_is_guarded, texts_come_packed, browsers_keep_what_they_may):
        with subtests.test(check.__name__):
            check(server)
    with subtests.test("what is not there is said on a page of the site"):
        what_is_not_there_is_said(server)
    with subtests.test("another release stands there at once"):
        tag = server.ask("index.html").headers["ETag"]
        fresh = server.current.with_name("fresh")
        fresh.symlink_to(server.newer)
        fresh.replace(server.current)
        changed = server.ask("index.html", If_None_Match=tag)
        assert (changed.status, changed.body) == (200, (server.newer / "index.html").read_bytes())
    with subtests.test("no page breaks its own rules, and none can be made to run what is not the site's"):
        pages_keep_their_rules(server, browser, [*kinds.values(), "404.html"])
    after = {path: path.stat().st_mtime_ns for path in server.current.parent.glob("[12]/**/*") if path.exists()}
    assert after == before, "a server only reads"


def types_are_said(server: Served) -> None:
    samples = {path.suffix: path.relative_to(server.older) for path in server.older.rglob("[!.]*") if path.is_file()}
    samples |= {".html": Path("index.html"), ".xml": Path("sitemap.xml"), ".json": Path("data.json")}
    for suffix, name in samples.items():
        said = server.ask(name.as_posix()).headers["Content-Type"]
        assert re.fullmatch(TYPES[suffix], said), f"{name} says {said}"
    assert server.ask("feed.xml").headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert server.ask("feed.json").headers["Content-Type"] == "application/feed+json"


def every_answer_is_guarded(server: Served) -> None:
    page = (server.older / "index.html").read_text(encoding="utf-8")
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', page)
    assert policy
    assert "unsafe" not in policy[1]
    for path in ("", "c/xinmin/index.html", "data.json", "nowhere/at/all"):
        headers = server.ask(path).headers
        assert headers["Content-Security-Policy"] == f"{policy[1]}; frame-ancestors 'none'", path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert "camera=()" in headers["Permissions-Policy"], path
        assert not re.search(r"\d", headers["Server"] or ""), path
    drawing = server.ask("assets/illustrations/say.svg").headers["Content-Security-Policy"]
    assert "script-src" not in drawing
    assert "sandbox" in drawing


def texts_come_packed(server: Served) -> None:
    page, film = (server.older / "index.html").read_bytes(), (server.older / FILM).read_bytes()
    packed = server.ask("index.html", Accept_Encoding="gzip")
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.body) == page
    part = server.ask(FILM, Range="bytes=100-199", Accept_Encoding="gzip")
    assert (part.status, part.body) == (206, film[100:200])


def browsers_keep_what_they_may(server: Served) -> None:
    rules = {"": "no-cache", "assets/zhishuo.css": "no-cache", FILM: "max-age=86400", "receipt/s0.js": "no-store"}
    for path, said in rules.items():
        answer = server.ask(path, Accept_Encoding="gzip")
        assert answer.headers["Cache-Control"] == said, path
        again = server.ask(path, Accept_Encoding="gzip", If_None_Match=answer.headers["ETag"])
        assert (again.status, again.body) == (304, b""), path


def what_is_not_there_is_said(server: Served) -> None:
    for path in ("nowhere/at/all", ".env", "c/nobody/index.html"):
        missing = server.ask(path)
        assert missing.status == 404, path
        assert "没有找到这一页" in missing.body.decode(), path
    moved = server.ask("board")
    assert moved.status in {301, 308}
    assert moved.headers["Location"] == "/board/"
    assert server.ask("", method="POST").status == 405
    assert server.ask("../outside.txt").status in {400, 404}
    if server.name == "nginx":  # Caddy follows links, as its example says
        assert server.ask("way-out.txt").status == 403


def pages_keep_their_rules(server: Served, browser: Browser, files: list[str]) -> None:
    said: list[str] = []
    broken: list[str] = []
    with opened(browser) as context:
        context.expose_function("violated", lambda rule: broken.append(rule))  # noqa: PLW0108 - Playwright marks what it is given
        context.add_init_script(VIOLATED)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
        for file in files:
            page.goto(server.address + file)
            assert page.evaluate("document.documentElement.classList.contains('js')"), file
        assert [text for text in said if "404 (Not Found)" not in text] == []
        assert broken == []
        page.goto(server.address)
        page.evaluate(INTRUSIONS)
        page.wait_for_timeout(300)
        assert not page.evaluate("window.intruded")
        assert set(broken) == REFUSED
