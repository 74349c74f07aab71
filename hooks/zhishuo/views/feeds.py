"""What can be followed: the town, its stories, every community, every category; and which pages say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhishuo.figures import Figures
from zhishuo.reading import Records
from zhishuo.views.base import BOARD, CHINESE, STORIES, Link, language
from zhishuo.views.board import category_links
from zhishuo.views.entries import (
    Entry,
    category_entries,
    marked,
    month_entries,
    practice_entries,
    story_entries,
)
from zhishuo.views.words import codebook

CALENDAR = "due.ics"
CATALOGUE = "data.json"
DCAT = "catalog.jsonld"
# What can be followed besides the feeds.
FOLLOW = (
    Link("日历：下一期最晚哪天公布、下一次观摩哪天（iCalendar）", CALENDAR),
    Link("数据目录，给数据门户用（DCAT-US）", CATALOGUE),
    Link("数据目录，给数据门户用（DCAT-AP）", DCAT),
)
# A longer feed would tell what its readers have long read.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `url` the page it is about, `day` that of its newest entry."""

    url: str
    title: str
    author: str
    day: dt.date
    entries: tuple[Entry, ...]

    @property
    def path(self) -> str:
        """Return where it is published, without its ending."""
        return feed_path(self.url)


def feed_path(url: str) -> str:
    """Return where the feed about the page `url` is published, without its ending."""
    return f"{url}feed"


def followed(url: str, place: str) -> Iterator[str]:
    """Yield the pages whose feeds a reader of the page `url` may want; `place` is the community it is about.

    A page of a month has none: it never changes, and weighs the same on every line.
    """
    if url in {"", BOARD.url}:
        yield ""
    elif url.startswith(STORIES.url):
        yield STORIES.url
    elif url.startswith(f"{BOARD.url}cat/"):
        yield url
    if place and language(url) == CHINESE:
        yield f"c/{place}/"


def feed_links(records: Records) -> tuple[Link, ...]:
    """Return every page that has a feed, by the name of the feed."""
    return (
        Link(f"{records.town.name}：公开榜和故事", ""),
        Link(f"{records.town.name}：故事", STORIES.url),
        *(Link(f"{community.name}：做法和故事", f"c/{slug}/") for slug, community in records.communities.items()),
        *(Link(f"{link.label}：每月的件数和故事", link.url) for link in category_links(records)),
    )


def feeds(records: Records, figures: Figures, address: str) -> Iterator[Feed]:
    """Yield all feeds; `address` is where the site stands."""
    entries = _entries(records, figures, address)
    for link in feed_links(records):
        newest_first = sorted(entries[link.url], key=lambda entry: (entry.day, entry.name), reverse=True)[:_MOST]
        day = newest_first[0].day if newest_first else records.town.updated
        yield Feed(link.url, marked(records, link.label), records.town.name, day, tuple(newest_first))


def _entries(records: Records, figures: Figures, address: str) -> dict[str, Iterable[Entry]]:
    """Return what every feed tells, by the page it is about."""
    stories, book = tuple(story_entries(records)), codebook(records)
    of_all = [entry for _, entry in stories]
    return {
        "": (*month_entries(records, figures, address), *of_all),
        STORIES.url: of_all,
        **{
            f"c/{slug}/": (
                *(entry for story, entry in stories if story.community == slug),
                *practice_entries(records, figures, slug),
            )
            for slug in records.communities
        },
        **{
            link.url: (
                *(entry for story, entry in stories if link.url == f"{BOARD.url}cat/{story.category}/"),
                *category_entries(records, figures, book, link.url.split("/")[-2]),
            )
            for link in category_links(records)
        },
    }
