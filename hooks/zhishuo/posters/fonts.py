"""The two weights that posters are set in: which characters they have, how wide each is, and the letters themselves.

The fonts beside this file hold the 8,105 characters of the standard (通用规范汉字表), Latin, punctuation and signs;
whoever needs more brings a font of their own.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageFont

from zhishuo.problems import Problem, ProblemsError

FOLDER = Path(__file__).parent / "fonts"
_BUNDLED = (FOLDER / "regular.woff2", FOLDER / "bold.woff2")


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One weight: `advances` are the widths of its characters for a letter one em high of `em` units."""

    path: Path
    em: int
    advances: dict[str, int]

    def width(self, text: str, size: int) -> int:
        """Return the pixels that a line takes at `size` pixels an em.

        A font with hints of its own may draw a letter a pixel wider or narrower.
        """
        return sum(self._width(size, letter) for letter in text)

    def _width(self, size: int, letter: str) -> int:
        # As FreeType rounds: to a 64th of a pixel, then to a whole one, halves up.
        units = self.advances.get(letter, self.em) * size * 64
        return ((2 * units + self.em) // (2 * self.em) + 32) // 64


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """A regular and a bold weight."""

    regular: Face
    bold: Face

    def face(self, *, bold: bool) -> Face:
        """Return one of the two."""
        return self.bold if bold else self.regular

    def missing(self, text: str) -> list[str]:
        """Return the characters of `text` that one of the weights lacks, in the order of their numbers."""
        return sorted(
            {letter for letter in text if any(letter not in face.advances for face in (self.regular, self.bold))}
        )


@cache
def bundled() -> Letters:
    """Return the letters that come with the project."""
    return Letters(*(_face(path) for path in _BUNDLED))


def letters_of(paths: Iterable[Path]) -> Letters:
    """Return the letters of one font file, or of a regular and a bold one; of none, those of the project.

    Raises ProblemsError for a file that is no font.
    """
    faces = [_face(path) for path in paths]
    return Letters(faces[0], faces[-1]) if faces else bundled()


@cache
def pen(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """Return what draws at `size` pixels an em; the plain layout needs no library that a machine may lack."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _face(path: Path) -> Face:
    try:
        with TTFont(io.BytesIO(path.read_bytes()), fontNumber=0, lazy=True) as font:
            advances = font["hmtx"]
            widths = {chr(code): advances[glyph][0] for code, glyph in font.getBestCmap().items()}
            return Face(path, font["head"].unitsPerEm, widths)
    except (OSError, TTLibError, KeyError, AttributeError) as error:
        message = "不是能用的字体文件；请用 ttf、otf、ttc 或 woff2"
        raise ProblemsError([Problem(str(path), 0, "", message)]) from error
