"""A built site, made again from what was published and held against it: file by file, number by number."""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.building import manifest
from commands.building.maker import Maker
from zhishuo.problems import Problem, ProblemsError

# A number as it is written: digits, with what may part them.
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@contextmanager
def made_again() -> Iterator[Path]:
    """Yield the site as it is made anew from the records and the releases; raises ProblemsError where it cannot be."""
    with tempfile.TemporaryDirectory() as folder:
        anew = Path(folder) / "site"
        try:
            with Maker() as maker:
                maker.make(anew)
        except ProblemsError as error:
            lines = (f"网站重新做不出来：{problem}" for problem in error.problems)
            raise ProblemsError(Problem("site", 0, "", line) for line in lines) from error
        yield anew


def counted(site: Path) -> tuple[int, int, int]:
    """Return how many files, pages and numbers on them a site has."""
    pages = sorted(site.rglob("*.html"))
    return len(_files(site)), len(pages), sum(len(_numbers(page.read_text(encoding="utf-8"))) for page in pages)


def compare(site: Path, anew: Path) -> Iterator[Problem]:
    """Yield all in which the folder `site` differs from the site made anew: files, and numbers in them."""
    found, right = _files(site), _files(anew)
    for file in sorted(found | right):
        if file not in found:
            yield Problem(file, 0, "", "网站里没有这个文件")
        elif file not in right:
            yield Problem(file, 0, "", "多出来的文件：不是从这些记录和公布的数字做出来的")
        elif (told := (site / file).read_bytes()) != (reckoned := (anew / file).read_bytes()):
            is_list = file == manifest.NAME
            yield from [Problem(file, 0, "", "和重新做的不一样")] if is_list else _differing(file, told, reckoned)


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _differing(file: str, found: bytes, reckoned: bytes) -> Iterator[Problem]:
    """Yield every run of numbers that a file tells otherwise than it is reckoned, with its line, or that it differs."""
    text = found.decode("utf-8", errors="replace")
    told, right = _numbers(text), _numbers(reckoned.decode("utf-8", errors="replace"))
    both = [number for number, _ in told], [number for number, _ in right]
    matcher = difflib.SequenceMatcher(None, *both, autojunk=False)
    runs = [opcode for opcode in matcher.get_opcodes() if opcode[0] != "equal"]
    if not runs:
        yield Problem(file, 0, "", "和重新做的不一样（数都一样）：网站不是用这一份内容做的，或者被人改过")
    for _, first, last, other_first, other_last in runs:
        place = told[min(first, len(told) - 1)][1] if told else 0
        on_page, anew = _said(told[first:last]), _said(right[other_first:other_last])
        line = text.count("\n", 0, place) + 1
        yield Problem(file, line, "", f"网站上是{on_page}，按公布的表算出来是{anew}")


def _numbers(text: str) -> list[tuple[str, int]]:
    return [(found[0], found.start()) for found in _NUMBER.finditer(text)]


def _said(numbers: list[tuple[str, int]]) -> str:
    return "、".join(f"“{number}”" for number, _ in numbers) or "（没有）"
