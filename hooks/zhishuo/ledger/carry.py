"""What the protector remembers from month to month, beside the books: the carry. Never published.

The carry is how far each published cell has strayed from the truth so far; the next month is rounded so as to make up
for it. Whoever had it could undo part of the protection, so it lies where the ledger lies.
"""

from __future__ import annotations

import json
from pathlib import Path

from zhishuo.ledger.sums import Errors
from zhishuo.problems import Problem, ProblemsError

_NAME_DIGITS = 16


def read_carry(folder: Path, release: str | None) -> Errors:
    """Return the carry after the release whose text has the SHA-256 `release`; none before the first.

    Raises ProblemsError naming folder and file when it is not there or cannot be read.
    """
    if release is None:
        return {}
    file = carry_file(folder, release)
    try:
        cells = json.loads(file.read_text(encoding="utf-8"))
        return {tuple(name.split("|")): int(error) for name, error in cells.items()}
    except (OSError, ValueError, AttributeError) as error:
        message = f"{folder} 里没有上一期的误差账 {file.name}，或者读不出来；请从备份里找回来，放进这个文件夹再运行"
        raise ProblemsError([Problem(file.name, 0, "", message)]) from error


def text_of_carry(errors: Errors) -> str:
    """Return the carry as text: one cell a line, those without an error left out."""
    cells = {"|".join(name): error for name, error in sorted(errors.items()) if error}
    return json.dumps(cells, ensure_ascii=False, indent=0) + "\n"


def carry_file(folder: Path, release: str) -> Path:
    """Return where the carry after the release with the SHA-256 `release` lies."""
    return folder / f"carry-{release[:_NAME_DIGITS]}.json"
