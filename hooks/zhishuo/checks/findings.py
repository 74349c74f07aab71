"""What a rule yields, and the walks over records that several rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from zhishuo.files import community_file
from zhishuo.problems import nearest
from zhishuo.reading import Records
from zhishuo.records import Highlight
from zhishuo.remembering import digest_of, keep, recall
from zhishuo.yaml_files import Path, Value

# Where a file has no fields (a page of prose), the path is its line.
Finding: TypeAlias = tuple[str, Path, str]
F = TypeVar("F")
T = TypeVar("T")


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


def each_once(
    name: str,
    items: Iterable[T],
    parts: Callable[[T], Iterable[str | bytes]],
    look: Callable[[T], Iterable[F]],
    ahead: Callable[[list[T]], object] | None = None,
) -> Iterator[F]:
    """Yield what `look` finds in every item, which follows from its `parts` alone.

    Where it found nothing it is not asked again; `ahead` is given all items that it will be asked for.
    """
    told = [(digest_of(*parts(item)), item) for item in items]
    unseen = [(digest, item) for digest, item in told if not recall(name, digest)]
    if ahead:
        ahead([item for _, item in unseen])
    for digest, item in unseen:
        found = [*look(item)]
        if not found:
            keep(name, digest, answer=True)
        yield from found


def unknown(found: str, known: Iterable[str], where: str) -> str:
    """Return the sentence for a reference that leads nowhere."""
    return f"{where}里没有“{found}”{nearest(found, known)}"
