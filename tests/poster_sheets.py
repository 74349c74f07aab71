"""Boards and cards of the small town, what stands on them, and texts to put there."""

from __future__ import annotations

from hypothesis import strategies as st

from zhishuo.figures import figures_of
from zhishuo.posters import Board
from zhishuo.posters.fonts import FOLDER
from zhishuo.posters.sheets import Sheet
from zhishuo.reading import Records
from zhishuo.views.posters import CardView, cards, community_boards, month_boards

ADDRESS = "https://example.org/town/zhishuo/"
HANZI = (FOLDER / "hanzi.txt").read_text(encoding="utf-8").replace("\n", "")
LATIN = ("WeChat", "12345", "3.10%", "2026-10-31", "https://example.org/a/very/long/address?with=parts&of=it", "5G+AI")


def boards(records: Records, address: str = ADDRESS) -> list[Board]:
    figures = figures_of(records.releases)
    return [*community_boards(records, figures, address), *month_boards(records, figures, address)]


def text_of(sheet: Sheet) -> str:
    return "".join(placed.text for placed in sheet.placed)


def texts(most: int) -> st.SearchStrategy[str]:
    """Return texts of up to `most` characters as people write them, and as nobody does."""
    piece = st.one_of(
        st.text(st.sampled_from(HANZI), min_size=1, max_size=12),
        st.sampled_from([*"，。、；：！？…—·", *"（）《》“”‘’【】", *LATIN, "10 余次", "约 93%", "……", "——", " "]),
    )
    return st.lists(piece, min_size=1, max_size=most).map(lambda parts: "".join(parts)[:most].strip() or "说")


def card(records: Records) -> CardView:
    return next(cards(records, figures_of(records.releases), ADDRESS))
