"""Photographs through workers: each is opened by a process of its own, within limits, and kept by its content."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from zhishuo.assets import Asset
from zhishuo.media import pictures
from zhishuo.media.pictures import FORMATS, MOST_PIXELS, TOO_LARGE, UNUSABLE, WIDTHS, Box
from zhishuo.problems import Problem, ProblemsError

_AGAIN = "请重新导出为 JPG 再放进来"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one photograph may cost, in bytes of memory and in seconds, and how many are worked on at a time."""

    memory: int = 1_500_000_000
    seconds: float = 60
    workers: int = os.cpu_count() or 1


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

    Raises ProblemsError for what is no picture, is broken, has more than 60 million pixels, or needs more memory or
    time than it may have. A worker that dies takes nothing with it.
    """
    data = file.read_bytes()
    digest = hashlib.sha256(data + f"{boxes}".encode() if boxes else data).hexdigest()
    found = _kept(file.stem, digest, cache)
    if found is None:
        _work(data, name, boxes, cache / digest, limits)
        found = _kept(file.stem, digest, cache)
    if found is None:
        raise ProblemsError([Problem(name, 0, "", f"处理好的照片没能存进 {cache}，请看看磁盘是不是满了")])
    return found


def _work(data: bytes, name: str, boxes: Sequence[Box], stem: Path, limits: Limits) -> None:
    told = [f"{limits.memory}", f"{stem}", *(",".join(map(str, box)) for box in boxes)]
    try:
        done = subprocess.run(  # noqa: S603  the program is our own
            [sys.executable, "-I", pictures.__file__, *told],
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        message = f"照片处理了 {limits.seconds:.0f} 秒还没有完，文件可能坏了；{_AGAIN}"
        raise ProblemsError([Problem(name, 0, "", message)]) from error
    if done.returncode:
        messages = {
            UNUSABLE: f"不是能用的照片，或者文件坏了；{_AGAIN}",
            TOO_LARGE: f"照片太大：最多 {MOST_PIXELS // 1_000_000} 百万像素",
        }
        message = messages.get(done.returncode, f"照片处理到一半停了：要用的内存太多，或者文件坏了；{_AGAIN}")
        raise ProblemsError([Problem(name, 0, "", message)])


def _kept(stem: str, digest: str, cache: Path) -> Developed | None:
    """Return what a worker has left in the cache, None where it has not come to its end or files are gone."""
    try:
        size = json.loads((cache / f"{digest}.json").read_bytes())
        made = {
            Rendition(f"media/{stem}-{digest[:8]}-{width}.{kind}", width, f"image/{kind}"): (
                cache / f"{digest}-{width}.{kind}"
            ).read_bytes()
            for kind in FORMATS
            for width in size["widths"]
        }
    except FileNotFoundError:
        return None
    picture = Picture(size["width"], size["height"], tuple(made))
    return picture, [Asset(rendition.path, content) for rendition, content in made.items()]
