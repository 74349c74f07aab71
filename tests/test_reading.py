"""What is read again: a file that somebody touched, and one that might have been changed without a trace."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from zhishuo import remembering
from zhishuo.files import contents
from zhishuo.problems import ProblemsError
from zhishuo.reading import Records, read
from zhishuo.remembering import memory

XINMIN, TOWN = "data/communities/xinmin.yml", "data/town.yml"


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the files of records that are read, as they are; every build is one of a process of its own."""
    found: list[str] = []

    def noted(path: Path, name: str, most: int) -> bytes:
        if name.endswith(".yml"):
            found.append(name)
        return contents(path, name, most)

    monkeypatch.setattr("zhishuo.reading.reader.contents", noted)
    monkeypatch.setattr(remembering, "_open", [])
    return found


def again(root: Path, monkeypatch: pytest.MonkeyPatch) -> Records:
    monkeypatch.setattr(remembering, "_written", {})
    with memory(root / ".cache"):
        return read(root)


def test_only_what_was_touched_is_read_again(twin: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    first = again(twin, monkeypatch)
    assert {TOWN, XINMIN} <= set(asked)
    asked.clear()
    assert replace(again(twin, monkeypatch), documents=first.documents) == first
    assert asked == []
    file = twin / XINMIN
    file.write_text(file.read_text(encoding="utf-8").replace("新民", "新明"), encoding="utf-8")
    changed = again(twin, monkeypatch)
    assert asked == [XINMIN]
    assert changed.communities["xinmin"].name == "新明社区"
    assert changed.documents[TOWN].text.encode() == (twin / TOWN).read_bytes()
    assert changed.digest != first.digest


def test_what_might_be_changed_without_a_trace_is_read_each_time(
    twin: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    late = (twin / XINMIN).stat().st_mtime_ns + 3_600_000_000_000
    os.utime(twin / XINMIN, ns=(late, late))
    again(twin, monkeypatch)
    asked.clear()
    again(twin, monkeypatch)
    assert asked == [XINMIN]


def test_a_file_that_was_wrong_is_wrong_until_it_is_put_right(twin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again(twin, monkeypatch)
    file = twin / XINMIN
    text = file.read_text(encoding="utf-8")
    file.write_text(text.split("\n", 1)[1], encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ProblemsError, match="第一行要写"):
            again(twin, monkeypatch)
    file.write_text(text, encoding="utf-8")
    assert again(twin, monkeypatch).communities["xinmin"].name == "新民社区"
