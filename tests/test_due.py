"""What is late is said with file, line and whose duty it is; a scheduler turns red when the board is."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from zhishuo.due import board_is_late, late
from zhishuo.reading import read

Run = Callable[..., "subprocess.CompletedProcess[str]"]
DUE = dt.date(2026, 12, 10)
DAY = dt.timedelta(days=1)


def said(root: Path, today: dt.date) -> list[str]:
    return [str(problem) for problem in late(read(root), today)]


def test_the_board_is_late_from_the_day_after_its_due_date(twin: Path) -> None:
    records = read(twin)
    assert not board_is_late(records, DUE)
    assert said(twin, DUE) == []
    assert board_is_late(records, DUE + DAY)
    (problem,) = said(twin, DUE + DAY)
    assert problem == "data/releases/2026-10.yml:7: next_due: 下一期公布数字应在 2026-12-10 以前，晚了 1 天"


def test_everything_else_is_late_by_its_own_day_and_the_rota(twin: Path) -> None:
    town = twin / "data" / "town.yml"
    text = town.read_text(encoding="utf-8")
    rota = "  by: 每月 10 日前\n- what: 社区做法\n  who: 各社区居委会\n  by: 每月\n  of: practices\n  days: 30\n"
    town.write_text(text.replace("  by: 每月 10 日前\n", rota), encoding="utf-8")
    checked = dt.date(2026, 11, 10)
    found = said(twin, checked + 30 * DAY)
    assert [line for line in found if "xinmin" in line] == [], "on the last day it is not late"
    assert [line.split(":")[0] for line in found] == ["data/communities/beimen.yml"] * 2, "those checked on 1 November"
    (line,) = [line for line in said(twin, checked + 31 * DAY) if "xinmin" in line]
    assert line.endswith("2026-11-10 核对的，过了 31 天；30 天要核对一次，核对完改成当天（各社区居委会）")
    assert re.match(r"data/communities/xinmin.yml:\d+: highlights\[0\].updated: ", line)
    files = {line.split(":")[0] for line in said(twin, checked + 400 * DAY)}
    assert files >= {"data/town.yml", "data/commitments.yml", "data/communities/xinmin.yml"}, (
        "a year where none is given"
    )


def test_nothing_was_promised_before_the_first_release(twin: Path) -> None:
    for file in (twin / "data" / "releases").glob("*"):
        file.unlink()
    assert said(twin, DUE + DAY) == []
    assert not board_is_late(read(twin), DUE + DAY)


@pytest.mark.parametrize(("today", "code"), [("2026-12-10", 0), ("2026-12-11", 1)])
def test_the_command_is_red_when_the_board_is_late(command: Run, today: str, code: int) -> None:
    done = command("check", "--due", "--today", today)
    assert done.returncode == code, done.stderr
    assert ("公开榜晚了。" in done.stderr) == bool(code)
    assert ("该更新的都更新了。" in done.stdout) == (not code)


def test_a_check_without_due_never_minds_the_day(command: Run) -> None:
    done = command("check", "--today", "2030-01-01")
    assert done.returncode == 0
    assert "该更新" not in done.stdout


def test_the_examples_for_schedulers_call_what_there_is() -> None:
    folder = ROOT / ".ci" / "examples"
    github = yaml.safe_load((folder / "github-actions.yml").read_text(encoding="utf-8"))
    gitee = yaml.safe_load((folder / "gitee-go.yml").read_text(encoding="utf-8"))
    crontab = (folder / "crontab").read_text(encoding="utf-8")
    calls = [
        github["jobs"]["due"]["steps"][-1]["run"],
        gitee["stages"][0]["steps"][0]["commands"][-1],
        *re.findall(r"scripts/check --due", crontab),
    ]
    assert calls == ["scripts/check --due"] * 3
    assert github[True]["schedule"], "PyYAML reads the key `on` as true"
    assert gitee["triggers"]["schedule"]
