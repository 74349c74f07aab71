"""Secrets that lie beside the ledger: made once, readable by their owner only, never published."""

from __future__ import annotations

import os
from pathlib import Path

# What the rounding's tilt follows from, and what the codes of receipts follow from.
SEED, RECEIPTS = "seed", "receipts.key"


def secret_in(folder: Path, name: str, fresh: str) -> bytes:
    """Return the secret kept in `folder` under `name`: `fresh` the first time."""
    file = folder / name
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as written:
            written.write(fresh + "\n")
    return file.read_bytes().strip()
