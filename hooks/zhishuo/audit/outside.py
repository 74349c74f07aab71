"""Exact tables that the town publishes elsewhere, as an attacker would use them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhishuo.audit.published import Name
from zhishuo.problems import Problem, ProblemsError

_HEADER = ("population", "period", "rows", "key", "split", "column", "count")
_COUNT = r"\d{1,9}"


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
    try:
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ProblemsError([Problem(file.name, 0, "", "不是 UTF-8 的 CSV 文件；请另存为 CSV UTF-8 再试")]) from error
    if tuple(rows[0] if rows else ()) != _HEADER:
        raise ProblemsError([Problem(file.name, 1, "", f"第一行要写 {','.join(_HEADER)}")])
    for number, cells in enumerate(rows[1:], 2):
        if not cells:
            continue
        if len(cells) != len(_HEADER):
            problems.append(Problem(file.name, number, "", f"要有 {len(_HEADER)} 格，现在有 {len(cells)} 格"))
            continue
        row = dict(zip(_HEADER, cells, strict=True))
        count = row["count"].strip()
        if not re.fullmatch(_COUNT, count, re.ASCII):
            problems.append(Problem(file.name, number, "count", f"要写件数，如 12；现在是“{count[:40]}”"))
            continue
        name = (row["population"], row["rows"], row["split"])
        found.setdefault((name, row["period"]), {})[row["key"], row["column"]] = int(count)
    if problems:
        raise ProblemsError(problems)
    return tuple(Outside(name, period, cells) for (name, period), cells in found.items())
