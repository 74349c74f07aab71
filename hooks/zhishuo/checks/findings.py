"""What a rule yields, and the walks over records that several rules share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from zhishuo.files import community_file
from zhishuo.problems import nearest
from zhishuo.reading import Records
from zhishuo.records import Highlight
from zhishuo.yaml_files import Path, Value

# Where a file has no fields (a page of prose), the path is its line.
Finding: TypeAlias = tuple[str, Path, str]


def highlights(records: Records) -> Iterator[tuple[str, Path, Highlight]]:
    """Yield every practice with its file and the path to it."""
    for slug, community in records.communities.items():
        for index, highlight in enumerate(community.highlights):
            yield community_file(slug), ("highlights", index), highlight


def texts(value: Value, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text in `value` with the path to it."""
    match value:
        case str():
            yield path, value
        case list():
            for index, item in enumerate(value):
                yield from texts(item, (*path, index))
        case dict():
            for key, item in value.items():
                yield from texts(item, (*path, key))


def unknown(found: str, known: Iterable[str], where: str) -> str:
    """Return the sentence for a reference that leads nowhere."""
    return f"{where}里没有“{found}”{nearest(found, known)}"
