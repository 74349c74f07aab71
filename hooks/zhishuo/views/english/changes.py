"""What was withdrawn and what has moved, at the addresses where it may have stood in English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.files import CHANGES
from zhishuo.reading import Records
from zhishuo.records import Moved, Withdrawn
from zhishuo.views.base import CHINESE, Link, counterpart
from zhishuo.views.changes import LIST
from zhishuo.views.english.front import HOME
from zhishuo.views.english.parts import EnglishDesk, EnglishView, community_link, english_desk, highlight_link
from zhishuo.views.english.words import day_words, frame
from zhishuo.views.practices import practice_link


@dataclass(frozen=True, kw_only=True)
class EnglishWithdrawnPage(EnglishView):
    """What stands at the address of a record that is no longer told; `name` and `reason` are in Chinese."""

    kind: ClassVar[str] = "en-withdrawn"
    name: str
    day: str
    reason: str
    list: Link
    desk: EnglishDesk


@dataclass(frozen=True, kw_only=True)
class EnglishMovedPage(EnglishView):
    """What stands at the old address of a record: the way on."""

    kind: ClassVar[str] = "en-moved"
    day: str
    new: Link


def show_changes(records: Records) -> Iterator[EnglishView]:
    """Yield a page for every old address of a community or a practice: no other records have pages in English."""
    changes = records.changes
    targets = {one.address: Link(one.title, counterpart(one.address), lang=CHINESE) for one in changes.withdrawn}
    for slug, community in records.communities.items():
        targets[f"c/{slug}/"] = community_link(slug, community)
        targets |= {practice_link(slug, one).url: highlight_link(slug, one) for one in community.highlights}
    yield from (_withdrawn(records, one) for one in changes.withdrawn if _is_showcase(one.address))
    yield from (_moved(records, one, targets[one.new]) for one in changes.moved if _is_showcase(one.old))


def _is_showcase(address: str) -> bool:
    return address.startswith("c/")


def _withdrawn(records: Records, one: Withdrawn) -> EnglishWithdrawnPage:
    url, day, english = counterpart(one.address), day_words(one.day), records.town.en
    return EnglishWithdrawnPage(
        url=url,
        frame=frame(records),
        title="Withdrawn",
        description=f"This page was withdrawn on {day}.",
        crumbs=(HOME, Link("Withdrawn", url)),
        source=CHANGES,
        name=one.title,
        day=day,
        reason=one.reason,
        list=LIST,
        desk=english_desk(records.town.desk, english.desk if english else None),
    )


def _moved(records: Records, one: Moved, new: Link) -> EnglishMovedPage:
    url, day = counterpart(one.old), day_words(one.day)
    return EnglishMovedPage(
        url=url,
        frame=frame(records),
        title="Moved",
        description=f"This page moved on {day}.",
        crumbs=(HOME, Link("Moved", url)),
        source=CHANGES,
        moved_to=new,
        day=day,
        new=new,
    )
