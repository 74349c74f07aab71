"""What scripts/fuzz has found, each as small as it gets; and a little of it with every run of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from commands.fuzzing.mutations import cases
from commands.fuzzing.pages import running
from commands.fuzzing.public import photographs
from commands.fuzzing.readers import READERS, quiet
from zhishuo.problems import ProblemsError
from zhishuo.records import SCHEMAS

# A HEIC that says it is far wider than any decoder takes; its size stands behind the name of the box and four zeros.
_HEIC = next(photo for photo in photographs() if b"ispe" in photo)
_SIZE = _HEIC.index(b"ispe") + 8
FOUND = {
    "UTF-16 and nothing more": ("csv", b"\xff\xfe"),
    "half a character of UTF-16": ("csv", b"\xff\xfe\xe3"),
    "a known table that is no UTF-8": ("known", b"population,period\xed"),
    "a known table with a count of ten thousand digits": (
        "known",
        b"population,period,rows,key,split,column,count\na,2026-01,b,c,d,e," + b"1" * 10_000,
    ),
    "a HEIC wider than any": ("photograph", _HEIC[:_SIZE] + b"\0\1\x16\x5a" + _HEIC[_SIZE + 4 :]),
    "a list in a list, a thousand times": ("prose", b"- " * 1500),
}


@pytest.mark.parametrize(("name", "case"), FOUND.values(), ids=FOUND)
def test_what_was_found_is_found_no_more(name: str, case: bytes, tmp_path: Path) -> None:
    quiet(READERS[name].opened(tmp_path), case)


# The slow ones are tried by scripts/fuzz alone, and in full by tests of their own.
@pytest.mark.parametrize("name", [name for name in READERS if name not in {"site", "sealed", "recording"}])
def test_no_file_does_anything_but_become_values_or_problems(name: str, tmp_path: Path) -> None:
    reader = READERS[name]
    attempt = reader.opened(tmp_path)

    @settings(max_examples=5 + reader.share // 4, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(cases(list(reader.seeds()), is_text=reader.is_text, has_values=reader.has_values))
    def run(case: bytes) -> None:
        quiet(attempt, case)

    run()


@pytest.mark.parametrize("name", READERS)
def test_a_good_file_is_good(name: str, tmp_path: Path) -> None:
    """Else everything would pass. The record readers have one file of many, so something is always missing."""
    reader = READERS[name]
    attempt = reader.opened(tmp_path)
    good = next(iter(reader.seeds()))
    if name in {*SCHEMAS, "page"}:
        with pytest.raises(ProblemsError) as caught:
            attempt(good)
        assert all("没有这个文件" in problem.message for problem in caught.value.problems)
    else:
        attempt(good)


def test_what_would_run_is_seen() -> None:
    for html in (
        "<script>zhishuorun(1)</script>",
        "<p onclick=x>",
        "<a href=' java\nscript:x'>",
        "<svg><a xlink:href=javascript:x>",
    ):
        assert list(running(html)), html
    assert list(running("<p>&lt;script&gt;</p><a href=x>javascript:</a><script src=a.js></script>")) == []
