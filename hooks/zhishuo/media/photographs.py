"""Photographs through workers: each is opened by a process of its own, within limits, and kept by its content."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from zhishuo.assets import Asset
from zhishuo.media.kept import Source, kept_or_made
from zhishuo.media.pictures import AGAIN, FORMATS, WIDTHS, Box
from zhishuo.media.workers import Job, Limits, work

# Far above what a camera writes.
MOST_BYTES = 60_000_000
# Eight digits and a width would read like a telephone number, and the gate let no such page out.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_JOB = Job("pictures", "照片", AGAIN)


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


# A picture and its files.
Developed: TypeAlias = tuple[Picture, list[Asset]]


def develop(file: Path, name: str, boxes: Sequence[Box], cache: Path, limits: Limits) -> Developed:
    """Return the picture made of `file`, from `cache` where it was made before; `name` stands in what is raised.

    Raises ProblemsError for what is no picture, is broken, has more than 60 million pixels or bytes, or needs more
    memory or time than it may have. A worker that dies takes nothing with it.
    """
    source = Source(file, name, MOST_BYTES, f"{boxes}" if boxes else "")

    def make(digest: str, data: bytes) -> None:
        work(_JOB, (f"{cache / digest}", *(",".join(map(str, box)) for box in boxes)), data, name, limits)

    return kept_or_made(source, cache, lambda digest: _kept(file.stem, digest, cache), make)


def _kept(stem: str, digest: str, cache: Path) -> Developed | None:
    """Return what a worker has left in the cache, None where it has not come to its end or files are gone."""
    try:
        size = json.loads((cache / f"{digest}.json").read_bytes())
        made = {
            Rendition(f"media/{stem}-{digest[:8].translate(_LETTERS)}-{width}.{kind}", width, f"image/{kind}"): (
                cache / f"{digest}-{width}.{kind}"
            ).read_bytes()
            for kind in FORMATS
            for width in size["widths"]
        }
    except FileNotFoundError:
        return None
    picture = Picture(size["width"], size["height"], tuple(made))
    return picture, [Asset(rendition.path, content) for rendition, content in made.items()]
