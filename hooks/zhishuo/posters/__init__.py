"""Boards for the wall and cards to be shared: finished pictures out of views, the same bytes for the same views.

Whoever draws calls `check_letters` first: no picture has an empty box where a character should stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path

from zhishuo.assets import Asset
from zhishuo.figures import figures_of
from zhishuo.posters.boards import Board, board_sheet
from zhishuo.posters.cards import card_sheet
from zhishuo.posters.fonts import Letters, bundled, letters_of
from zhishuo.problems import Problem, ProblemsError
from zhishuo.processes import on_all_cores
from zhishuo.reading import Records
from zhishuo.views.base import found_in
from zhishuo.views.posters import CardView, cards

_ROOM = Path(__file__).parent


def draw_board(board: Board, letters: Letters) -> bytes:
    """Return a board as a PNG of 2339 by 3307 pixels."""
    return board_sheet(board, letters).png()


def draw_card(card: CardView, letters: Letters) -> bytes:
    """Return a card as a PNG of 1200 by 630 pixels."""
    return card_sheet(card, letters).png()


def draw(views: Sequence[Board | CardView], letters: Letters) -> Iterator[bytes]:
    """Yield the PNG of each of `views` in their order, drawn on all cores where they are many."""
    return on_all_cores(partial(_drawn, letters=letters), views)


def _drawn(view: Board | CardView, letters: Letters) -> bytes:
    return draw_card(view, letters) if isinstance(view, CardView) else draw_board(view, letters)


def share(records: Records, address: str) -> tuple[tuple[CardView, ...], tuple[Asset, ...]]:
    """Return the cards of a site that stands at `address`, and their pictures; none for a site without an address.

    Raises ProblemsError for every character that the project's font lacks.
    """
    views = tuple(cards(records, figures_of(records.releases), address)) if address else ()
    return views, card_assets(views, records.root / ".cache" / "cards")


def card_assets(views: Iterable[CardView], kept: Path) -> tuple[Asset, ...]:
    """Return the pictures of `views`; what was drawn once stays in the folder `kept`, by what it shows.

    Raises ProblemsError for every character that the project's font lacks.
    """
    files = {card: kept / f"{_digest(card)}.png" for card in views}
    fresh = [card for card, file in files.items() if not file.is_file()]
    if fresh:
        check_letters(fresh, bundled())
        kept.mkdir(parents=True, exist_ok=True)
        for card, picture in zip(fresh, draw(fresh, bundled()), strict=True):
            whole = files[card].with_suffix(".new")
            whole.write_bytes(picture)
            whole.replace(files[card])
    return tuple(Asset(card.path, file.read_bytes()) for card, file in files.items())


def check_letters(views: Sequence[Board | CardView], letters: Letters) -> None:
    """Raise ProblemsError with every character that `views` show and `letters` lack, by the file it stands in."""
    problems = [
        Problem(
            view.file,
            0,
            "",
            f"展板和分享图的字体里没有“{letter}”（U+{ord(letter):04X}），在“{_around(text, letter)}”里；"
            "请换一个字，或者用 scripts/posters --font 指定字更全的字体",
        )
        for view in views
        for text in found_in(view, str)
        for letter in letters.missing(text)
    ]
    if problems:
        raise ProblemsError(problems)


def _digest(card: CardView) -> str:
    return hashlib.sha256(f"{_drawn_with()}{card!r}".encode()).hexdigest()


@cache
def _drawn_with() -> str:
    """Return the checksum of the fonts and of the code that draws."""
    parts = sorted([*_ROOM.glob("*.py"), *_ROOM.glob("fonts/*.woff2")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()


def _around(text: str, letter: str) -> str:
    place = text.index(letter)
    return text[max(place - 6, 0) : place + 7]


__all__ = [
    "Board",
    "Letters",
    "bundled",
    "card_assets",
    "check_letters",
    "draw",
    "draw_board",
    "draw_card",
    "letters_of",
    "share",
]
