"""A county's towns, each protected on its own and side by side; a town alone is one block.

Every table is about one block, so the work grows with the number of towns, not with its square.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace

from zhishuo.ledger.codebook import UNASSIGNED, Codebook
from zhishuo.ledger.layout import Layout, exact, layout_of, specs
from zhishuo.ledger.moves import Moves
from zhishuo.ledger.protecting import protect
from zhishuo.ledger.rounding import Protected, Task
from zhishuo.ledger.stock import Stock
from zhishuo.ledger.sums import Errors


@dataclass(frozen=True, slots=True)
class Rounding:
    """The constants of a rounding: the base, the secret seed, and the solver's time for each town in seconds."""

    base: int
    seed: bytes
    limit: float


def tasks_of(
    codebook: Codebook, moves: Moves, stocks: Mapping[str, Stock], carry: Errors, rounding: Rounding
) -> dict[str, Task]:
    """Return the month's task of every block; a block's name is empty where there is only one."""
    whole = layout_of(codebook)
    return {
        block: _task(block, replace(whole, lines={**whole.lines, "community": lines}), moves, stocks, carry, rounding)
        for block, lines in _lines_of(codebook).items()
    }


def _lines_of(codebook: Codebook) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the community lines of every block; requests of no known community belong to the last."""
    blocks: dict[str, list[tuple[str, ...]]] = {}
    for entry in codebook.communities:
        blocks.setdefault(entry.block, []).append((entry.slug,))
    last = next(reversed(blocks))
    return {block: (*lines, *([(UNASSIGNED,)] if block == last else [])) for block, lines in blocks.items()}


def _task(  # noqa: PLR0913, PLR0917  a block's month is all of these
    block: str, layout: Layout, moves: Moves, stocks: Mapping[str, Stock], carry: Errors, rounding: Rounding
) -> Task:
    own = {key for (key,) in layout.lines["community"]}
    is_last = UNASSIGNED in own
    rows = tuple(move for move in moves.rows if move.community in own)
    # What is told of the whole ledger and of no community is told once, with the last block.
    part = replace(moves, rows=rows, corrected=moves.corrected if is_last else 0)
    arriving = {
        (move.community, layout.line_of("category", move.category)[0], move.grade)
        for move in part.rows
        if move.age in {"new", "carried"}
    }
    return Task(
        period=moves.period,
        layout=layout,
        exact=tuple(replace(exact(spec, layout, part), block=block) for spec in specs(layout, part)),
        arriving=frozenset(arriving),
        stock=stocks.get(block, Stock()),
        errors={name[1:]: error for name, error in carry.items() if name[0] == block},
        is_first=moves.is_first,
        base=rounding.base,
        seed=rounding.seed + block.encode(),
        limit=rounding.limit,
    )


def protect_all(tasks: Mapping[str, Task], progress: Callable[[float], None]) -> dict[str, Protected]:
    """Return every block protected, as many at once as there are processors; `progress` is told the share done.

    Raises ProblemsError when a block has no consistent rounding within its time.
    """
    if len(tasks) == 1:
        return {block: protect(task, progress) for block, task in tasks.items()}
    # Spawned, not forked: the embedded database has threads of its own.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        futures = {block: pool.submit(_quietly, task) for block, task in tasks.items()}
        _watch(tuple(futures.values()), progress)
        return {block: future.result() for block, future in futures.items()}


def _quietly(task: Task) -> Protected:
    return protect(task, lambda _: None)


def _watch(futures: Sequence[Future[Protected]], progress: Callable[[float], None]) -> None:
    open_ones = set(futures)
    while open_ones:
        _, open_ones = wait(open_ones, return_when=FIRST_COMPLETED)
        progress(1 - len(open_ones) / len(futures))


def carry_of(protected: Mapping[str, Protected]) -> Errors:
    """Return the carry of all blocks together, each cell's name beginning with its block."""
    return {(block, *name): error for block, found in protected.items() for name, error in found.errors.items()}
