"""What a page of the built site may weigh on the wire: HTML, style sheets and scripts of its first view, gzip."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from zhishuo.problems import Problem

_PAGE, _FIRST_PAGE = 30_000, 15_000
_SHEETS, _SCRIPTS, _RECEIPT_SCRIPTS = 8_000, 5_000, 15_000
# Home, the board and its months and quarters: what most people open first.
_FIRST = re.compile(r"\.|board(/\d{4}-\w\w)?")


def packed(content: bytes) -> int:
    """Return how many bytes `content` takes on the wire."""
    return len(gzip.compress(content, 6, mtime=0))


def too_heavy(site: Path) -> Iterator[Problem]:
    """Yield every page of a built site that weighs more than it may; of 404.html only its HTML is weighed."""
    weigh = cache(lambda file: packed(file.read_bytes()))
    for file in sorted(site.rglob("*.html")):
        html = file.read_bytes()
        loads = _Loads()
        loads.feed(html.decode())
        names = {} if file.name == "404.html" else loads.files
        sheets, scripts = (
            sum(weigh((file.parent / name.partition("?")[0]).resolve()) for name in names.get(kind, ()))
            for kind in ("sheets", "scripts")
        )
        url = file.relative_to(site).parent.as_posix()
        most = _FIRST_PAGE if _FIRST.fullmatch(url) else _PAGE
        for what, weight, limit in (
            ("这一页连样式和脚本", packed(html) + sheets + scripts, most),
            ("样式", sheets, _SHEETS),
            ("脚本", scripts, _RECEIPT_SCRIPTS if url == "receipt" else _SCRIPTS),
        ):
            if weight > limit:
                said = f"{what}压缩后有 {weight:,} 字节，最多 {limit:,}：流量少、信号差的人打不开；请把字移到别的页"
                yield Problem(file.relative_to(site).as_posix(), 0, "", said)


class _Loads(HTMLParser):
    """Collects the scripts and style sheets that a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, list[str]] = {"sheets": [], "scripts": []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "script" and named.get("src"):
            self.files["scripts"].append(named["src"])
        if tag == "link" and named.get("rel") == "stylesheet":
            self.files["sheets"].append(named["href"])
