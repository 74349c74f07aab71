"""Secrets that lie beside the ledger: made once, readable by their owner only, never published."""

from __future__ import annotations

import hashlib
import hmac
import re
from pathlib import Path

from zhishuo.ledger.releasing import write
from zhishuo.problems import Problem, ProblemsError

# What the rounding's tilt follows from, and what the codes of receipts follow from.
SEED, RECEIPTS = "seed", "receipts.key"
_SHAPE = re.compile(rb"[0-9a-f]{64}")


def secret_in(folder: Path, name: str, fresh: str) -> bytes:
    """Return the secret kept in `folder` under `name`: `fresh` (64 hexadecimal digits) the first time.

    Raises ProblemsError when what lies there is no secret: one that is empty or cut would be anybody's.
    """
    file = folder / name
    try:
        if not file.exists():
            write(file, f"{fresh}\n", 0o600)
        found = file.read_bytes().strip()
    except OSError as error:
        raise ProblemsError([Problem(name, 0, "密钥", f"{file} 读不了或者写不成；请看看它的权限")]) from error
    if not _SHAPE.fullmatch(found):
        message = f"{file} 坏了或者不全（要 64 个十六进制字）；请从备份里拿回原来那个，不要用坏的"
        raise ProblemsError([Problem(name, 0, "密钥", message)])
    return found


def fingerprint(secret: bytes) -> str:
    """Return what tells two secrets apart and says nothing of them (16 hexadecimal digits)."""
    return hmac.new(secret, b"zhishuo fingerprint", hashlib.sha256).hexdigest()[:16]
