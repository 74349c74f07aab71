"""A month rounded, certified and attacked, and rounded anew where the attack opens a cell."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from commands.ledger.proving import Proven, certify
from commands.project import progress
from zhishuo.audit.attack import Attack, attack
from zhishuo.audit.certificate import Certificate
from zhishuo.audit.lives import Stock as Lives
from zhishuo.audit.outside import Outside
from zhishuo.audit.published import Release
from zhishuo.ledger import blocks, releasing
from zhishuo.ledger.rounding import Protected, Task
from zhishuo.ledger.stock import Stock
from zhishuo.ledger.tables import Table
from zhishuo.problems import ProblemsError

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Rounded:
    """A month protected (in so many seconds) and proven, and what the attack on it found: nothing, if it is fit.

    `left` are the attempts that were not needed.
    """

    protected: Mapping[str, Protected]
    release: releasing.Release
    text: str
    proven: Proven
    attack: Attack
    seconds: float
    left: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the attacker has: the releases so far with their certificates, and exact tables from elsewhere."""

    published: Sequence[tuple[Release, Certificate]]
    outside: Sequence[Outside]


def stocks_for_rounding(stocks: Mapping[str, Lives]) -> dict[str, Stock]:
    """Return what the certificates leave in the protector's own words: the two sides share no code."""
    return {block: Stock(stock.cells, stock.town) for block, stock in stocks.items()}


def rounded(
    tasks: Mapping[str, Task],
    written: Callable[[tuple[Table, ...]], releasing.Release],
    known: Known,
    attempts: int = ATTEMPTS,
) -> Rounded:
    """Return the month of `tasks` so that it is proven and withstands the attack, or as the last of `attempts` left it.

    `written` makes the release of its tables. Raises ProblemsError when a block has no rounding, or no certificate.
    """
    started = time.perf_counter()
    with progress("保护") as advance:
        protected = blocks.protect_all(tasks, advance)
    seconds = time.perf_counter() - started
    release = written(tuple(table for town in protected.values() for table in town.tables))
    text = releasing.text_of(release)
    try:
        proven = certify(f"{release.period}.yml", text, known.published)
    except ProblemsError:
        if attempts == 1:
            raise
        return rounded(_again(tasks, frozenset()), written, known, attempts - 1)
    with progress("攻击") as advance:
        found = attack([*(earlier for earlier, _ in known.published), proven.release], known.outside, advance)
    if not found.opened or attempts == 1:
        return Rounded(protected, release, text, proven, found, seconds, attempts - 1)
    # Round down what an attacker who knows the true sums could narrow, the second time its columns too, and try again.
    lines = {(name[1], line) for name, line, _ in (width.cell for width in found.opened)}
    if attempts < ATTEMPTS:
        lines |= {(name[2], column) for name, _, column in (width.cell for width in found.opened)}
    return rounded(_again(tasks, lines), written, known, attempts - 1)


def _again(tasks: Mapping[str, Task], careful: Iterable[tuple[str, str]]) -> dict[str, Task]:
    """Return the tasks of another attempt, with more lines to be careful of."""
    return {
        block: replace(task, careful=task.careful.union(careful), attempt=task.attempt + 1)
        for block, task in tasks.items()
    }
