"""`scripts/attack` as anybody runs it: what it says when the figures hold, and when they do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.attack import command

HEADER = "population,period,rows,key,split,column,count\n"


def test_figures_that_hold_are_told_with_their_widths(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    done = CliRunner().invoke(command, ["--data", str(data)])
    assert done.exit_code == 0, done.output
    # nothing of the solver's own words, which it writes past Python
    assert "HiGHS" not in capfd.readouterr().out
    assert "每格猜得到的范围（最大减最小）：" in done.output
    assert "结论：没有一格" in done.output


def test_a_site_is_read_as_well(data: Path, tmp_path: Path) -> None:
    page = tmp_path / "site" / "index.html"
    page.parent.mkdir()
    page.write_text("<p>登记 17 件</p>", encoding="utf-8")
    done = CliRunner().invoke(command, ["--data", str(data), "--site", str(page.parent)])
    assert done.exit_code == 1
    assert "index.html:1: p: “17”不是 5 的倍数" in done.output
    assert "没有守住" in done.output


def test_what_is_known_elsewhere_and_contradicts_ends_it(data: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.csv"
    known.write_text(f"{HEADER}registered,2026-10,community,xinmin,grade,,9999\n", encoding="utf-8")
    done = CliRunner().invoke(command, ["--data", str(data), "--known", str(known)])
    assert done.exit_code == 1
    assert "数字彼此矛盾" in done.output


def test_a_wrong_file_of_known_figures_is_refused_with_its_line(data: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.csv"
    known.write_text(f"{HEADER}registered,2026-10,community,xinmin,grade,,十\n", encoding="utf-8")
    done = CliRunner().invoke(command, ["--data", str(data), "--known", str(known)])
    assert done.exit_code == 1
    assert "known.csv:2: count: 要写件数" in done.output


def test_nothing_published_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--data", str(tmp_path)])
    assert done.exit_code == 1
    assert "还没有公布过" in done.output


def test_naive_publication_is_measured() -> None:
    done = CliRunner().invoke(command, ["--naive", "1"])
    assert done.exit_code == 0
    assert "2484 格里猜出 1845 格（74%）" in done.output
    assert "1368 格里猜出 822 格（60%）" in done.output
