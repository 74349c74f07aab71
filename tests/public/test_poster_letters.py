"""Letters of posters: every character drawn as wide as it is reckoned, lines that fit and break where Chinese does."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from poster_sheets import ADDRESS, HANZI, boards, card, texts

from zhishuo.figures import figures_of
from zhishuo.posters import bundled, check_letters, draw_card, letters_of
from zhishuo.posters.fonts import FOLDER, pen
from zhishuo.posters.setting import CLOSING, CUT, ELSEWHERE, OPENING, cut, lines_of
from zhishuo.problems import ProblemsError
from zhishuo.reading import Records, read
from zhishuo.views.posters import cards


def test_every_character_of_the_standard_is_drawn_in_both_weights() -> None:
    assert len(set(HANZI)) == 8105
    assert (HANZI[0], HANZI[3499], HANZI[6499], HANZI[-1]) == ("一", "矗", "齉", "蠼")
    assert bundled().missing(HANZI) == []
    for face in (bundled().regular, bundled().bold):
        draws = pen(face.path, 20)
        blank = bytes(draws.getmask("\U0010ffff"))
        empty = [letter for letter in HANZI if draws.getmask(letter).getbbox() is None]
        boxed = [letter for letter in HANZI if bytes(draws.getmask(letter)) == blank]
        assert (empty, boxed) == ([], [])


@pytest.mark.parametrize("size", [22, 32, 51, 84])
def test_a_line_is_reckoned_as_wide_as_it_is_drawn(size: int) -> None:
    for face in (bundled().regular, bundled().bold):
        draws = pen(face.path, size)
        text = "按时办结率约 93%（按时办结 370 件 ÷ 到期 400 件）。WeChat 12345 https://example.org/?a=b"
        assert draws.getlength(text) == face.width(text, size)
        assert [letter for letter in face.advances if draws.getlength(letter) != face.width(letter, size)] == []


def test_everything_the_real_site_prints_has_letters() -> None:
    records = read(ROOT)
    figures = figures_of(records.releases)
    check_letters([*boards(records), *cards(records, figures, ADDRESS)], bundled())


def test_the_fonts_are_those_of_their_checksums_and_come_with_their_licence() -> None:
    sums = dict(line.split("  ")[::-1] for line in (FOLDER / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert sums == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.woff2")}
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in FOLDER.glob("*.woff2")) < 5_000_000


def test_missing_letters_are_named_with_their_files_all_at_once(records: Records) -> None:
    one, other = boards(records)[:2]
    rare = replace(one, lede="石磨𰻝面"), replace(other, desk=replace(other.desk, place="一楼😀"))
    with pytest.raises(ProblemsError) as caught:
        check_letters(rare, bundled())
    way_out = "请换一个字，或者用 scripts/posters --font 指定字更全的字体"
    assert [str(problem) for problem in caught.value.problems] == [
        f"data/communities/heping.yml: 展板和分享图的字体里没有“😀”（U+1F600），在“一楼😀”里；{way_out}",
        f"data/communities/xinmin.yml: 展板和分享图的字体里没有“𰻝”（U+30EDD），在“石磨𰻝面”里；{way_out}",
    ]


def test_a_font_of_ones_own_draws_both_weights(records: Records, tmp_path: Path) -> None:
    own = letters_of([FOLDER / "bold.woff2"])
    assert own.regular is own.bold
    assert draw_card(card(records), own) != draw_card(card(records), bundled())
    (tmp_path / "letter.ttf").write_bytes(b"no font")
    with pytest.raises(ProblemsError, match="不是能用的字体文件"):
        letters_of([tmp_path / "letter.ttf"])


def em(text: str) -> int:
    return bundled().regular.width(text, 40)


@given(texts(120), st.integers(min_value=320, max_value=1200))
@settings(max_examples=300)
def test_lines_fit_lose_nothing_and_break_where_chinese_breaks(text: str, width: int) -> None:
    lines = lines_of(text, em, width)
    assert all(em(line) <= width for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    # a piece that is longer than a line, such as twenty closing marks, has to break somewhere
    if not re.search(rf"[!-~{re.escape(CLOSING + OPENING)}]{{7,}}", text):
        assert [line for line in lines[1:] if line[0] in CLOSING] == []
        assert [line for line in lines[:-1] if line[-1] in OPENING] == []


def test_words_and_numbers_with_their_units_stay_whole() -> None:
    text = "到 2026年10月 一共登记 1,234 件，其中 WeChat 来的约 93%，别的来自 12345 热线。"
    for width in range(280, 900, 20):
        lines = lines_of(text, em, width)
        for whole in ("1,234 件，", "WeChat", "93%，", "12345"):
            assert any(whole in line for line in lines), (width, lines)


def test_the_last_line_is_no_single_character() -> None:
    assert lines_of("办起社区宴会中心，居民的红白喜事有了去处。", em, 40 * 20) == [
        "办起社区宴会中心，居民的红白喜事有",
        "了去处。",
    ]


def test_what_is_left_out_is_said() -> None:
    lines = cut(lines_of("网格员上门走访，" * 20, em, 800), 2, CUT + ELSEWHERE, em, 800)
    assert len(lines) == 2
    assert lines[-1].endswith("……（全文见网页）")
    assert not lines[-1].startswith("……")
    assert em(lines[-1]) <= 800
