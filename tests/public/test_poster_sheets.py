"""Boards and cards: every text in its box, squares that lead to the page, the same bytes for the same view."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from poster_sheets import ADDRESS, boards, card, text_of, texts

from zhishuo.figures import figures_of
from zhishuo.posters import bundled, card_assets, draw_board, draw_card
from zhishuo.posters.boards import HEIGHT, MARGIN, WIDTH, board_sheet
from zhishuo.posters.cards import card_sheet
from zhishuo.posters.setting import ELSEWHERE
from zhishuo.posters.sheets import Box, Placed, Sheet
from zhishuo.reading import Records
from zhishuo.views import show
from zhishuo.views.claims import Claim
from zhishuo.views.posters import CommunityBoard, Told, card_of, cards, community_boards

# The town of the tests is the same for every example.
SAME_TOWN = [HealthCheck.function_scoped_fixture]


def community_board(records: Records, slug: str = "xinmin", address: str = ADDRESS) -> CommunityBoard:
    return next(
        board for board in community_boards(records, figures_of(records.releases), address) if board.name == slug
    )


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


def test_pages_are_shared_with_the_card_they_are_about(records: Records, bare: Records) -> None:
    known = list(cards(records, figures_of(records.releases), ADDRESS))
    shared = {view.url: found.path for view in show(records, {}) if (found := card_of(view, known))}
    for url in ("c/heping/", "c/heping/four-colours/", "board/c/heping/"):
        assert shared[url] == "cards/c/heping.png"
    assert shared["board/2026-08/"] == "cards/board/2026-08.png"
    assert shared[""] == shared["board/"] == shared["speak/"] == "cards/board/2026-10.png"
    untold = list(cards(bare, figures_of({}), ADDRESS))
    assert {view.url for view in show(bare, {}) if not card_of(view, untold)} >= {"", "board/", "speak/"}
