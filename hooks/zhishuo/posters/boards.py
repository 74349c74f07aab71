"""Boards for the wall: A3 upright at 200 dots an inch. The head and the foot are fixed, the middle is set to fill."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from zhishuo.posters.blocks import Block, Panel, Row, Rule, Stack, Text, fitted
from zhishuo.posters.colours import GRADES, INK, MUTED, PAPER, SEAL, SOFT
from zhishuo.posters.fonts import Letters
from zhishuo.posters.parts import NO_FIGURES, SAMPLE, UNPROVEN, Type, heading_of, numbers, with_square
from zhishuo.posters.sheets import Sheet, blank
from zhishuo.views.base import DeskView, Frame, Mark
from zhishuo.views.claims import Claim
from zhishuo.views.posters import CommunityBoard, MonthBoard
from zhishuo.views.tables import Cell

Board: TypeAlias = CommunityBoard | MonthBoard

DOTS = 200
WIDTH, HEIGHT = 2339, 3307
MARGIN = 150
INNER = WIDTH - 2 * MARGIN
_GAP = 70
_SQUARE = 420
# What stands beside the square.
_BESIDE = INNER - _SQUARE - _GAP
# Four parts of a square are left free around it.
_CLEAR = 52
# More steps or results are left to the page.
_ITEMS = 10
_NUMBERS = (42, 92, 36)
NO_ADDRESS = "网站还没有网址，所以没有方块图；有了网址重画一张就有。"


def board_sheet(board: Board, letters: Letters) -> Sheet:
    """Return a board as it is drawn."""
    return _of_community(board, letters) if isinstance(board, CommunityBoard) else _of_month(board, letters)


def _of_community(board: CommunityBoard, letters: Letters) -> Sheet:
    """Return who it is, its practice with what did not work, its figures, where to ask."""
    plain = Type(letters)
    foot = _foot(plain, board.frame, board.source, board.address, _desk(plain, "找谁", board.desk))
    head = _head(plain, board.frame, board.over, board.heading, board.lede)
    return _sheet(letters, head, foot, lambda scale, most: _community(Type(letters, scale, most), board))


def _of_month(board: MonthBoard, letters: Letters) -> Sheet:
    """Return red first, the four numbers, the grades, the rates, what became of the month before."""
    plain = Type(letters)
    ways = Stack(
        [
            plain.bold("怎么说事", 50),
            plain.small(f"{board.channels}，哪样方便用哪样。", 40, INK).fitting(_BESIDE, 30, 2),
            *_office(plain, board.desk),
        ],
        20,
    )
    foot = _foot(plain, board.frame, board.source, board.address, ways)
    head = _head(plain, board.frame, board.over, board.heading, board.lede)
    return _sheet(letters, head, foot, lambda scale, most: _month(Type(letters, scale, most), board))


def _sheet(letters: Letters, head: Block, foot: Block, build: Callable[[int, int | None], Stack]) -> Sheet:
    sheet = blank(letters, WIDTH, HEIGHT, DOTS)
    start, end = MARGIN + head.height(INNER) + _GAP, HEIGHT - MARGIN - foot.height(INNER)
    head.draw(sheet, MARGIN, MARGIN, INNER)
    fitted(build, INNER, end - _GAP - start).draw(sheet, MARGIN, start, INNER)
    foot.draw(sheet, MARGIN, end, INNER)
    return sheet


def _head(kind: Type, frame: Frame, over: str, heading: str, lede: str) -> Block:
    line = [kind.bold(over, 46, SEAL).fitting(INNER * 3 // 5, 30, 1)]
    if frame.sample:
        line.append(Text(letters=kind.letters, text=SAMPLE, size=38, ink=SEAL, right=True))
    return Stack(
        [
            Row(line, 40, (INNER * 3 // 5, None)[: len(line)], middle=True),
            Rule(12, SEAL),
            Rule(16, PAPER),
            heading_of(kind, heading, INNER, (190, 110)),
            kind.small(lede, 66).fitting(INNER, 42, 2),
        ],
        40,
    )


def _foot(kind: Type, frame: Frame, source: str, address: str, block: Block) -> Block:
    where = kind.small(f"扫一扫看全部：{address}" if address else NO_ADDRESS, 36).fitting(_BESIDE, 26, 2)
    return Stack(
        [
            Rule(4, INK),
            with_square(Stack([block, where], 30), address, _SQUARE, _GAP),
            Stack([kind.small(f"数字怎么看：{frame.rule}", 32)] * bool(frame.rule) + [kind.small(source, 32)], 14),
        ],
        _CLEAR,
    )


def _desk(kind: Type, heading: str, desk: DeskView) -> Block:
    return Stack([kind.bold(heading, 50), *_office(kind, desk)], 20)


def _office(kind: Type, desk: DeskView) -> Iterator[Block]:
    lines = (desk.name, f"地点：{desk.place}", f"时间：{desk.hours}；电话：{desk.phone or '写在公示栏上'}")
    yield from (kind.small(line, 40, INK).fitting(_BESIDE, 30, 1) for line in lines)


def _community(kind: Type, board: CommunityBoard) -> Stack:
    half = (INNER - kind.px(_GAP)) // 2
    steps = [_numbered(kind, place, step) for place, step in enumerate(board.practice.steps[:_ITEMS], 1)]
    results = [_result(kind, claim) for claim in board.practice.results[:_ITEMS]]
    # What did not work keeps a second line when everything else is down to one.
    loud = replace(kind, most=kind.most and max(kind.most, 2))
    failed = Stack([kind.bold("没做好的地方", 56), loud.body(board.practice.shortfalls, 50)], kind.px(36))
    figures = (
        numbers(kind, board.rates, _NUMBERS, INNER, kind.px(40)) if board.rates else kind.body(NO_FIGURES, 50, MUTED)
    )
    return Stack(
        [
            Stack(
                [
                    kind.small("主打做法", 46, SEAL),
                    kind.bold(board.practice.title, 112),
                    kind.body(board.practice.sentence, 58),
                ],
                kind.px(34),
            ),
            Row(
                [
                    _list(kind, "怎么做的", steps, board.practice.steps),
                    _list(kind, "结果", results, board.practice.results),
                ],
                kind.px(_GAP),
                (half, half),
            ),
            Panel(failed, kind.px(44), SOFT, INK, kind.px(12)),
            _section(kind, f"公开榜上的数字{f'：{board.period}' if board.period else ''}", figures),
        ],
        kind.px(64),
    )


def _month(kind: Type, board: MonthBoard) -> Stack:
    ink, tint = GRADES["red"]
    half = -(-len(board.red_lines) // 2)
    said = [
        Stack([kind.body(line, 50) for line in lines], kind.px(30))
        for lines in (board.red_lines[:half], board.red_lines[half:])
    ]
    red = Stack([_mark(kind, board.red, 84), Row(said, kind.px(_GAP))], kind.px(36))
    return Stack(
        [
            Panel(red, kind.px(44), tint, ink, kind.px(16)),
            numbers(kind, board.stats, (48, 124, 38), INNER, kind.px(50)),
            _section(kind, board.grades.caption, _grades(kind, board)),
            _section(kind, "全镇", numbers(kind, board.rates, _NUMBERS, INNER, kind.px(50))),
        ],
        kind.px(64),
    )


def _section(kind: Type, heading: str, block: Block) -> Block:
    return Stack([kind.bold(heading, 56), Rule(kind.px(4), INK), block], kind.px(30))


def _list(kind: Type, heading: str, items: list[Block], every: Sequence[object]) -> Block:
    """Return a list that says how many items it leaves out of `every` one."""
    left_out = [kind.small(f"还有 {len(every) - _ITEMS} 条见网页", 40)] if len(every) > _ITEMS else []
    return _section(kind, heading, Stack([*items, *left_out], kind.px(44)))


def _numbered(kind: Type, place: int, text: str) -> Block:
    return Row([kind.bold(f"{place}", 50, SEAL), kind.body(text, 50)], kind.px(16), (kind.px(60), None))


def _result(kind: Type, claim: Claim) -> Block:
    said = f"{claim.what}：{claim.figure}" if claim.figure else claim.what
    parts = [kind.body(said, 50), kind.small(_proof(claim), 38)]
    # Where there is one line for everything, the source stands beside what it proves.
    return Row(parts, kind.px(30), middle=True) if kind.most == 1 else Stack(parts, kind.px(16))


def _proof(claim: Claim) -> str:
    """Return what stands behind a claim, as its page says: a source, the board, or nothing."""
    source = f"来源：{claim.source}{f'，截至 {claim.as_of}' if claim.as_of else ''}" if claim.source else ""
    if claim.held:
        return f"{f'{source}。' if source else ''}公开榜：{claim.held.sentence}{''.join(claim.held.notes)}"
    if not source:
        return UNPROVEN
    return source if claim.figure else f"{source}；有来源，没有数字"


def _mark(kind: Type, mark: Mark, size: int) -> Text:
    return kind.bold(f"{mark.shape} {mark.text}", size, GRADES[mark.id][0])


def _grades(kind: Type, board: MonthBoard) -> Block:
    """Return the table of grades: every line on the tint of its grade, numbers with their fractions."""
    head = Row([kind.small(word, 40) for word in board.grades.head], kind.px(30))
    rows = [
        Panel(
            Row(
                [
                    _mark(kind, row.marks[0], 58) if row.marks else kind.bold(row.label, 58),
                    *(_cell(kind, cell) for cell in row.cells),
                ],
                kind.px(30),
                middle=True,
            ),
            kind.px(22),
            GRADES[row.marks[0].id][1] if row.marks else SOFT,
        )
        for row in board.grades.rows
    ]
    return Stack([Panel(head, kind.px(22)), *rows], kind.px(10))


def _cell(kind: Type, cell: Cell) -> Block:
    """Return a number with its fraction beside it."""
    loud = kind.bold(cell.text, 54)
    return Row([loud, kind.small(cell.sub, 38)], kind.px(16), (loud.measure(cell.text), None), middle=True)
