"""How long a board and a card of the project's own town take, each drawn once as `scripts/posters` does."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from commands.project import ROOT
from zhishuo.figures import figures_of
from zhishuo.posters import bundled, draw_board, draw_card
from zhishuo.reading import read
from zhishuo.views.posters import cards, community_boards

_ADDRESS = "https://example.org/"


def medians() -> Iterator[tuple[str, float]]:
    """Yield titles and median milliseconds; fonts are opened at each size when it is first met."""
    records = read(ROOT)
    figures, letters = figures_of(records.releases), bundled()
    boards = list(community_boards(records, figures, _ADDRESS))
    yield f"展板（{len(boards)} 张）", _median(partial(draw_board, board, letters) for board in boards)
    shared = list(cards(records, figures, _ADDRESS))
    yield f"分享图（{len(shared)} 张）", _median(partial(draw_card, card, letters) for card in shared)


def _median(draws: Iterable[Callable[[], bytes]]) -> float:
    return statistics.median(_milliseconds(draw) for draw in draws)


def _milliseconds(draw: Callable[[], bytes]) -> float:
    start = time.perf_counter()
    draw()
    return (time.perf_counter() - start) * 1000
