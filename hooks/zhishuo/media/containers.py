"""MP4 and WebM: what a camera or a telephone wrote beside picture and sound is blanked in place, so nothing moves.

Both formats are boxes in boxes that name their own length. A box that is not wanted becomes one that every player
skips, of the same length and full of zeros: https://www.rfc-editor.org/rfc/rfc9559 and ISO/IEC 14496-12.
Functions raise ValueError or IndexError for what is no such file.
"""

from __future__ import annotations

from collections.abc import Iterator

# MP4: what is looked into, what is blanked (place, owner, dates, thumbnails, and gaps that may hold old ones), and the
# heads that begin with the times of making and changing.
_HOLDING = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})
_TELLING = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip"})
_TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})

# WebM, likewise by their EBML names: Segment, Info, Tracks, TrackEntry, Cluster (which may leave their length open);
# Tags, Attachments, Title, DateUTC, four names of files, checksums of what is changed here, and gaps.
_OPEN = frozenset({0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675})
_LEFT_OUT = frozenset({0x1254C367, 0x1941A469, 0x7BA9, 0x4461, 0x7384, 0x3C83AB, 0x3E83BB, 0x73A4, 0xBF, 0xEC})
_DOCTYPE, _TRACK_TYPE, _HEAD = 0x4282, 0x83, 0x1A45DFA3
_KINDS = {1: "vide", 2: "soun"}
_SHORT = 127


def blank_mp4(data: bytearray) -> tuple[set[str], set[str]]:
    """Blank `data` in place; return the kinds of its tracks (`vide`, `soun` and others) and their codecs."""
    if data[4:8] != b"ftyp":
        raise ValueError
    kinds: set[str] = set()
    codecs: set[str] = set()
    _blank_boxes(data, 0, len(data), kinds, codecs)
    return kinds, codecs


def _blank_boxes(data: bytearray, start: int, end: int, kinds: set[str], codecs: set[str]) -> None:
    for name, head, body, after in _boxes(data, start, end):
        if name in _HOLDING:
            _blank_boxes(data, body, after, kinds, codecs)
        elif name in _TELLING:
            data[head + 4 : head + 8] = b"free"
            data[body:after] = bytes(after - body)
        elif name in _TIMED:
            times = slice(body + 4, body + (20 if data[body] else 12))
            data[times] = bytes(times.stop - times.start)
        elif name == b"hdlr":
            kinds.add(data[body + 8 : body + 12].decode("latin-1"))
        elif name == b"stsd":
            codecs.add(data[body + 12 : body + 16].decode("latin-1"))


def _boxes(data: bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield name, start, start of the content, and end of every box between two places."""
    while start < end:
        size, body = int.from_bytes(data[start : start + 4]), start + 8
        if size == 1:
            size, body = int.from_bytes(data[body : body + 8]), body + 8
        after = start + size if size else end
        if not body <= after <= end:
            raise ValueError
        yield bytes(data[start + 4 : start + 8]), start, body, after
        start = after


def blank_webm(data: bytearray) -> set[str]:
    """Blank `data` in place; return the kinds of its tracks."""
    name, body, end = _element(data, 0)
    if name != _HEAD or (_DOCTYPE, b"webm") not in [
        (inner, bytes(data[at:to])) for inner, _, at, to in _flat(data, body, end)
    ]:
        raise ValueError
    kinds: set[str] = set()
    for name, head, body, after in _flat(data, end, len(data)):
        if name in _LEFT_OUT:
            rest = after - head - 2
            size = bytes([0x80 | rest]) if rest < _SHORT else (rest - 7 | 1 << 56).to_bytes(8)
            data[head:after] = (b"\xec" + size).ljust(after - head, b"\0")
        elif name == _TRACK_TYPE:
            kinds.add(_KINDS.get(data[body], "other"))
    return kinds


def _flat(data: bytearray, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield name, start, start of the content, and end of every element that holds no others of interest."""
    while start < end:
        name, body, after = _element(data, start)
        if name in _OPEN:
            start = body
            continue
        if after > end:
            raise ValueError
        yield name, start, body, after
        start = after


def _element(data: bytearray, start: int) -> tuple[int, int, int]:
    """Return name, start of the content, and end of the element at a place."""
    body = start + _width(data[start])
    name = int.from_bytes(data[start:body])
    width = _width(data[body])
    size = int.from_bytes(data[body : body + width]) & ((1 << 7 * width) - 1)
    return name, body + width, body + width + size


def _width(first: int) -> int:
    """Return the bytes of an EBML number by its first byte."""
    if not first:
        raise ValueError
    return 9 - first.bit_length()
