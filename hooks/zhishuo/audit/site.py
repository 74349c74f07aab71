"""A built site, read as an outsider reads it: downloads, pages, feeds and pictures must tell what the releases tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from zhishuo.audit.days import days_of
from zhishuo.audit.downloads import check_downloads, town_totals
from zhishuo.audit.pieces import Piece, read_feed, read_page, read_view
from zhishuo.audit.printed import drawn_faults, faults
from zhishuo.audit.published import Release
from zhishuo.problems import Problem

_FEEDS = frozenset({".xml", ".rss", ".atom", ".json", ".jsonld", ".txt", ".ics", ".webmanifest"})


def read_site(site: Path, releases: Sequence[Release]) -> Iterator[Problem]:
    """Yield everything in the folder `site` that tells more than `releases` do, or something else.

    Prose that people wrote is left out: what a story may say, other rules decide.
    """
    yield from check_downloads(site, releases)
    if not releases:
        return
    base, town, days = releases[-1].base, town_totals(releases), days_of(releases)
    for path in sorted(site.rglob("*")):
        file = path.relative_to(site).as_posix()
        pieces: tuple[Piece, ...] = ()
        if path.suffix in {".html", ".svg"}:
            pieces, charts = read_page(path.read_text(encoding="utf-8"))
            for chart in charts:
                for line, fault in drawn_faults(chart, base):
                    yield Problem(file, line, "rect", fault)
        elif file.startswith("api/"):
            pieces = tuple(read_view(path.read_text(encoding="utf-8"))) if path.is_file() else ()
        elif path.suffix in _FEEDS and path.is_file() and not file.startswith("data/"):
            pieces = tuple(read_feed(path.read_text(encoding="utf-8")))
        for piece in pieces:
            for fault in (*faults(piece, base, town), *days.faults(piece.tag, piece.text)):
                yield Problem(file, piece.line, piece.tag, fault)
