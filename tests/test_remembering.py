"""A build that remembers gives the same bytes as one that does not, whatever was changed or damaged in between."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhishuo
from zhishuo import remembering
from zhishuo.assets import Asset, remembered_file
from zhishuo.gate import find
from zhishuo.prose import to_html
from zhishuo.remembering import hold, mark, memory, worked_out

ROOT = Path(__file__).parent.parent
FILE = "answers.sqlite"


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the tests of this process share."""
    monkeypatch.setattr(remembering, "_open", [])


def test_other_code_remembers_nothing(tmp_path: Path) -> None:
    package = tmp_path / "zhishuo"
    package.mkdir()
    for name in ("one.py", "two.py"):
        (package / name).write_text("x = 1\n", encoding="utf-8")
    marks = {mark(package)}
    (package / "two.py").write_text("x = 2\n", encoding="utf-8")
    marks.add(mark(package))
    (package / "two.py").rename(package / "three.py")
    marks.add(mark(package))
    assert len(marks) == 3
    assert mark(Path(zhishuo.__file__).parent) == mark(ROOT / "hooks" / "zhishuo")


def asked(folder: Path, texts: list[str]) -> list[object]:
    with memory(folder):
        return [answer for text in texts for answer in (find(text), to_html(text))]


TEXTS = ["**灯**修好了", "电话 0431-85000000", "", "<b>不是标签</b>", "\ud800"]


def test_answers_are_those_that_are_remembered(tmp_path: Path) -> None:
    texts = TEXTS[:-1]
    fresh = [answer for text in texts for answer in (find(text), to_html(text))]
    assert asked(tmp_path, texts) == fresh
    before = (tmp_path / FILE).stat().st_mtime_ns
    assert asked(tmp_path, texts) == fresh
    assert (tmp_path / FILE).stat().st_mtime_ns == before, "a build with nothing new writes nothing"


def test_what_is_held_is_not_forgotten_though_nobody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    def told(texts: list[str], *, held: list[str]) -> list[int]:
        with memory(tmp_path):
            hold("length", held, lambda text: [text])
            return worked_out("length", texts, lambda text: [text], length)

    assert told(["a", "bb"], held=[]) == [1, 2]
    monkeypatch.setattr(remembering, "_written", {})  # as in another process
    assert told([], held=["a"]) == []
    assert told(["a", "bb"], held=[]) == [1, 2]
    assert asked == ["a", "bb", "bb"]


def test_a_file_whose_bytes_are_known_is_made_when_they_are_asked_for(tmp_path: Path) -> None:
    made: list[bytes] = []

    def make() -> bytes:
        made.append("字".encode())
        return made[-1]

    def file(*parts: str) -> Asset:
        with memory(tmp_path):
            return remembered_file("a.csv", parts, make)

    first, again, other, never = file("1"), file("1"), file("2"), (file(), file())
    assert len(made) == 4, "again for other parts, and each time where nothing tells it from others"
    assert first.made == again.made == other.made == never[0].made
    assert again.content == "字".encode()
    assert len(made) == 5


def test_what_is_not_asked_for_any_more_is_forgotten(tmp_path: Path) -> None:
    asked(tmp_path, ["一", "二", "三"])
    asked(tmp_path, ["一"])
    with sqlite3.connect(tmp_path / FILE) as database:
        assert database.execute("SELECT count(*) FROM answers").fetchone() == (2,)


@settings(max_examples=20)
@given(st.data())
def test_a_damaged_memory_never_errs(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    texts = ["**灯**修好了", "电话 0431-85000000", "井盖响了半个月" * 40]
    fresh = asked(folder, texts)
    held = bytearray((folder / FILE).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        held[data.draw(st.integers(0, len(held) - 1))] = data.draw(st.integers(0, 255))
    (folder / FILE).write_bytes(held[: data.draw(st.integers(0, len(held)))])
    assert asked(folder, texts) == fresh
    assert asked(folder, texts) == fresh


def foreign_text(file: Path) -> None:
    file.write_text("不是数据库", encoding="utf-8")


def foreign_database(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE mark (x)")


def other_mark(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE mark SET mark = x'00'")
        database.execute("UPDATE answers SET answer = x'00'")


@pytest.mark.parametrize("spoil", [foreign_text, foreign_database, other_mark])
def test_a_foreign_memory_is_made_anew(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    fresh = asked(tmp_path, TEXTS[:-1])
    if spoil is not other_mark:
        (tmp_path / FILE).unlink()
    spoil(tmp_path / FILE)
    assert asked(tmp_path, TEXTS[:-1]) == fresh
    with sqlite3.connect(tmp_path / FILE) as database:
        assert database.execute("SELECT count(*) FROM answers").fetchone() == (len(fresh),)


def test_where_nothing_can_be_kept_everything_is_worked_out(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    assert asked(tmp_path, ["**灯**"])[1] == "<p><strong>灯</strong></p>"
