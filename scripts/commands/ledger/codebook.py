"""The town's words in the form the private side takes: it never reads the public records itself."""

from __future__ import annotations

from zhishuo.ledger.codebook import Codebook, Entry
from zhishuo.reading import Records


def codebook_of(records: Records) -> Codebook:
    """Return what ledgers write for communities, grades, categories and channels, and how they are grouped."""
    town = records.town
    groups: dict[str, list[str]] = {}
    for category in town.categories:
        groups.setdefault(category.group, []).append(category.id)
    return Codebook(
        communities=tuple(
            Entry(slug, (entry.name, entry.name.removesuffix("社区"), *entry.aliases), entry.block or "")
            for slug, entry in records.communities.items()
        ),
        grades=tuple(
            Entry(grade.id, (grade.word, grade.colour, grade.colour + grade.word, *grade.aliases))
            for grade in town.grades
        ),
        hours={grade.id: grade.promised_hours for grade in town.grades},
        categories=tuple(Entry(category.id, (category.name, *category.aliases)) for category in town.categories),
        channels=tuple(Entry(channel.id, (channel.name, *channel.aliases)) for channel in town.channels),
        category_groups={group: tuple(members) for group, members in groups.items()},
        merged={one.id: (one.merged.into, one.merged.since) for one in town.categories if one.merged},
        sensitive=frozenset(category.id for category in town.categories if category.sensitive),
    )
