"""Sealing and printing by the office: no reply to another resident, no key lost unnoticed, no slip overwritten."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT, copy_of

from commands.receipts import command
from zhishuo.ledger import keys
from zhishuo.problems import ProblemsError
from zhishuo.yaml_files import read_yaml

HEAD = "诉求编号,社区,等级,类别,登记时间,受理时间,派单时间,办结时间,办理结果"
ROWS = (
    "A1001,新民社区,黄,物业管理,2026-10-01,2026-10-01,2026-10-02,2026-10-05,解决",
    "A1002,和平社区,蓝,环境卫生,2026-10-02,2026-10-02,2026-10-03,,",
    "A1003,和平社区,红,环境卫生,2026-10-03,2026-10-03,2026-10-03,2026-10-04,转办",
)
Office = Callable[..., str]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    file = tmp_path / "private" / "all.csv"
    file.parent.mkdir()
    file.write_text("\n".join((HEAD, *ROWS)) + "\n", encoding="utf-8-sig")
    return file


@pytest.fixture
def office(tmp_path: Path, ledger: Path) -> Office:
    """Return the command on a town of its own; it gives what was said, and raises AssertionError where it failed."""
    for part in ("data", "content"):
        copy_of(ROOT / part, tmp_path / "town" / part)
    for file in (tmp_path / "town" / "data").glob("receipts.*"):
        file.unlink()
    town = tmp_path / "town" / "data" / "town.yml"
    town.write_text(town.read_text(encoding="utf-8").replace("sample: true", "sample: false"), encoding="utf-8")

    def run(what: str, *options: str) -> str:
        arguments = [what, str(ledger), "--data", str(tmp_path / "town" / "data"), *options]
        done = CliRunner().invoke(command, arguments)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert not done.exit_code, done.output
        return done.output

    return run


@pytest.fixture
def replies(tmp_path: Path) -> Callable[[str], tuple[str, str]]:
    """Return a function that writes a sheet of replies and gives the option for it."""

    def write(rows: str) -> tuple[str, str]:
        file = tmp_path / "private" / "replies.csv"
        file.write_text(f"诉求编号,承办单位,公开答复\n{rows}\n", encoding="utf-8-sig")
        return "--replies", str(file)

    return write


def codes(folder: Path) -> list[str]:
    return [code for file in sorted(folder.glob("slips-*.html")) for code in _printed(file)]


def _printed(file: Path) -> list[str]:
    return re.findall(r'class="code">([0-9A-Z-]{21})<', file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("content", ["", "0", "f" * 63, "not a key"])
def test_a_key_that_is_cut_or_empty_is_refused(office: Office, ledger: Path, content: str) -> None:
    books = ledger.parent / "zhishuo-books"
    books.mkdir()
    (books / "receipts.key").write_text(content, encoding="ascii")
    with pytest.raises(AssertionError, match="坏了或者不全"):
        office("seal")


def test_another_key_than_the_last_is_refused_unless_said(office: Office, ledger: Path, tmp_path: Path) -> None:
    office("seal")
    before = (tmp_path / "town" / "data" / "receipts.bin").read_bytes()
    with pytest.raises(AssertionError, match="请找回原来的文件夹"):
        office("seal", "--books", str(ledger.parent / "mistyped"))
    other = ledger.parent / "other"
    other.mkdir()
    keys.secret_in(other, keys.RECEIPTS, "0" * 64)
    for what in ("seal", "slips"):
        with pytest.raises(AssertionError, match="不是同一把"):
            office(what, "--books", str(other))
    assert (tmp_path / "town" / "data" / "receipts.bin").read_bytes() == before
    office("seal", "--books", str(other), "--new-key")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('A1001,甲,"修好了\nA1002,甲,还没有\nA1003,乙,转了', "夹着另一件的一行|格子数和表头不一样"),
        ('A1001,甲,"修好了\nA1002,甲,还没有"', "夹着另一件的一行"),
        ("A1001,甲,修好了,请看", "格子数和表头不一样"),
        ("A1001,甲,修好了\nA1001,甲,没修好", "A1001 写了两次"),
        (",甲,修好了", "没有写诉求编号"),
        ("A9,甲,修好了", "台账里没有 A9 这个编号"),
        (f"A1001,甲,{'字' * 100}", "超出了约 1[0-9] 个字"),
    ],
    ids=["open quote", "row in a cell", "comma", "twice", "no number", "unknown", "long"],
)
def test_a_reply_that_would_be_lost_or_misled_stops_the_sealing(
    office: Office, replies: Callable[[str], tuple[str, str]], tmp_path: Path, rows: str, said: str
) -> None:
    with pytest.raises(AssertionError, match=said):
        office("seal", *replies(rows))
    assert not (tmp_path / "town" / "data" / "receipts.bin").exists()


def test_far_fewer_than_the_last_time_are_sealed_only_when_said(
    office: Office, ledger: Path, replies: Callable[[str], tuple[str, str]]
) -> None:
    office("seal", *replies("A1001,甲,修好了\nA1003,乙,转了"))
    with pytest.raises(AssertionError, match="有答复的上次 2 件，这次只有 0 件"):
        office("seal")
    ledger.write_text("\n".join((HEAD, ROWS[0])) + "\n", encoding="utf-8-sig")
    with pytest.raises(AssertionError, match="封存的诉求上次 3 件，这次只有 1 件"):
        office("seal")
    assert "封好 1 件" in office("seal", "--fewer")


def test_rows_that_cannot_be_sealed_are_told(office: Office, ledger: Path) -> None:
    with ledger.open("a", encoding="utf-8") as file:
        file.write("A1004,和平社区,红,环境卫生,2026-10-03,,,,解决\n")
    assert "台账里有 1 条用不上，拿着纸条的人会查不到：有结果没有办结时间 1 条" in office("seal")


def test_a_day_that_no_receipt_can_hold_is_named(office: Office, ledger: Path) -> None:
    with ledger.open("a", encoding="utf-8") as file:
        file.write("A1998,和平社区,红,环境卫生,1998-10-03,,,,\n")
    with pytest.raises(AssertionError, match="诉求 A1998 的日期 1998-10-03 太早或者太晚"):
        office("seal")


def test_a_day_to_come_is_no_day_of_the_ledger(office: Office) -> None:
    with pytest.raises(AssertionError, match="还没有到"):
        office("seal", "--as-of", f"{dt.datetime.now().astimezone().date() + dt.timedelta(2)}")


def test_codes_to_try_are_never_told_of_a_real_town(office: Office, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="这不是示例站"):
        office("seal", "--samples")
    office("seal")
    file = tmp_path / "town" / "data" / "receipts.yml"
    sealed = read_yaml("receipts.yml", file.read_text(encoding="utf-8")).values
    assert isinstance(sealed, dict)
    assert sealed["samples"] == []


def test_a_slip_is_printed_again_with_its_code_or_with_a_new_one(office: Office, ledger: Path) -> None:
    books = ledger.parent / "zhishuo-books"
    office("slips", "--id", "A1001")
    office("slips", "--id", "A1001", "--renew")
    office("slips", "--id", "A1001")
    files = sorted(books.glob("slips-*.html"), key=lambda file: (len(file.stem), file.stem))
    (first,), (renewed,), (again,) = map(_printed, files)
    assert first != renewed == again, "a file of its own for each, the new code from then on"
    assert {file.stat().st_mode & 0o077 for file in (*files, books / "receipts.key", books / "receipts.json")} == {0}
    assert books.stat().st_mode & 0o077 == 0
    assert len(codes(books)) == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--renew",), "要用 --id 写明"),
        (("--id", "A9"), "台账里没有这些编号：A9"),
        (("--since", "2026-10-01", "--url", "town.example.cn"), "要以 https:// 或 http:// 开头"),
    ],
)
def test_slips_say_what_is_missing(office: Office, options: tuple[str, ...], said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        office("slips", *options)


def test_a_memory_that_is_damaged_is_named(office: Office, ledger: Path) -> None:
    office("seal")
    (ledger.parent / "zhishuo-books" / "receipts.json").write_text("{", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"receipts\.json 坏了"):
        office("seal")


def test_two_keys_differ_by_their_fingerprints(tmp_path: Path) -> None:
    one = keys.secret_in(tmp_path, "one", "a" * 64)
    assert keys.secret_in(tmp_path, "one", "b" * 64) == one == b"a" * 64
    other = keys.secret_in(tmp_path, "other", "b" * 64)
    assert keys.fingerprint(one) != keys.fingerprint(other)
    (tmp_path / "folder").mkdir()
    with pytest.raises(ProblemsError, match="读不了或者写不成"):
        keys.secret_in(tmp_path, "folder", "c" * 64)
