"""Media made for tests: a town that names them, and files that tell more than they show."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image, PngImagePlugin

from zhishuo.reading import Records
from zhishuo.records import Highlight

pillow_heif.register_heif_opener()
PHOTO = {"file": "gate.png", "alt": "社区大门口", "credit": "新民社区", "taken": "2026-10-01", "consent": "没有人"}


def with_media(records: Records, root: Path, **media: object) -> Records:
    """Return the town under `root` with media named in its first practice."""
    community = records.communities["xinmin"]
    first = Highlight.model_validate(community.highlights[0].model_dump() | media)
    changed = community.model_copy(update={"highlights": [first]})
    return replace(records, root=root, communities=records.communities | {"xinmin": changed})


def with_photo(records: Records, root: Path, name: str = "gate.png", **more: object) -> Records:
    """Return the town under `root` with a photo named in its first practice."""
    return with_media(records, root, photo=PHOTO | {"file": name} | more)


def telling(name: str) -> bytes:
    """Return a photograph in the format of its name that tells where and by whom it was taken, in every way it can."""
    exif = Image.Exif()
    exif[0x9286] = "WHO TOOK IT"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 5.0, 3.0), 3: "E", 4: (109.0, 1.0, 2.0)})
    photo, made = Image.effect_noise((1200, 800), 50).convert("RGB"), io.BytesIO()
    kind = {"jpg": "JPEG", "heic": "HEIF"}.get(name.rpartition(".")[2], name.rpartition(".")[2].upper())
    extra: dict[str, Any] = {"exif": exif}
    if kind in {"JPEG", "MPO"}:
        extra |= {"comment": "WHO TOOK IT"}
    if kind == "MPO":
        extra |= {"save_all": True, "append_images": [photo.rotate(180)]}
    if kind == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", "WHO TOOK IT")
        extra |= {"pnginfo": texts}
    if kind in {"JPEG", "WEBP", "AVIF", "HEIF"}:
        extra |= {"xmp": b'<x:xmpmeta xmlns:x="adobe:ns:meta/">WHO TOOK IT http://ns.adobe.com/xap/1.0/</x:xmpmeta>'}
    photo.save(made, kind, **extra)
    return made.getvalue()


def endless() -> bytes:
    """Return a JPEG of 0.9 MB whose picture is drawn over again 20,000 times: minutes of work for a decoder."""
    made = io.BytesIO()
    Image.new("RGB", (5000, 5000), "white").save(made, "JPEG", progressive=True)
    content = made.getvalue()
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * 20_000 + content[-2:]


def command_lines() -> list[str]:
    """Return the command lines of all processes that run."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended while we were looking
            found.append((place / "cmdline").read_bytes().decode(errors="replace"))
    return found
