"""What an xlsx says beyond the values calamine hands over: how it counts days, cells in error, formulas without values.

Calamine gives an empty cell for each of the last two; a settlement in error would pass for none.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from zhishuo.ledger.formats import refusal

# Row and column of a cell, both from 0.
Place = tuple[int, int]

# No row is longer than a few of these.
_CHUNK = 8 << 20
_BOOK = "xl/workbook.xml"
_OFFICE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_ERROR = re.compile(rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>.*?<(?:\w+:)?v>([^<]*)<', re.DOTALL)
# A formula whose value is an empty text says so by t="str"; without value and type it was never worked out.
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s((?:(?!\bt="str")[^>])*)>\s*<(?:\w+:)?f(?:\s[^>]*/>|/>|(?:\s[^>]*)?>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')


@dataclass(frozen=True, slots=True)
class Beyond:
    """`errors`: what the cells in error show, like #N/A; `unworked`: the cells of formulas without a value."""

    is_1904: bool
    errors: dict[Place, str]
    unworked: frozenset[Place]


def beyond(path: Path, sheet: str) -> Beyond:
    """Return what the xlsx at `path` says of the sheet named `sheet`; raises ProblemsError when it is damaged."""
    try:
        with ZipFile(path) as package:
            book = ET.fromstring(package.read(_BOOK))  # noqa: S314  expat bounds entities itself
            part = _part(package, book, sheet)
            errors: dict[Place, str] = {}
            unworked: set[Place] = set()
            for block in _blocks(package, part):
                errors.update((place, found[2].decode()) for found in _ERROR.finditer(block) for place in _place(found))
                unworked.update(place for found in _FORMULA.finditer(block) for place in _place(found))
    except (BadZipFile, KeyError, StopIteration, ET.ParseError, EOFError, OSError, ValueError) as error:
        raise refusal(path, "文件不完整或已损坏，可能没有存完、传完；请重新导出一次") from error
    settings = next((element for element in book if element.tag.endswith("}workbookPr")), None)
    is_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
    return Beyond(is_1904, errors, frozenset(unworked))


def _part(package: ZipFile, book: ET.Element, sheet: str) -> str:
    """Return the name of the part that holds `sheet`; the book knows it by an id, which its relations lead on from."""
    entry = next(element for element in book.iter() if element.tag.endswith("}sheet") and element.get("name") == sheet)
    number = next(value for key, value in entry.items() if key.endswith("}id"))
    relations = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  as above
    target = next(one.get("Target", "") for one in relations.iter(f"{_OFFICE}Relationship") if one.get("Id") == number)
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _blocks(package: ZipFile, part: str) -> Iterator[bytes]:
    """Yield a part in blocks of whole cells, so that no more than one is in memory."""
    rest = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            rest += chunk
            end = rest.rfind(b"</row>") + 1 or rest.rfind(b":row>") + 1
            yield rest[:end]
            rest = rest[end:]
            if len(rest) > 4 * _CHUNK:
                raise ValueError(part)
    yield rest


def _place(found: re.Match[bytes]) -> Iterator[Place]:
    if reference := _REFERENCE.search(found[1]):
        column = 0
        for letter in reference[1]:
            column = column * 26 + letter - ord("@")
        yield int(reference[2]) - 1, column - 1


def named_cell(place: Place) -> str:
    """Return a cell's name as spreadsheets show it: (4, 27) is AB5."""
    row, column = place
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"
