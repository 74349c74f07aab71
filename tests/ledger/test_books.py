"""The private books: found by the release they belong to, written whole or not at all, and never lost quietly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from zhishuo.ledger.books import delete_old, open_books, save
from zhishuo.ledger.counting import new_books
from zhishuo.ledger.landing import Ledger
from zhishuo.problems import ProblemsError

Row = Callable[..., dict[str, str]]
Landed = Callable[[list[dict[str, str]]], Ledger]
RELEASES = ["a" * 64, "b" * 64, "c" * 64]


@pytest.fixture
def ledger(landed: Landed, row: Row) -> Ledger:
    return landed([row(1, "2026-09-03", 社区="新民"), row(2, "2026-09-04", 社区="和平")])


def _refusal(folder: Path, release: str) -> str:
    with pytest.raises(ProblemsError) as caught:
        open_books(folder, release)
    return str(caught.value).splitlines()[0]


def test_before_the_first_release_there_are_none(tmp_path: Path) -> None:
    books = open_books(tmp_path, None)
    assert (books.file, books.period, books.start) == (None, "", "")


def test_books_are_found_by_their_release(tmp_path: Path, ledger: Ledger) -> None:
    books = open_books(tmp_path, None)
    file = save(tmp_path, RELEASES[0], new_books(ledger, books, "2026-09"))
    assert file.name == "books-aaaaaaaaaaaaaaaa.parquet"
    found = open_books(tmp_path, RELEASES[0])
    assert (found.file, found.period, found.start) == (file, "2026-09", "2026-09")
    save(tmp_path, RELEASES[1], new_books(ledger, found, "2026-10"))
    after = open_books(tmp_path, RELEASES[1])
    assert (after.period, after.start) == ("2026-10", "2026-09")


def test_missing_books_are_told_with_folder_and_file(tmp_path: Path) -> None:
    assert _refusal(tmp_path, RELEASES[0]) == (
        f"books-aaaaaaaaaaaaaaaa.parquet: {tmp_path} 里没有上一期的账册 books-aaaaaaaaaaaaaaaa.parquet，"
        "没有它就不知道哪些诉求已经公布过；请从备份里找回来，放进这个文件夹再运行"
    )


def test_damaged_books_are_told(tmp_path: Path, ledger: Ledger) -> None:
    file = save(tmp_path, RELEASES[0], new_books(ledger, open_books(tmp_path, None), "2026-09"))
    file.write_bytes(file.read_bytes()[:-20])
    assert "读不出来，可能不完整或被改过；请换成备份里的那一份" in _refusal(tmp_path, RELEASES[0])


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, ledger: Ledger) -> None:
    books = new_books(ledger, open_books(tmp_path, None), "2026-09")
    with pytest.raises(ProblemsError, match="写不进文件夹"):
        save(tmp_path / "none", RELEASES[0], books)


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, ledger: Ledger) -> None:
    books = new_books(ledger, open_books(tmp_path, None), "2026-09")
    ledger.connection.raw_sql("DROP TABLE books_202609")
    with pytest.raises(Exception, match="books_202609"):
        save(tmp_path, RELEASES[0], books)
    assert not list(tmp_path.glob("*books*"))


def test_only_this_user_may_read_them(tmp_path: Path, ledger: Ledger) -> None:
    file = save(tmp_path, RELEASES[0], new_books(ledger, open_books(tmp_path, None), "2026-09"))
    assert file.stat().st_mode & 0o077 == 0


def test_the_last_two_stay_and_other_chains_too(tmp_path: Path, ledger: Ledger) -> None:
    books = new_books(ledger, open_books(tmp_path, None), "2026-09")
    for release in (*RELEASES, "d" * 64):
        save(tmp_path, release, books)
    delete_old(tmp_path, RELEASES)
    assert sorted(file.name[6] for file in tmp_path.glob("books-*.parquet")) == ["b", "c", "d"]
