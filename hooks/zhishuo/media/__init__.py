"""Photographs -> clean, small pictures at a few widths; sound, video, captions -> what is heard and seen, no more.

A picture is made from the pixels alone, a recording from its packets, captions from their cues, so nothing that a
camera or a program wrote beside them (place, time, owner, thumbnail) is published. What was made is kept in
.cache/media by content and by the code that makes it, so a second build only reads it.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from zhishuo.assets import Asset
from zhishuo.checks import showcase
from zhishuo.files import MEDIA
from zhishuo.media.cleaning import clean
from zhishuo.media.photographs import Picture, Rendition, develop
from zhishuo.media.pictures import Box
from zhishuo.media.workers import Limits
from zhishuo.problems import ProblemsError
from zhishuo.reading import Records

__all__ = ["Limits", "Media", "Picture", "Pictures", "Rendition", "prepare", "recording_path"]

LIMITS = Limits()
_JOBS = ("pictures.py", "recordings.py")
# By the name of the file staff put into data/media/.
Pictures: TypeAlias = dict[str, Picture]


@dataclass(frozen=True, slots=True)
class Media:
    """Everything under media/: the pictures, and all files to publish."""

    pictures: Pictures
    assets: tuple[Asset, ...]


def prepare(records: Records, limits: Limits = LIMITS) -> Media:
    """Return the media that practices name; checks have seen to it that the files exist.

    What any use of a photograph wants blurred is blurred in all of them. Raises ProblemsError with every file that is
    not what its name says, is broken or too large, and every photograph that breaks the `limits`; the others are made
    all the same, and kept.
    """
    highlights = [highlight for community in records.communities.values() for highlight in community.highlights]
    boxes: dict[str, set[Box]] = {}
    for highlight in highlights:
        for _, photo in showcase.photos(highlight):
            boxes.setdefault(photo.file, set()).update(tuple(box.model_dump().values()) for box in photo.blur)
    others = {file for highlight in highlights for _, file in showcase.recordings(highlight)}
    folder, cache = records.root / MEDIA, records.root / ".cache" / "media" / _code()

    def prepared(name: str) -> tuple[Picture | None, list[Asset]] | ProblemsError:
        try:
            if name in boxes:
                return develop(folder / name, f"{MEDIA}/{name}", sorted(boxes[name]), cache, limits)
            return None, [Asset(recording_path(name), clean(folder / name, f"{MEDIA}/{name}", cache, limits))]
        except ProblemsError as error:
            return error

    names = sorted({*boxes, *others})
    with ThreadPoolExecutor(limits.workers) as pool:
        done = dict(zip(names, pool.map(prepared, names), strict=True))
    if problems := [
        problem for found in done.values() if isinstance(found, ProblemsError) for problem in found.problems
    ]:
        raise ProblemsError(problems)
    made = {name: found for name, found in done.items() if not isinstance(found, ProblemsError)}
    assets = sorted((asset for _, files in made.values() for asset in files), key=lambda asset: asset.path)
    return Media({name: picture for name, (picture, _) in made.items() if picture}, tuple(assets))


def recording_path(file: str) -> str:
    """Return where a recording, a video or its captions is published."""
    return f"media/{file}"


def _code() -> str:
    """Return what tells the code of the workers' jobs from any other."""
    return hashlib.sha256(b"".join((Path(__file__).parent / job).read_bytes() for job in _JOBS)).hexdigest()[:8]
