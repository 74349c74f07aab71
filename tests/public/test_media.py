"""Photographs: what a camera wrote beside the pixels is gone, faces too where staff say so, and no file is a trap."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from media_files import telling, with_photo
from PIL import Image, ImageDraw

from zhishuo.gate import find
from zhishuo.media import Media, prepare
from zhishuo.problems import ProblemsError
from zhishuo.reading import Records
from zhishuo.views import show
from zhishuo.views.practices import PracticePage

SHARED = Path(__file__).parents[3] / "shared" / "data" / "images"
# What marks the places where files tell more than pixels.
TELLING = (b"Exif", b"adobe.com/xap", b"Photoshop", b"ICC_PROFILE", b"MPF\x00", b"WHO TOOK IT", b"IPTC")


def test_a_photo_is_published_small_and_without_what_its_file_tells(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    exif = Image.Exif()
    exif[0x9286] = "WHO TOOK IT"
    exif[0x0112] = 6  # turned by a quarter
    Image.new("RGB", (2400, 1200), "white").save(tmp_path / "data/media/gate.png", exif=exif)
    town = with_photo(records, tmp_path)
    media = prepare(town)
    sizes = {}
    for asset in media.assets:
        assert b"WHO TOOK IT" not in asset.content
        with Image.open(io.BytesIO(asset.content)) as photo:
            assert dict(photo.getexif()) == {}
            sizes[photo.format, photo.width] = photo.height
    heights = {480: 960, 960: 1920, 1200: 2400}
    assert sizes == {(kind, width): height for kind in ("AVIF", "JPEG") for width, height in heights.items()}
    (page,) = [view for view in show(town, media.pictures) if view.url == "c/xinmin/four-colours/"]
    assert isinstance(page, PracticePage)
    assert page.photo is not None
    assert (page.photo.width, page.photo.height, page.photo.alt) == (1200, 2400, "社区大门口")
    assert {rendition.path for rendition in page.photo.renditions} == {asset.path for asset in media.assets}
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("opened a second time"))
    assert prepare(town) == media, "the second time everything comes from the cache"


def test_a_photo_that_nobody_touched_is_not_read_again_and_a_changed_one_is(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    file = tmp_path / "data/media/gate.png"
    Image.new("RGB", (60, 40), "white").save(file, compress_level=0)
    town, white = with_photo(records, tmp_path), file.stat()
    bright = prepare(town)
    with monkeypatch.context() as patch:
        patch.setattr("zhishuo.media.kept.contents", lambda *_: pytest.fail("read a second time"))
        assert prepare(town) == bright
    Image.new("RGB", (60, 40), "black").save(file, compress_level=0)
    os.utime(file, ns=(white.st_atime_ns, white.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_ino) == (white.st_size, white.st_ino), "as before by all one can set"
    dark = prepare(town)
    assert {asset.path for asset in dark.assets}.isdisjoint({asset.path for asset in bright.assets})
    for note in (tmp_path / ".cache/media").rglob("*.seen"):
        note.write_bytes(b"damaged")
    assert prepare(town) == dark


@pytest.mark.parametrize("turned", [1, 6])
def test_a_large_jpeg_is_shown_whole_at_every_width(records: Records, tmp_path: Path, turned: int) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    exif = Image.Exif()
    exif[0x0112] = turned
    grain = np.random.default_rng(1).integers(0, 256, (11, 16), np.uint8)
    upright = Image.fromarray(grain).resize((3601, 2399), Image.Resampling.BICUBIC)
    raw = upright if turned == 1 else upright.transpose(Image.Transpose.ROTATE_90)
    raw.save(tmp_path / "data/media/gate.jpg", exif=exif, quality=95)
    media = prepare(with_photo(records, tmp_path, "gate.jpg"))
    assert [(picture.width, picture.height) for picture in media.pictures.values()] == [(3601, 2399)]
    seen = set()
    for asset in media.assets:
        with Image.open(io.BytesIO(asset.content)) as photo:
            seen.add(photo.size)
            wanted = np.asarray(upright.resize(photo.size, Image.Resampling.LANCZOS), int)
            assert np.abs(np.asarray(photo.convert("L"), int) - wanted).max() < 20, asset.path
    assert seen == {(480, 320), (960, 640), (1600, 1066)}


def test_no_published_name_reads_like_a_telephone_number(records: Records, tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(made, "PNG")
    contents = (made.getvalue() + f"{number}".encode() for number in count())
    content = next(one for one in contents if re.match(r"1[3-9]\d{6}", hashlib.sha256(one).hexdigest()))
    (tmp_path / "data/media").mkdir(parents=True)
    (tmp_path / "data/media/gate.png").write_bytes(content)
    assert [found for asset in prepare(with_photo(records, tmp_path)).assets for found in find(asset.path)] == []


def test_what_is_transparent_becomes_white(records: Records, tmp_path: Path) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    Image.new("RGBA", (600, 400), (0, 0, 0, 0)).save(tmp_path / "data/media/gate.png")
    for asset in prepare(with_photo(records, tmp_path)).assets:
        with Image.open(io.BytesIO(asset.content)) as photo:
            assert photo.convert("RGB").resize((1, 1)).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("turned", [1, 6])
def test_grey_of_sixteen_bits_is_shown_as_grey(records: Records, tmp_path: Path, turned: int) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    exif = Image.Exif()
    exif[0x0112] = turned
    grey = Image.fromarray(np.tile(np.linspace(0, 65_535, 256).astype(np.uint16), (256, 1)))
    assert grey.mode == "I;16"
    grey.save(tmp_path / "data/media/gate.png", exif=exif)
    for asset in prepare(with_photo(records, tmp_path)).assets:
        with Image.open(io.BytesIO(asset.content)) as photo:
            seen = np.asarray(photo.convert("L"), int)
        line = seen[128] if turned == 1 else seen[:, 128]
        assert np.abs(line - np.arange(256)).max() <= 6


def test_a_photo_that_cannot_be_read_is_a_problem(records: Records, tmp_path: Path) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    (tmp_path / "data/media/gate.png").write_bytes(b"not a picture")
    with pytest.raises(ProblemsError, match=r"data/media/gate\.png: 不是能用的照片"):
        prepare(with_photo(records, tmp_path))


# What a JPEG says of its own making.
OWN = frozenset({"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"})


def faults_of(media: Media) -> list[str]:
    """Return what is found in published pictures besides pixels."""
    found = []
    for asset in media.assets:
        found += [f"{asset.path}: {mark!r}" for mark in TELLING if mark in asset.content]
        with Image.open(io.BytesIO(asset.content)) as photo:
            told = {key for key, value in photo.info.items() if key not in OWN and value}
            if dict(photo.getexif()) or getattr(photo, "n_frames", 1) != 1 or told:
                found.append(f"{asset.path}: {dict(photo.getexif())} {told}")
    return found


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.avif", "a.heic", "a.mpo"])
def test_every_output_holds_pixels_and_nothing_else(records: Records, tmp_path: Path, name: str) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    source = telling(name)
    assert b"WHO TOOK IT" in source
    name = name.replace("mpo", "jpg")  # cameras call it so
    (tmp_path / "data/media" / name).write_bytes(source)
    media = prepare(with_photo(records, tmp_path, name))
    assert len(media.assets) >= 4
    assert faults_of(media) == []


def test_what_staff_name_is_blurred_in_every_width_and_format(records: Records, tmp_path: Path) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: the box is told of the picture as it is looked at
    lying = Image.new("RGB", (1200, 800), "white")
    draw = ImageDraw.Draw(lying)
    for x in range(0, 1200, 20):
        draw.rectangle((x, 0, x + 9, 800), fill="black")
    lying.save(tmp_path / "data/media/gate.png", exif=exif)
    boxes = [{"left": 0, "top": 0, "width": 50, "height": 25}, {"left": 90, "top": 90, "width": 50, "height": 50}]
    blurred = prepare(with_photo(records, tmp_path, blur=boxes))
    for asset in blurred.assets:
        with Image.open(io.BytesIO(asset.content)) as photo:
            corner, end, clear = (contrast(photo, *box) for box in ((4, 4, 46, 21), (93, 93, 99, 99), (55, 30, 85, 80)))
        assert max(corner, end) < 128, asset.path
        assert clear > 150, asset.path
    bare = {asset.path for asset in prepare(with_photo(records, tmp_path)).assets}
    assert bare.isdisjoint({asset.path for asset in blurred.assets}), "what was kept of the bare one is not used"


def contrast(photo: Image.Image, *box: int) -> int:
    """Return the difference of the darkest and the lightest pixel in a box, in per cent of the picture."""
    edges = [side * share // 100 for side, share in zip(photo.size * 2, box, strict=True)]
    low, high = photo.convert("L").crop((edges[0], edges[1], edges[2], edges[3])).getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    return high - low


@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data here: real input is not part of the repository")
def test_real_files_of_many_cameras_come_out_clean_or_are_named(records: Records, tmp_path: Path) -> None:
    (tmp_path / "data/media").mkdir(parents=True)
    clean, named = 0, []
    for file in sorted(SHARED.rglob("*.*")):
        if file.suffix.lower() not in {".jpg", ".png", ".webp", ".avif", ".heic", ".mpo"}:
            continue
        name = f"{file.stem.lower().replace(' ', '-')}.jpg"
        (tmp_path / "data/media" / name).write_bytes(file.read_bytes())
        try:
            media = prepare(with_photo(records, tmp_path, name))
        except ProblemsError as error:
            named.append(f"{error}")
        else:
            clean += 1
            assert faults_of(media) == [], file
    assert clean > 10
    assert all("不是能用的照片" in problem for problem in named)
