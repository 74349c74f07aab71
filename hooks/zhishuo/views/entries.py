"""What feeds tell, in full, since readers show it elsewhere: months, stories, practices, the months of a category."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from zhishuo.figures import Figures, Line, row_of
from zhishuo.prose import Markdown, to_html
from zhishuo.reading import Records
from zhishuo.records import Highlight, Story
from zhishuo.views.board import month_link
from zhishuo.views.claims import Claim, claims
from zhishuo.views.message import month_message
from zhishuo.views.practices import practice_link
from zhishuo.views.stories import story_items
from zhishuo.views.words import Codebook, month_words, short_rule_words

# What is told of a category's month.
_COUNTS = (("登记", "registered"), ("办结", "settled"), ("月末没办完", "open"), ("其中超期", "open_overdue"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to read: a lasting name, the page it stands on, the day it is of, its `text`, or headed parts."""

    name: str
    url: str
    title: str
    day: dt.date
    summary: str
    text: Markup | None = None
    parts: tuple[tuple[str, Markup | Markdown], ...] = ()

    @property
    def content(self) -> Markup:
        """Return the whole of it."""
        return self.text or _told(self.summary, self.parts)


def marked(records: Records, title: str) -> str:
    """Return a title that says what is made up, since readers show entries far from the site."""
    return f"【示例】{title}" if records.town.sample else title


def month_entries(records: Records, figures: Figures, address: str) -> Iterator[Entry]:
    """Yield every month as it was told when it was released."""
    for period, release in records.releases.items():
        lines = month_message(records, figures.until(period), address).splitlines()
        title = f"{month_words(period)}公开榜"
        content = Markup().join(Markup("<p>{}</p>").format(line) for line in lines)
        url = month_link(period).url
        yield Entry(url, url, marked(records, title), release.as_of, f"{lines[0]}。", content)


def category_entries(records: Records, figures: Figures, book: Codebook, key: str) -> Iterator[Entry]:
    """Yield a category's months, in figures that never change; a sensitive one has those it is published with."""
    for period, release in records.releases.items():
        line = row_of(figures.accounts([period], "category"), key)
        if line:
            title = f"{month_words(period)}，{book.row('category', line.keys)}"
            summary = f"{title}：{_counts(line)}。{short_rule_words(release.method.base)}"
            url = f"board/cat/{key}/"
            content = Markup("<p>{}</p>").format(summary)
            yield Entry(f"{url}{period}/", url, marked(records, title), release.as_of, summary, content)


def _counts(line: Line) -> str:
    found = ((word, line.count(name)) for word, name in _COUNTS)
    return "，".join(f"{word} {count} 件" for word, count in found if count is not None)


def story_entries(records: Records) -> Iterator[tuple[Story, Entry]]:
    """Yield every story with its entry."""
    for story, item in zip(records.stories.values(), story_items(records), strict=True):
        summary = f"{item.community}，{item.when}，{item.mark.text}，{item.days}办结，结果：{item.outcome}。"
        parts = (("居民怎么说", Markdown(story.said)), ("办了什么", Markdown(story.done)), ("还差什么", item.left))
        url, title = item.link.url, marked(records, story.title)
        yield story, Entry(url, url, title, _end_of_month(story), summary, parts=parts)


def _end_of_month(story: Story) -> dt.date:
    """Return the day a story is dated: a nearer one, such as that of the consent, would lead to who told it."""
    year, month = int(story.month[:4]), int(story.month[5:])
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def practice_entries(records: Records, figures: Figures, slug: str) -> Iterator[Entry]:
    """Yield the practices of a community."""
    for highlight in records.communities[slug].highlights:
        parts = tuple(_practice(highlight, claims(records, figures, slug, highlight)))
        link = practice_link(slug, highlight)
        title = marked(records, link.label)
        yield Entry(link.url, link.url, title, highlight.updated, highlight.sentence, parts=parts)


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


def _told(summary: str, parts: Iterable[tuple[str, Markup | Markdown]]) -> Markup:
    """Return a text: its sentence, then every part under its heading."""
    below = (Markup("<h2>{}</h2>{}").format(heading, text) for heading, text in parts)
    return Markup("<p>{}</p>{}").format(summary, Markup().join(below))
