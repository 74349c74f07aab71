"""One photograph -> clean pictures at a few widths; a worker's job (see worker.py)."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TypeAlias

from PIL import (
    AvifImagePlugin,  # noqa: F401 - asked for a format of which it was told nothing, Pillow loads forty
    ExifTags,
    Image,
    ImageOps,
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401 - likewise
)

WIDTHS = (480, 960, 1600)
_MOST_PIXELS = 60_000_000
# What the file is named is what may be in it: Pillow knows forty formats more, some of which start other programs. Some
# are made of boxes; such files begin with a mark after the size of the first box.
_FLAT, _BOXED = ("JPEG", "PNG", "WEBP"), ("AVIF", "HEIF")
_BOXES = b"ftyp"
# How Pillow is to write each format; AVIF first, since browsers take the first they know. Its bytes may depend on how
# many threads it has, so it is told: one, since there are as many photographs at a time as there are cores.
FORMATS: dict[str, dict[str, int | bool]] = {
    "avif": {"quality": 55, "speed": 9, "max_threads": 1},
    "jpeg": {"quality": 78, "progressive": True, "optimize": True},
}
AGAIN = "请重新导出为 JPG 再放进来"
_UNUSABLE = f"不是能用的照片，或者文件坏了；{AGAIN}"
_TOO_LARGE = f"照片太大：最多 {_MOST_PIXELS // 1_000_000} 百万像素"
# What EXIF calls pictures whose rows are columns when they are looked at.
_LYING = (5, 6, 7, 8)
# Grey of sixteen bits, as scanners and microscopes write it: what white is there, and in a picture.
_GREY, _WHITE = "I", 65_535 / 255

# left, top, width and height of what is blurred, in per cent of the picture.
Box: TypeAlias = tuple[int, ...]
# A blurred box is so many squares across and down.
_SQUARES = 4


def make(data: bytes, stem: Path, *blurred: str) -> str | None:
    """Write every rendition, each whole or not at all, and then the size of the upright picture and the widths.

    `blurred` are boxes as left,top,width,height. Returns in Chinese what is wrong with what is no picture, is broken,
    or has more than 60 million pixels.
    """
    boxed = data[4:8] == _BOXES
    if boxed:
        import pillow_heif  # noqa: PLC0415 - takes its time, and only the photographs of many telephones need it

        pillow_heif.register_heif_opener()
    try:
        with Image.open(io.BytesIO(data), formats=_BOXED if boxed else _FLAT) as image:
            if image.width * image.height > _MOST_PIXELS:
                return _TOO_LARGE
            full_width, full_height = _upright_size(image)
            widths = sorted({min(most, full_width) for most in WIDTHS})
            upright = _upright(image, widths[-1])
    except Image.DecompressionBombError:
        return _TOO_LARGE
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, RuntimeError):
        return _UNUSABLE
    for box in blurred:
        _blur(upright, tuple(map(int, box.split(","))))
    for width in reversed(widths):  # each out of the next larger one
        upright = upright.resize((width, max(1, round(full_height * width / full_width))), Image.Resampling.LANCZOS)
        bare = Image.new("RGB", upright.size)
        bare.paste(upright)
        for kind, options in FORMATS.items():
            made = io.BytesIO()
            bare.save(made, kind, **options)
            _write(stem.with_name(f"{stem.name}-{width}.{kind}"), made.getvalue())
    size = {"width": full_width, "height": full_height, "widths": widths}
    _write(stem.with_name(f"{stem.name}.json"), json.dumps(size).encode())
    return None


def _orientation(image: Image.Image) -> int:
    """Return how the camera was held, 1 being upright, as EXIF counts it."""
    found: int = image.getexif().get(ExifTags.Base.Orientation, 1)
    return found


def _upright_size(image: Image.Image) -> tuple[int, int]:
    return (image.height, image.width) if _orientation(image) in _LYING else image.size


def _upright(image: Image.Image, least: int) -> Image.Image:
    """Return the picture turned as the camera was held, as RGB pixels; what is transparent becomes white.

    A JPEG of more than twice the width `least` is opened at a half, a quarter, or an eighth of its size, which is never
    less wide: its blocks hold that as they are.
    """
    image.draft(None, (1, least) if _orientation(image) in _LYING else (least, 1))
    image.load()
    turned = image
    if _orientation(image) != 1:
        turned = ImageOps.exif_transpose(image)
        image.close()  # there is no room for the pixels as they were beside them
    if turned.mode.startswith(_GREY):
        return turned.convert("I").point(lambda value: value / _WHITE).convert("RGB")
    if turned.has_transparency_data:
        turned = turned.convert("RGBA")
        white = Image.new("RGB", turned.size, "white")
        white.paste(turned, mask=turned)
        return white
    return turned if turned.mode == "RGB" else turned.convert("RGB")


def _blur(upright: Image.Image, box: Box) -> None:
    """Leave one colour, the mean, of each of a few squares: nothing of a face can be told again."""
    left, top, width, height = box
    place = (
        *(upright.width * left // 100, upright.height * top // 100),
        *(-(-upright.width * min(left + width, 100) // 100), -(-upright.height * min(top + height, 100) // 100)),
    )
    part = upright.crop(place)
    squares = part.resize((_SQUARES, _SQUARES), Image.Resampling.BOX)
    upright.paste(squares.resize(part.size, Image.Resampling.NEAREST), place)


def _write(file: Path, content: bytes) -> None:
    fresh = file.with_suffix(f"{file.suffix}.new")
    fresh.write_bytes(content)
    fresh.replace(file)
