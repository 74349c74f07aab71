"""Captions: whether a file is WebVTT that a browser shows in full, cue after cue; and what it shows, written anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhishuo.problems import Problem, ProblemsError
from zhishuo.yaml_files import refuse_unseen

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_CUE = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}([ \t].*)?")
_ARROW = "-->"
_FORM = "时间要写成“00:00:01.000 --> 00:00:04.000”"
# Where a cue stands, in the words of the standard; a browser passes over everything else behind the times.
_PER_CENT = r"\d{1,3}(?:\.\d{1,3})?%"
_SETTING = re.compile(
    rf"vertical:(?:rl|lr)|line:(?:-?\d{{1,3}}|{_PER_CENT})(?:,(?:start|center|end))?"
    rf"|position:{_PER_CENT}(?:,(?:line-left|center|line-right))?|size:{_PER_CENT}|align:(?:start|center|end|left|right)"
)
# A tag ends with the text where nothing ends it before. Who speaks, in which language or class, is not shown.
_TAG = re.compile(r"<(/?)([^\s.>]*)[^>]*(?:>|\Z)")
_SHOWN = frozenset({"b", "i", "u", "ruby", "rt"})


class _Reading:
    """The cues of a file as they are written anew, and the line and, in Chinese, the fault of all that is wrong."""

    def __init__(self) -> None:
        self.cues: list[str] = []
        self.faults: list[tuple[int, str]] = []
        self._before = 0

    def read_block(self, first: int, block: Sequence[str]) -> None:
        """Read the lines of a block that begins at line `first`; heads, notes, styles and regions are not shown."""
        if first == 1 or re.match(r"(NOTE|STYLE|REGION)(?!\S)", block[0]):
            if extra := next((number for number, line in enumerate(block, first) if _ARROW in line), None):
                self.faults.append((extra, "这里是一条字幕的时间，它的前面要空一行"))
            return
        place = next((index for index, line in enumerate(block[:2]) if _ARROW in line), 0)
        times = _CUE.fullmatch(block[place])
        if times is None:
            self.faults.append((first + place, f"{_FORM}，秒后面是点；现在是“{block[place][:40]}”"))
            self.cues.append("")
        else:
            self._read_cue(first + place, times, block[place + 1 :])

    def _read_cue(self, at: int, times: re.Match[str], lines: Sequence[str]) -> None:
        start, end = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:8])
        words = _words(lines)
        if start >= end:
            self.faults.append((at, "这一条结束不晚于开始，请核对"))
        if start < self._before:
            self.faults.append((at, "这一条比上一条开始得早，请按先后排"))
        if not words:
            self.faults.append((at, "时间下面要写这一条的字，中间不空行"))
        if repeated := next((index for index, line in enumerate(lines, 1) if _ARROW in line), None):
            self.faults.append((at + repeated, "两条字幕中间要空一行"))
        settings = [setting for setting in (times[9] or "").split() if _SETTING.fullmatch(setting)]
        self.cues.append("\n".join([" ".join([_time(start), _ARROW, _time(end), *settings]), *words]))
        self._before = start


def rewrite(text: str, name: str) -> bytes:
    """Return the captions in `text` as a file of their cues and nothing else: times, place, words.

    A file is a head `WEBVTT` and blocks parted by empty lines. https://www.w3.org/TR/webvtt1/#syntax
    Raises ProblemsError, with `name` and the line, for everything that a browser would leave out or show out of order,
    and for characters that nobody sees.
    """
    refuse_unseen(name, text)
    lines = re.split(r"\r\n|\r|\n", text)
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]):
        raise ProblemsError([Problem(name, 1, "", "不是 WebVTT 字幕：第一行要写“WEBVTT”，下面空一行")])
    reading = _Reading()
    for first, block in _blocks(lines):
        reading.read_block(first, block)
    if not reading.cues:
        reading.faults.append((1, "里面没有一条字幕"))
    if reading.faults:
        raise ProblemsError([Problem(name, line, "", message) for line, message in reading.faults])
    return "\n".join(["WEBVTT\n", *(f"{cue}\n" for cue in reading.cues)]).encode()


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the first line, from 1, and the lines of every block."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line.strip())
        elif block:
            yield number - len(block), block
            block = []


def _words(lines: Sequence[str]) -> list[str]:
    """Return what is shown of the lines of a cue."""
    shown = _TAG.sub(lambda tag: f"<{tag[1]}{tag[2]}>" if tag[2] in _SHOWN else "", "\n".join(lines))
    return [line.strip() for line in shown.split("\n") if line.strip()]


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
