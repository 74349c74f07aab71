"""Sound, video and captions: each is what its name says, small enough, and tells nothing besides.

What is heard and seen is put into a fresh file, bit for bit, and nothing else of what came in (recordings.py).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from zhishuo.files import contents
from zhishuo.media.captions import rewrite
from zhishuo.media.kept import Source, kept_or_made
from zhishuo.media.workers import Job, Limits, work
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
    if kind == "vtt":
        return rewrite(decode(name, contents(file, name, MOST[kind])), name)

    def kept(digest: str) -> bytes | None:
        with suppress(FileNotFoundError):
            return (cache / f"{digest}.{kind}").read_bytes()
        return None

    def make(digest: str, data: bytes) -> None:
        work(_JOB, (f"{cache / digest}", kind), data, name, limits)

    return kept_or_made(Source(file, name, MOST[kind]), cache, kept, make)
