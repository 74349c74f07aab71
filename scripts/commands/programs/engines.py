"""Databases that count alike: DuckDB, a PostgreSQL server, a Spark cluster, started here. For the tests and bench.

None of them is needed to make a release; where a program is missing, `Missing` says which.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeAlias

import ibis
import psycopg
from pyarrow import csv, parquet

from zhishuo.ledger.raw import ZONE, Expr, Rows, embedded, quoted

# Spark's own types are not known where it is not installed.
Session: TypeAlias = Any
_SQL = {
    "string": "text",
    "timestamp[us]": "timestamp",
    "bool": "boolean",
    "int8": "smallint",
    "int32": "integer",
    "int64": "bigint",
}


class Missing(Exception):  # noqa: N818  it is no error: the engine is optional
    """A program that an engine needs is not installed."""


class Engine(Protocol):
    """A database that holds tables, and can keep what an expression over them gives."""

    def load(self, name: str, file: Path) -> None:
        """Take in a Parquet file as the table `name`."""

    def keep(self, name: str, expression: Expr) -> None:
        """Store what the expression gives as the table `name`."""

    def rows(self, expression: Expr) -> Rows:
        """Return what the expression gives."""


class DuckDB:
    """The embedded database, set as for a release."""

    def __init__(self) -> None:
        """Start an empty one."""
        self.connection = embedded()

    def load(self, name: str, file: Path) -> None:
        """Let `name` stand for the file."""
        self.connection.raw_sql(f"CREATE VIEW {name} AS FROM read_parquet({quoted(str(file))})")

    def keep(self, name: str, expression: Expr) -> None:
        """Store what the expression gives as the table `name`."""
        self.connection.raw_sql(f"CREATE TABLE {name} AS {self.connection.compile(expression)}")

    def rows(self, expression: Expr) -> Rows:
        """Return what the expression gives."""
        return list(self.connection.raw_sql(self.connection.compile(expression)).fetchall())


class PostgreSQL:
    """A server, by an open connection that commits every statement."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """Use `connection`."""
        self.connection = connection

    def load(self, name: str, file: Path) -> None:
        """Copy the file's rows into a new table `name`."""
        table = parquet.read_table(file)
        told = ", ".join(f'"{field.name}" {_SQL[str(field.type)]}' for field in table.schema)
        self._run(f"DROP TABLE IF EXISTS {name}")
        self._run(f"CREATE TABLE {name} ({told})")
        written = file.with_suffix(".csv")
        csv.write_csv(table, written)
        query = f"COPY {name} FROM STDIN (FORMAT csv, HEADER)".encode()
        with self.connection.cursor().copy(query) as copy, written.open("rb") as rows:
            while block := rows.read(1 << 20):
                copy.write(block)
        written.unlink()
        self._run(f"ANALYZE {name}")

    def keep(self, name: str, expression: Expr) -> None:
        """Store what the expression gives as the table `name`."""
        self._run(f"DROP TABLE IF EXISTS {name}")
        self._run(f"CREATE TABLE {name} AS {ibis.to_sql(expression, dialect='postgres')}")

    def rows(self, expression: Expr) -> Rows:
        """Return what the expression gives."""
        return self._run(str(ibis.to_sql(expression, dialect="postgres"))).fetchall()

    def _run(self, query: str) -> psycopg.Cursor:
        return self.connection.execute(query.encode())


class Spark:
    """A cluster, by an open session."""

    def __init__(self, session: Session) -> None:
        """Use `session`."""
        self.session = session

    def load(self, name: str, file: Path) -> None:
        """Let `name` stand for the file."""
        self.session.read.parquet(str(file)).createOrReplaceTempView(name)

    def keep(self, name: str, expression: Expr) -> None:
        """Store what the expression gives as the table `name`, in the workers' memory."""
        kept = self.session.sql(ibis.to_sql(expression, dialect="pyspark")).cache()
        kept.count()
        kept.createOrReplaceTempView(name)

    def rows(self, expression: Expr) -> Rows:
        """Return what the expression gives."""
        return [tuple(row) for row in self.session.sql(ibis.to_sql(expression, dialect="pyspark")).collect()]


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a private server in a temporary folder, reached by a socket only; yield its address."""
    # Debian keeps every version in a folder of its own; the newest will do.
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        raise Missing("no PostgreSQL server programs under /usr/lib/postgresql")
    # The server refuses to run as root; its own account does then.
    account = "postgres" if os.geteuid() == 0 else None

    def run(program: str, *arguments: str) -> None:
        command = [str(versions[-1].with_name(program)), *arguments]
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


@contextmanager
def spark_cluster(workers: int = 2, megabytes: int = 1024) -> Iterator[Session]:
    """Start a Spark master and workers, processes of their own on this machine; yield a session."""
    try:
        import pyspark.sql  # noqa: PLC0415  an optional package, and slow to load
    except ImportError as error:
        raise Missing("pyspark is not installed (requirements-test.lock)") from error
    if not shutil.which("java"):
        raise Missing("Spark needs Java, which is not installed")
    with TemporaryDirectory(prefix="zhishuo-") as folder:
        # Workers write into Spark's home, which is no place for that.
        for path in Path(pyspark.__file__).parent.iterdir():
            (Path(folder) / path.name).symlink_to(path)
        os.environ |= {"SPARK_HOME": folder, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": folder}
        builder = pyspark.sql.SparkSession.builder.master(f"local-cluster[{workers},1,{megabytes}]")
        for name, value in {
            "spark.executor.memory": f"{megabytes}m",
            "spark.sql.session.timeZone": ZONE,
            "spark.sql.shuffle.partitions": str(2 * workers),
            "spark.sql.warehouse.dir": f"{folder}/warehouse",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        try:
            yield session
        finally:
            # Java would else outlive the session, until Python ends.
            gateway: Any = session.sparkContext._gateway  # noqa: SLF001  there is no other way to it
            session.stop()
            gateway.shutdown()
            gateway.proc.stdin.close()
            gateway.proc.wait()
