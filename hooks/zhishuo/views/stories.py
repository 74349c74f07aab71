"""Told requests: what was said, what was done, by week and community, never by name or door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import ClassVar

from zhishuo.files import story_file
from zhishuo.prose import Markdown
from zhishuo.reading import Records
from zhishuo.records import Story
from zhishuo.views.base import HOME, STORIES, Link, Mark, View, marks
from zhishuo.views.changes import changes_link
from zhishuo.views.words import OUTCOMES, codebook, frame, month_words

# Where refusals and transfers are told with their reasons, by those who agreed to it.
REASONS = "为什么不受理、转给了谁，写在给本人的答复里，没有分类统计；本人同意公开的，看故事。"
# As many as a phone on a slow link loads at once.
_MOST = 100
UNSOLVED = Link("没解决、不予受理、转办的，看几件的来龙去脉", "stories/", "unsolved")


@dataclass(frozen=True)
class StoryItem:
    """A story in a list, with what is left to do."""

    link: Link
    community: str
    mark: Mark
    when: str
    outcome: str
    days: str
    left: Markdown


@dataclass(frozen=True, kw_only=True)
class StoriesPage(View):
    """Stories, newest first; those with something left to do before those without.

    `years` lead to all there are, where they are more than one page should hold.
    """

    kind: ClassVar[str] = "stories"
    heading: str
    lede: str
    unsolved: tuple[StoryItem, ...]
    solved: tuple[StoryItem, ...]
    years: tuple[Link, ...]
    changes: Link


@dataclass(frozen=True, kw_only=True)
class StoryPage(View):
    """One story with its grade, days and outcome."""

    kind: ClassVar[str] = "story"
    heading: str
    item: StoryItem
    community: Link
    category: Link
    said: Markdown
    done: Markdown
    left: Markdown
    consent: str
    previous: Link | None
    next: Link | None


def show_stories(records: Records) -> Iterator[View]:
    """Yield the lists of stories and every story."""
    items = story_items(records)
    yield from _lists(records, items)
    shared, categories = frame(records), codebook(records).rows["category"]
    links = [None, *(item.link for item in items), None]
    for newer, item, older, (name, story) in zip(links, items, links[2:], records.stories.items(), strict=False):
        yield StoryPage(
            url=item.link.url,
            place=story.community,
            frame=shared,
            title=story.title,
            description=f"{item.community}，{item.when}，{item.mark.text}，{item.days}办结，结果：{item.outcome}。",
            crumbs=(HOME, STORIES, item.link),
            source=story_file(name),
            heading=story.title,
            item=item,
            community=Link(item.community, f"c/{story.community}/"),
            category=Link(categories[story.category], f"board/cat/{story.category}/"),
            said=Markdown(story.said),
            done=Markdown(story.done),
            left=Markdown(story.left),
            consent=story.consent.how,
            previous=newer,
            next=older,
        )


def stories_by_year(records: Records) -> dict[str, list[str]]:
    """Return the names of the stories of every year, the newest first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, story in records.stories.items():
        found[story.month[:4]].append(name)
    return dict(found)


def lists_by_year(records: Records) -> tuple[Link, ...]:
    """Return the list of every year, the newest first; none where one list holds all."""
    if len(records.stories) <= _MOST:
        return ()
    return tuple(Link(f"{year} 年", f"{STORIES.url}{year}/") for year in stories_by_year(records))


def _lists(records: Records, items: Sequence[StoryItem]) -> Iterator[StoriesPage]:
    """Yield the list of the newest stories, and one of each year."""
    years = lists_by_year(records)
    newest = StoriesPage(
        url=STORIES.url,
        frame=frame(records),
        title="故事",
        description="居民说了什么事，后来办得怎么样，还有什么没解决。",
        crumbs=(HOME, STORIES),
        source=None,
        heading="故事：说了，办了，还差什么",
        lede="每个故事都经本人同意，只写哪个社区、哪一周，不写姓名和门牌。",
        unsolved=_told(items[:_MOST], solved=False),
        solved=_told(items[:_MOST], solved=True),
        years=years,
        changes=changes_link(records),
    )
    yield newest
    told = dict(zip(records.stories, items, strict=True))
    for link, names in zip(years, stories_by_year(records).values(), strict=False):
        of_year = [told[name] for name in names]
        yield replace(
            newest,
            url=link.url,
            title=f"{link.label}的故事",
            description=f"{link.label}说的事，后来办得怎么样，还有什么没解决。",
            crumbs=(HOME, STORIES, link),
            heading=f"{link.label}的故事",
            unsolved=_told(of_year, solved=False),
            solved=_told(of_year, solved=True),
        )


def _told(items: Sequence[StoryItem], *, solved: bool) -> tuple[StoryItem, ...]:
    return tuple(item for item in items if (item.outcome == OUTCOMES["solved"]) is solved)


def story_links(records: Records, most: int | None = None) -> tuple[Link, ...]:
    """Return a link to every story, or to so many, newest first."""
    return tuple(_link(*told) for told in islice(records.stories.items(), most))


def _link(name: str, story: Story) -> Link:
    return Link(story.title, f"{STORIES.url}{name}/")


def story_items(records: Records, community: str | None = None) -> tuple[StoryItem, ...]:
    """Return the stories, of one community or of all, newest first."""
    of_grade = marks(records.town)
    return tuple(
        _item(records, of_grade, name, story)
        for name, story in records.stories.items()
        if community is None or story.community == community
    )


def _item(records: Records, of_grade: Mapping[str, Mark], name: str, story: Story) -> StoryItem:
    return StoryItem(
        link=_link(name, story),
        community=records.communities[story.community].name,
        mark=of_grade[story.grade],
        when=f"{month_words(story.month)}第{'一二三四五'[story.week - 1]}周",
        outcome=OUTCOMES[story.outcome],
        days=f"{story.days} 天" if story.days else "当天",
        left=Markdown(story.left),
    )
