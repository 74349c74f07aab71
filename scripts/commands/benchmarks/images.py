"""For `scripts/bench --images`: what photographs weigh before and after, and what making them takes, twice.

Run as a program it makes the photographs of one folder, as a build does; `processes` looks on.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageEnhance

from commands.benchmarks.processes import run
from commands.project import ROOT
from zhishuo.media import LIMITS
from zhishuo.media.photographs import Developed, develop
from zhishuo.media.pictures import WIDTHS
from zhishuo.problems import ProblemsError

# So many scenes are drawn; every photograph more is one of them shifted, mirrored and in another light.
_SCENES, _SIZE = 12, (4000, 3000)
_OPENED = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".mpo"})
_HEAD = (
    f"{'能用':>6}{'不能用':>5}{'原来 MB':>8}{'做好 MB':>8}{'960 点 AVIF KB':>15}"
    f"{'秒':>8}{'毫秒/张':>8}{'处理器秒':>6}{'内存 MB':>7}{'再做一次：秒':>9}{'内存 MB':>8}   照片"
)


def report(scratch: Path, folder: Path | None, photos: int) -> Iterator[str]:
    """Yield a head and a line for so many seeded photographs of twelve million pixels, and for those in `folder`.

    The memory is that of all processes together at its most.
    """
    seeded = scratch / "seeded"
    seeded.mkdir()
    with ThreadPoolExecutor(LIMITS.workers) as pool:
        list(pool.map(lambda scene: _take(scene, photos, seeded), range(min(_SCENES, photos))))
    yield _HEAD
    for title, place in (("编的，1200 万像素", seeded), ("文件夹里的", folder)):
        if place:
            told = scratch / "told"
            command = [sys.executable, "-m", "commands.benchmarks.images", f"{place}", f"{scratch / title}", f"{told}"]
            cold, cold_told = run(command, ROOT, {}), told.read_text().split("\t")
            warm, warm_told = run(command, ROOT, {}), told.read_text().split("\t")
            sizes, seconds, each = cold_told
            yield (
                f"{sizes}{float(seconds):>9.1f}{float(each):>11.0f}{cold.processor:>10.1f}{cold.megabytes:>9.0f}"
                f"{float(warm_told[1]):>13.2f}{warm.megabytes:>12.0f}   {title}"
            )


def _take(scene: int, photos: int, folder: Path) -> None:
    """Write every photograph of one scene, each as a camera would: a few megabytes, no two the same."""
    drawn = _scene(scene)
    for number in range(scene, photos, _SCENES):
        chance = np.random.default_rng((scene, number))
        photo = ImageChops.offset(drawn, int(chance.integers(_SIZE[0])), int(chance.integers(_SIZE[1])))
        if chance.integers(2):
            photo = photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        ImageEnhance.Brightness(photo).enhance(chance.uniform(0.7, 1.2)).save(folder / f"{number}.jpg", quality=92)


def _scene(seed: int) -> Image.Image:
    """Return a picture with soft noise on every scale, a few hard edges and a sensor's grain, as photographs have."""
    chance = np.random.default_rng(seed)
    photo = Image.new("RGB", _SIZE, (128, 120, 100))
    for octave in range(9):
        cells = chance.integers(0, 256, (3 * 2**octave, 4 * 2**octave, 3), np.uint8)
        photo = Image.blend(photo, Image.fromarray(cells).resize(_SIZE, Image.Resampling.BICUBIC), 0.25)
    for _ in range(40):
        left, top = chance.integers(0, _SIZE[0]), chance.integers(0, _SIZE[1])
        width, height = chance.integers(20, 900, 2)
        colour = tuple(int(part) for part in chance.integers(0, 256, 3))
        photo.paste(colour, (int(left), int(top), int(left + width), int(top + height)))
    grain = 3 * chance.standard_normal((_SIZE[1], _SIZE[0], 1), np.float32)
    return Image.fromarray(np.clip(np.asarray(photo) + grain, 0, 255).astype(np.uint8))


def _measure(folder: Path, cache: Path) -> str:
    """Return the figures of the photographs in a folder, made by all cores, all held as a build holds them."""
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in _OPENED)

    def made(file: Path) -> Developed | None:
        try:
            return develop(file, file.name, (), cache, LIMITS)
        except ProblemsError:
            return None

    start = time.perf_counter()
    with ThreadPoolExecutor(LIMITS.workers) as pool:
        found = dict(zip(files, pool.map(made, files), strict=True))
    seconds = time.perf_counter() - start
    good = {file: developed for file, developed in found.items() if developed}
    before = sum(file.stat().st_size for file in good)
    after = sum(len(asset.content) for _, assets in good.values() for asset in assets)
    middling = sum(
        len(asset.content)
        for picture, assets in good.values()
        for asset in assets
        if asset.path.endswith(f"-{min(WIDTHS[1], picture.width)}.avif")
    )
    return (
        f"{len(good):>8}{len(found) - len(good):>8}{before / 1e6:>10.1f}{after / 1e6:>10.1f}"
        f"{middling / max(1, len(good)) / 1000:>14.0f}\t{seconds}\t{seconds * 1000 / max(1, len(files))}"
    )


if __name__ == "__main__":
    _, *places = sys.argv
    photographs, kept, told_in = map(Path, places)
    told_in.write_text(_measure(photographs, kept))
