"""What the ledger's tests share: the demo town's words, and small ledgers written as a grid platform exports them."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands.programs.engines import Missing, postgres_server
from zhishuo.ledger.books import Books, open_books, save
from zhishuo.ledger.codebook import Codebook, Entry
from zhishuo.ledger.counting import count, earliest_as_of, new_books
from zhishuo.ledger.landing import Ledger, land
from zhishuo.ledger.mapping import Mapping, guess, read_mapping
from zhishuo.ledger.moves import Moves
from zhishuo.ledger.sources import open_ledger

REPOSITORY = Path(__file__).resolve().parents[2]

# The demo town's own slugs, which the mapping of Boston leads to.
_COMMUNITIES = (
    "xinmin heping guangming xingfu anju wenhua fumin gongjian leye tuanjie yingbin qingyuan fengshou yingyuan beimen"
    " laojie chunhui"
)
_CATEGORIES = "property sanitation utilities parking housing noise roads safety care jobs neighbours other"
HEADERS = (
    *("诉求编号", "登记时间", "受理时间", "派单时间", "办结时间", "反馈时间", "评价时间", "销号时间", "截止时间"),
    *("社区", "类别", "等级", "登记时等级", "渠道", "办理结果", "满意度", "评价询问人"),
    *("退回", "延期", "暂停计时", "重办", "并入编号", "转办单位", "再次登记自"),
)


def _entries(slugs: str, words: str) -> tuple[Entry, ...]:
    return tuple(Entry(slug, (word,)) for slug, word in zip(slugs.split(), words.split(), strict=True))


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """Four communities, four grades, four categories in two groups, one of them sensitive, two channels."""
    return Codebook(
        communities=_entries("xinmin heping guangming xingfu", "新民 和平 光明 幸福"),
        grades=_entries("red orange yellow blue", "红 橙 黄 蓝"),
        hours={"red": 24, "orange": 72, "yellow": 168, "blue": 360},
        categories=_entries("property housing care other", "物业管理 房屋维修 养老助残 其他"),
        channels=_entries("phone mini", "电话 微信小程序"),
        category_groups={"home": ("property", "housing"), "people": ("care", "other")},
        sensitive=frozenset({"care"}),
    )


Rows = Iterable[dict[str, str]]
Written = Callable[[Rows], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write rows (header -> text; the rest empty) as a csv ledger, with only the columns that some row has."""

    def write(rows: Rows) -> Path:
        rows = list(rows)
        used = [header for header in HEADERS if any(header in row for row in rows)]
        used += [header for row in rows for header in row if header not in HEADERS]
        path = tmp_path / "ledger.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(used)), restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def landed(written: Written, codebook: Codebook) -> Callable[[Rows], Ledger]:
    """Write rows as a ledger and bring it in by the mapping its headers suggest."""

    def bring(rows: Rows) -> Ledger:
        return brought(written(rows), codebook)

    return bring


def brought(path: Path | str, codebook: Codebook, mapping: Mapping | None = None) -> Ledger:
    """Return the ledger at `path`, by `mapping` or by what its headers suggest."""
    source = open_ledger(str(path), REPOSITORY)
    mapping = mapping or guess(source.headers)
    return land(source.read(mapping.columns), mapping, codebook)


@pytest.fixture(scope="session")
def bring() -> Callable[..., Ledger]:
    """Return `brought`, for tests that have a file of their own."""
    return brought


@dataclass(slots=True)
class Chain:
    """Releases one after the other, each from a ledger of its own, with the books in a folder."""

    folder: Path
    codebook: Codebook
    bring: Callable[[Rows], Ledger]
    release: str | None = None

    @property
    def books(self) -> Books:
        """Return the books of the last release."""
        return open_books(self.folder, self.release)

    def count(self, period: str, rows: Rows) -> Moves:
        """Count the month from a ledger of `rows`, and keep its books."""
        return self.count_ledger(period, self.bring(rows))

    def count_ledger(self, period: str, ledger: Ledger) -> Moves:
        """Count the month from `ledger`, and keep its books."""
        books = self.books
        moves = count(ledger, self.codebook, books, period, earliest_as_of(period))
        self.release = hashlib.sha256(period.encode()).hexdigest()
        save(self.folder, self.release, new_books(ledger, books, period))
        return moves


@pytest.fixture
def chain(tmp_path: Path, codebook: Codebook, landed: Callable[[Rows], Ledger]) -> Chain:
    return Chain(tmp_path, codebook, landed)


def request_row(number: int, registered: str, **more: str) -> dict[str, str]:
    return {"诉求编号": f"A{number:04d}", "登记时间": registered, **more}


@pytest.fixture(scope="session")
def row() -> Callable[..., dict[str, str]]:
    """Return a maker of rows: row(1, "2026-09-01 08:00", 社区="新民")."""
    return request_row


@pytest.fixture(scope="session")
def day() -> Callable[[str], dt.date]:
    return dt.date.fromisoformat


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Yield the address of a private PostgreSQL server."""
    try:
        with postgres_server() as address:
            yield address
    except Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real input; a public checkout has none."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data here: real input is not part of the repository")
    return folder


@pytest.fixture(scope="session")
def town(codebook: Codebook) -> Codebook:
    """The demo town's own slugs, which the mapping of Boston leads to."""
    communities, categories, channels = (
        tuple(Entry(slug, ()) for slug in slugs.split())
        for slugs in (_COMMUNITIES, _CATEGORIES, "grid hall phone mini council box")
    )
    known = dataclasses.replace(codebook, communities=communities, categories=categories, channels=channels)
    return dataclasses.replace(known, category_groups={}, sensitive=frozenset())


@pytest.fixture(scope="session")
def mapping(town: Codebook) -> Mapping:
    """Return how the public requests of Boston become a ledger of the demo town."""
    return read_mapping("boston.yml", (Path(__file__).parent / "boston.yml").read_text(encoding="utf-8"), town)


@pytest.fixture(scope="session")
def boston(shared: Path, town: Codebook, mapping: Mapping) -> Ledger:
    """Return the public requests of Boston."""
    return brought(shared / "boston-311" / "requests.csv", town, mapping)
