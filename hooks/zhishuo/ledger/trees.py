"""A fixed tree over the row keys of each dimension: keys are only ever merged along it.

Two tables whose rows are cuts of one tree cannot be played against each other: where the cuts differ, one is finer,
and every key group that subtraction could reach stands in the finer one already. A rest line of "the small ones", which
depends on the numbers, has no such property.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhishuo.ledger.codebook import UNASSIGNED, Codebook

ROWS = ("town", "grade", "category", "channel", "community")


@dataclass(frozen=True, slots=True)
class Node:
    """Keys in order; `parts` are two nodes that divide them, or none for a leaf and for keys never shown apart."""

    keys: tuple[str, ...]
    parts: tuple[Node, ...] = ()


def tree_of(rows: str, codebook: Codebook) -> Node:
    """Return the tree of the row dimension `rows`: neighbours in the town's order, categories group by group."""
    keys = codebook.keys(rows)
    if rows != "category" or not codebook.category_groups:
        return _halved([Node((key,)) for key in keys])
    groups = [_group(group, codebook.sensitive) for group in codebook.category_groups]
    last = Node((*groups[-1].keys, UNASSIGNED), (groups[-1], Node((UNASSIGNED,))))
    return _halved([*groups[:-1], last])


def _group(keys: Sequence[str], sensitive: frozenset[str]) -> Node:
    if sensitive.isdisjoint(keys):
        return _halved([Node((key,)) for key in keys])
    return Node(tuple(keys))


def _halved(nodes: Sequence[Node]) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    middle = len(nodes) // 2
    parts = (_halved(nodes[:middle]), _halved(nodes[middle:]))
    return Node(tuple(_keys(parts)), parts)


def _keys(parts: Sequence[Node]) -> Iterator[str]:
    for part in parts:
        yield from part.keys
