"""The same requests give the same release from every kind of ledger, a real PostgreSQL server included."""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import openpyxl
import psycopg
import pyarrow as pa
import pytest
from pyarrow import parquet

from zhishuo.ledger import demo
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.counting import count
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.protecting import protect
from zhishuo.ledger.releasing import Release, text_of
from zhishuo.ledger.trees import ROWS, tree_of

TIMES = ("登记时间", "受理时间", "派单时间", "办结时间", "反馈时间", "评价时间", "销号时间")
SERVER = Path("/usr/lib/postgresql/15/bin")

Bring = Callable[..., Ledger]


@pytest.fixture(scope="module")
def rows(codebook: Codebook) -> list[dict[str, str]]:
    return list(csv.DictReader(demo.written(codebook, 7, 600).splitlines()))


@pytest.fixture(scope="module")
def expected(
    rows: list[dict[str, str]], codebook: Codebook, bring: Bring, tmp_path_factory: pytest.TempPathFactory
) -> str:
    path = tmp_path_factory.mktemp("expected") / "ledger.csv"
    _write_csv(path, rows, "utf-8")
    return _release(bring(path, codebook), codebook)


def _release(ledger: Ledger, codebook: Codebook) -> str:
    day = dt.date(2026, 11, 3)
    cubes = count(ledger, codebook, "2026-10", day).cubes
    tables = protect(cubes, {rows: tree_of(rows, codebook) for rows in ROWS}, 5)
    return text_of(Release("2026-10", day, day, True, "", "0", tables))  # noqa: FBT003 - a record's field


def _write_csv(path: Path, rows: list[dict[str, str]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _moment(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _typed(rows: list[dict[str, str]]) -> pa.Table:
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
def test_text_encodings(
    tmp_path: Path, rows: list[dict[str, str]], codebook: Codebook, bring: Bring, expected: str, encoding: str
) -> None:
    _write_csv(tmp_path / "ledger.csv", rows, encoding)
    assert _release(bring(tmp_path / "ledger.csv", codebook), codebook) == expected


def test_excel_with_real_times(
    tmp_path: Path, rows: list[dict[str, str]], codebook: Codebook, bring: Bring, expected: str
) -> None:
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
    assert _release(bring(tmp_path / "ledger.xlsx", codebook), codebook) == expected


def test_parquet(tmp_path: Path, rows: list[dict[str, str]], codebook: Codebook, bring: Bring, expected: str) -> None:
    parquet.write_table(_typed(rows), tmp_path / "ledger.parquet")
    assert _release(bring(tmp_path / "ledger.parquet", codebook), codebook) == expected


def test_parquet_with_a_time_zone(
    tmp_path: Path, rows: list[dict[str, str]], codebook: Codebook, bring: Bring, expected: str
) -> None:
    table = _typed(rows)
    for place, header in enumerate(table.column_names):
        if header in TIMES:
            zoned = pa.compute.assume_timezone(table.column(header), "Asia/Shanghai")
            table = table.set_column(place, header, zoned)
    parquet.write_table(table, tmp_path / "ledger.parquet")
    assert _release(bring(tmp_path / "ledger.parquet", codebook), codebook) == expected


def test_duckdb_table(
    tmp_path: Path, rows: list[dict[str, str]], codebook: Codebook, bring: Bring, expected: str
) -> None:
    path = tmp_path / "ledger.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.register("given", _typed(rows))
        connection.execute('CREATE TABLE "台账" AS SELECT * FROM given')
    assert _release(bring(f"duckdb:{path}#台账", codebook), codebook) == expected


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a private server in a temporary folder, reached by a socket only; yield its address."""
    if not (SERVER / "initdb").exists():
        pytest.skip(f"no PostgreSQL server programs in {SERVER}")
    folder = tmp_path_factory.mktemp("pg")
    # The server refuses to run as root; its own account does then.
    other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if other:
        for parent in (folder, *folder.parents):
            if parent.stat().st_uid == 0 and parent != Path("/") and parent != Path("/tmp"):  # noqa: S108 - only to leave it alone
                parent.chmod(parent.stat().st_mode | 0o055)
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    quiet = {"check": True, "capture_output": True}
    subprocess.run(
        [*other, SERVER / "initdb", "-D", data, "-A", "trust", "-U", "ledger", "-E", "UTF8", "--locale=C"], **quiet
    )  # type: ignore[call-overload]
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    subprocess.run([*other, SERVER / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"], **quiet)  # type: ignore[call-overload]
    try:
        yield f"postgresql://ledger@/postgres?host={folder}"
    finally:
        subprocess.run([*other, SERVER / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)  # type: ignore[call-overload]


@pytest.mark.parametrize("kind", ["text", "timestamp", "timestamptz"])
def test_postgresql_table(
    postgres: str, rows: list[dict[str, str]], codebook: Codebook, bring: Bring, expected: str, kind: str
) -> None:
    headers = list(rows[0])
    columns = ", ".join(f'"{header}" {kind if header in TIMES else "text"}' for header in headers)
    with psycopg.connect(postgres, options="-c TimeZone=Asia/Shanghai") as connection:
        connection.execute("DROP TABLE IF EXISTS requests")
        connection.execute(f"CREATE TABLE requests ({columns})")
        with connection.cursor().copy("COPY requests FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[header] or None for header in headers])
    assert _release(bring(f"{postgres}#requests", codebook), codebook) == expected
