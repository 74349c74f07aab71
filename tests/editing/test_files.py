"""Which files the form reads and writes: uploads under plain names, no links, no other places."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from form_windows import THEMES, git, opened, photo, window

from commands.form.commits import RefusedError, Repository
from commands.form.media import FormMedia


def test_links_are_neither_read_nor_written(town: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text("title: 别处的\n", encoding="utf-8")
    story, picture = town / "data" / "stories" / "2026-link.yml", town / "data" / "media" / "link.jpg"
    picture.parent.mkdir(exist_ok=True)
    for link in (story, picture):
        link.symlink_to(outside)
    files, media = window(town), FormMedia(Repository(town))
    for ask in (
        lambda: files.entry("data/stories/2026-link.yml"),
        lambda: files.save("data/stories/2026-link.yml", "{}", []),
        lambda: media.picture("data/media/link.jpg"),
        lambda: media.remove(["data/media/link.jpg"]),
    ):
        with pytest.raises(RefusedError, match="是一个链接"):
            ask()
    assert "link.jpg" not in [one["name"] for one in media.pictures()]
    assert outside.read_text(encoding="utf-8") == "title: 别处的\n"


def test_an_upload_keeps_its_new_name_in_the_saves_that_follow(town: Path) -> None:
    files = window(town)
    file = next(path.relative_to(town).as_posix() for path in (town / "data" / "communities").glob("*.yml"))
    values = opened(files, file)
    values["highlights"][0]["photos"] = [{"file": "IMG 7.jpg", "alt": "楼道里的墙"}]
    files.save(file, json.dumps(values), [{"path": "data/media/IMG 7.jpg", "content": photo("red")}])
    values["sentence"] = "改过的一句话。"
    files.save(file, json.dumps(values), [])
    assert opened(files, file)["highlights"][0]["photos"][0]["file"] == "img-7.jpg"


def test_an_upload_gets_a_plain_name_that_tells_nothing_and_never_replaces_another_file(town: Path) -> None:
    files = FormMedia(Repository(town))
    first = files.upload({"path": "data/media/楼道 IMG_1.JPG", "content": photo("red")})
    second = files.upload({"path": "data/media/img_1.jpg", "content": photo("blue")})
    assert first["path"] == "data/media/img_1.jpg"
    assert re.fullmatch(r"data/media/img_1-[0-9a-f]{8}\.jpg", second["path"])
    for name in ("照片", "找13812345678"):
        assert files.upload({"path": f"data/media/{name}.jpg", "content": photo("red")})["name"].startswith("photo-")
    files.remove([second["path"]])
    assert not (town / second["path"]).exists()
    messages = git(town, "log", "--format=%s").splitlines()
    assert messages == ["删照片等文件", *["加照片等文件"] * 3, "开始"]
    assert git(town, "status", "--porcelain", "data") == ""


@pytest.mark.parametrize(
    "path",
    [
        "data/communities/../../hooks/publish.yml",
        "data/communities/x/y.yml",
        "data/releases/2026-10.yml",
        "/etc/passwd",
        "mkdocs.yml",
        "data/communities/Xin.yml",
        "data/communities/xin.yml\n",
        "data\\communities\\x.yml",
        "data/communities/.x.yml",
    ],
)
def test_other_places_are_neither_read_nor_written(town: Path, path: str) -> None:
    files, media = window(town), FormMedia(Repository(town))
    version = opened(files, THEMES)["file_version"]
    for ask in (
        lambda: files.entry(path),
        lambda: files.save(path, "{}", []),
        lambda: files.withdraw(path),
        lambda: media.picture(path),
        lambda: media.remove([path]),
        lambda: media.upload({"path": path, "content": photo("red")}),
        lambda: files.save(THEMES, json.dumps({"file_version": version}), [{"path": path, "content": photo("red")}]),
    ):
        with pytest.raises(RefusedError):
            ask()
    assert git(town, "status", "--porcelain", "data") == ""
