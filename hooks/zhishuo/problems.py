"""What is wrong with a file that people wrote, as data: the one style of error of the whole project.

Every reader and every check hands over `Problem` values; printing, sorting and counting happen here and nowhere else.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One fault at one place: `file` is relative to the project, `line` counts from 1 (0: the file as a whole)."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        """Return `file:line: field: message`, leaving out whatever is not known."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        text = ": ".join(part for part in (place, self.field, self.message) if part)
        return text.encode(errors="replace").decode()  # a file's name may be bytes that are no text


class ProblemsError(Exception):
    """Raised by a stage that cannot go on; carries all problems found, sorted and without repeats."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Sort `problems`; the exception's text is the report staff read."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__(report(self.problems))


def report(problems: Iterable[Problem]) -> str:
    """Return the problems a line each, with the count as the last line."""
    lines = [str(problem) for problem in problems]
    return "\n".join([*lines, f"共 {len(lines)} 处问题，请改好后再试。"])


def nearest(found: str, known: Iterable[str]) -> str:
    """Return `，最接近的是“…”` naming the known word most like `found`, or an empty text when none is like it."""
    close = difflib.get_close_matches(found, list(known), n=1, cutoff=0.5)
    return f"，最接近的是“{close[0]}”" if close else ""
