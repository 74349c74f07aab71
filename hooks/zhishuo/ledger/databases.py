"""Ledgers in a database: Parquet, a table of a DuckDB file, a table of a PostgreSQL server. They are only read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import ibis
import psycopg
import pyarrow as pa
from pyarrow import parquet

from zhishuo.ledger.raw import Expr, Raw, Source, Wanted, ibis_schema, raw_of_arrow
from zhishuo.problems import Problem, ProblemsError, nearest


def open_parquet(path: Path) -> Source:
    """Return the Parquet file at `path`; only the wanted columns are read from it."""
    try:
        headers = tuple(parquet.read_schema(path).names)
    except pa.ArrowInvalid as error:
        raise ProblemsError([Problem(path.name, 0, "", "不是 Parquet 文件，或文件不完整")]) from error

    def read(wanted: Wanted) -> Raw:
        table = parquet.read_table(path, columns=sorted(set(wanted.values())))
        return raw_of_arrow(pa.table({name: table.column(header) for name, header in wanted.items()}))

    return Source(path.name, headers, read)


def open_duckdb(path: Path, table: str) -> Source:
    """Return the table `table` of the DuckDB file at `path`, opened for reading only."""
    try:
        connection = ibis.duckdb.connect(path, read_only=True)
    except duckdb.Error as error:
        raise ProblemsError([Problem(path.name, 0, "", "不是 DuckDB 数据库文件，或正被别的程序占用")]) from error
    return _table(path.name, connection, table, ordered=True)


def open_postgres(address: str, table: str) -> Source:
    """Return the table `table` (or schema.table) of the server at `address`; the password is never repeated."""
    parts = urlsplit(address)
    name = f"{parts.hostname or '本机'}{parts.path}"
    try:
        # Times with a zone are told in the town's own: China has one zone and no summer time.
        raw = psycopg.connect(address, options="-c TimeZone=Asia/Shanghai -c default_transaction_read_only=on")
        connection = ibis.postgres.from_connection(raw)
        raw.execute("SET TimeZone = 'Asia/Shanghai'")
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1]
        raise ProblemsError([Problem(name, 0, "", f"连不上数据库：{reason}")]) from error
    return _table(name, connection, table, ordered=False)


def _described(connection: Expr, table: str, schema: str) -> Expr:
    if connection.name != "duckdb":
        return connection.table(table, database=schema or None)
    name = f'"{schema}"."{table}"' if schema else f'"{table}"'
    arrow = connection.con.table(name).limit(0).to_arrow_table()
    return ibis.table(ibis_schema(arrow.schema), name=table, database=schema or None)


def _table(name: str, connection: Expr, table: str, *, ordered: bool) -> Source:
    schema, _, short = table.rpartition(".")
    database = schema or None
    known = connection.list_tables(database=database)
    if short not in known:
        message = (
            f"数据库里没有表“{table}”{nearest(short, known)}"
            if table
            else f"要写明哪张表，如 …#{next(iter(known), '台账')}"
        )
        raise ProblemsError([Problem(name, 0, "", message)])
    found = _described(connection, short, schema)

    def read(wanted: Wanted) -> Raw:
        columns = {canonical: found[header] for canonical, header in wanted.items()}
        return Raw(connection, found.select(position=ibis.row_number() + 1, **columns), ordered=ordered)

    return Source(f"{name}#{table}", tuple(found.columns), read)
