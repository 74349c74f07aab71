"""Exact tables that the town publishes elsewhere, as an attacker would use them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhishuo.audit.published import Name
from zhishuo.problems import Problem, ProblemsError

_HEADER = ("population", "period", "rows", "key", "split", "column", "count")


@dataclass(frozen=True, slots=True)
class Outside:
    """Exact counts of one table and month known elsewhere: line key and column key -> requests.

    An empty column key stands for the sum over the line's columns, an empty line key for the sum over all lines.
    `block` is the town of a county that it is about.
    """

    name: Name
    period: str
    cells: Mapping[tuple[str, str], int]
    block: str = ""


def read_known(file: Path) -> tuple[Outside, ...]:
    """Return the tables of a csv file with the header population,period,rows,key,split,column,count.

    Raises ProblemsError with the line of everything that is no exact count of a known kind.
    """
    found: dict[tuple[Name, str], dict[tuple[str, str], int]] = {}
    problems = []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != _HEADER:
            message = f"第一行要写 {','.join(_HEADER)}"
            raise ProblemsError([Problem(file.name, 1, "", message)])
        for number, row in enumerate(reader, 2):
            count = (row["count"] or "").strip()
            if not count.isascii() or not count.isdigit():
                problems.append(Problem(file.name, number, "count", f"要写件数，如 12；现在是“{count}”"))
                continue
            name = (row["population"], row["rows"], row["split"])
            found.setdefault((name, row["period"]), {})[row["key"], row["column"]] = int(count)
    if problems:
        raise ProblemsError(problems)
    return tuple(Outside(name, period, cells) for (name, period), cells in found.items())
