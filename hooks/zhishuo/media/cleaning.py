"""Sound, video and captions: each is what its name says, small enough, and tells nothing besides.

What is heard and seen is put into a fresh file, bit for bit, and nothing else of what came in (recordings.py).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from zhishuo.files import contents
from zhishuo.media.captions import rewrite
from zhishuo.media.workers import Job, Limits, not_kept, work
from zhishuo.yaml_files import decode

# Most bytes of each kind, after a minute or two of speech and of a quiet video.
MOST = {"mp3": 8_000_000, "m4a": 8_000_000, "mp4": 50_000_000, "webm": 50_000_000, "vtt": 100_000}
_JOB = Job("recordings", "文件", "请重新导出再放进来")


def clean(file: Path, name: str, cache: Path, limits: Limits) -> bytes:
    """Return the bytes to publish of `file`, from `cache` where it was cleaned before; `name` stands in what is raised.

    Raises ProblemsError for a file that is too large, is not what its name says, is broken, needs more memory or time
    than it may have, or holds tracks besides picture and sound (some cameras write the places they went through), and
    for captions with their lines.
    """
    kind = file.suffix[1:]
    data = contents(file, name, MOST[kind])
    return rewrite(decode(name, data), name) if kind == "vtt" else _remade(data, kind, name, cache, limits)


def _remade(data: bytes, kind: str, name: str, cache: Path, limits: Limits) -> bytes:
    """Return the recording in a fresh container."""
    kept = cache / f"{hashlib.sha256(data).hexdigest()}.{kind}"
    if not kept.exists():
        work(_JOB, (f"{kept.with_suffix('')}", kind), data, name, limits)
    try:
        return kept.read_bytes()
    except FileNotFoundError as error:
        raise not_kept(name, cache) from error
