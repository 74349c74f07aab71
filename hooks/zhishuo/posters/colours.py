"""The colours of posters, those of the site's style sheet, and all steps between them that a picture is kept in."""

from __future__ import annotations

from itertools import chain

from PIL import Image, ImageColor

INK, MUTED, PAPER, SOFT, SEAL, BLACK = "#1B1F24", "#4A5260", "#FFFFFF", "#F6F5F1", "#A01C14", "#000000"
# Ink and tint of every grade.
GRADES = {
    "red": ("#A01C14", "#FDECEA"),
    "orange": ("#8F3E00", "#FFF0E0"),
    "yellow": ("#6B5000", "#FFF7D6"),
    "blue": ("#174A8C", "#E7F0FB"),
}
# Which inks stand on which ground.
_PAIRS = (
    *((PAPER, ink) for ink in (INK, MUTED, SEAL, BLACK, *(ink for ink, _ in GRADES.values()))),
    *((SOFT, ink) for ink in (INK, MUTED)),
    *((tint, ink) for own, tint in GRADES.values() for ink in (own, INK, MUTED)),
)
# How many steps the edge of a letter fades in.
_STEPS = 6


def palette() -> Image.Image:
    """Return the palette that pictures are saved with, the same for all: grounds, inks and the steps between."""
    colours = dict.fromkeys(_between(ground, ink, step) for ground, ink in _PAIRS for step in range(_STEPS + 1))
    made = Image.new("P", (1, 1))
    made.putpalette([*chain.from_iterable(colours)])
    return made


def _between(ground: str, ink: str, step: int) -> tuple[int, ...]:
    pairs = zip(ImageColor.getrgb(ground)[:3], ImageColor.getrgb(ink)[:3], strict=True)
    return tuple(start + (end - start) * step // _STEPS for start, end in pairs)
