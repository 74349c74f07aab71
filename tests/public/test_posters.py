"""Boards, cards and the message: every text in its box, every character drawn, every figure that of the pages."""

from __future__ import annotations

import hashlib
import html
import io
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from zhishuo.figures import figures_of
from zhishuo.pages import Page, orders, render
from zhishuo.posters import Board, bundled, card_assets, check_letters, draw_board, draw_card, letters_of
from zhishuo.posters.boards import HEIGHT, MARGIN, WIDTH, board_sheet
from zhishuo.posters.cards import card_sheet
from zhishuo.posters.fonts import FOLDER, pen
from zhishuo.posters.setting import CLOSING, CUT, ELSEWHERE, OPENING, cut, lines_of
from zhishuo.posters.sheets import Box, Placed, Sheet
from zhishuo.problems import ProblemsError
from zhishuo.reading import Records, read
from zhishuo.views import show
from zhishuo.views.claims import Claim
from zhishuo.views.message import month_message
from zhishuo.views.posters import CardView, CommunityBoard, Told, card_of, cards, community_boards, month_boards

ROOT = Path(__file__).parents[2]
ADDRESS = "https://example.org/town/zhishuo/"
HANZI = (FOLDER / "hanzi.txt").read_text(encoding="utf-8").replace("\n", "")
LATIN = ("WeChat", "12345", "3.10%", "2026-10-31", "https://example.org/a/very/long/address?with=parts&of=it", "5G+AI")
# The town of the tests is the same for every example.
SAME_TOWN = [HealthCheck.function_scoped_fixture]
COUNTED = re.compile(r"(?:约|接近) \d+%|\d+ 件|\d+ ÷ \d+|到期 \d+|数量太少")


def community_board(records: Records, slug: str = "xinmin", address: str = ADDRESS) -> CommunityBoard:
    return next(
        board for board in community_boards(records, figures_of(records.releases), address) if board.name == slug
    )


def boards(records: Records, address: str = ADDRESS) -> list[Board]:
    figures = figures_of(records.releases)
    return [*community_boards(records, figures, address), *month_boards(records, figures, address)]


def read_pages(records: Records) -> dict[str, str]:
    """Return the text of every page by its address, one line a tag."""
    pages: tuple[Page, ...] = render(orders(show(records, {})), ROOT / "theme_overrides")
    return {page.url: html.unescape(re.sub(r"<[^>]+>", "\n", page.html)) for page in pages}


def text_of(sheet: Sheet) -> str:
    return "".join(placed.text for placed in sheet.placed)


def inside(box: Box, margin: int, size: tuple[int, int]) -> bool:
    left, top, right, bottom = box
    return margin <= left <= right <= size[0] - margin and margin <= top <= bottom <= size[1] - margin


def overlapping(placed: list[Placed]) -> list[tuple[str, str]]:
    return [
        (one.text, other.text)
        for one, other in combinations(placed, 2)
        if one.box[0] < other.box[2]
        and other.box[0] < one.box[2]
        and one.box[1] < other.box[3]
        and other.box[1] < one.box[3]
    ]


def drawn(sheet: Sheet, margin: int) -> None:
    """Assert that every text stands on the sheet, alone, and as wide as it was reckoned."""
    size = sheet.image.size
    assert [placed for placed in sheet.placed if not inside(placed.box, margin, size)] == []
    assert overlapping(sheet.placed) == []
    # what was drawn is nowhere but in the boxes: the margins are as they were
    edge = sheet.image.crop((0, 16, margin, size[1])), sheet.image.crop((size[0] - margin, 16, *size))
    assert [side.getextrema() for side in edge] == [((255, 255),) * 3] * 2


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


def texts(most: int) -> st.SearchStrategy[str]:
    """Return texts of up to `most` characters as people write them, and as nobody does."""
    piece = st.one_of(
        st.text(st.sampled_from(HANZI), min_size=1, max_size=12),
        st.sampled_from([*"，。、；：！？…—·", *"（）《》“”‘’【】", *LATIN, "10 余次", "约 93%", "……", "——", " "]),
    )
    return st.lists(piece, min_size=1, max_size=most).map(lambda parts: "".join(parts)[:most].strip() or "说")


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


def results() -> st.SearchStrategy[Claim]:
    return st.builds(
        Claim,
        texts(300),
        st.sampled_from(["", "10 余次", "1,234,567 平方米"]),
        st.sampled_from(["", "2026年10月31日"]),
        st.one_of(st.just(""), texts(300)),
        st.none(),
    )


