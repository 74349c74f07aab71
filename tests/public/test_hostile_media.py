"""Photographs that are traps: each is named, none takes the build or its neighbours down."""

from __future__ import annotations

import io
import os
import re
import struct
import zlib
from pathlib import Path

import pytest
from media_files import PHOTO, telling, with_media, with_photo
from PIL import Image

from zhishuo.media import Limits, prepare
from zhishuo.problems import ProblemsError
from zhishuo.reading import Records


def bomb() -> bytes:
    """Return a PNG of a few bytes that says it has 60,000 times 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(bytes(10_000))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


BROKEN = {
    "empty": b"",
    "head only": b"GIF89a",
    "bomb": bomb(),
    "half a jpg": telling("a.jpg")[:9_000],
    "half a png": telling("a.png")[:5_000],
    "half a heic": telling("a.heic")[:5_000],
    "svg": b"<svg onload='alert(1)'/>",
    "zeros": bytes(70_000),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_hostile_or_broken_file_is_one_problem_with_its_name(
    records: Records, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    (tmp_path / "data/media/gate.png").write_bytes(content)
    with pytest.raises(ProblemsError, match=r"^data/media/gate\.png: (不是能用的照片|照片太大)[^\n]*\n共 1 处问题"):
        prepare(with_photo(records, tmp_path))
    assert not list((tmp_path / ".cache").rglob("*.*"))


def endless() -> bytes:
    """Return a JPEG of 0.9 MB whose picture is drawn over again 20,000 times: minutes of work for a decoder."""
    made = io.BytesIO()
    Image.new("RGB", (5000, 5000), "white").save(made, "JPEG", progressive=True)
    content = made.getvalue()
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * 20_000 + content[-2:]


def huge() -> bytes:
    """Return a PNG of a few KB whose pixels take 240 MB, and twice as much to be made opaque."""
    made = io.BytesIO()
    Image.new("RGBA", (7700, 7700)).save(made, "PNG")
    return made.getvalue()


def workers_alive() -> list[bytes]:
    """Return the command lines of the workers that this process has started and that still run."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            line = (place / "cmdline").read_bytes()
        except OSError:
            continue  # it has ended while we were looking
        if parent == os.getpid() and b"pictures.py" in line:
            found.append(line)
    return found


def test_what_takes_too_long_or_too_much_memory_is_named_and_the_rest_is_made(records: Records, tmp_path: Path) -> None:
    media = tmp_path / "data/media"
    media.mkdir(parents=True)
    (media / "endless.jpg").write_bytes(endless())
    Image.new("RGB", (60, 40)).save(media / "good.jpg")
    (media / "huge.png").write_bytes(huge())
    photos = [PHOTO | {"file": name} for name in ("endless.jpg", "good.jpg", "huge.png")]
    with pytest.raises(ProblemsError) as caught:
        prepare(with_media(records, tmp_path, photos=photos), Limits(memory=400_000_000, seconds=8))
    assert [str(problem) for problem in caught.value.problems] == [
        "data/media/endless.jpg: 照片处理了 8 秒还没有完，文件可能坏了；请重新导出为 JPG 再放进来",
        "data/media/huge.png: 照片处理到一半停了：要用的内存太多，或者文件坏了；请重新导出为 JPG 再放进来",
    ]
    assert len(list((tmp_path / ".cache/media").glob("*.avif"))) == 1, "the good one is kept for the next build"
    assert workers_alive() == []


def test_a_worker_that_dies_at_once_is_one_problem(records: Records, tmp_path: Path) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    (tmp_path / "data/media/gate.png").write_bytes(telling("gate.png"))
    with pytest.raises(ProblemsError, match=r"^data/media/gate\.png: 照片处理到一半停了[^\n]*\n共 1 处问题"):
        prepare(with_photo(records, tmp_path), Limits(memory=30_000_000))


def test_the_number_of_workers_changes_nothing(records: Records, tmp_path: Path) -> None:
    files = {name: telling(name) for name in ("a.jpg", "b.png")}
    made = []
    for workers in (1, 3):
        root = tmp_path / f"{workers}"
        (root / "data/media").mkdir(parents=True)
        for name, content in files.items():
            (root / "data/media" / name).write_bytes(content)
        town = with_media(records, root, photos=[PHOTO | {"file": name} for name in files])
        made.append(prepare(town, Limits(workers=workers)))
    assert made[0] == made[1]
    assert re.match("media/a-[0-9a-f]{8}-480.avif", made[0].assets[0].path)
