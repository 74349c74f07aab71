"""Cards to be shared: 1200 by 630 pixels, set large enough to be read a quarter as wide on a telephone."""

from __future__ import annotations

from dataclasses import replace

from zhishuo.posters.blocks import Block, Rule, Stack
from zhishuo.posters.colours import INK, SEAL
from zhishuo.posters.fonts import Letters
from zhishuo.posters.parts import NO_FIGURES, Type, heading_of, numbers, with_square
from zhishuo.posters.sheets import Sheet, blank
from zhishuo.views.posters import CardView

WIDTH, HEIGHT = 1200, 630
DOTS = 72
_MARGIN = 56
_INNER = WIDTH - 2 * _MARGIN
_SQUARE = 200
_GAP = 40


def card_sheet(view: CardView, letters: Letters) -> Sheet:
    """Return the card: where it is from, what it is about, one sentence, the numbers, the square."""
    kind = Type(letters)
    sheet = blank(letters, WIDTH, HEIGHT, DOTS)
    sheet.fill((0, 0, WIDTH, 16), SEAL)
    head = _head(kind, view)
    head.draw(sheet, _MARGIN, 48, _INNER)
    foot = _foot(kind, view)
    foot.draw(sheet, _MARGIN, HEIGHT - 44 - foot.height(_INNER), _INNER)
    return sheet


def _head(kind: Type, view: CardView) -> Block:
    width = _INNER - _SQUARE - _GAP if view.address else _INNER
    over = f"示例 · {view.over}" if view.frame.sample else view.over
    text = Stack(
        [
            kind.bold(over, 30, SEAL).fitting(width, 24, 1),
            heading_of(kind, view.heading, width, (84, 44)),
            kind.small(view.lede, 40).fitting(width, 30, 2),
        ],
        20,
    )
    return with_square(text, view.address, _SQUARE, _GAP)


def _foot(kind: Type, view: CardView) -> Block:
    if not view.stats:
        return Stack([Rule(4, INK), kind.small(NO_FIGURES, 34)], 24)
    over = [kind.small(f"{view.period}的数字", 26)] if view.period else []
    return Stack([Rule(4, INK), *over, numbers(replace(kind, most=3), view.stats, (30, 66, 22), _INNER, 36)], 14)
