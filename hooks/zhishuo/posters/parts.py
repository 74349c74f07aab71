"""What boards and cards share in looks: the head with its red line, numbers in a row, the foot with its square."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhishuo.posters.blocks import Block, Row, Square, Stack, Text
from zhishuo.posters.colours import INK, MUTED
from zhishuo.posters.fonts import Letters
from zhishuo.views.home import Stat

# Pixels an em: 11 points on a board.
LEAST = 30
SAMPLE = "示例：内容和数字都是编的"
# A practice's claim that names no source says so, as on its page.
UNPROVEN = "未附数据"
NO_FIGURES = "还没有公布过季度数字。"


@dataclass(frozen=True, slots=True)
class Type:
    """The letters and their size, in per cent of the design; `most` lines of an item are set."""

    letters: Letters
    scale: int = 100
    most: int | None = None

    def px(self, size: int) -> int:
        """Return a length of the design at this scale."""
        return size * self.scale // 100

    def body(self, text: str, size: int, ink: str = INK) -> Text:
        """Return running text."""
        return Text(letters=self.letters, text=text, size=self.px(size), ink=ink, most=self.most)

    def small(self, text: str, size: int, ink: str = MUTED) -> Text:
        """Return what stands above or below: muted, set closer, never so small that it cannot be read."""
        readable = max(self.px(size), min(size, LEAST))
        return Text(letters=self.letters, text=text, size=readable, ink=ink, leading=140, most=self.most)

    def bold(self, text: str, size: int, ink: str = INK) -> Text:
        """Return a heading."""
        return Text(
            letters=self.letters, text=text, size=self.px(size), bold=True, ink=ink, leading=128, most=self.most
        )


def heading_of(kind: Type, text: str, width: int, sizes: tuple[int, int]) -> Text:
    """Return a heading on one line, between the two `sizes`; on two of the smaller where it would be smaller still."""
    large, small = sizes
    alone = kind.bold(text, large).fitting(width, small, 1)
    return kind.bold(text, small).fitting(width, small, 2) if alone.most else alone


def number(kind: Type, stat: Stat, sizes: tuple[int, int, int], width: int) -> Block:
    """Return a number below its word, with what stands behind it; `sizes` of word, number and words, as designed."""
    over, loud, below = sizes
    return Stack(
        [
            kind.small(stat.term, over, INK),
            kind.bold(stat.value, loud).fitting(width, kind.px(loud) // 2, 1),
            kind.small(stat.words, below),
        ],
        kind.px(loud) // 5,
    )


def numbers(kind: Type, stats: Sequence[Stat], sizes: tuple[int, int, int], width: int, gap: int) -> Block:
    """Return numbers beside each other on a width."""
    each = (width - gap * (len(stats) - 1)) // max(len(stats), 1)
    return Row([number(kind, stat, sizes, each) for stat in stats], gap)


def with_square(block: Block, address: str, size: int, gap: int) -> Block:
    """Return a block with the square that leads to `address` at its right; alone where there is no address."""
    return Row([block, Square(address, size)], gap, (None, size)) if address else block
