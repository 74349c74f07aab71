"""`manifest.json` of a built site: size and SHA-256 of every other file in it, the same bytes for the same site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "manifest.json"
FORMAT = 1
# Digits of the manifest's own SHA-256 that tell one site from another.
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a site: its bytes are counted and hashed (SHA-256, hexadecimal)."""

    bytes: int
    sha256: str


def entry_of(file: Path) -> Entry:
    """Return the entry of a file."""
    with file.open("rb") as opened:
        return Entry(file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest())


def entries_of(site: Path) -> dict[str, Entry]:
    """Return an entry for every file of a site but the manifest, by its path, sorted."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {name: entry_of(files[name]) for name in sorted(files) if name != NAME}


def manifest(entries: Mapping[str, Entry]) -> bytes:
    """Return the text of a manifest, a line a file."""
    told = (f'{{"bytes": {entry.bytes}, "sha256": "{entry.sha256}"}}' for entry in entries.values())
    lines = ",\n".join(f"{json.dumps(name)}: {entry}" for name, entry in zip(entries, told, strict=True))
    return f'{{"format": {FORMAT}, "files": {{\n{lines}\n}}}}\n'.encode()


def read_manifest(content: bytes) -> dict[str, Entry]:
    """Return the entries that a manifest holds; raises ValueError where it is none, or one of another format."""
    try:
        told = json.loads(content)
        entries = {str(name): Entry(int(one["bytes"]), str(one["sha256"])) for name, one in told["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("不是一份完整的清单") from error
    if told["format"] != FORMAT:
        raise ValueError(f"清单的格式是 {told['format']}，这里只认 {FORMAT}")
    return entries


def digest_of(site: Path) -> str:
    """Return a short name for exactly this site: the beginning of the SHA-256 of its manifest."""
    return entry_of(site / NAME).sha256[:_DIGITS]


def faults(site: Path) -> Iterator[str]:
    """Yield the files of a site that its own manifest does not name, or names otherwise."""
    told, found = read_manifest((site / NAME).read_bytes()), entries_of(site)
    yield from (name for name in sorted(told.keys() | found.keys()) if told.get(name) != found.get(name))
