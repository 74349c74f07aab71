"""The small town with what is told of it in English, and its pages with the language of each piece of text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from conftest import ROOT

from zhishuo.pages import Page, orders, render
from zhishuo.reading import Records
from zhishuo.records import CommunityEnglish, HighlightEnglish, ThemeEnglish, TownEnglish
from zhishuo.views import show

HANZI = re.compile("[\u3400-\u9fff]")
WHOLE: dict[str, Any] = {
    "title": "Four colours",
    "sentence": "Urgent matters first",
    "problem": "Everything waited in **one** line",
    "steps": ["The colour is set first"],
    "results": ["It takes 3.10 days", "Residents say it is good"],
    "cost": "Not recorded",
    "responsible": "The community",
    "shortfalls": "Too few people",
    "conditions": "It takes grid workers",
}
DESK = {"name": "Desk", "place": "Ground floor", "hours": "Weekdays"}


def translated_town(records: Records) -> Records:
    """Return the small town with xinmin whole in English, heping begun, guangming in Chinese alone."""
    town = records.town.model_copy(
        update={"en": TownEnglish.model_validate({"name": "Sample Town", "slogan": "Say it straight", "desk": DESK})}
    )
    themes = tuple(
        theme.model_copy(update={"en": ThemeEnglish(name=f"Theme {theme.id}", summary="What it is about")})
        for theme in records.themes
    )
    told = {"name": "Xinmin", "sentence": "First the urgent", "about": "An *old* community", "desk": DESK}
    changed = translating(replace(records, town=town, themes=themes), "xinmin", told, WHOLE)
    return translating(changed, "heping", {"name": "Heping"}, {"sentence": "Urgent matters first"})


def translating(records: Records, slug: str, community: dict[str, Any], practice: dict[str, Any]) -> Records:
    """Return the records with the English of one community and of its only practice."""
    old = records.communities[slug]
    (highlight,) = old.highlights
    changed = old.model_copy(
        update={
            "en": CommunityEnglish.model_validate(community),
            "highlights": [highlight.model_copy(update={"en": HighlightEnglish.model_validate(practice)})],
        }
    )
    return replace(records, communities=records.communities | {slug: changed})


def pages_of(records: Records) -> dict[str, Page]:
    return {page.url: page for page in render(orders(show(records, {})), ROOT / "theme_overrides")}


class Languages(HTMLParser):
    """Collects the text of an English article with the language it is marked as, and where that is wrong."""

    VOID = frozenset({"img", "br", "hr", "wbr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = [("", "en")]
        self.wrong: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append((tag, dict(attrs).get("lang") or self.open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if data.strip() and (self.open[-1][1] == "zh-CN") != bool(HANZI.search(data)):
            self.wrong.append(data)


def read(page: Page) -> Languages:
    found = Languages()
    found.feed(page.html)
    return found
