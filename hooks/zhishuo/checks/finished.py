"""The privacy gate's back door: whatever way a text took, it does not stand on the finished site.

Most texts stand there many times (on a page, in the index, in a download), so each is looked at once. Numbers that are
no texts are left out: cells of tables, what stands outside quotes in JSON, style sheets, the geometry of charts.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import Protocol

from zhishuo import gate
from zhishuo.checks.outlines import outline_of
from zhishuo.checks.privacy import END, Passes
from zhishuo.problems import Problem
from zhishuo.remembering import worked_out

_QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"')
_LEAST = 3  # characters of the shortest thing that is found
_LONG = 1_000
_SEALED = re.compile(r"[A-Za-z\d+/=]{99,}")
_CHROME = ("base.html", "404.html", "assets/*.js", "assets/**/*.svg")


class File(Protocol):
    """What the gate needs of a file of the site."""

    @property
    def path(self) -> str:
        """Return the path below the site's root."""

    @property
    def content(self) -> bytes:
        """Return its bytes."""


def given_away(
    pages: Iterable[tuple[str, str, Iterable[str]]], files: Iterable[File], theme: Path, passes: Passes
) -> list[Problem]:
    """Return a problem for every text that gives somebody away and every place where it stands.

    A page is the file it is edited in, its address and its texts; `theme` is the folder with the chrome of all pages.
    """
    chrome = (path for pattern in _CHROME for path in sorted(theme.glob(pattern)))
    read = [(path.relative_to(theme.parent).as_posix(), path.read_text(encoding="utf-8")) for path in chrome]
    read += ((file.path, text) for file in files if (text := _decoded(file.content)) is not None)
    places = [(source, f"网页 {url or '首页'}", frozenset(texts)) for source, url, texts in pages]
    places += ((file, "", frozenset(_pieces(file, text))) for file, text in read)
    seen: set[str] = set()
    news = [sorted(_new(texts, seen)) for _, _, texts in places]
    gate.find.ahead(END.join(pieces) for pieces in news)
    problems: list[Problem] = []
    for pieces in news:
        starts = list(accumulate((len(piece) + 1 for piece in pieces), initial=0))
        for found in passes.find(END.join(pieces)):
            piece = pieces[bisect_right(starts, found.start) - 1]
            message = (
                f"做好的网站上有{found.kind}“{found.masked}”，不能公开；"
                "data/ 里可能换了写法（如 &nbsp;），找不到就是拼出来的，请找程序员"
            )
            problems += (Problem(file, 0, field, message) for file, field, texts in places if piece in texts)
    return problems


def gives_nobody_away(texts: Iterable[str], files: Iterable[File], passes: Passes) -> bool:
    """Return whether nobody is given away by texts of a page and by files that were made with it.

    A long text in which nothing was found is not looked at again.
    """
    read = ((file.path, _decoded(file.content)) for file in files)
    pieces = frozenset(texts).union(*(_pieces(path, text) for path, text in read if text is not None))
    found = sorted(_new(pieces, set()))
    long = [piece for piece in found if len(piece) > _LONG]
    told = passes.told
    faults = worked_out("long texts", long, lambda piece: (told, piece), lambda piece: len(passes.find(piece)))
    return not any(faults) and not passes.find(END.join(piece for piece in found if len(piece) <= _LONG))


def _new(texts: frozenset[str], seen: set[str]) -> Iterator[str]:
    """Yield the texts that stand in no place looked at before; they are seen from here on."""
    yield from (text for text in texts - seen if not _SEALED.fullmatch(text))
    seen |= texts


def _decoded(content: bytes) -> str | None:
    """Return the text of a file, None for pictures and recordings: what they tell besides is taken out where made."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _pieces(file: str, text: str) -> Iterable[str]:
    """Return the texts in a file of the site, by its kind."""
    match PurePosixPath(file).suffix:
        case ".css":
            return ()
        case ".html" | ".svg" | ".xml":
            return outline_of(text).texts
        case ".csv":
            rows = ([line] if '"' in line else line.split(",") for line in text.splitlines())
            return (cell for row in rows for cell in row)
        case ".json":
            return (piece for quoted in _quoted(text) for piece in _read(quoted))
        case ".js" if text.startswith("zhishuo.take("):  # what assets.handed_over makes
            return (line for quoted in _quoted(text) for line in quoted.split("\\n"))
    return text.replace("\r\n ", "").splitlines()  # lines of .ics go on after a space


def _read(quoted: str) -> Iterable[str]:
    """Return the texts in a text of JSON: what a program gets as HTML is looked at as a reader sees it."""
    return outline_of(json.loads(f'"{quoted}"')).texts if "<" in quoted else (quoted,)


def _quoted(text: str) -> Iterable[str]:
    return (quoted for quoted in _QUOTED.findall(text) if len(quoted) >= _LEAST)
