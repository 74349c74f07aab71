"""Serves a folder to who is at work on it: pages load again when the site was renewed, and say what is wrong."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# What no page of the site is called.
_SCRIPT, _NEWS = "/zhishuo-live.js", "/zhishuo-live/"
_ADDED = f'<script src="{_SCRIPT}" data-version="{{version}}" defer></script></head>'
# Asked again and again, since a browser gives up waiting.
_JS = f"""(async version => {{
  for (;;) {{
    try {{
      const said = await (await fetch("{_NEWS}" + version)).text();
      if (said && said !== version) return location.reload();
    }} catch (gone) {{ await new Promise(wait => setTimeout(wait, 1000)); }}
  }}
}})(document.currentScript.dataset.version);
"""
# Seconds until an answer is given even where there is no news.
_LONGEST = 30
_NO_SITE = (
    "<!doctype html><html lang=zh-CN><head><meta charset=utf-8><title>预览</title></head><body><main></main></body>"
)


class Live:
    """Which version of the site stands, by number, and what is wrong with the one that should."""

    def __init__(self) -> None:
        """Begin with a site that nobody has seen."""
        self._news = threading.Condition()
        self.version = 0
        self.problems: list[str] = []

    def renewed(self) -> None:
        """Tell everybody that the site was renewed."""
        self.broken([])

    def broken(self, problems: Sequence[str]) -> None:
        """Tell everybody what is wrong; the site is the one from before."""
        with self._news:
            self.version, self.problems = self.version + 1, [*problems]
            self._news.notify_all()

    def after(self, version: str) -> str:
        """Return the version once it is another one, or after a while."""
        with self._news:
            self._news.wait_for(lambda: f"{self.version}" != version, _LONGEST)
            return f"{self.version}"


class LiveServer(ThreadingHTTPServer):
    """Serves `site` at an address."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], site: Path, live: Live) -> None:
        """Take the address; raises OSError where it is taken."""
        super().__init__(address, partial(_Handler, directory=str(site)))
        self.live = live


class _Handler(SimpleHTTPRequestHandler):
    server: LiveServer

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == _SCRIPT:
            self._answer(_JS, "text/javascript")
        elif path.startswith(_NEWS):
            self._answer(self.server.live.after(path.removeprefix(_NEWS)), "text/plain")
        elif path.endswith(("/", ".html")):
            self._page(path)
        else:
            super().do_GET()

    def _page(self, path: str) -> None:
        live = self.server.live
        file = Path(self.translate_path(path))
        file = file / "index.html" if path.endswith("/") else file
        try:
            html, status = file.read_text(encoding="utf-8"), HTTPStatus.OK
        except (OSError, ValueError):
            missing = Path(self.directory) / "404.html"
            html, status = missing.read_text("utf-8") if missing.is_file() else _NO_SITE, HTTPStatus.NOT_FOUND
        html = html.replace("</head>", _ADDED.format(version=live.version), 1)
        if live.problems:
            html = html.replace("<main", f"{_alert(live.problems)}<main", 1)
        self._answer(html, "text/html", status)

    def _answer(self, text: str, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", f"{len(content)}")
        with suppress(ConnectionError):  # nobody waits for it any more
            self.end_headers()
            self.wfile.write(content)

    def end_headers(self) -> None:
        """Let no browser keep what may be another thing after the next save."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server calls
        """Say nothing: staff need no list of files."""


def _alert(problems: Sequence[str]) -> str:
    lines = "\n".join(f"<li>{escape(problem)}</li>" for problem in problems)
    return (
        '<div class="wrap" role="alert"><div class="red"><p><b>改坏了，下面还是上一次好的样子。请改好：</b></p>'
        f"<ul>\n{lines}\n</ul></div></div>\n"
    )
