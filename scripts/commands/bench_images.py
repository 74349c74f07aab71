"""For `scripts/bench --images`: what photographs weigh before and after, and what making them takes.

Run as a program it measures one folder, so that the memory of its workers is not mixed with that of larger commands.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import numpy as np
from PIL import Image

from zhishuo.media import LIMITS
from zhishuo.media.photographs import develop
from zhishuo.media.pictures import WIDTHS
from zhishuo.problems import ProblemsError

_SEEDED, _SIZE = 12, (4000, 3000)
_OPENED = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".mpo"})
_HEAD = f"{'能用':>6}{'不能用':>5}{'原来 MB':>8}{'做好 MB':>8}{'960 点 AVIF KB':>15}{'毫秒/张':>9}{'内存 MB':>9}   照片"


def report(scratch: Path, folder: Path | None) -> Iterator[str]:
    """Yield a head and a line for twelve seeded photographs of twelve million pixels, and one for those in `folder`."""
    seeded = scratch / "seeded"
    seeded.mkdir()
    for seed in range(_SEEDED):
        _photograph(seed).save(seeded / f"{seed}.jpg", quality=92)
    yield _HEAD
    for title, place in (("编的，1200 万像素", seeded), ("文件夹里的", folder)):
        if place:
            done = subprocess.run(
                [sys.executable, "-m", "commands.bench_images", str(place)], capture_output=True, text=True, check=True
            )
            yield f"{done.stdout.rstrip()}   {title}"


def _photograph(seed: int) -> Image.Image:
    """Return a picture with soft noise on every scale and a few hard edges, as photographs have."""
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
    return photo


def _measure(folder: Path) -> str:
    """Return the figures of the photographs in a folder, made by all cores with nothing kept from before."""
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in _OPENED)
    with tempfile.TemporaryDirectory(prefix="zhishuo-") as cache:

        def weighed(file: Path) -> tuple[int, int, int] | None:
            try:
                picture, assets = develop(file, file.name, (), Path(cache), LIMITS)
            except ProblemsError:
                return None
            sizes = {asset.path: len(asset.content) for asset in assets}
            (middling,) = [path for path in sizes if path.endswith(f"-{min(WIDTHS[1], picture.width)}.avif")]
            return file.stat().st_size, sum(sizes.values()), sizes[middling]

        start = time.perf_counter()
        with ThreadPoolExecutor(LIMITS.workers) as pool:
            found = list(pool.map(weighed, files))
        milliseconds = (time.perf_counter() - start) * 1000 / max(1, len(files))
    before, after, middling = map(sum, zip(*(sizes for sizes in found if sizes), strict=True))
    made = len(files) - found.count(None)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    return (
        f"{made:>8}{found.count(None):>8}{before / 1e6:>10.1f}{after / 1e6:>10.1f}{middling / made / 1000:>14.0f}"
        f"{milliseconds:>12.0f}{memory:>12.0f}"
    )


if __name__ == "__main__":
    click.echo(_measure(Path(sys.argv[1])))
