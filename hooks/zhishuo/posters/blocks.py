"""The parts that a poster is put together from: each knows how high it is at a width, and draws itself there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from zhishuo.posters.colours import INK, PAPER
from zhishuo.posters.fonts import Letters
from zhishuo.posters.setting import CUT, ELSEWHERE, cut, lines_of
from zhishuo.posters.sheets import Sheet


class Block(Protocol):
    """A part of a poster; all lengths are pixels."""

    def height(self, width: int) -> int:
        """Return how high it is when it is `width` wide."""

    def draw(self, sheet: Sheet, left: int, top: int, width: int) -> None:
        """Draw it with its upper left corner at `left`, `top`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph, `size` pixels an em, lines `leading` per cent of it apart, at most `most` of them (None: all)."""

    letters: Letters
    text: str
    size: int
    bold: bool = False
    ink: str = INK
    leading: int = 150
    most: int | None = None
    right: bool = False

    def height(self, width: int) -> int:
        """Return the height of its lines, the space between them not above the first."""
        return self._step * max(len(self.lines(width)) - 1, 0) + self.size

    def draw(self, sheet: Sheet, left: int, top: int, width: int) -> None:
        """Write the lines."""
        for number, line in enumerate(self.lines(width)):
            start = left + width - self.measure(line) if self.right else left
            sheet.write(line, (start, top + number * self._step), self.size, bold=self.bold, ink=self.ink)

    def lines(self, width: int) -> list[str]:
        """Return its lines at a width."""
        return _lines(self, width)

    def fitting(self, width: int, floor: int, most: int) -> Text:
        """Return it as large as it can be set in `most` lines, not below `floor`, where it is cut."""
        sizes = range(self.size, floor, -2)
        fits = (replace(self, size=size) for size in sizes if len(replace(self, size=size).lines(width)) <= most)
        return next(fits, replace(self, size=floor, most=most))

    @property
    def _step(self) -> int:
        return self.size * self.leading // 100

    def measure(self, text: str) -> int:
        """Return the pixels that a line of it takes."""
        return self.letters.face(bold=self.bold).width(text, self.size)


@lru_cache(maxsize=2048)
def _lines(text: Text, width: int) -> list[str]:
    """Return the lines of a text; every block around it asks for them again."""
    tail = CUT + ELSEWHERE if text.measure(CUT + ELSEWHERE) * 2 < width else CUT
    return cut(lines_of(text.text, text.measure, width), text.most, tail, text.measure, width)


@dataclass(frozen=True, slots=True)
class Stack:
    """Blocks below each other, `gap` apart."""

    blocks: Sequence[Block]
    gap: int

    def height(self, width: int) -> int:
        """Return the height of all with the gaps between them."""
        return sum(block.height(width) for block in self.blocks) + self.gap * max(len(self.blocks) - 1, 0)

    def draw(self, sheet: Sheet, left: int, top: int, width: int) -> None:
        """Draw one below the other."""
        for block in self.blocks:
            block.draw(sheet, left, top, width)
            top += block.height(width) + self.gap


@dataclass(frozen=True, slots=True)
class Row:
    """Blocks beside each other, `gap` apart: with `widths` of their own, or with equal parts of what is left (None)."""

    blocks: Sequence[Block]
    gap: int
    widths: Sequence[int | None] = ()
    middle: bool = False

    def height(self, width: int) -> int:
        """Return the height of the highest."""
        return max((block.height(wide) for block, _, wide in self._placed(width)), default=0)

    def draw(self, sheet: Sheet, left: int, top: int, width: int) -> None:
        """Draw them with their upper edges, or their middles, in one line."""
        height = self.height(width)
        for block, start, wide in self._placed(width):
            down = (height - block.height(wide)) // 2 if self.middle else 0
            block.draw(sheet, left + start, top + down, wide)

    def _placed(self, width: int) -> Iterator[tuple[Block, int, int]]:
        own = list(self.widths) or [None] * len(self.blocks)
        rest = width - self.gap * (len(own) - 1) - sum(wide or 0 for wide in own)
        equal = rest // max(own.count(None), 1)
        start = 0
        for block, wide in zip(self.blocks, own, strict=True):
            yield block, start, (taken := equal if wide is None else wide)
            start += taken + self.gap


@dataclass(frozen=True, slots=True)
class Panel:
    """A block on a ground of its own, `inset` from its edges, with a bar of `edge` at the left."""

    block: Block
    inset: int
    ground: str = PAPER
    edge: str = ""
    bar: int = 0

    def height(self, width: int) -> int:
        """Return the height with the insets."""
        return self.block.height(width - 2 * self.inset - self.bar) + 2 * self.inset

    def draw(self, sheet: Sheet, left: int, top: int, width: int) -> None:
        """Draw ground, bar and block."""
        bottom = top + self.height(width)
        sheet.fill((left, top, left + width, bottom), self.ground)
        if self.edge:
            sheet.fill((left, top, left + self.bar, bottom), self.edge)
        inside = left + self.bar + self.inset
        self.block.draw(sheet, inside, top + self.inset, width - 2 * self.inset - self.bar)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the width."""

    thickness: int
    ink: str

    def height(self, width: int) -> int:  # noqa: ARG002 - the same at every width
        """Return its thickness."""
        return self.thickness

    def draw(self, sheet: Sheet, left: int, top: int, width: int) -> None:
        """Draw it."""
        sheet.fill((left, top, left + width, top + self.thickness), self.ink)


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code of at most `size` pixels."""

    address: str
    size: int

    def height(self, width: int) -> int:  # noqa: ARG002 - the same at every width
        """Return its size."""
        return self.size

    def draw(self, sheet: Sheet, left: int, top: int, width: int) -> None:  # noqa: ARG002 - the protocol's
        """Draw it."""
        sheet.square(self.address, left, top, self.size)


# Per cent of the design's sizes, and the most lines of an item, tried in this order until all fits.
_LARGEST, _SMALLEST, _STEP = 124, 64, 4
_LINES = (6, 5, 4, 3, 2, 1)


def fitted(build: Callable[[int, int | None], Stack], width: int, height: int) -> Stack:
    """Return what `build(per cent, most lines)` makes as large as it fits; what is left over widens the gaps.

    Raises ValueError where it does not fit with one line an item: the design is then too large for its sheet.
    """
    sizes = [(size, None) for size in range(_LARGEST, _SMALLEST - 1, -_STEP)]
    attempts = (build(size, most) for size, most in [*sizes, *((_SMALLEST, most) for most in _LINES)])
    for stack in attempts:
        if (left_over := height - stack.height(width)) >= 0:
            return replace(stack, gap=stack.gap + min(left_over // max(len(stack.blocks) - 1, 1), stack.gap))
    raise ValueError(f"nothing fits into {width} by {height}")
