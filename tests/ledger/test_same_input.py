"""The same requests are counted alike from every kind of ledger, a real PostgreSQL server included."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import psycopg
import pyarrow as pa
import pytest
from pyarrow import compute, parquet

from zhishuo.ledger import demo
from zhishuo.ledger.books import Books
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.counting import count
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.moves import Moves

TIMES = ("登记时间", "受理时间", "派单时间", "办结时间", "反馈时间", "评价时间", "销号时间")

Bring = Callable[..., Ledger]
Rows = list[dict[str, str]]
Same = Callable[[Path | str], None]


@pytest.fixture(scope="module")
def rows(codebook: Codebook) -> Rows:
    return list(csv.DictReader(demo.written(codebook, 7, 600).splitlines()))


@pytest.fixture(scope="module")
def expected(rows: Rows, codebook: Codebook, bring: Bring, tmp_path_factory: pytest.TempPathFactory) -> Moves:
    path = tmp_path_factory.mktemp("expected") / "ledger.csv"
    _write_csv(path, rows, "utf-8")
    return _counted(bring(path, codebook), codebook)


@pytest.fixture
def gives_the_same(codebook: Codebook, bring: Bring, expected: Moves) -> Callable[[Path | str], None]:
    """Bring in the ledger at an address and compare its moves with the csv's."""

    def compare(address: Path | str) -> None:
        assert _counted(bring(address, codebook), codebook) == expected

    return compare


def _counted(ledger: Ledger, codebook: Codebook) -> Moves:
    return count(ledger, codebook, Books(), "2026-10", dt.date(2026, 11, 3))


def _write_csv(path: Path, rows: Rows, encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _moment(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _typed(rows: Rows) -> pa.Table:
    """Return the rows with real times, as a database or a Parquet export has them."""
    return pa.table(
        {
            header: pa.array([_moment(row[header]) for row in rows], pa.timestamp("us"))
            if header in TIMES
            else pa.array([row[header] or None for row in rows], pa.string())
            for header in rows[0]
        }
    )


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_text_encodings(tmp_path: Path, rows: Rows, gives_the_same: Same, encoding: str) -> None:
    _write_csv(tmp_path / "ledger.csv", rows, encoding)
    gives_the_same(tmp_path / "ledger.csv")


def test_excel_with_real_times(tmp_path: Path, rows: Rows, gives_the_same: Same) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(list(rows[0]))
    for row in rows:
        cells: dict[str, object] = {
            header: _moment(text) if header in TIMES else text or None for header, text in row.items()
        }
        cells["诉求编号"] = int(row["诉求编号"])
        sheet.append(list(cells.values()))
    book.save(tmp_path / "ledger.xlsx")
    gives_the_same(tmp_path / "ledger.xlsx")


def test_parquet(tmp_path: Path, rows: Rows, gives_the_same: Same) -> None:
    parquet.write_table(_typed(rows), tmp_path / "ledger.parquet")
    gives_the_same(tmp_path / "ledger.parquet")


def test_parquet_with_a_time_zone(tmp_path: Path, rows: Rows, gives_the_same: Same) -> None:
    table = _typed(rows)
    for place, header in enumerate(table.column_names):
        if header in TIMES:
            zoned = compute.assume_timezone(table.column(header), "Asia/Shanghai")
            table = table.set_column(place, header, zoned)
    parquet.write_table(table, tmp_path / "ledger.parquet")
    gives_the_same(tmp_path / "ledger.parquet")


def test_duckdb_table(tmp_path: Path, rows: Rows, gives_the_same: Same) -> None:
    path = tmp_path / "ledger.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.register("given", _typed(rows))
        connection.execute('CREATE TABLE "台账" AS SELECT * FROM given')
    gives_the_same(f"duckdb:{path}#台账")


@pytest.mark.parametrize("kind", ["text", "timestamp", "timestamptz"])
def test_postgresql_table(postgres: str, rows: Rows, gives_the_same: Same, kind: str) -> None:
    headers = list(rows[0])
    columns = ", ".join(f'"{header}" {kind if header in TIMES else "text"}' for header in headers)
    with psycopg.connect(postgres, options="-c TimeZone=Asia/Shanghai") as connection:
        connection.execute("DROP TABLE IF EXISTS requests")
        connection.execute(f"CREATE TABLE requests ({columns})")
        with connection.cursor().copy("COPY requests FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[header] or None for header in headers])
    gives_the_same(f"{postgres}#requests")
