"""The attack on a chain of releases: an outsider with every published file, a solver, and exact tables from elsewhere.

Bounds are propagated and linear programs run on one population of one month at a time; that no cell opens from all of
them together is what `shifts` shows by whole requests.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from zhishuo.audit.bounds import Sums, propagated
from zhishuo.audit.differences import differences
from zhishuo.audit.linear import Programs, Width, widths
from zhishuo.audit.lives import FACTS, Cell, Core, Month
from zhishuo.audit.outside import Outside
from zhishuo.audit.published import Name, Release
from zhishuo.problems import Problem

# Populations whose every cell the board promises to within base - 1; of all others it promises four times that.
_HELD = frozenset({"registered", "carried"})
_SHOWN = 5
# One unknown of a linear program: a core cell, and the column key where a split is not a fact of the request.
_Unknown = tuple[Core, str]


@dataclass(slots=True)
class Attack:
    """What the attack found. `widths` counts cells by how far apart their least and most are; `narrowest` are a few.

    `bounded` cells of all releases were tried by propagation alone, before the linear programs. `opened` are the
    cells that became too narrow: each is among the `findings` too.
    """

    base: int
    bounded: int = 0
    widths: Counter[int] = field(default_factory=Counter)
    narrowest: list[Width] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)
    opened: list[Width] = field(default_factory=list)
    seconds: float = 0.0

    def lines(self) -> Iterator[str]:
        """Yield the report: what was tried, the table of widths, the narrowest cells, the verdict."""
        cells = sum(self.widths.values())
        yield f"攻击：{self.bounded} 格互相推算上下界，{cells} 格各解两个线性规划（最小、最大），{self.seconds:.0f} 秒"
        yield "  各期各表逐一对减、核对相加"
        spread = "，".join(f"{width} 件 {count} 格" for width, count in sorted(self.widths.items()))
        yield f"每格猜得到的范围（最大减最小）：{spread or '没有可算的格'}"
        for found in self.narrowest[:_SHOWN]:
            name, line, column = found.cell
            yield f"  最窄：{'·'.join(name)}，{line}·{column}：{found.low} 至 {found.high}"
        if self.findings:
            yield f"结论：发现 {len(self.findings)} 处问题，不能公布"
        else:
            yield f"结论：没有一格因为公布而窄于 {self.base - 1} 件（更窄的，攻击者原来就知道）"


def attack(
    releases: Sequence[Release], outside: Sequence[Outside], progress: Callable[[float], None], months: int = 1
) -> Attack:
    """Return what an outsider can work out of `releases` who also knows the exact tables `outside`.

    Laying files side by side and propagating bounds cover all releases. Linear programs run on every table by
    community, category or grade of what `outside` speaks of, or else of the newest `months`. `progress` is told the
    share done.
    """
    started = time.monotonic()
    found = Attack(releases[-1].base if releases else 0, findings=list(differences(releases)))
    newest = releases[-months:]
    systems = []
    for release in releases:
        for block, tables in release.blocks().items():
            for (population, _), names in _systems(tables).items():
                told = [table for table in outside if _speaks_of(table, release, block, population)]
                system = _System(release, block, names, told)
                system.propagate(found)
                if told or (not outside and release in newest):
                    systems.append(system)
    if not found.opened:
        for place, system in enumerate(systems):
            system.run(found, _part_of(progress, place / len(systems), 1 / len(systems)))
    found.narrowest.sort(key=lambda width: (width.width, width.cell))
    found.seconds = time.monotonic() - started
    return found


def _part_of(progress: Callable[[float], None], start: float, share: float) -> Callable[[float], None]:
    return lambda part: progress(start + part * share)


def _speaks_of(table: Outside, release: Release, block: str, population: str) -> bool:
    return (table.name[0], table.period, table.block) == (population, release.period, block)


def _systems(tables: Mapping[Name, object]) -> dict[tuple[str, str], list[Name]]:
    """Return the tables that share their unknowns: of one population, and divided alike or by facts of the request."""
    found: dict[tuple[str, str], list[Name]] = {}
    for name in tables:
        if name[1] in FACTS:
            split = "" if name[2] in {"group", "category", "grade", "total"} else name[2]
            found.setdefault((name[0], split), []).append(name)
    return found


class _System:
    """The linear programs of one population of one block and release."""

    def __init__(self, release: Release, block: str, names: Sequence[Name], outside: Sequence[Outside]) -> None:
        self.release, self.outside = release, outside
        tables = release.blocks()[block]
        self.month = Month(tables, release.base, release.groups)
        self.tables = {name: tables[name] for name in names}
        self.unknowns: dict[_Unknown, int] = {}
        self.cells: dict[Cell, list[int]] = {}
        self.counts = {
            (name, line, column): count for name, table in self.tables.items() for line, column, count in table.cells()
        }
        self._lay_out()

    def _lay_out(self) -> None:
        for core in self.month.cores():
            for name, table in self.tables.items():
                line = core[FACTS[name[1]]]
                for column in table.columns:
                    for key in self._keys(name, column, core):
                        place = self.unknowns.setdefault((core, key), len(self.unknowns))
                        self.cells.setdefault((name, line, column[0]), []).append(place)

    def _keys(self, name: Name, column: Sequence[str], core: Core) -> Iterator[str]:
        """Yield the unknowns of a core cell that a column counts: the request's own fact, or each merged column key."""
        own = self.month.facts(core)
        if name[2] in own:
            if own[name[2]] in column:
                yield ""
        elif name[2] == "total":
            yield ""
        else:
            yield from column

    def propagate(self, found: Attack) -> None:
        """Find the cells that the bounds of all others leave too narrow, without a solver."""
        known = [*self._published(), *self._outside()]
        bounds = propagated(len(self.unknowns), known)
        if not bounds.is_possible:
            self._contradict(found, next(iter(self.cells)))
            return
        for cell, places in self.cells.items():
            found.bounded += 1
            (low, high), own = bounds.of(places), self._interval(cell)
            self._judge(Width(cell, int(max(low, own[0])), int(min(high, own[1]))), found)

    def run(self, found: Attack, progress: Callable[[float], None]) -> None:
        """Find the width of every cell; one narrower than base - 1 is a finding where the release made it so."""
        programs = Programs(len(self.unknowns), [*self._published(), *self._outside()])
        least = self.release.base - 1
        for done, width in enumerate(widths(programs, self.cells), 1):
            progress(done / len(self.cells))
            if not isinstance(width, Width):
                self._contradict(found, width)
                return
            found.widths[width.width] += 1
            if self._judge(width, found) or width.width >= least:
                found.narrowest.append(width)

    def _judge(self, width: Width, found: Attack) -> bool:
        """Take up a cell that the release made narrower than base - 1; tell whether it did."""
        is_open = width.width < self.release.base - 1 and self._is_news(width)
        if is_open:
            self._tell(width, found)
        return is_open

    def _contradict(self, found: Attack, cell: Cell) -> None:
        message = f"{cell[1]}·{cell[2]}：没有一组真实的数能得出这些表，数字彼此矛盾"
        found.findings.append(Problem(self.release.file, 0, "·".join(cell[0]), message))

    @cached_property
    def _alone(self) -> Programs:
        """Return the programs of one who knows the outside tables and has not seen the release."""
        return Programs(len(self.unknowns), self._outside())

    def _is_news(self, width: Width) -> bool:
        """Tell whether the cell became narrower than base - 1 only by the release, not by the outside tables alone.

        That a published count above 0 tells of something is no secret, so 0 counts as possible beside 1.
        """
        least = self.release.base - 1
        alone = self._alone.extremes(self.cells[width.cell])
        was_wide = alone is None or alone[1] - alone[0] >= least
        return was_wide and width.high - (0 if width.low == 1 else width.low) < least

    def _tell(self, width: Width, found: Attack) -> None:
        name, line, column = width.cell
        message = f"{line}·{column}：猜得到在 {width.low} 至 {width.high} 之间，窄于 {self.release.base - 1} 件"
        found.findings.append(Problem(self.release.file, 0, "·".join(name), message))
        found.opened.append(width)

    def _published(self) -> list[Sums]:
        return [Sums(self.cells.get(cell, []), *self._interval(cell)) for cell in self.counts]

    def _interval(self, cell: Cell) -> tuple[int, int]:
        """Return what the board says of a cell: the least and the most that it can be."""
        held = cell[0][0] in _HELD and cell[0][2] != "category"
        bound = (self.release.base - 1) * (1 if held else 4)
        return max(self.counts[cell] - bound, 0), self.counts[cell] + bound

    def _outside(self) -> list[Sums]:
        """Return the sums that stand elsewhere, exact."""
        rows = []
        for table in self.outside:
            fact = FACTS.get(table.name[1])
            for (line, column), count in table.cells.items():
                cores = [
                    place
                    for (core, key), place in self.unknowns.items()
                    if (not line or fact is None or core[fact] == line)
                    and self._is_in(table.name[2], column, core, key)
                ]
                rows.append(Sums(cores, count, count))
        return rows

    def _is_in(self, split: str, column: str, core: Core, key: str) -> bool:
        return not column or self.month.facts(core).get(split, key) == column
