"""What was withdrawn and what has moved: a stub or a way on at every old address, and the list of all, counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.files import CHANGES
from zhishuo.reading import Records
from zhishuo.records import Withdrawn
from zhishuo.views.base import COMMUNITIES, HOME, STORIES, DeskView, Link, View, desk_view
from zhishuo.views.words import day_words, frame

LIST = Link("撤下的和换了地址的", "changes/")


@dataclass(frozen=True, slots=True)
class WithdrawnItem:
    """A record that is no longer told."""

    link: Link
    day: str
    reason: str


@dataclass(frozen=True, slots=True)
class MovedItem:
    """A record at a new address."""

    old: Link
    new: Link
    day: str


@dataclass(frozen=True, kw_only=True)
class ChangesPage(View):
    """All of both, newest first, with their number."""

    kind: ClassVar[str] = "changes"
    heading: str
    lede: str
    withdrawn: tuple[WithdrawnItem, ...]
    moved: tuple[MovedItem, ...]


@dataclass(frozen=True, kw_only=True)
class WithdrawnPage(View):
    """What stands at the address of a record that is no longer told."""

    kind: ClassVar[str] = "withdrawn"
    heading: str
    item: WithdrawnItem
    list: Link
    desk: DeskView


@dataclass(frozen=True, kw_only=True)
class MovedPage(View):
    """What stands at the old address of a record: the way on."""

    kind: ClassVar[str] = "moved"
    heading: str
    item: MovedItem


def show_changes(records: Records) -> Iterator[View]:
    """Yield the list, and a page for every old address."""
    withdrawn = tuple(_withdrawn(one) for one in sorted(records.changes.withdrawn, key=_day, reverse=True))
    labels = {item.link.url: item.link.label for item in withdrawn} | records.addresses()
    moved = tuple(
        MovedItem(Link(one.old, one.old), Link(labels[one.new], one.new), day_words(one.day))
        for one in sorted(records.changes.moved, key=lambda one: one.day, reverse=True)
    )
    yield ChangesPage(
        url=LIST.url,
        frame=frame(records),
        title=LIST.label,
        description="哪些网页撤下了，为什么；哪些换了地址。",
        crumbs=(HOME, LIST),
        source=CHANGES if withdrawn or moved else None,
        heading=LIST.label,
        lede=count_words(records),
        withdrawn=withdrawn,
        moved=moved,
    )
    for item in withdrawn:
        yield WithdrawnPage(
            url=item.link.url,
            frame=frame(records),
            title=f"{item.link.label}（已撤下）",
            description=f"这一页 {item.day} 撤下了。",
            crumbs=(HOME, _section(item.link.url), item.link),
            source=CHANGES,
            heading=item.link.label,
            item=item,
            list=LIST,
            desk=desk_view(records.town.desk),
        )
    for one in moved:
        yield MovedPage(
            url=one.old.url,
            frame=frame(records),
            title=f"{one.new.label}（换了地址）",
            description=f"这一页 {one.day} 换了地址。",
            crumbs=(HOME, _section(one.old.url), Link(one.new.label, one.old.url)),
            source=CHANGES,
            moved_to=one.new,
            heading=one.new.label,
            item=one,
        )


def changes_link(records: Records) -> Link:
    """Return the link to the list, with the number of what is in it."""
    withdrawn, moved = len(records.changes.withdrawn), len(records.changes.moved)
    return Link(f"撤下的（{withdrawn} 页）和换了地址的（{moved} 页）", LIST.url)


def count_words(records: Records) -> str:
    """Return how many records were withdrawn and how many have moved, in a sentence."""
    withdrawn, moved = len(records.changes.withdrawn), len(records.changes.moved)
    if not (withdrawn or moved):
        return "到现在没有撤下过网页，也没有换过地址。"
    return f"到现在撤下 {withdrawn} 页，换地址 {moved} 页。旧的网址都还打得开。"


def _day(one: Withdrawn) -> str:
    return one.day.isoformat()


def _withdrawn(one: Withdrawn) -> WithdrawnItem:
    return WithdrawnItem(Link(one.title, one.address), day_words(one.day), one.reason)


def _section(url: str) -> Link:
    return {"c": COMMUNITIES, "stories": STORIES, "visits": Link("观摩", "visits/")}[url.split("/", 1)[0]]
