"""What the form opens: files of the kinds that it has, and nothing that only says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from commands.form.commits import RefusedError, Repository
from commands.form.files import FormFiles
from commands.form.media import FormMedia


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "EPS"])
def test_a_picture_of_another_kind_is_not_opened(kind: str, twin: Path) -> None:
    Image.new("RGB", (9, 9)).save(twin / "data/media/board.png", kind)
    assert FormMedia(Repository(twin)).picture("data/media/board.png")["content"] == ""


def test_a_pipe_is_not_waited_for(twin: Path) -> None:
    (twin / "data/themes.yml").unlink()
    os.mkfifo(twin / "data/themes.yml")
    with pytest.raises(RefusedError, match=r"^data/themes\.yml: 要是文件，现在是设备或管道$"):
        FormFiles(Repository(twin)).entry("data/themes.yml")


def test_a_link_is_not_followed(twin: Path) -> None:
    (twin / "data/themes.yml").unlink()
    (twin / "data/themes.yml").symlink_to("/etc/hostname")
    with pytest.raises(RefusedError, match="是一个链接"):
        FormFiles(Repository(twin)).entry("data/themes.yml")


def test_a_name_too_long_is_cut_off(twin: Path) -> None:
    target, _ = FormMedia(Repository(twin)).incoming({"path": f"data/media/{'长a' * 400}.png", "content": "aGk="})
    assert target == f"data/media/{'-a' * 30}.png".replace("/-", "/")
