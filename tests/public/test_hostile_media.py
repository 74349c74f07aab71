"""Photographs and recordings that are traps: each is named, none takes the build or its neighbours down."""

from __future__ import annotations

import io
import os
import re
import struct
import zlib
from pathlib import Path

import pytest
from film_files import box, heard_and_seen, into, recorded
from media_files import PHOTO, command_lines, endless, telling, with_media, with_photo
from PIL import Image

from zhishuo.checks.showcase import media_files_exist
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


def huge() -> bytes:
    """Return a PNG of a few KB whose pixels take 240 MB, and twice as much to be made opaque."""
    made = io.BytesIO()
    Image.new("RGBA", (7700, 7700)).save(made, "PNG")
    return made.getvalue()


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
    assert len(list((tmp_path / ".cache/media").rglob("*.avif"))) == 1, "the good one is kept for the next build"
    assert [line for line in command_lines() if f"{tmp_path}" in line] == []


def test_a_worker_that_dies_at_once_is_one_problem(records: Records, tmp_path: Path) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    (tmp_path / "data/media/gate.png").write_bytes(telling("gate.png"))
    with pytest.raises(ProblemsError, match=r"^data/media/gate\.png: 照片处理到一半停了[^\n]*\n共 1 处问题"):
        prepare(with_photo(records, tmp_path), Limits(memory=1_000_000))


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
    assert re.match("media/a-[a-p]{8}-480.avif", made[0].assets[0].path)


def nested(name: bytes, depth: int) -> bytes:
    """Return boxes of one name, each holding the next."""
    made = b""
    for _ in range(depth):
        made = box(name, made)
    return made


def lying(film: bytes, name: bytes, size: int) -> bytes:
    """Return an MP4 file in which the first box of a name says that it has another size."""
    at = film.index(name) - 4
    return film[:at] + size.to_bytes(4) + film[at + 4 :]


def repeated(film: bytes, times: int) -> bytes:
    """Return an MP4 file whose index names the first sample again and again."""
    index = film.index(b"stsz") - 4
    first = film[index + 20 : index + 24]
    whole = box(b"stsz", bytes(4), first, times.to_bytes(4))
    spread = box(b"stsc", bytes(4), (1).to_bytes(4), (1).to_bytes(4), (1).to_bytes(4), (1).to_bytes(4))
    place = film[film.index(b"stco") + 12 : film.index(b"stco") + 16]
    table = box(b"stco", bytes(4), times.to_bytes(4), place * times)
    clock = box(b"stts", bytes(4), (1).to_bytes(4), times.to_bytes(4), (1).to_bytes(4))
    tables = box(b"stbl", described(film), clock, spread, whole, table)
    return into(film.replace(b"stbl", b"free"), "moov/trak/mdia/minf", tables)


def described(film: bytes) -> bytes:
    """Return the box that tells how the samples of an MP4 file are coded."""
    at = film.index(b"stsd") - 4
    return film[at : at + int.from_bytes(film[at : at + 4])]


FILM, SILENT = recorded("mp4", "libx264", "aac"), recorded("mp4", "libx264")
WEBM = recorded("webm", "libvpx")
TRAPS = {
    "a table of four thousand million": ("a.mp4", lying(FILM, b"stsz", 2**31)),
    "boxes in boxes": ("a.mp4", box(b"ftyp", b"isomisom") + nested(b"moov", 3000)),
    "pictures and sound named again and again": ("a.mp4", repeated(SILENT, 200_000)),
    "an element of any length": ("a.webm", WEBM[:40] + b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7),
    "clusters without end": ("a.webm", WEBM[: WEBM.index(b"\x1f\x43\xb6\x75")] + b"\x1f\x43\xb6\x75\xff" * 90_000),
    "tags without end": ("a.mp3", (b"ID3\x04\0\0\0\0\0\0") * 700_000),
    "zeros": ("a.mp3", bytes(7_000_000)),
}


