"""The same moves and books, row for row, from DuckDB, a PostgreSQL server and a Spark cluster."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import ibis
import psycopg
import pytest
from pyarrow import csv, parquet

from zhishuo.ledger import demo
from zhishuo.ledger.books import COLUMNS, Books
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.judging import booked
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.months import shifted
from zhishuo.ledger.moves import ATTRIBUTES
from zhishuo.ledger.moving import moves
from zhishuo.ledger.raw import ZONE, Expr

MONTHS = 3
_SQL = {
    "string": "text",
    "timestamp[us]": "timestamp",
    "bool": "boolean",
    "int8": "smallint",
    "int32": "integer",
    "int64": "bigint",
}

Row = tuple[Any, ...]
Bring = Callable[..., Ledger]


class Engine(Protocol):
    """A database that holds the requests and, month by month, the books."""

    def load(self, folder: Path) -> None:
        """Take in `requests` and the empty `books_0` from Parquet files in the folder."""

    def keep(self, name: str, expression: Expr) -> None:
        """Store what the expression gives under a name."""

    def rows(self, expression: Expr) -> list[Row]:
        """Return what the expression gives."""


class _Duck:
    def __init__(self) -> None:
        self.connection = ibis.duckdb.connect()

    def load(self, folder: Path) -> None:
        for name in ("requests", "books_0"):
            self.connection.raw_sql(f"CREATE VIEW {name} AS FROM read_parquet('{folder / name}.parquet')")

    def keep(self, name: str, expression: Expr) -> None:
        self.connection.raw_sql(f"CREATE TABLE {name} AS {self.connection.compile(expression)}")

    def rows(self, expression: Expr) -> list[Row]:
        return list(self.connection.raw_sql(self.connection.compile(expression)).fetchall())


class _Postgres:
    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def load(self, folder: Path) -> None:
        for number in range(MONTHS + 1):
            self.connection.execute(f"DROP TABLE IF EXISTS books_{number}")
        self.connection.execute("DROP TABLE IF EXISTS requests")
        for name in ("requests", "books_0"):
            table = parquet.read_table(folder / f"{name}.parquet")
            told = ", ".join(f'"{field.name}" {_SQL[str(field.type)]}' for field in table.schema)
            self.connection.execute(f"CREATE TABLE {name} ({told})".encode())
            csv.write_csv(table, folder / f"{name}.csv")
            with self.connection.cursor().copy(f"COPY {name} FROM STDIN (FORMAT csv, HEADER)".encode()) as copy:
                copy.write((folder / f"{name}.csv").read_bytes())

    def keep(self, name: str, expression: Expr) -> None:
        self.connection.execute(f"CREATE TABLE {name} AS {ibis.to_sql(expression, dialect='postgres')}".encode())

    def rows(self, expression: Expr) -> list[Row]:
        return self.connection.execute(str(ibis.to_sql(expression, dialect="postgres")).encode()).fetchall()


class _Spark:
    def __init__(self, session: Any) -> None:  # noqa: ANN401  the package may not be there
        self.session = session

    def load(self, folder: Path) -> None:
        for name in ("requests", "books_0"):
            self.session.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)

    def keep(self, name: str, expression: Expr) -> None:
        self.session.sql(ibis.to_sql(expression, dialect="pyspark")).cache().createOrReplaceTempView(name)

    def rows(self, expression: Expr) -> list[Row]:
        return [tuple(row) for row in self.session.sql(ibis.to_sql(expression, dialect="pyspark")).collect()]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start a Spark master with two workers, processes of their own on this machine; yield a session."""
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed (requirements-test.lock)")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java, which is not installed")
    # Workers write into Spark's home, which is no place for that.
    home = tmp_path_factory.mktemp("spark")
    for path in Path(pyspark.__file__).parent.iterdir():
        (home / path.name).symlink_to(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(home))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"--conf spark.local.dir={home} pyspark-shell")
        builder = pyspark.sql.SparkSession.builder.master("local-cluster[2,1,1024]").appName("zhishuo")
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.session.timeZone": ZONE,
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.warehouse.dir": str(home / "warehouse"),
        }.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        try:
            yield session
        finally:
            gateway = session.sparkContext._gateway  # noqa: SLF001  the one way to end Java before pytest ends
            session.stop()
            gateway.shutdown()
            gateway.proc.stdin.close()
            gateway.proc.wait()


@pytest.fixture(params=["postgres", "cluster"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Yield the engine to hold against DuckDB."""
    found = request.getfixturevalue(request.param)
    if request.param == "cluster":
        yield _Spark(found)
        return
    with psycopg.connect(found, autocommit=True) as connection:
        yield _Postgres(connection)


@pytest.fixture(scope="module")
def demo_town(codebook: Codebook, bring: Bring, tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Return the invented town's ledger."""
    path = tmp_path_factory.mktemp("demo") / "ledger.csv"
    path.write_text(demo.written(codebook, 11, 800), encoding="utf-8")
    return bring(path, codebook)


def _changed(requests: Expr, number: int) -> Expr:
    """Return the ledger of a later month: some rows gone, some of another community, some opened again."""
    if not number:
        return requests
    turned = requests.position % 10 == number
    return requests.filter(requests.position % 11 != number).mutate(
        community=ibis.cases((turned, "heping"), else_=requests.community),
        settled_at=ibis.cases((~(turned & requests.returned), requests.settled_at)),
    )


def _released(engine: Engine, requests: Expr, start: str) -> list[list[Row]]:
    """Return the moves of every month of a chain, and the books after the last, each sorted."""
    found = []
    for number in range(MONTHS):
        period = shifted(start, number)
        before, after = (ibis.table(COLUMNS, name=f"books_{place}") for place in (number, number + 1))
        ledger = _changed(requests, number)
        engine.keep(f"books_{number + 1}", booked(ledger, before, period, start))
        cross = moves(ledger, after, period, start).select(*ATTRIBUTES, "count")
        found.append(sorted(engine.rows(cross)))
    books = engine.rows(ibis.table(COLUMNS, name=f"books_{MONTHS}"))
    return [*found, sorted(books, key=lambda line: str(line[0]))]


@pytest.mark.parametrize(("name", "start"), [("demo_town", "2026-07"), ("boston", "2022-01")])
def test_every_engine_gives_the_same_rows(
    request: pytest.FixtureRequest, engine: Engine, tmp_path: Path, name: str, start: str
) -> None:
    ledger: Ledger = request.getfixturevalue(name)
    Books().table(ledger.connection)
    for table, source in (("requests", "requests"), ("books_0", "books")):
        ledger.connection.raw_sql(f"COPY {source} TO '{tmp_path / table}.parquet' (FORMAT parquet)")
    requests = ibis.table(ledger.requests.schema(), name="requests")
    results = []
    for one in (_Duck(), engine):
        one.load(tmp_path)
        results.append(_released(one, requests, start))
    expected, found = results
    assert all(expected)
    assert found == expected
