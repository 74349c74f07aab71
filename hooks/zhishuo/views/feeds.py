"""What can be followed: the town's months and stories, and the stories and practices of each community, in full."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from zhishuo.figures import Figures
from zhishuo.prose import to_html
from zhishuo.reading import Records
from zhishuo.records import Highlight, Story
from zhishuo.views.base import Link
from zhishuo.views.board import month_link
from zhishuo.views.claims import Claim, claims
from zhishuo.views.message import month_message
from zhishuo.views.practices import practice_link
from zhishuo.views.stories import story_items
from zhishuo.views.words import month_words

TOWN_FEED = "feed"
CALENDAR = "due.ics"
CATALOGUE = "data.json"
# What the whole town has to follow.
FOLLOW = (
    Link("公开榜和故事（Atom）", f"{TOWN_FEED}.xml"),
    Link("公开榜和故事（JSON Feed）", f"{TOWN_FEED}.json"),
    Link("更新日历：下一期最晚哪天公布（iCalendar）", CALENDAR),
    Link("数据目录，给数据门户用（DCAT-US）", CATALOGUE),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to read: the page it stands on, the day it is of, its whole text."""

    url: str
    title: str
    day: dt.date
    summary: str
    content: Markup


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `path` without its ending, `url` the page it is about, `day` that of its newest entry."""

    path: str
    url: str
    title: str
    author: str
    day: dt.date
    entries: tuple[Entry, ...]


def feed_path(community: str) -> str:
    """Return where the feed of a community is published, without its ending."""
    return f"c/{community}/{TOWN_FEED}"


def feeds(records: Records, figures: Figures, address: str) -> Iterator[Feed]:
    """Yield the town's feed and that of every community; `address` is where the site stands."""
    entries = (*_months(records, figures, address), *_stories(records))
    yield _feed(records, TOWN_FEED, "", f"{records.town.name}：公开榜和故事", entries)
    for slug, community in records.communities.items():
        entries = (*_stories(records, slug), *_practices(records, figures, slug))
        yield _feed(records, feed_path(slug), f"c/{slug}/", f"{community.name}：做法和故事", entries)


def _feed(records: Records, path: str, url: str, title: str, entries: Iterable[Entry]) -> Feed:
    newest_first = tuple(sorted(entries, key=lambda entry: (entry.day, entry.url), reverse=True))
    day = newest_first[0].day if newest_first else records.town.updated
    return Feed(path, url, marked(records, title), records.town.name, day, newest_first)


def marked(records: Records, title: str) -> str:
    """Return a title that says what is made up, since readers show entries far from the site."""
    return f"【示例】{title}" if records.town.sample else title


def _months(records: Records, figures: Figures, address: str) -> Iterator[Entry]:
    """Yield every month as it was told when it was released."""
    for period, release in records.releases.items():
        lines = month_message(records, figures.until(period), address).splitlines()
        title = f"{month_words(period)}公开榜"
        content = Markup().join(Markup("<p>{}</p>").format(line) for line in lines)
        yield Entry(month_link(period).url, marked(records, title), release.as_of, f"{lines[0]}。", content)


def _stories(records: Records, community: str | None = None) -> Iterator[Entry]:
    """Yield the stories of one community or of all."""
    for item in story_items(records, community):
        story = records.stories[item.link.url.removeprefix("stories/").removesuffix("/")]
        summary = f"{item.community}，{item.when}，{item.mark.text}，{item.days}办结，结果：{item.outcome}。"
        said = (("居民怎么说", to_html(story.said)), ("办了什么", to_html(story.done)), ("还差什么", item.left))
        yield Entry(item.link.url, marked(records, story.title), _end_of_month(story), summary, _told(summary, said))


def _end_of_month(story: Story) -> dt.date:
    """Return the day a story is dated: a nearer one, such as that of the consent, would lead to who told it."""
    year, month = int(story.month[:4]), int(story.month[5:])
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _practices(records: Records, figures: Figures, slug: str) -> Iterator[Entry]:
    for highlight in records.communities[slug].highlights:
        said = _practice(highlight, claims(records, figures, slug, highlight))
        link = practice_link(slug, highlight)
        content = _told(highlight.sentence, said)
        yield Entry(link.url, marked(records, link.label), highlight.updated, highlight.sentence, content)


def _practice(highlight: Highlight, claimed: Iterable[Claim]) -> Iterator[tuple[str, Markup]]:
    """Yield the parts of a practice under their headings."""
    yield "原来的问题", to_html(highlight.problem)
    yield "怎么做的", _list("ol", (to_html(step) for step in highlight.steps))
    yield "结果", _list("ul", (Markup("{}").format(_result(claim)) for claim in claimed))
    yield "没做好的地方", to_html(highlight.shortfalls)
    yield "花多少钱", to_html(highlight.cost)
    yield "谁负责", Markup("<p>{}</p>").format(highlight.responsible)
    yield "别处能不能学", to_html(highlight.conditions)


def _result(claim: Claim) -> str:
    """Return a claim with how far it may be believed."""
    figure = f"：{claim.figure}" if claim.figure else ""
    as_of = f"（截至 {claim.as_of}）" if claim.as_of else ""
    held = f"公开榜：{claim.held.sentence}{''.join(claim.held.notes)}" if claim.held else ""
    source = f"来源：{claim.source}。" if claim.source else ""
    return f"{claim.what}{figure}{as_of}。{held}{source}{'' if held or source else '未附数据。'}"


def _list(tag: str, items: Iterable[Markup]) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(tag, Markup().join(Markup("<li>{}</li>").format(item) for item in items))


def _told(summary: str, parts: Iterable[tuple[str, Markup]]) -> Markup:
    """Return a text: its sentence, then every part under its heading."""
    below = (Markup("<h2>{}</h2>{}").format(heading, text) for heading, text in parts)
    return Markup("<p>{}</p>{}").format(summary, Markup().join(below))
