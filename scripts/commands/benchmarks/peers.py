"""Other people's pages with this site's content, and a server that measures: for `scripts/bench --pages`."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image

from commands.programs.npm import installed
from commands.project import QUIET, ROOT
from zhishuo.pages import Page
from zhishuo.publishing import publish

# The practice that gets a photograph where pages with one are measured: its community and its id.
PHOTOGRAPHED = ("xinmin", "four-colours")


def material(folder: Path) -> Path:
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


def govuk(folder: Path, board: Page) -> Path:
    """Write the board's article in GOV.UK's classes, with its whole style sheet and script; return the site."""
    shutil.copytree(installed("measure") / "govuk-frontend" / "dist" / "govuk", folder / "govuk")
    html = (ROOT / "site" / board.url / "index.html").read_text(encoding="utf-8")
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
    file = folder / board.url / "index.html"
    file.parent.mkdir(parents=True)
    up = "../" * board.url.count("/")
    file.write_text(
        '<!doctype html><html lang="zh-CN" class="govuk-template"><head><meta charset="utf-8"><title>公开榜</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="description" content="公开榜">'
        '<link rel="stylesheet" href="'
        + up
        + 'govuk/govuk-frontend.min.css"></head><body class="govuk-template__body">'
        f'<main class="govuk-main-wrapper govuk-width-container">{article}</main>'
        '<script type="module" src="' + up + 'govuk/govuk-frontend.min.js"></script></body></html>',
        encoding="utf-8",
    )
    return folder


def photographed(folder: Path) -> Path:
    """Build this site with one large photograph, made of noise on every scale as real ones are; return the site."""
    for part in ("data", "content"):
        shutil.copytree(ROOT / part, folder / part)
    for part in ("hooks", "theme_overrides"):
        (folder / part).symlink_to(ROOT / part)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    (folder / "data" / "media").mkdir(exist_ok=True)
    size = (4000, 3000)
    photo = Image.new("RGB", size, (128, 120, 100))
    for octave in range(9):
        cells = Image.effect_noise((4 * 2**octave, 3 * 2**octave), 60)
        photo = Image.blend(photo, cells.resize(size, Image.Resampling.BICUBIC).convert("RGB"), 0.3)
    photo.save(folder / "data" / "media" / "bench.jpg", quality=92)
    record = folder / "data" / "communities" / f"{PHOTOGRAPHED[0]}.yml"
    lines = (
        "photo:",
        "  file: bench.jpg",
        "  alt: 量大小用的照片",
        "  credit: 量大小用",
        "  taken: 2026-03-20",
        "  consent: 没有认得出的人",
    )
    block = "".join(f"    {line}\n" for line in lines)
    text = record.read_text(encoding="utf-8")
    record.write_text(re.sub(r"^    updated:", f"{block}    updated:", text, count=1, flags=re.MULTILINE), "utf-8")
    command = ("build", "--quiet", "-f", f"{folder / 'mkdocs.yml'}", "--site-dir", f"{folder / 'site'}")
    subprocess.run([sys.executable, "-m", "mkdocs", *command], check=True, env=os.environ | QUIET)
    return folder / "site"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a folder is served, and the gzip bytes of every answer so far, in the order they were given."""

    address: str
    sent: list[tuple[str, int]]


@contextmanager
def served(site: Path) -> Iterator[Server]:
    """Serve a folder with gzip, as every web server does."""
    sent: list[tuple[str, int]] = []

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path))
            path = path / "index.html" if path.is_dir() else path
            if not path.is_file():
                self.send_error(404)
                return
            kind = self.guess_type(path)
            body = path.read_bytes()
            if not kind.startswith(("image/", "audio/", "video/")) or path.suffix == ".svg":
                body = gzip.compress(body, 6, mtime=0)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            if body[:2] == b"\x1f\x8b":
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", f"{len(body)}")
            self.end_headers()
            self.wfile.write(body)
            sent.append((path.relative_to(site).as_posix(), len(body)))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_address[1]}/", sent)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