def with_film(records: Records, root: Path, name: str, content: bytes) -> Records:
    """Return the town with one recording or video."""
    media = root / "data/media"
    media.mkdir(parents=True)
    Image.new("RGB", (16, 9)).save(media / "gate.png")
    (media / name).write_bytes(content)
    (media / "a.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.500\n红的先办。\n", encoding="utf-8")
    if name.endswith("mp3"):
        return with_media(records, root, audio={"file": name, "title": "讲解", "transcript": "先办。"})
    film = {"file": name, "title": "视频", "captions": "a.vtt", "poster": PHOTO, "transcript": "先办。"}
    return with_media(records, root, video=film)


@pytest.mark.parametrize(("name", "content"), TRAPS.values(), ids=TRAPS)
def test_a_hostile_recording_is_one_problem_with_its_name(
    records: Records, tmp_path: Path, name: str, content: bytes
) -> None:
    with pytest.raises(ProblemsError, match=rf"^data/media/{name}: [^\n]*文件坏了；请重新导出再放进来\n共 1 处问题"):
        prepare(with_film(records, tmp_path, name, content), Limits(seconds=20))
    assert [path.name for path in (tmp_path / ".cache").rglob("*") if re.search(r"mp|webm|new", path.name)] == []


# Lies that players pass over: what is heard and seen is all there.
PASSED_OVER = {
    "tracks in tracks": ("a.mp4", into(FILM, "moov", nested(b"trak", 3000))[: len(FILM)]),
    "a box of four gigabytes": ("a.mp4", lying(FILM, b"moov", 2**32 - 1)),
    "gaps without end": ("a.webm", WEBM + b"\xec\x80" * 5_000_000),
}


@pytest.mark.parametrize(("name", "content"), PASSED_OVER.values(), ids=PASSED_OVER)
def test_what_players_pass_over_is_left_out(records: Records, tmp_path: Path, name: str, content: bytes) -> None:
    media = prepare(with_film(records, tmp_path, name, content), Limits(seconds=20))
    (film,) = [asset.content for asset in media.assets if asset.path == f"media/{name}"]
    bare = WEBM if name == "a.webm" else FILM
    assert heard_and_seen(film) == heard_and_seen(bare)
    assert len(film) < len(bare) + 300


def test_a_recording_that_takes_too_much_memory_is_named(records: Records, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        prepare(with_film(records, tmp_path, "a.mp4", FILM), Limits(memory=1_000_000))
    stopped = "处理到一半停了：要用的内存太多，或者文件坏了；请重新导出"
    assert [str(problem) for problem in caught.value.problems] == [
        f"data/media/a.mp4: 文件{stopped}再放进来",
        f"data/media/gate.png: 照片{stopped}为 JPG 再放进来",
    ]


@pytest.mark.parametrize("name", ["gate.png", "a.mp4", "a.vtt"])
def test_a_folder_named_like_a_file_is_one_problem(records: Records, tmp_path: Path, name: str) -> None:
    town = with_film(records, tmp_path, "a.mp4", FILM)
    (tmp_path / "data/media" / name).unlink()
    (tmp_path / "data/media" / name).mkdir()
    found = [message for _, _, message in media_files_exist(town)]
    assert found == [f"“{name}”要是文件，现在是文件夹"]


@pytest.mark.parametrize("name", ["gate.png", "a.mp4"])
def test_a_file_too_large_for_memory_or_that_cannot_be_read_is_one_problem(
    records: Records, tmp_path: Path, name: str
) -> None:
    town = with_film(records, tmp_path, "a.mp4", FILM)
    file = tmp_path / "data/media" / name
    os.truncate(file, 40_000_000_000)
    with pytest.raises(
        ProblemsError, match=rf"^data/media/{name}: 文件太大：最多 [56]0 MB，现有 40000\.0 MB"
    ) as caught:
        prepare(town)
    assert len(caught.value.problems) == 1
    file.unlink()
    file.symlink_to("/proc/self/mem")
    with pytest.raises(ProblemsError, match=rf"^data/media/{name}: 是一个链接，指向别的文件") as caught:
        prepare(town)
    assert len(caught.value.problems) == 1
