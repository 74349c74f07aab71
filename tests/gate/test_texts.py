"""The privacy gate on whole texts: what staff wrote, the built site, made-up and tagged corpora."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from gate_numbers import NUMBERS, kinds

from commands.benchmarks.gate import report, report_of_names
from commands.made_up_persons import MadeUp, texts
from zhishuo.checks.outlines import outline_of
from zhishuo.gate import find
from zhishuo.reading import read


def written() -> Iterator[Path]:
    for root in (ROOT, ROOT / "tests" / "site"):
        yield from sorted(path for path in root.glob("data/**/*.yml") if path.parent.name != "releases")
        yield from sorted(root.glob("content/**/*.md"))


@pytest.mark.parametrize("path", [*written()], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_staff_wrote_gives_nobody_away(path: Path) -> None:
    assert kinds(path.read_text(encoding="utf-8").replace("\n", "\f")) == []


def test_of_a_made_up_corpus_every_number_is_found_and_nothing_else_and_most_names() -> None:
    *lines, names = list(report(seed=20, each=150))[1:-1]
    assert [line.split()[:3] for line in lines] == [["150", "100.00", "100.00"]] * len(NUMBERS), "\n".join(lines)
    assert min(map(float, names.split()[1:3])) > 93, names


def test_names_in_a_tagged_corpus_are_counted(tmp_path: Path) -> None:
    (tmp_path / "corpus.txt").write_text(
        "网格员/n  李/nr  秀英/nr  找/v  了/u  王建国/nr  。/w\n"
        "他/r  用/v  万博/nz  生态箱/n  找/v  强强/nr  。/w\n"
        "记者/n  欧阳/nr  娜娜/nr  摄/Vg\n",
        encoding="utf-8",
    )
    assert [*report_of_names(tmp_path / "corpus.txt")] == [
        "corpus.txt：4 个姓名，找到 75.0%；找了 4 个，找对 75.0%",
    ]


def test_the_made_up_corpus_is_the_same_for_a_seed() -> None:
    def corpus(seed: int) -> list[MadeUp]:
        return list(texts(seed, 5))

    assert corpus(1) == corpus(1) != corpus(2)


def test_the_real_site_has_nothing_waived_without_a_reason() -> None:
    assert all(waiver.reason and waiver.day for waiver in read(ROOT).waivers)


def test_the_built_site_with_its_chrome_gives_nobody_away(site: Path) -> None:
    read = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    assert len(read) > 100
    assert [
        (path, found.masked) for path, text in read.items() for found in find("\f".join(outline_of(text).texts))
    ] == []
