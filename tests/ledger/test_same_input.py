"""The same requests give the same release from every kind of ledger, a real PostgreSQL server included."""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import openpyxl
import psycopg
import pyarrow as pa
import pytest
from pyarrow import compute, parquet

from zhishuo.ledger import demo
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.counting import count
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.protecting import protect
from zhishuo.ledger.releasing import Release, text_of
from zhishuo.ledger.trees import ROWS, tree_of

TIMES = ("登记时间", "受理时间", "派单时间", "办结时间", "反馈时间", "评价时间", "销号时间")
# Debian keeps every version in a folder of its own; the newest will do.
VERSIONS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))

Bring = Callable[..., Ledger]
Rows = list[dict[str, str]]
Same = Callable[[Path | str], None]


@pytest.fixture(scope="module")
def rows(codebook: Codebook) -> Rows:
    return list(csv.DictReader(demo.written(codebook, 7, 600).splitlines()))


@pytest.fixture(scope="module")
def expected(rows: Rows, codebook: Codebook, bring: Bring, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("expected") / "ledger.csv"
    _write_csv(path, rows, "utf-8")
    return _release(bring(path, codebook), codebook)


@pytest.fixture
def gives_the_same(codebook: Codebook, bring: Bring, expected: str) -> Callable[[Path | str], None]:
    """Bring in the ledger at an address and compare its release with the csv's."""

    def compare(address: Path | str) -> None:
        assert _release(bring(address, codebook), codebook) == expected

    return compare


def _release(ledger: Ledger, codebook: Codebook) -> str:
    day = dt.date(2026, 11, 3)
    cubes = count(ledger, codebook, "2026-10", day).cubes
    tables = protect(cubes, {rows: tree_of(rows, codebook) for rows in ROWS}, 5)
    return text_of(Release("2026-10", day, day, True, "", "0", tables))  # noqa: FBT003 - a record's field


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


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Start a private server in a temporary folder, reached by a socket only; yield its address."""
    if not VERSIONS:
        pytest.skip("no PostgreSQL server programs under /usr/lib/postgresql")
    # The server refuses to run as root; its own account does then.
    account = "postgres" if os.geteuid() == 0 else None

    def run(program: str, *arguments: str) -> None:
        command = [str(VERSIONS[-1].with_name(program)), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/", user=account, group=account)

    # Not one of pytest's folders: those of earlier runs are swept away, and a socket's path must be short.
    with TemporaryDirectory(prefix="zhishuo-") as folder:
        if account:
            shutil.chown(folder, account, account)
        data = f"{folder}/data"
        run("initdb", "-D", data, "-A", "trust", "-U", "ledger", "-E", "UTF8", "--locale=C")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-o", options, "-l", f"{folder}/log", "start")
        try:
            yield f"postgresql://ledger@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


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
