"""Where a ledger's header stands and what its columns are called: below titles, and over up to three rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from zhishuo.ledger.columns import is_private, named

# A title or a note may stand above the header, but not a page of them; groups of groups are the deepest header.
_WITHIN, _DEEPEST = 20, 3
# As many rows must be at hand to find a header.
LOOKED_AT = _WITHIN + _DEEPEST - 1


@dataclass(frozen=True, slots=True)
class Header:
    """`names` are the columns' in order, `end` is the number of rows down to the header's last, `meant` what is known.

    `meant` holds canonical names, and the headers that a mapping expects.
    """

    names: tuple[str, ...]
    end: int
    meant: frozenset[str]


def find_header(rows: Sequence[Sequence[str]], expected: Collection[str] = ()) -> Header:
    """Return the header among the first of `rows` (at least one): where most columns are known, else the first row.

    `expected` are headers that a mapping names. Of two that know as much, the shorter and then the upper is taken.
    """
    places = [
        (start, start + deep)
        for deep in range(1, _DEEPEST + 1)
        for start in range(min(len(rows), _WITHIN))
        if start + deep <= len(rows)
    ]
    headers = (_header(rows[start:end], end, expected) for start, end in places)
    return max(headers, key=lambda header: len(header.meant))


def _header(rows: Sequence[Sequence[str]], end: int, expected: Collection[str]) -> Header:
    names = _names(rows, expected)
    meant = {name if name in expected else named(name) or "" for name in names}
    return Header(names, end, frozenset(meant - {""}))


def _names(rows: Sequence[Sequence[str]], expected: Collection[str]) -> tuple[str, ...]:
    """Return a name for each column of a header of several rows: what its own cell says, or its group's word before it.

    登记 over 时间 is 登记时间, which is known; 基本情况 over 社区 is 社区, unless another group has a 社区 as well.
    """
    width = max(map(len, rows))
    levels = [_spread(row) for row in rows[:-1]] + [[cell.strip() for cell in rows[-1]]]
    columns = [[level[place] for level in levels if place < len(level) and level[place]] for place in range(width)]
    names = [_name(parts, expected) for parts in columns]
    often = Counter(names)
    return tuple("".join(parts) if often[name] > 1 else name for name, parts in zip(names, columns, strict=True))


def _spread(row: Sequence[str]) -> list[str]:
    """Return a row of groups with each one's word over all its columns: of merged cells only the first has it."""
    spread: list[str] = []
    for cell in row:
        spread.append(cell.strip() or (spread[-1] if spread else ""))
    return spread


def _name(parts: Sequence[str], expected: Collection[str]) -> str:
    joined = ["".join(parts[start:]) for start in range(len(parts))]
    if not joined or is_private(joined[0]):
        # What stands below 联系人 is somebody's, whatever its own cell says.
        return joined[0] if joined else ""
    return next((name for name in joined if name in expected or named(name)), joined[-1])
