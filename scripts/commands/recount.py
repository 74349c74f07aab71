"""A built site, reckoned anew: every page made again from its own downloads, and number held against number."""

from __future__ import annotations

import csv
import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from zhishuo import build
from zhishuo.problems import Problem
from zhishuo.reading import Records
from zhishuo.records import Release

_TABLE = ("population", "block", "first", "last", "rows", "split")
# A number as it is written: digits, with what may part them.
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ARTICLE = re.compile(r"<article.*</article>", re.DOTALL)


def recount(site: Path, records: Records, address: str) -> Iterator[tuple[int, list[Problem]]]:
    """Yield for every page of the folder `site` how many numbers it holds, and those that come out otherwise.

    The releases are put together again out of the site's downloads, which have to be sound (audit.downloads);
    everything else is as in `records`. `address` is where the site stands, empty where that is not known.
    """
    releases = {period: _release(site / "data" / period) for period in records.releases}
    pages = {f"{page.url}index.html": page.html for page in build(replace(records, releases=releases), address).pages}
    built = {path.relative_to(site).as_posix() for path in site.rglob("index.html")}
    for file in sorted(built | pages.keys()):
        if file not in built:
            yield 0, [Problem(file, 0, "", "网站里没有这一页")]
        elif file not in pages:
            yield 0, [Problem(file, 0, "", "多出来的一页：不是从这些记录和公布的数字做出来的")]
        else:
            found = (site / file).read_text(encoding="utf-8")
            is_same = pages[file] in found
            yield len(_numbers(pages[file])), [] if is_same else list(_differing(file, found, pages[file]))


def _release(folder: Path) -> Release:
    """Return a release with the counts of its one long table."""
    told = json.loads((folder / "release.json").read_bytes())
    with (folder / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        tables = [_table(key, list(cells)) for key, cells in groupby(csv.DictReader(file), itemgetter(*_TABLE))]
    del told["rule"]
    return Release.model_validate(told | {"tables": tables})


def _table(key: Iterable[str], cells: list[Mapping[str, str]]) -> dict[str, Any]:
    named = dict(zip(_TABLE, key, strict=True))
    lines = [(row, list(line)) for row, line in groupby(cells, itemgetter("row"))]
    return {
        "population": named["population"],
        "block": named["block"] or None,
        "window": {"first": named["first"], "last": named["last"]},
        "rows": named["rows"],
        "split": named["split"],
        "columns": [cell["column"].split("+") for cell in lines[0][1]],
        "lines": [{"keys": row.split("+"), "counts": [cell["count"] for cell in line]} for row, line in lines],
    }


def _differing(file: str, found: str, reckoned: str) -> Iterator[Problem]:
    """Yield every run of numbers that a page tells otherwise than it is reckoned, with its line."""
    article = _ARTICLE.search(found)
    start, text = (article.start(), article[0]) if article else (0, found)
    whole = _ARTICLE.search(reckoned)
    told, right = _numbers(text), _numbers(whole[0] if whole else reckoned)
    matcher = difflib.SequenceMatcher(
        None, [number for number, _ in told], [number for number, _ in right], autojunk=False
    )
    for kind, first, last, other_first, other_last in matcher.get_opcodes():
        if kind != "equal":
            place = told[min(first, len(told) - 1)][1] if told else 0
            line = found.count("\n", 0, start + place) + 1
            on_page, anew = _said(told[first:last]), _said(right[other_first:other_last])
            yield Problem(file, line, "", f"网页上是{on_page}，按公布的表算出来是{anew}")


def _numbers(html: str) -> list[tuple[str, int]]:
    return [(found[0], found.start()) for found in _NUMBER.finditer(html)]


def _said(numbers: list[tuple[str, int]]) -> str:
    return "、".join(f"“{number}”" for number, _ in numbers) or "（没有）"
