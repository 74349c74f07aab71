"""`scripts/preview`: what the public will see that it does not see now, once each, with the reason."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from test_history import commit, git

from commands.comparing import compare
from zhishuo.publishing import publish

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def published(project: Path) -> Path:
    """Return the copied project with all it has committed."""
    git(project, "init", "-b", "main")
    commit(project, "2026-11-10", "公布")
    return project


def rewritten(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_same_records_make_no_difference(twin: Path) -> None:
    old, new = publish(twin), publish(twin)
    found = compare(old, new)
    assert found.is_same
    assert not compare(old, replace(new, pages=new.pages[1:])).is_same
    assert not compare(old, replace(new, assets=new.assets[:-1])).is_same


def test_texts_pages_and_downloads_that_change_are_told_once(published: Path, command: Run) -> None:
    data = published / "data"
    rewritten(data / "communities" / "heping.yml", "sentence: ", "sentence: 新的一句话，")
    rewritten(published / "content" / "speak.md", "](../privacy/index.html)", "](https://example.org/)")
    rewritten(published / "theme_overrides" / "base.html", "</body>", "<p>x</p></body>")
    story = next((data / "stories").glob("*.yml"))
    moved = story.with_name("2026-01-again.yml")
    story.rename(moved)
    done = command("preview", "--all")
    assert done.returncode == 0, done.stderr
    (told,) = re.findall(r"^  .*\n    原来：.*\n    现在：新的一句话，.*$", done.stdout, re.MULTILINE)
    assert "c/heping/、print/c/heping/\n" in told
    assert "stories/2026-01-again/" in done.stdout
    assert (
        f"没有了的网页，1 页。旧网址会打不开：要么放回去，要么写进 data/changes.yml：\n  stories/{story.stem}/"
        in done.stdout
    )
    assert "〔https://example.org/〕隐私" in done.stdout
    assert "程序、设置和版面也改了 1 个文件" in done.stdout
    assert "theme_overrides/base.html" in done.stdout
    assert "别人存下的收不回" in done.stdout
    assert "新公布" not in done.stdout


def test_a_new_month_comes_with_what_is_masked_merged_and_proven(published: Path, command: Run) -> None:
    releases = published / "data" / "releases"
    newest = [releases / f"2026-10.{ending}" for ending in ("yml", "certificate.json")]
    kept = [file.read_bytes() for file in newest]
    for file in newest:
        file.unlink()
    commit(published, "2026-11-10", "十月还没有公布")
    for file, content in zip(newest, kept, strict=True):
        file.write_bytes(content)
    done = command("preview")
    assert done.returncode == 0, done.stderr
    assert re.search(r"新公布 2026年10月：\d+ 张表，\d+ 格。", done.stdout)
    assert "遮住：每格都凑成 5 的倍数，没有一格是真实的件数；写 0 的 " in done.stdout
    assert "合并：养老助残、邻里纠纷合成一行" in done.stdout
    assert "整数见证：12 期连在一起" in done.stdout
    assert "2026年10月公开榜" in done.stdout
    assert "board/2026-10/" in done.stdout
    assert "data/2026-10/all.csv" in done.stdout
    assert "加 --all 全部列出来" in done.stdout


def test_what_may_not_be_published_is_told_and_ends_it(published: Path, command: Run) -> None:
    rewritten(published / "data" / "communities" / "heping.yml", "theme: ", "theme: x")
    done = command("preview")
    assert done.returncode == 1
    assert "data/communities/heping.yml:" in done.stderr
    assert "还不能放上网，先改好。" in done.stderr
    assert done.stdout == ""


def test_a_version_that_is_not_there_or_cannot_be_read_is_told(published: Path, command: Run, project: Path) -> None:
    for name in ("nirgends", "--output=x"):
        done = command("preview", "--since", name)
        assert done.returncode == 1
        assert f"--since: {name}: 没有这一版" in done.stderr
    town = project / "data" / "town.yml"
    whole = town.read_text(encoding="utf-8")
    town.write_text(f"{whole}old_field: 1\n", encoding="utf-8")
    commit(published, "2026-11-11", "以前的格式")
    town.write_text(whole, encoding="utf-8")
    done = command("preview")
    assert done.returncode == 1
    assert "公布的那一版（HEAD）现在的程序读不了，没法逐页比" in done.stderr


def test_without_a_repository_there_is_nothing_to_compare_with(command: Run) -> None:
    done = command("preview")
    assert done.returncode == 1
    assert "这里没有版本记录（Git），没有可以比的" in done.stderr
