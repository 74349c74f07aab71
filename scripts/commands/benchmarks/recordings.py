"""For `scripts/bench --images`: what recordings and videos weigh before and after, and what copying them takes.

Run as a program it measures one file, so that the memory of its worker is not mixed with that of others.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import av
import click
import numpy as np
from av.video.stream import VideoStream

from zhishuo.media import LIMITS
from zhishuo.media.cleaning import MOST, clean

_TURNS, _PICTURES = 5, 1200
_HEAD = f"{'原来 MB':>8}{'做好 MB':>8}{'毫秒（中位数）':>12}{'内存 MB':>9}   录音、视频"


def report(scratch: Path, folder: Path) -> Iterator[str]:
    """Yield a head, and a line for a seeded video of nearly the most bytes and for each recording in `folder`."""
    film = scratch / "film.mp4"
    _write_film(film)
    yield _HEAD
    for file in (film, *sorted(file for file in folder.rglob("*.*") if file.suffix[1:] in MOST.keys() - {"vtt"})):
        done = subprocess.run(
            [sys.executable, "-m", "commands.benchmarks.recordings", str(file)],
            capture_output=True,
            text=True,
            check=True,
        )
        yield f"{done.stdout.rstrip()}   {'编的' if file == film else file.name}"


def _write_film(file: Path) -> None:
    """Write a video of noise that compresses badly."""
    chance = np.random.default_rng(1)
    with av.open(file, "w") as film:
        video = film.add_stream("libx264", rate=25, options={"preset": "ultrafast", "qp": "1"})
        assert isinstance(video, VideoStream)  # noqa: S101 - what the library gives for this codec
        video.width, video.height, video.pix_fmt = 160, 120, "yuv420p"
        for _ in range(_PICTURES):
            noise = chance.integers(0, 256, (video.height, video.width, 3), np.uint8)
            film.mux(video.encode(av.VideoFrame.from_ndarray(noise, format="rgb24")))
        film.mux(video.encode(None))


def _measure(file: Path) -> str:
    """Return the figures of one recording, copied a few times with nothing kept from before."""
    took = []
    for _ in range(_TURNS):
        with tempfile.TemporaryDirectory(prefix="zhishuo-") as cache:
            start = time.perf_counter()
            made = clean(file, file.name, Path(cache), LIMITS)
            took.append((time.perf_counter() - start) * 1000)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    before = file.stat().st_size / 1e6
    return f"{before:>10.2f}{len(made) / 1e6:>10.2f}{statistics.median(took):>16.0f}{memory:>12.0f}"


if __name__ == "__main__":
    click.echo(_measure(Path(sys.argv[1])))
