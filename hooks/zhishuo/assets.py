"""Files of the site that are no pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rcssmin import cssmin

from zhishuo.remembering import digest_of, keep, recall


@dataclass(frozen=True)
class Made:
    """What is known of a file of the site without its bytes: they are counted and hashed (SHA-256, hexadecimal)."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Asset:
    """A file of the site: `path` from the site's root, `content` its bytes."""

    path: str
    content: bytes

    @cached_property
    def made(self) -> Made:
        """Return what is known of it."""
        return Made(self.path, len(self.content), hashlib.sha256(self.content).hexdigest())


class Later(Asset):
    """A file of which everything is known but its bytes, which are made when somebody asks for them."""

    def __init__(self, known: Made, make: Callable[[], bytes]) -> None:
        """Take what `make` is known to return."""
        vars(self).update(path=known.path, made=known, make=make)

    @cached_property
    def content(self) -> bytes:
        """Return the bytes."""
        found: bytes = vars(self)["make"]()
        return found


def remembered_file(path: str, parts: Sequence[str | bytes], make: Callable[[], bytes]) -> Asset:
    """Return the file whose bytes `make` returns, which follow from `parts` alone; where they are known, not yet.

    Without parts nothing is remembered.
    """
    digest = digest_of(path, *parts)
    if not parts:
        return Asset(path, make())
    if known := recall("file", digest):
        return Later(known[0], make)
    asset = Asset(path, make())
    keep("file", digest, asset.made)
    return asset


def styles(theme: Path) -> Iterator[Asset]:
    """Yield the theme's style sheets without their spaces and comments."""
    for sheet in sorted(theme.glob("assets/*.css")):
        yield Asset(f"assets/{sheet.name}", cssmin(sheet.read_text(encoding="utf-8")).encode())


def json_file(path: str, value: object) -> Asset:
    """Return a file of JSON as people can read it."""
    return Asset(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


def handed_over(path: str, value: object) -> Asset:
    """Return a script that hands `value` to the page that asked for `path` (without .js).

    Scripts, because a page opened from a disk may load nothing else; see theme_overrides/assets/shards.js.
    """
    return Asset(f"{path}.js", f"zhishuo.take({json.dumps(path)},{in_script(value)})\n".encode())


def in_script(value: object) -> str:
    """Return JSON that may stand in a script: none ends inside it, wherever its texts come from."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
