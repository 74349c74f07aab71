"""What Git knows: published figures that changed are listed by themselves, and search engines get real dates."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ADDRESS, ROOT, copy_of

from zhishuo.exports import export
from zhishuo.figures import figures_of
from zhishuo.reading import read
from zhishuo.views.corrections import CorrectionsPage, show_corrections

OPENED = dt.date(2026, 11, 20)


def git(root: Path, *arguments: str, day: str = "2026-11-01") -> None:
    when = f"{day}T12:00:00+08:00"
    who = {f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(
        ["git", "-C", str(root), *arguments],
        check=True,
        capture_output=True,
        env=os.environ | who | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
    )


def commit(root: Path, day: str, reason: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-m", reason, day=day)


@pytest.fixture
def kept(twin: Path) -> Path:
    """Return the twin as a repository of its own, opened on 20 November."""
    git(twin, "init", "-b", "main")
    town = twin / "data" / "town.yml"
    town.write_text(f"{town.read_text(encoding='utf-8')}opened: {OPENED}\n", encoding="utf-8")
    commit(twin, "2026-11-10", "第一次")
    return twin


def change(root: Path, period: str, day: str, reason: str) -> tuple[str, str]:
    """Raise the first count of a release that is not 0 by its base, and commit; return it before and after."""
    file = root / "data" / "releases" / f"{period}.yml"
    text = file.read_text(encoding="utf-8")
    found = re.search(r"counts:\s*(?:\[|- )(?:0(?:, |\s+- ))*([1-9]\d*)", text)
    assert found
    raised = f"{int(found[1]) + 5}"
    file.write_text(text[: found.start(1)] + raised + text[found.end(1) :], encoding="utf-8")
    commit(root, day, reason)
    return found[1], raised


def corrections(root: Path) -> CorrectionsPage:
    records = read(root)
    (page,) = show_corrections(records, figures_of(records.releases))
    assert isinstance(page, CorrectionsPage)
    return page


def test_what_was_published_stays_and_the_page_says_since_when(kept: Path) -> None:
    change(kept, "2026-09", "2026-11-15", "上线以前试的")
    page = corrections(kept)
    assert page.lede == "从 2026年11月20日上线到现在，公布过的数一个也没有改过。"
    assert page.changes == ()
    assert page.csv is None
    assert page.booked
    assert page.booked.rows[0].label == "2026年10月"


def test_a_figure_that_changed_is_listed_with_both_numbers_the_day_and_the_reason(kept: Path) -> None:
    old, new = change(kept, "2026-09", "2026-11-22", "=漏导一张表，补上")
    older, newer = change(kept, "2026-10", "2026-11-24", "又补一次")
    page = corrections(kept)
    assert page.lede == "从 2026年11月20日上线到现在，公布过的数改过 2 个，都列在下面。"
    assert [(view.day, view.reason) for view in page.changes] == [
        ("2026年11月24日", "又补一次"),
        ("2026年11月22日", "=漏导一张表，补上"),
    ]
    (row,) = page.changes[1].table.rows
    assert [cell.text for cell in row.cells] == [old, new]
    assert row.label
    assert row.note
    (asset,) = [asset for asset in export(read(kept)) if asset.path == "data/corrections.csv"]
    rows = list(csv.DictReader(io.StringIO(asset.content.decode("utf-8-sig"))))
    assert [(line["公布月份"], line["哪天改的"], line["原来"], line["现在"]) for line in rows] == [
        ("2026-10", "2026-11-24", older, newer),
        ("2026-09", "2026-11-22", old, new),
    ]
    assert rows[1]["为什么"] == "'=漏导一张表，补上", "no cell is a formula"


def test_a_reason_that_would_give_somebody_away_is_not_published(kept: Path) -> None:
    change(kept, "2026-09", "2026-11-22", "漏了13800000130，5点后打的那件")
    (view,) = corrections(kept).changes
    assert view.reason == "提交时写的理由里有不能公开的内容，要看请到镇里"


def test_a_change_that_was_taken_back_is_told_twice(kept: Path) -> None:
    change(kept, "2026-09", "2026-11-22", "改错了")
    git(kept, "revert", "--no-edit", "HEAD", day="2026-11-23")
    assert [len(view.table.rows) for view in corrections(kept).changes] == [1, 1]


def test_without_the_whole_history_nothing_is_claimed(kept: Path, tmp_path: Path) -> None:
    change(kept, "2026-09", "2026-11-22", "补上")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--depth", "1", kept.as_uri(), str(shallow))
    unpacked = tmp_path / "unpacked"
    shutil.copytree(kept, unpacked, ignore=shutil.ignore_patterns(".git"), symlinks=True)
    inside = kept / "inside"
    shutil.copytree(unpacked, inside, symlinks=True)
    for root in (shallow, unpacked, inside):
        if not (root / "theme_overrides").exists():
            (root / "theme_overrides").symlink_to(ROOT / "theme_overrides")
        assert read(root).history.changed == {}
        assert "不是从完整的版本记录做出来的" in corrections(root).lede


def test_before_the_site_is_opened_figures_can_be_made_anew(twin: Path) -> None:
    git(twin, "init", "-b", "main")
    commit(twin, "2026-11-10", "第一次")
    change(twin, "2026-09", "2026-11-22", "重做")
    page = corrections(twin)
    assert "还没有正式上线" in page.lede
    assert page.changes == ()


def test_the_site_map_gives_the_day_of_the_last_change_and_leaves_out_what_is_gone(
    kept: Path, build: Callable[[Path, Path], Path], tmp_path: Path
) -> None:
    desk = kept / "data" / "communities" / "beimen.yml"
    desk.write_text(desk.read_text(encoding="utf-8").replace("楼老", "楼很老"), encoding="utf-8")
    commit(kept, "2026-11-21", "改一句话")
    copy_of(ROOT / "mkdocs.yml", kept / "mkdocs.yml")
    with (kept / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"site_url: {ADDRESS}\n")
    (kept / "hooks").symlink_to(ROOT / "hooks")
    text = (build(kept, tmp_path / "site") / "sitemap.xml").read_text(encoding="utf-8")
    days = dict(re.findall(r"<url><loc>(.+?)</loc>(?:<lastmod>(.+?)</lastmod>)?</url>", text))
    assert days[f"{ADDRESS}c/beimen/"] == "2026-11-21"
    assert days[f"{ADDRESS}c/xinmin/"] == "2026-11-10"
    assert days[f"{ADDRESS}board/2026-09/"] == "2026-11-10"
    for gone in ("stories/2026-07-noise/", "c/beimen/lanes/", "en/c/beimen/lanes/"):
        assert (tmp_path / "site" / gone / "index.html").is_file()
        assert f"{ADDRESS}{gone}" not in days
