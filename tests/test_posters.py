"""Posters as staff make them, and the pictures that messengers show where a page is shared."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import zxingcpp
from conftest import ADDRESS, ROOT, copy_of
from PIL import Image

from zhishuo.audit.certificate import read_all
from zhishuo.audit.site import read_site

Run: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]
Build: TypeAlias = Callable[[Path, Path], Path]


def test_the_command_writes_boards_cards_and_the_message(command: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    wanted = ("--community", "xinmin", "--month", "2026-09")
    done = command("posters", *wanted, "--address", ADDRESS, "--out", str(out))
    assert (done.returncode, done.stdout) == (0, f"4 张图、1 段话，在 {out}。\n")
    assert sorted(path.name for path in out.iterdir()) == [
        "分享图-2026-09.png",
        "分享图-xinmin.png",
        "发群-2026-09.txt",
        "展板-2026-09.png",
        "展板-xinmin.png",
    ]
    with Image.open(out / "展板-xinmin.png") as board:
        found = zxingcpp.read_barcodes(board.convert("L"))
    assert [square.text for square in found] == [f"{ADDRESS}c/xinmin/"]
    assert "2026年9月公开榜" in (out / "发群-2026-09.txt").read_text(encoding="utf-8")


def test_the_command_draws_all_and_the_newest_month_and_asks_for_an_address(command: Run, project: Path) -> None:
    done = command("posters")
    assert done.returncode == 0, done.stderr
    assert "36 张图、1 段话" in done.stdout
    assert "还没有网址，图上没有方块图" in done.stdout
    assert len(list((project / "posters").glob("展板-*.png"))) == 18


def test_the_command_takes_the_address_of_the_site(command: Run, project: Path, tmp_path: Path) -> None:
    with_address(project, ADDRESS)
    done = command("posters", "--month", "2026-10", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert f"看全部：{ADDRESS}board/2026-10/" in (tmp_path / "out" / "发群-2026-10.txt").read_text(encoding="utf-8")


def test_the_command_names_what_it_does_not_know_and_what_it_cannot_draw(
    command: Run, project: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = command("posters", "--community", "xinming", "--month", "2027-01", "--out", str(out))
    assert done.returncode == 1
    assert "--community: xinming: 没有这个社区，最接近的是“xinmin”" in done.stderr
    assert "--month: 2027-01: 这个月还没有公布" in done.stderr
    for name in ("xinmin", "heping"):
        file = project / "data" / "communities" / f"{name}.yml"
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"^sentence: .*$", "sentence: 来碗𰻝𰻝面", text, flags=re.MULTILINE), encoding="utf-8")
    done = command("posters", "--out", str(out))
    assert done.returncode == 1
    for name in ("xinmin", "heping"):
        assert f"data/communities/{name}.yml: 展板和分享图的字体里没有“𰻝”（U+30EDD）" in done.stderr
    assert "没有画任何图" in done.stderr
    assert not out.exists()
    assert command("check").returncode == 0
    for address in ("javascript:alert(1)", f"https://a.cn/{'x' * 200}"):
        done = command("posters", "--address", address, "--out", str(out))
        assert done.returncode == 1
        assert "--address: " in done.stderr
        assert "要写 http:// 或 https:// 开头的网址，不超过 200 个字" in done.stderr
        assert not out.exists()
    with_address(project, ADDRESS)
    for name in ("check", "build"):
        done = command(name)
        assert done.returncode == 1
        assert "data/communities/heping.yml: 展板和分享图的字体里没有“𰻝”（U+30EDD）" in done.stderr


def with_address(project: Path, address: str) -> None:
    settings = project / "mkdocs.yml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}site_url: {address}\n", encoding="utf-8")


def test_pages_name_their_card_only_where_the_site_has_an_address(
    twin: Path, twin_site: Path, build: Build, tmp_path: Path
) -> None:
    for page in twin_site.rglob("*.html"):
        assert "og:" not in page.read_text(encoding="utf-8"), page
    assert not (twin_site / "cards").exists()

    copy_of(ROOT / "mkdocs.yml", twin / "mkdocs.yml")
    (twin / "hooks").symlink_to(ROOT / "hooks")
    with_address(twin, ADDRESS)
    site = build(twin, tmp_path / "site")
    for page in site.rglob("index.html"):
        text = page.read_text(encoding="utf-8")
        (image,) = re.findall(r'<meta property="og:image" content="([^"]+)">', text)
        assert image.startswith(f"{ADDRESS}cards/")
        with Image.open(site / image.removeprefix(ADDRESS)) as picture:
            assert picture.size == (1200, 630)
        for name in ("og:title", "og:description", "og:image:alt"):
            assert re.search(rf'<meta [^>]*property="{name}" content="[^"]+">', text), (page, name)
        assert '<meta name="twitter:card" content="summary_large_image">' in text
    shared = (site / "c" / "beimen" / "index.html").read_text(encoding="utf-8")
    assert f"{ADDRESS}cards/c/beimen.png" in shared
    assert list((twin / ".cache" / "cards").glob("*.png"))


def test_what_is_shared_tells_no_more_than_the_releases(addressed: Path) -> None:
    """The auditor reads the whole site as it is built for an address, what is said of the cards too."""
    releases = [release for release, _ in read_all(ROOT / "data" / "releases")]
    assert [str(problem) for problem in read_site(addressed, releases)] == []