def told() -> st.SearchStrategy[Told]:
    return st.builds(
        Told,
        texts(300),
        texts(300),
        st.lists(texts(400), min_size=1, max_size=12).map(tuple),
        st.lists(results(), min_size=1, max_size=12).map(tuple),
        texts(1000),
    )


@given(told=told(), name=texts(30), lede=texts(300), place=texts(60))
@settings(max_examples=12, suppress_health_check=SAME_TOWN)
def test_no_text_of_a_board_leaves_its_box_or_meets_another(
    records: Records, told: Told, name: str, lede: str, place: str
) -> None:
    board = community_board(records)
    desk = replace(board.desk, place=place, name=place, hours=place * 3, phone=place)
    sheet = board_sheet(
        replace(board, practice=told, heading=name, lede=lede, desk=desk, over=name * 2, address=ADDRESS + "x" * 100),
        bundled(),
    )
    drawn(sheet, MARGIN)
    assert "没做好的地方" in [placed.text for placed in sheet.placed]
    assert "数字怎么看：件数都凑成 5 的倍数" in text_of(sheet)


def test_the_fullest_board_still_has_everything(records: Records) -> None:
    board = community_board(records)
    long = "网格员上门走访（记在本子上，也记在平台上），再分成红、橙、黄、蓝四种颜色；" * 12
    unproven = Claim(long[:300], "1,234 余件", "", "", None)
    full = Told(long[:300], long[:300], (long,) * 14, (unproven,) * 10, long)
    rates = tuple(
        replace(rate, value="数量太少", words="满意和基本满意 12345 件 ÷ 评价 12345 件") for rate in board.rates
    )
    sheet = board_sheet(replace(board, heading=long[:30], lede=long[:300], practice=full, rates=rates), bundled())
    drawn(sheet, MARGIN)
    said = [placed.text for placed in sheet.placed]
    assert said.count("未附数据") == 10
    assert "还有 4 条见网页" in said
    assert said.count("数量太少") == 4
    assert min(placed.box[3] - placed.box[1] for placed in sheet.placed) >= 26


@given(name=texts(30), lede=texts(300), over=texts(60))
@settings(max_examples=40, suppress_health_check=SAME_TOWN)
def test_no_text_of_a_card_leaves_its_box_or_meets_another(records: Records, name: str, lede: str, over: str) -> None:
    every = list(cards(records, figures_of(records.releases), ADDRESS))
    for view in (every[0], every[-1]):
        sheet = card_sheet(replace(view, heading=name, lede=lede, over=over), bundled())
        drawn(sheet, 40)


def test_every_board_and_card_of_the_town_is_whole(records: Records) -> None:
    for board in boards(records):
        sheet = board_sheet(board, bundled())
        drawn(sheet, MARGIN)
        assert ELSEWHERE not in text_of(sheet)
    for view in cards(records, figures_of(records.releases), ADDRESS):
        drawn(card_sheet(view, bundled()), 40)


def test_a_sample_is_marked_on_everything(records: Records) -> None:
    for board in boards(records):
        assert "示例：内容和数字都是编的" in text_of(board_sheet(board, bundled()))
        real = replace(board, frame=replace(board.frame, sample=False))
        assert "示例：" not in text_of(board_sheet(real, bundled()))
    assert "示例 · " in text_of(card_sheet(card(records), bundled()))


def test_before_the_first_release_boards_say_so(bare: Records) -> None:
    (board, *_) = boards(bare)
    assert "还没有公布过季度数字。" in text_of(board_sheet(board, bundled()))
    drawn(board_sheet(board, bundled()), MARGIN)
    drawn(card_sheet(card(bare), bundled()), 40)


def test_squares_lead_to_the_page(records: Records) -> None:
    for board, page in ((boards(records)[0], "c/xinmin/"), (boards(records)[-1], "board/2026-10/")):
        found = zxingcpp.read_barcodes(Image.open(io.BytesIO(draw_board(board, bundled()))).convert("L"))
        assert [square.text for square in found] == [ADDRESS + page]
    for view in cards(records, figures_of(records.releases), ADDRESS):
        found = zxingcpp.read_barcodes(Image.open(io.BytesIO(draw_card(view, bundled()))).convert("L"))
        assert [square.text for square in found] == [view.address]


def test_without_an_address_there_is_no_square_and_the_board_says_why(records: Records) -> None:
    for board in boards(records, address=""):
        sheet = board_sheet(board, bundled())
        assert "网站还没有网址，所以没有方块图" in text_of(sheet)
        assert zxingcpp.read_barcodes(sheet.image.convert("L")) == []


