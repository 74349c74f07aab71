"""A sheet to draw on: everything that is placed on it is remembered with its box, so that nothing overlaps unseen."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TypeAlias

from PIL import Image, ImageDraw

from zhishuo.posters.colours import BLACK, PAPER, palette
from zhishuo.posters.fonts import Letters, pen

# left, top, right, bottom in pixels
Box: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text, or a square that leads to an address, and the box it stands in."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """A white sheet in pixels, `dots` an inch on paper."""

    letters: Letters
    dots: int
    image: Image.Image
    pencil: ImageDraw.ImageDraw
    placed: list[Placed] = field(default_factory=list)

    def write(self, text: str, corner: tuple[int, int], size: int, *, bold: bool, ink: str) -> None:
        """Write one line whose em box has its upper left corner at `corner`."""
        left, top = corner
        face = self.letters.face(bold=bold)
        # Chinese characters stand 88 hundredths of an em above the base line, and the rest below.
        self.pencil.text((left, top + size * 88 // 100), text, font=pen(face.path, size), fill=ink, anchor="ls")
        self.placed.append(Placed(text, (left, top, left + face.width(text, size), top + size)))

    def fill(self, box: Box, colour: str) -> None:
        """Fill a box; `right` and `bottom` are the first pixels outside."""
        left, top, right, bottom = box
        self.pencil.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def square(self, address: str, left: int, top: int, size: int) -> None:
        """Draw a QR code of at most `size` pixels, its light margin being what is left free around it.

        A quarter of it may be dirty.
        """
        import segno  # noqa: PLC0415 - slow to import, and most builds draw no code

        rows = [list(row) for row in segno.make(address, error="q", micro=False).matrix_iter(border=0)]
        step = size // len(rows)
        left += size - step * len(rows)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    self.fill((left + x * step, top + y * step, left + (x + 1) * step, top + (y + 1) * step), BLACK)
        self.placed.append(Placed(address, (left, top, left + step * len(rows), top + step * len(rows))))

    def png(self) -> bytes:
        """Return the picture as a PNG of few colours; the same sheet gives the same bytes."""
        made = io.BytesIO()
        few = self.image.quantize(palette=palette(), dither=Image.Dither.NONE)
        few.save(made, "PNG", dpi=(self.dots, self.dots))
        return made.getvalue()


def blank(letters: Letters, width: int, height: int, dots: int) -> Sheet:
    """Return an empty sheet."""
    image = Image.new("RGB", (width, height), PAPER)
    return Sheet(letters, dots, image, ImageDraw.Draw(image))
