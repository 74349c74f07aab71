"""Integer witnesses: for every published cell, whole requests that make it greater or smaller, all else in its bounds.

Add up to base - 1 requests that live the life of a batch in the cell, or take as many of that batch away: the cell
moves by so many, no other cell by more, and every rule between the releases holds, since it holds for each life alone.
For a cell of 0 a life is made up. So each cell, of all releases together, may truly be any of at least `base` numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zhishuo.audit.certificate import Certificate
from zhishuo.audit.lives import Cell, Month, Stock, broken, leaves_of, stock_after
from zhishuo.audit.made_up import life_through
from zhishuo.audit.population import Life, Population, population_of
from zhishuo.audit.published import Release
from zhishuo.problems import Problem


@dataclass(slots=True)
class Shifts:
    """How many cells can be shifted: `filled` up and down by a batch's life, `empty` up by one made up.

    `fixed` are cells of 0 that cannot be anything else, and that everyone knows to be 0.
    """

    releases: int
    most: int
    lives: int = 0
    filled: int = 0
    empty: int = 0
    fixed: int = 0
    findings: list[Problem] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield the sentences of the report."""
        yield (
            f"整数见证：{self.releases} 期连在一起，拆成 {self.lives} 批从登记到销号完整的诉求，各表正好由它们相加；"
            f"有数的 {self.filled} 格，照其中一批可以少 1 至 {self.most} 件、也可以多 1 至 {self.most} 件；"
            f"为 0 的 {self.empty} 格，可以多 1 至 {self.most} 件，其余各格都不超出公布的误差"
        )
        if self.fixed:
            yield f"  另有 {self.fixed} 格谁都知道只能是 0（第一期还没有更正；新加的行上个月还没有）"


def shifts(published: Sequence[tuple[Release, Certificate]]) -> Shifts:
    """Return what can be shifted in `published`, whose certificates have been checked; findings where it cannot."""
    found = Shifts(len(published), published[-1][0].base - 1 if published else 0)
    for block in dict.fromkeys(block for release, _ in published for block in release.blocks()):
        files = [release.file for release, _ in published]
        people = population_of(published, block)
        found.lives += len(people.lives)
        found.findings += [
            Problem(files[place], 0, what, f"{block} 证书里有的诉求拆不成一件一件完整的：见证不成立".strip())
            for place, what in dict.fromkeys(people.left)
        ]
        if not people.left:
            _shift(found, files, people)
    return found


def _shift(found: Shifts, files: Sequence[str], people: Population) -> None:
    passed: Counter[tuple[int, Cell]] = Counter()
    judge = _Judge(people.months)
    for life in people.lives:
        cells = judge.cells(life)
        passed.update(cells)
        found.findings += [Problem(files[-1], 0, "", message) for message in judge.faults(life, cells)]
    for place, month in enumerate(people.months):
        for cell, count in _cells(month):
            whole = passed[place, cell] * month.base
            fault = f"一件一件数起来是 {whole}，公布的是 {count}" if count != whole else ""
            if count and not fault:
                found.filled += 1
            elif not fault:
                fault = _fault_of_more(found, judge, place, cell)
            if fault:
                found.findings.append(Problem(files[place], 0, "·".join(cell[0]), f"{cell[1]}·{cell[2]}：{fault}"))


def _fault_of_more(found: Shifts, judge: _Judge, place: int, cell: Cell) -> str:
    """Return why a cell of 0 cannot truly be more; empty where it can, or where everyone knows that it cannot."""
    life = life_through(judge.months, place, cell)
    if life is None:
        found.fixed += 1
        return ""
    found.empty += 1
    cells = judge.cells(life)
    if (place, cell) not in cells:
        return "编不出一件这样的诉求"
    return "，".join(judge.faults(life, cells))


def _cells(month: Month) -> Iterator[tuple[Cell, int]]:
    for name, table in month.tables.items():
        for line, column, count in table.cells():
            yield (name, line, column), count


class _Judge:
    """Which cells a life passes through, and whether anyone would say that no request can live so."""

    def __init__(self, months: Sequence[Month]) -> None:
        self.months = months
        self._sound: set[tuple[object, ...]] = set()
        self.places = [month.places() for month in months]
        self._none = [dict.fromkeys(month.leaves(), 0) for month in months]
        self.published = [{cell for cell, _ in _cells(month)} for month in months]

    def cells(self, life: Life) -> list[tuple[int, Cell]]:
        """Return every published cell that counts the life, with its month."""
        return [
            *(
                (month, self.months[month].cell_of(place, life.core))
                for month, kind in life.moves
                for place in self.places[month][kind]
            ),
            *life.town,
        ]

    def faults(self, life: Life, cells: Sequence[tuple[int, Cell]]) -> Iterator[str]:
        """Yield the cells that count the life twice or are published nowhere, and the rules that it breaks."""
        yield from (f"{'·'.join(cell[0])} 数了两次" for (_, cell), times in Counter(cells).items() if times > 1)
        yield from (f"{'·'.join(cell[0])} 没有公布" for place, cell in cells if cell not in self.published[place])
        shape = (tuple(life.moves), tuple((place, name, column) for place, (name, _, column) in life.town))
        if shape not in self._sound:
            self._sound.add(shape)
            yield from self._broken(life)

    def _broken(self, life: Life) -> Iterator[str]:
        """Yield the rules that the life alone breaks; what it is about makes no difference, and is judged once."""
        stock = Stock()
        for place in range(max(life.booked, 0), len(self.months)):
            moves = {life.core: dict.fromkeys((kind for month, kind in life.moves if month == place), 1)}
            leaves = self._none[place] | leaves_of({cell: 1 for month, cell in life.town if month == place})
            belated = int(life.struck < place == life.answered)
            yield from broken(stock, leaves, moves, belated)
            stock = stock_after(stock, leaves, moves, belated)
