"""The board and the stories by the names of Open311, so that tools made for other cities read them.

https://wiki.open311.org/GeoReport_v2/ and https://wiki.open311.org/GeoReport/bulk: the names are theirs; places and
days are left out, since they could give somebody away, and months stand for days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhishuo.figures import Figures
from zhishuo.prose import to_plain
from zhishuo.reading import Records
from zhishuo.records import UNASSIGNED, Story
from zhishuo.remembering import hold, worked_out
from zhishuo.views.columns import BULK, SERVICES
from zhishuo.views.words import OUTCOMES, Codebook

_DONE = "办了什么：{done} 还有什么没解决：{left}"


def services(records: Records, book: Codebook, figures: Figures) -> Iterator[list[str]]:
    """Yield what every kind of request counts in every month; kinds that are published together have one row."""
    yield [column.name for column in SERVICES]
    kinds = {category.id: category for category in records.town.categories}
    groups = {group.id: group.name for group in records.town.groups}
    for period in figures.periods:
        for line in figures.accounts([period], "category"):
            known = [kinds[key] for key in line.keys if key != UNASSIGNED]
            yield [
                *(period, "+".join(line.keys), book.row("category", line.keys)),
                "；".join(kind.covers for kind in known),
                "、".join(dict.fromkeys(groups[kind.group] for kind in known)),
                *(
                    "" if (count := line.count(name)) is None else f"{count}"
                    for name in ("registered", "settled", "open")
                ),
            ]


def requests(records: Records, stories: Sequence[str]) -> Iterator[list[str]]:
    """Yield the requests that are told as `stories`, with the consent of who raised them."""
    yield [column.name for column in BULK]
    names = {category.id: category.name for category in records.town.categories}
    told = [records.stories[name] for name in stories]
    plain = worked_out("plain", told, _texts, _plain)
    for name, story, (said, done, left) in zip(stories, told, plain, strict=True):
        yield [
            *(name, story.month, "closed", OUTCOMES[story.outcome], _DONE.format(done=done, left=left)),
            *(story.category, names[story.category], story.title, said),
        ]


def hold_requests(records: Records, stories: Sequence[str]) -> None:
    """Remember what `requests` needs of stories, for when one of them changes."""
    hold("plain", [records.stories[name] for name in stories], _texts)


def _texts(story: Story) -> tuple[str, str, str]:
    return story.said, story.done, story.left


def _plain(story: Story) -> tuple[str, str, str]:
    """Return what was said, done and left as lines."""
    said, done, left = map(to_plain, _texts(story))
    return said, done, left
