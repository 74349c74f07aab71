"""Figures on boards and in the month's message are those of the pages."""

from __future__ import annotations

import html
import re

from conftest import ROOT
from poster_sheets import ADDRESS, text_of

from zhishuo.figures import figures_of
from zhishuo.pages import Page, orders, render
from zhishuo.posters import bundled
from zhishuo.posters.boards import board_sheet
from zhishuo.reading import Records
from zhishuo.views import show
from zhishuo.views.message import month_message
from zhishuo.views.posters import community_boards, month_boards

COUNTED = re.compile(r"(?:约|接近) \d+%|\d+ 件|\d+ ÷ \d+|到期 \d+|数量太少")


def read_pages(records: Records) -> dict[str, str]:
    """Return the text of every page by its address, one line a tag."""
    pages: tuple[Page, ...] = render(orders(show(records, {})), ROOT / "theme_overrides")
    return {page.url: html.unescape(re.sub(r"<[^>]+>", "\n", page.html)) for page in pages}


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
