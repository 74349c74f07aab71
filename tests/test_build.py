"""The commands that build and check: the same bytes twice, every problem said, an old site kept, all of it ended."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from conftest import ADDRESS, files_of
from media_files import command_lines, endless

Run: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]


def test_check_counts_what_it_found(command: Run) -> None:
    done = command("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"没有问题：17 个社区、\d+ 个做法、\d+ 个故事、\d+ 项承诺、\d+ 期公布数字。\n", done.stdout)


def test_another_machine_builds_the_same_site_byte_for_byte(addressed: Path, project: Path) -> None:
    """Another folder, day, time zone, locale, hash seed, number of processors, umask; other times on the files."""
    settings = project / "mkdocs.yml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\nsite_url: {ADDRESS}\n", encoding="utf-8")
    for place, path in enumerate(sorted(project.rglob("*"), reverse=True)):
        os.utime(path, (place * 1_000, place * 1_000))
    machine = {
        "PYTHONPATH": f"{project / 'hooks'}:{project / 'scripts'}",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "4242",
    }
    clock = ("faketime", "2031-02-03 04:05:06") if shutil.which("faketime") else ()
    done = subprocess.run(
        ["taskset", "--cpu-list", "0", *clock, sys.executable, "-m", "commands", "build"],
        env=os.environ | machine,
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,
    )
    assert done.returncode == 0, done.stderr
    site = project / "site"
    assert files_of(site) == files_of(addressed)
    modes = {path.stat().st_mode & 0o777 for path in site.rglob("*") if path.is_file()}
    assert modes == {0o644}
    assert {path.stat().st_mode & 0o777 for path in (site, *site.rglob("*/"))} == {0o755}
    if not clock:
        pytest.skip("all the same, but on the same day: no faketime here (apt-get install faketime)")


def test_a_broken_file_is_said_in_chinese_and_leaves_the_old_site(command: Run, project: Path) -> None:
    assert command("build").returncode == 0
    before = files_of(project / "site")
    assert "index.html" in before
    community = project / "data" / "communities" / "xinmin.yml"
    text = community.read_text(encoding="utf-8")
    community.write_text(text.replace("number: 1\n", "number: 第一\n", 1), encoding="utf-8")
    (project / "data" / "themes.yml").unlink()

    done = command("build")

    assert done.returncode == 1
    said = done.stdout + done.stderr
    line = text.splitlines().index("number: 1") + 1
    assert (
        f"data/communities/xinmin.yml:{line}: number: “序号”：要写 0 或正的整数，不带别的字，如 24；现在写的是“第一”"
        in said
    )
    assert "data/themes.yml: 没有这个文件，请补上" in said
    assert "共 2 处问题" in said
    assert "原来的 site/ 没有动" in said
    assert "Traceback" not in said
    assert files_of(project / "site") == before
    # a build that was ended when the old site had gone and the new one had not come
    (project / "site").rename(project / ".cache" / "site-old")
    assert command("build").returncode == 1
    assert files_of(project / "site") == before


def test_of_two_builds_at_once_one_waits_and_the_site_is_whole(project: Path, site: Path) -> None:
    environment = os.environ | {"PYTHONPATH": f"{project / 'hooks'}:{project / 'scripts'}", "PYTHONUTF8": "1"}
    builds = [
        subprocess.Popen(
            [sys.executable, "-m", "commands", "build"], env=environment, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [build.communicate()[1] for build in builds]
    assert [build.returncode for build in builds] == [0, 0], said
    assert sum("另一个 scripts/build 正在生成，等它做完……" in words for words in said) == 1
    assert files_of(project / "site").keys() == files_of(site).keys()


def test_a_dead_link_stops_the_build(command: Run, project: Path) -> None:
    page = project / "content" / "privacy.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n[去哪里](../nowhere/index.html)\n", encoding="utf-8")
    done = command("build")
    assert done.returncode == 1
    assert "content/privacy.md: 网页 privacy/: 链接“../nowhere/index.html”没有对应的网页或文件" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_check_stops_at_the_same_problems_as_build(command: Run, project: Path) -> None:
    (project / "data" / "themes.yml").unlink()
    done = command("check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "data/themes.yml: 没有这个文件，请补上\n共 1 处问题，请改好后再试。\n没有改动任何文件。\n"


def test_check_opens_the_photographs_too(command: Run, project: Path) -> None:
    media = project / "data" / "media"
    media.mkdir(exist_ok=True)
    (media / "gate.jpg").write_bytes(b"not a picture")
    community = project / "data" / "communities" / "xinmin.yml"
    photo = "{file: gate.jpg, alt: 社区大门口的石桌, credit: 新民社区, taken: 2026-03-20, consent: 没有人}"
    text = community.read_text(encoding="utf-8")
    assert text.count("    updated:") == 1
    community.write_text(text.replace("    updated:", f"    photo: {photo}\n    updated:"), encoding="utf-8")
    done = command("check")
    assert done.returncode == 1
    assert "data/media/gate.jpg: 不是能用的照片，或者文件坏了；请重新导出为 JPG 再放进来" in done.stderr


def test_ending_the_build_ends_all_that_it_has_started(project: Path) -> None:
    (project / "data" / "media" / "gate.jpg").write_bytes(endless())
    community = project / "data" / "communities" / "xinmin.yml"
    photo = "{file: gate.jpg, alt: 社区大门口的石桌, credit: 新民社区, taken: 2026-03-20, consent: 没有人}"
    text = community.read_text(encoding="utf-8")
    community.write_text(text.replace("    updated:", f"    photo: {photo}\n    updated:"), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": f"{project / 'hooks'}:{project / 'scripts'}", "PYTHONUTF8": "1"}

    def started(program: str) -> bool:
        return any(program in line and f"{project}" in line for line in command_lines())

    with subprocess.Popen([sys.executable, "-m", "commands", "build"], env=environment) as build:
        wait_for(lambda: started("worker.py"))
        build.terminate()
        assert build.wait() == 128 + signal.SIGTERM
    wait_for(lambda: not started("mkdocs") and not started("worker.py"))


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until something has happened; fail when it does not in half a minute."""
    for _ in range(300):
        if happened():
            return
        time.sleep(0.1)
    pytest.fail("it did not happen")


def test_a_site_that_nothing_has_changed_is_not_made_again(
    project: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    index = project / "site" / "index.html"
    assert command("build").returncode == 0
    made, told = index.stat().st_ino, (project / "site" / "manifest.json").read_bytes()
    assert command("build").returncode == 0
    assert index.stat().st_ino == made
    index.write_text("别人写的", encoding="utf-8")
    assert command("build").returncode == 0
    assert "别人写的" not in index.read_text(encoding="utf-8")
    anew = command("build", "--no-cache")
    assert anew.returncode == 0, anew.stderr
    assert (project / "site" / "manifest.json").read_bytes() == told
