"""Work on all cores: processes that inherit what is there, so that only answers travel."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar, cast

T = TypeVar("T")
R = TypeVar("R")

# Parts that each process gets of the work: some are done sooner than others.
_PARTS = 8
# So many are done sooner than others are started.
_FEW = 8
_at_work: list[Callable[[int], object]] = []


def on_all_cores(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """Yield what `work` answers for every item, in their order; it may change nothing that others see but files.

    A few items are worked on here.
    """
    cores = _cores()
    if cores == 1 or len(items) <= _FEW:
        yield from map(work, items)
        return
    _at_work.append(lambda place: work(items[place]))
    try:
        with ProcessPoolExecutor(cores, multiprocessing.get_context("fork")) as pool:
            size = max(1, len(items) // (_PARTS * cores))
            yield from cast("Iterator[R]", pool.map(_one, range(len(items)), chunksize=size))
    finally:
        _at_work.pop()


def _cores() -> int:
    """Return how many cores this process may use; where nobody can say, how many there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _one(place: int) -> object:
    return _at_work[-1](place)
