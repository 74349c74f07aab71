"""Exact tables -> published tables: additive controlled rounding, every table of a month at once, by CP-SAT.

Every published count becomes a multiple of the base, next below or above the truth, so that all tables are margins
of one population of whole batches that follows on the public certificate of the months before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from zhishuo.ledger.rounding import Protected, Quality, Task, rounded
from zhishuo.ledger.tables import Table
from zhishuo.problems import Problem, ProblemsError

# The tables rounded so far after each step: population, and the rows where not all; empty: every table.
_ARRIVALS = ("registered", "carried", "corrected")
_STEPS = (_ARRIVALS, (*_ARRIVALS, "carried_overdue", "overdue", "settled", "cohort_so_far", "cohort grade"), ())


def protect(task: Task, progress: Callable[[float], None]) -> Protected:
    """Return the published tables of one town's month; `progress` is told the share done.

    Rounded are first the arrivals, then what was settled of them, then all the rest: each time the cells of the
    steps before stand, and where a later step finds no way to follow, everything is rounded at once.
    Raises ProblemsError when no consistent rounding was found within the limit.
    """
    found = _in_steps(task, progress) or rounded(task, {}, task.limit)
    if found is None:
        message = (
            f"{task.limit:.0f} 秒内没有算出一组互相对得上的公布数字；请加长 --limit（如 {task.limit * 4:.0f}）再运行"
        )
        raise ProblemsError([Problem("", 0, task.period, message)])
    return found


def _in_steps(task: Task, progress: Callable[[float], None]) -> Protected | None:
    stopped = time.monotonic() + task.limit
    found: list[Protected] = []
    for done, step in enumerate(_STEPS):
        progress(done / len(_STEPS))
        part = replace(task, exact=tuple(table for table in task.exact if _is_in(table, step)))
        standing = found[-1].batches(task.base) if found else {}
        solution = rounded(part, standing, stopped - time.monotonic())
        if solution is None:
            return None
        found.append(solution)
    qualities = [solution.quality for solution in found]
    quality = Quality(
        is_optimal=all(one.is_optimal for one in qualities),
        gap=max(one.gap for one in qualities),
        further=qualities[-1].further,
        seconds=sum(one.seconds for one in qualities),
    )
    return replace(found[-1], quality=quality)


def _is_in(table: Table, step: tuple[str, ...]) -> bool:
    return not step or table.population in step or f"{table.population} {table.rows}" in step
