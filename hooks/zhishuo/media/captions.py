"""Captions: whether a file is WebVTT that a browser shows in full, cue after cue."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_CUE = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}([ \t].*)?")
_ARROW = "-->"
_FORM = "时间要写成“00:00:01.000 --> 00:00:04.000”"


def faults(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and, in Chinese, the fault of everything that a browser would leave out or show out of order.

    A file is a head `WEBVTT` and blocks parted by empty lines: cues (a name of one's own, times, text) and notes.
    https://www.w3.org/TR/webvtt1/#syntax
    """
    lines = text.split("\n")
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0].rstrip("\r")):
        yield 1, "不是 WebVTT 字幕：第一行要写“WEBVTT”，下面空一行"
        return
    before, cues = 0, 0
    for first, block in _blocks(lines):
        if first == 1 or re.match(r"(NOTE|STYLE|REGION)\b", block[0]):
            if extra := next((number for number, line in enumerate(block, first) if _ARROW in line), None):
                yield extra, "这里是一条字幕的时间，它的前面要空一行"
            continue
        cues += 1
        start = yield from _cue(first, block, before)
        before = start or before
    if not cues:
        yield 1, "里面没有一条字幕"


def _cue(first: int, block: list[str], before: int) -> Generator[tuple[int, str], None, int | None]:
    """Yield the faults of one cue; return its start in milliseconds."""
    place = next((index for index, line in enumerate(block[:2]) if _ARROW in line), 0)
    times = _CUE.fullmatch(block[place])
    if times is None:
        yield first + place, f"{_FORM}，秒后面是点；现在是“{block[place][:40]}”"
        return None
    start, end = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:8])
    if start >= end:
        yield first + place, "这一条结束不晚于开始，请核对"
    if start < before:
        yield first + place, "这一条比上一条开始得早，请按先后排"
    words = block[place + 1 :]
    if not words:
        yield first + place, "时间下面要写这一条的字，中间不空行"
    if repeated := next((index for index, line in enumerate(words, 1) if _ARROW in line), None):
        yield first + place + repeated, "两条字幕中间要空一行"
    return start


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the first line, from 1, and the lines of every block."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line.strip())
        elif block:
            yield number - len(block), block
            block = []


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
