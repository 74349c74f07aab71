"""Photographs -> clean, small pictures at a few widths; sound, video and captions as they are.

A picture is made from the pixels alone, so nothing that a camera wrote beside them (place, time, owner, thumbnail) is
published. What was made is kept in .cache/media by content, so a second build only reads it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pillow_heif
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from zhishuo.assets import Asset
from zhishuo.checks.showcase import photos, recordings
from zhishuo.files import MEDIA
from zhishuo.problems import Problem, ProblemsError
from zhishuo.reading import Records

# The photographs of many telephones.
pillow_heif.register_heif_opener()
WIDTHS = (480, 960, 1600)
MOST_PIXELS = 60_000_000
# How Pillow is to write each format; AVIF first, since browsers take the first they know.
FORMATS: dict[str, dict[str, int | bool]] = {
    "avif": {"quality": 55, "speed": 8},
    "jpeg": {"quality": 78, "progressive": True, "optimize": True},
}

# A blurred box is so many squares across and down.
_SQUARES = 4
# left, top, width and height of what is blurred, in per cent of the picture.
Box: TypeAlias = tuple[int, ...]
# The EXIF orientations of a camera held on its side.
_LYING = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class Rendition:
    """One width of a picture in one format."""

    path: str
    width: int
    mime: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph ready for a page: its size in pixels as shown (turned upright) and its renditions, AVIF first."""

    width: int
    height: int
    renditions: tuple[Rendition, ...]

    @property
    def plain(self) -> Rendition:
        """Return the JPEG of middling width, for a video's poster and for browsers without AVIF."""
        jpegs = [rendition for rendition in self.renditions if rendition.mime == "image/jpeg"]
        return next((rendition for rendition in reversed(jpegs) if rendition.width <= WIDTHS[1]), jpegs[0])


# By the name of the file staff put into data/media/.
Pictures: TypeAlias = dict[str, Picture]


@dataclass(frozen=True, slots=True)
class Media:
    """Everything under media/: the pictures, and all files to publish."""

    pictures: Pictures
    assets: tuple[Asset, ...]


def prepare(records: Records) -> Media:
    """Return the media that practices name; checks have seen to it that the files exist.

    What any use of a photograph wants blurred is blurred in all of them. Raises ProblemsError for every file that is no
    picture, is broken, or has more than 60 million pixels.
    """
    highlights = [highlight for community in records.communities.values() for highlight in community.highlights]
    problems: list[Problem] = []
    pictures: Pictures = {}
    assets: dict[str, Asset] = {}
    used = [photo for highlight in highlights for _, photo in photos(highlight)]
    for name in sorted({photo.file for photo in used}):
        boxes = {tuple(box.model_dump().values()) for photo in used if photo.file == name for box in photo.blur}
        try:
            pictures[name], made = _picture(records.root, name, sorted(boxes))
            assets |= {asset.path: asset for asset in made}
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    for name in sorted({file for highlight in highlights for _, file in recordings(highlight)}):
        path = recording_path(name)
        assets[path] = Asset(path, (records.root / MEDIA / name).read_bytes())
    return Media(pictures, tuple(assets[path] for path in sorted(assets)))


def recording_path(file: str) -> str:
    """Return where a recording, a video or its captions is published."""
    return f"media/{file}"


def _picture(root: Path, name: str, boxes: Sequence[Box]) -> tuple[Picture, list[Asset]]:
    data = (root / MEDIA / name).read_bytes()
    digest = hashlib.sha256(data + f"{boxes}".encode() if boxes else data).hexdigest()
    cache = root / ".cache" / "media"
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = _size(f"{MEDIA}/{name}", image)
            widths = sorted({min(most, width) for most in WIDTHS})
            kept = {(kind, wide): cache / f"{digest}-{wide}.{kind}" for kind in FORMATS for wide in widths}
            upright = None if all(file.exists() for file in kept.values()) else _upright(image, boxes)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        message = "不是能用的照片，或者文件坏了；请重新导出为 JPG 再放进来"
        raise ProblemsError([Problem(f"{MEDIA}/{name}", 0, "", message)]) from error
    if upright:
        _make(upright, kept)
    paths = {key: f"media/{Path(name).stem}-{digest[:8]}-{key[1]}.{key[0]}" for key in kept}
    renditions = tuple(Rendition(path, wide, f"image/{kind}") for (kind, wide), path in paths.items())
    return Picture(width, height, renditions), [Asset(paths[key], file.read_bytes()) for key, file in kept.items()]


def _size(file: str, image: Image.Image) -> tuple[int, int]:
    """Return width and height as the camera was held, from the head of the file alone."""
    if image.width * image.height > MOST_PIXELS:
        raise ProblemsError([Problem(file, 0, "", f"照片太大：最多 {MOST_PIXELS // 1_000_000} 百万像素")])
    lies = image.getexif().get(ExifTags.Base.Orientation) in _LYING
    return (image.height, image.width) if lies else image.size


def _upright(image: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """Return the picture turned as the camera was held, as bare RGB pixels; what is transparent becomes white.

    In every box one colour is left for each of a few squares, from their mean: nothing of a face can be told again.
    """
    turned = ImageOps.exif_transpose(image)
    turned = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    bare = Image.new("RGB", turned.size, "white")
    bare.paste(turned, mask=turned if turned.mode == "RGBA" else None)
    for left, top, width, height in boxes:
        place = (
            *(bare.width * left // 100, bare.height * top // 100),
            *(-(-bare.width * min(left + width, 100) // 100), -(-bare.height * min(top + height, 100) // 100)),
        )
        part = bare.crop(place)
        squares = part.resize((_SQUARES, _SQUARES), Image.Resampling.BOX)
        bare.paste(squares.resize(part.size, Image.Resampling.NEAREST), place)
    return bare


def _make(upright: Image.Image, kept: dict[tuple[str, int], Path]) -> None:
    """Write every rendition, each whole or not at all."""
    for (kind, width), file in kept.items():
        made = io.BytesIO()
        height = max(1, round(upright.height * width / upright.width))
        upright.resize((width, height), Image.Resampling.LANCZOS).save(made, kind, **FORMATS[kind])
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f"{file.suffix}.new")
        fresh.write_bytes(made.getvalue())
        fresh.replace(file)
