"""The golden twin: what is published of a small town, held word for word; `scripts/bless` accepts a change.

Pages are kept as articles, downloads as they are. Of pictures only the names are kept, since an encoder's bytes differ
from machine to machine.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from commands.bless import EXPECTED, published
from zhishuo.publishing import publish

LONGEST_DIFF, WIDEST_LINE = 60, 160


def test_what_is_published_is_what_is_expected(twin: Path) -> None:
    found = published(publish(twin))
    wanted = {
        path.relative_to(EXPECTED).as_posix(): path.read_bytes().decode()
        for path in sorted(EXPECTED.rglob("*"))
        if path.is_file()
    }
    faults = [
        *(f"missing: {file}" for file in wanted.keys() - found.keys()),
        *(f"new: {file}" for file in found.keys() - wanted.keys()),
        *(
            f"different: {file}\n{difference(wanted[file], found[file])}"
            for file in sorted(wanted.keys() & found.keys())
            if wanted[file] != found[file]
        ),
    ]
    assert not faults, "\n".join(
        [*faults, "If this is meant, accept it with scripts/bless and read the change in Git."]
    )


def difference(wanted: str, found: str) -> str:
    """Return the first lines that differ."""
    lines = difflib.unified_diff(wanted.splitlines(), found.splitlines(), "expected", "published", lineterm="", n=1)
    return "\n".join(line[:WIDEST_LINE] for line in islice(lines, LONGEST_DIFF))


def test_publishing_twice_gives_the_same(tmp_path: Path, new_twin: Callable[[Path], Path]) -> None:
    one, other = (publish(new_twin(tmp_path / name)) for name in ("one", "other"))
    assert one == other
