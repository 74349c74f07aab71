"""What the office remembers of its receipts, beside the ledger: which codes were replaced, and how many were sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zhishuo.ledger.releasing import write
from zhishuo.problems import Problem, ProblemsError

_FILE = "receipts.json"
# A sealing that lost more than a fifth was hardly made of the whole ledger.
_LEAST = 0.8


@dataclass(frozen=True, slots=True)
class Issued:
    """`renewed` is how many times a request's code was replaced; the counts are those of the last sealing."""

    renewed: Mapping[str, int] = field(default_factory=dict)
    receipts: int = 0
    replies: int = 0

    def lost(self, receipts: int, replies: int) -> tuple[str, ...]:
        """Return what is far less than the last time, in words."""
        return tuple(
            f"{what}上次 {before} 件，这次只有 {now} 件"
            for what, before, now in (("封存的诉求", self.receipts, receipts), ("有答复的", self.replies, replies))
            if now < before * _LEAST
        )


def issued_in(folder: Path) -> Issued:
    """Return what is remembered in `folder`, nothing the first time; raises ProblemsError when it is unreadable."""
    file = folder / _FILE
    if not file.exists():
        return Issued()
    try:
        return Issued(**json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        message = f"{file} 坏了；请从备份里拿回，没有备份就删掉它（换过的码要再换一次）"
        raise ProblemsError([Problem(_FILE, 0, "", message)]) from error


def keep(folder: Path, issued: Issued) -> None:
    """Remember `issued` in `folder`; raises ProblemsError when it cannot be written."""
    known = {"renewed": dict(issued.renewed), "receipts": issued.receipts, "replies": issued.replies}
    write(folder / _FILE, json.dumps(known, ensure_ascii=False, indent=1), 0o600)
