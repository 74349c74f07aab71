"""Figures as they are printed: none in a template, every percentage that of its fraction."""

from __future__ import annotations

import re
from pathlib import Path

from conftest import ROOT

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
