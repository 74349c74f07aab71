"""Photos, recordings and films as they are published: photos small and clean, everything else byte for byte.

A photo out of a telephone tells where and when it was taken, and sometimes whose it is. So the picture's points alone
are copied into a new JPEG; a comment or a location in the file cannot come along.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from zhishuo.problems import Problem, ProblemsError
from zhishuo.reading import Records
from zhishuo.records import Highlight
from zhishuo.views.practices import media_address, photo_address

FOLDER = "data/media"
LONGEST_SIDE = 960
QUALITY = 80


def media(records: Records) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of all media that a practice names, each once.

    Raises ProblemsError for a photo that cannot be read.
    """
    highlights = [highlight for community in records.communities.values() for highlight in community.highlights]
    for name in sorted({name for highlight in highlights for name in _photos(highlight)}):
        yield photo_address(name), clean(records.root, name)
    for name in sorted({name for highlight in highlights for name in _others(highlight)}):
        yield media_address(name), (records.root / FOLDER / name).read_bytes()


def _photos(highlight: Highlight) -> Iterator[str]:
    if highlight.photo:
        yield highlight.photo.file
    yield from (photo.file for photo in highlight.photos)
    if highlight.video:
        yield highlight.video.poster.file


def _others(highlight: Highlight) -> Iterator[str]:
    if highlight.audio:
        yield highlight.audio.file
    if highlight.video:
        yield from (highlight.video.file, highlight.video.captions)


def clean(root: Path, name: str) -> bytes:
    """Return a photo as a JPEG of at most 960 pixels a side, upright, with nothing but its points."""
    try:
        with Image.open(root / FOLDER / name) as photo:
            upright = ImageOps.exif_transpose(photo).convert("RGB")
    except (OSError, UnidentifiedImageError) as error:
        message = "这张照片打不开；请另存为 JPG 再放进来（手机的 HEIC 照片要先转换）"
        raise ProblemsError([Problem(f"{FOLDER}/{name}", 0, "", message)]) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return target.getvalue()
