"""Files of the site that are no pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rcssmin import cssmin


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the site: `path` from the site's root, `content` its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True)
class Made:
    """What is known of a file of the site without its bytes: they are counted and hashed (SHA-256, hexadecimal)."""

    path: str
    bytes: int
    sha256: str


def made(asset: Asset) -> Made:
    """Return what is known of an asset."""
    return Made(asset.path, len(asset.content), hashlib.sha256(asset.content).hexdigest())


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
