"""Before a release is written the auditor finds its certificate, checks it, and attacks. A failed proof ends it all."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhishuo.audit.certificate import Certificate, check, months_of, read_certificate, text_of
from zhishuo.audit.lives import Stock
from zhishuo.audit.outside import Outside, read_known
from zhishuo.audit.published import Release, read_release
from zhishuo.audit.witness import find
from zhishuo.ledger.tables import Table
from zhishuo.problems import ProblemsError

_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Proven:
    """The release as others will read it, its certificate's text and the seconds its search took.

    `line` tells of it in the report.
    """

    release: Release
    text: str
    seconds: float
    line: str


def certify(file: str, text: str, stocks: Mapping[str, Stock]) -> Proven:
    """Return the certificate of the release `text` for `file`, found and checked from public files alone.

    Raises ProblemsError when there is none: then the release must not be written.
    """
    release = read_release(file, text.encode())
    started = time.monotonic()
    found = {block: find(month, stocks.get(block, Stock()), _SECONDS) for block, month in months_of(release).items()}
    searched = time.monotonic() - started
    certificate = Certificate(
        f"{Path(file).stem}.certificate.json",
        release.digest,
        {block: witness.moves for block, witness in found.items()},
        {block: witness.belated for block, witness in found.items()},
        len(found),
    )
    written = text_of(certificate)
    started = time.monotonic()
    # Checked as it will be read by others: from its text.
    problems = list(check(release, read_certificate(certificate.file, written.encode()), stocks))
    if problems:
        raise ProblemsError(problems)
    checked = time.monotonic() - started
    found_in = f"{searched:.1f} 秒找到一批能同时得出全部表的诉求（只用公开文件）"
    return Proven(release, written, searched, f"证书：{found_in}，不用求解器复核 {checked * 1000:.0f} 毫秒，通过")


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
