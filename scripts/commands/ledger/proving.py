"""Before a release is written the auditor finds its certificate, checks it, and attacks. A failed proof ends it all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhishuo.audit.certificate import SUFFIX, Certificate, check, months_of, read_certificate, stocks_of, text_of
from zhishuo.audit.lives import Stock
from zhishuo.audit.outside import Outside, read_known
from zhishuo.audit.published import Release, read_release
from zhishuo.audit.shifts import Shifts, shifts
from zhishuo.audit.witness import find
from zhishuo.ledger.tables import Table
from zhishuo.problems import ProblemsError

_SECONDS = 120.0
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Proven:
    """The release and its certificate as others will read them, the certificate's text, the seconds its search took.

    `lines` tell of it in the report.
    """

    release: Release
    certificate: Certificate
    text: str
    seconds: float
    lines: tuple[str, ...]


def certify(file: str, text: str, published: Sequence[tuple[Release, Certificate]]) -> Proven:
    """Return the certificate of the release `text` for `file`, found and checked from public files alone.

    `published` is what came before. Raises ProblemsError when there is none, or when it cannot be taken apart into
    whole requests that shift every cell: then the release must not be written.
    """
    release = read_release(file, text.encode())
    for attempt in range(1, _ATTEMPTS + 1):
        proven, shifted = _found(release, published, attempt)
        if not shifted.findings:
            return proven
    raise ProblemsError(shifted.findings)


def _found(release: Release, published: Sequence[tuple[Release, Certificate]], attempt: int) -> tuple[Proven, Shifts]:
    """Return the certificate that the search finds in its `attempt`, and what it can shift."""
    started, stocks = time.monotonic(), stocks_of(published)
    found = {
        block: find(month, stocks.get(block, Stock()), _SECONDS, attempt) for block, month in months_of(release).items()
    }
    searched = time.monotonic() - started
    text = text_of(
        Certificate(
            "",
            release.digest,
            {block: witness.moves for block, witness in found.items()},
            {block: witness.belated for block, witness in found.items()},
            len(found),
        )
    )
    started = time.monotonic()
    # Checked as it will be read by others: from its text.
    certificate = read_certificate(f"{release.period}{SUFFIX}", text.encode())
    if problems := list(check(release, certificate, stocks)):
        raise ProblemsError(problems)
    checked = time.monotonic() - started
    shifted = shifts([*published, (release, certificate)])
    found_in = f"{searched:.1f} 秒找到一批能同时得出全部表的诉求（只用公开文件）"
    line = f"证书：{found_in}，不用求解器复核 {checked * 1000:.0f} 毫秒，通过"
    return Proven(release, certificate, text, searched, (line, *shifted.lines())), shifted


def known_outside(files: Sequence[Path], exact: Sequence[Table]) -> list[Outside]:
    """Return what the hostile attacker knows: the tables of `files`, and the true sums of the month.

    How many requests each community, category and grade had: no outsider has all of these, and a release must
    withstand one who does.
    """
    margins = []
    for table in exact:
        if table.population == "registered" and table.split == "grade":
            cells = {(line.keys[0], ""): sum(line.counts) for line in table.lines}
            if table.rows == "category":
                for place, column in enumerate(table.columns):
                    cells["", column[0]] = sum(line.counts[place] for line in table.lines)
            margins.append(Outside(table.name, table.first, cells, table.block))
    return [*margins, *(table for file in files for table in read_known(file))]
