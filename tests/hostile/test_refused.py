"""Every hostile file is one sentence that names file, line and field; nothing is published, nothing else is touched."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import yaml
from hostile.corpus import REFUSED

from zhishuo.problems import ProblemsError
from zhishuo.publishing import publish

SAID: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "said.yml").read_text(encoding="utf-8"))
ROWS = {f"{kind}: {name}": (kind, name) for kind, rows in REFUSED.items() for name in rows}


@pytest.mark.parametrize(("kind", "name"), ROWS.values(), ids=ROWS)
def test_a_hostile_file_is_one_sentence(kind: str, name: str, twin: Path) -> None:
    REFUSED[kind][name](twin)
    before = state(twin)
    with pytest.raises(ProblemsError) as caught:
        publish(twin)
    assert [str(problem) for problem in caught.value.problems] == [SAID[kind][name]]
    assert state(twin) == before


def test_every_sentence_has_its_file() -> None:
    assert {kind: list(rows) for kind, rows in REFUSED.items()} == {kind: list(rows) for kind, rows in SAID.items()}


def state(root: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of everything that people have put into the project."""
    found = {path.relative_to(root).as_posix(): path.lstat() for path in root.rglob("*")}
    return {
        file: (one.st_size, one.st_mtime_ns)
        for file, one in found.items()
        if not stat.S_ISDIR(one.st_mode) and not file.startswith(".cache/")
    }