def test_a_communitys_figures_are_those_of_its_sheet(records: Records) -> None:
    pages = read_pages(records)
    for board in community_boards(records, figures_of(records.releases), ADDRESS):
        said = COUNTED.findall(text_of(board_sheet(board, bundled())))
        assert board.rates
        assert len(said) >= len(board.rates)
        assert [figure for figure in said if figure not in pages[f"print/c/{board.name}/"]] == []


def test_a_months_figures_are_those_of_its_pages(records: Records) -> None:
    pages = read_pages(records)
    boards = {board.name: board for board in month_boards(records, figures_of(records.releases), ADDRESS)}
    home, month = pages[""], boards["2026-10"]
    for text in [*(part for stat in month.stats for part in (stat.value, stat.words)), *month.red_lines, month.lede]:
        assert text in home
    for period, board in boards.items():
        page = pages[f"board/{period}/"]
        for row in board.grades.rows:
            assert [cell for cell in row.cells if cell.text not in page or cell.sub not in page] == []
        printed = text_of(board_sheet(board, bundled()))
        for rate in board.rates:
            assert f"{rate.term}{rate.value}（{rate.words}）" in page
            assert rate.value in printed
            assert rate.words in printed


def test_the_message_says_what_the_home_page_says_and_what_is_pressing_first(records: Records) -> None:
    figures = figures_of(records.releases)
    message = month_message(records, figures, ADDRESS)
    home = read_pages(records)[""]
    said = COUNTED.findall(message)
    assert len(said) > 8
    assert [figure for figure in said if figure not in home] == []
    lines = message.splitlines()
    assert lines[0] == "【示例，数字是编的】示例镇2026年10月公开榜"
    assert lines[1].startswith("◆红·特急：")
    order = [message.index(word) for word in ("还没办完", "超期 ", "解决 ", "登记 155 件")]
    assert order[0] < order[1] < order[2] < message.rindex("登记 155 件")
    assert f"看全部：{ADDRESS}board/2026-10/" in lines
    assert len(message) <= 400
    assert not re.search(r"[*_#`<>\[\]|]|\n\n", message.replace(ADDRESS, ""))


def test_the_message_without_an_address_says_where_to_look(records: Records) -> None:
    message = month_message(records, figures_of(records.releases).until("2026-09"), "")
    assert "2026年9月公开榜" in message
    assert "看全部：镇里的网站，点“公开榜”。" in message


def test_the_same_view_gives_the_same_bytes(records: Records) -> None:
    for board in (boards(records)[0], boards(records)[-1]):
        assert draw_board(board, bundled()) == draw_board(board, bundled())
    assert draw_card(card(records), bundled()) == draw_card(card(records), bundled())


def test_boards_are_a3_and_cards_what_messengers_show(records: Records) -> None:
    board = Image.open(io.BytesIO(draw_board(boards(records)[0], bundled())))
    assert board.size == (WIDTH, HEIGHT)
    millimetres = [round(pixels / dots * 25.4) for pixels, dots in zip(board.size, board.info["dpi"], strict=True)]
    assert millimetres == [297, 420]
    assert Image.open(io.BytesIO(draw_card(card(records), bundled()))).size == (1200, 630)


def test_a_card_is_drawn_once(records: Records, tmp_path: Path) -> None:
    views = list(cards(records, figures_of(records.releases), ADDRESS))
    first = card_assets(views, tmp_path)
    assert {asset.path: asset.content for asset in first} == {view.path: draw_card(view, bundled()) for view in views}
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == len(views)
    kept[0].write_bytes(b"from the cache")
    assert b"from the cache" in {asset.content for asset in card_assets(views, tmp_path)}
    other = replace(views[0], lede="另一句话")
    assert card_assets([other], tmp_path)[0].content == draw_card(other, bundled())


def card(records: Records) -> CardView:
    return next(cards(records, figures_of(records.releases), ADDRESS))


def test_pages_are_shared_with_the_card_they_are_about(records: Records, bare: Records) -> None:
    known = list(cards(records, figures_of(records.releases), ADDRESS))
    shared = {view.url: found.path for view in show(records, {}) if (found := card_of(view, known))}
    for url in ("c/heping/", "c/heping/four-colours/", "board/c/heping/"):
        assert shared[url] == "cards/c/heping.png"
    assert shared["board/2026-08/"] == "cards/board/2026-08.png"
    assert shared[""] == shared["board/"] == shared["speak/"] == "cards/board/2026-10.png"
    untold = list(cards(bare, figures_of({}), ADDRESS))
    assert {view.url for view in show(bare, {}) if not card_of(view, untold)} >= {"", "board/", "speak/"}
