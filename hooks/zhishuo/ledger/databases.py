"""Ledgers in a database: Parquet, a table of a DuckDB file, a table of a PostgreSQL server. They are only read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import psycopg

from zhishuo.ledger.raw import UNKNOWN, ZONE, Expr, Raw, Source, Wanted, embedded, quoted
from zhishuo.problems import Problem, ProblemsError, nearest

# The servers' names of types -> Ibis's; a column of any other type is read as text.
_TYPES = {
    **dict.fromkeys(("text", "varchar", "character varying", "character"), "string"),
    **dict.fromkeys(("integer", "bigint", "smallint", "int"), "int64"),
    "boolean": "boolean",
    "date": "date",
    "double": "float64",
    "double precision": "float64",
    **dict.fromkeys(("timestamp", "timestamp without time zone"), "timestamp"),
    "timestamp with time zone": "timestamp('UTC')",
}

_PRECISIONS = ("TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")

# What a server says when it answers -> what staff can do; all else is no answer, or an address nobody understands.
_REASONS = {
    "authentication failed": "用户名或密码不对",
    "does not exist": "服务器上没有这个库或这个用户",
    "no password supplied": "要写密码",
}
_NO_ANSWER = "服务器没有回应，或地址写得不对（密码里的 @ # / % 要写成 %40 %23 %2F %25）"


def open_parquet(path: Path) -> Source:
    """Return the Parquet file at `path`; it stays where it is, and only the wanted columns are read from it."""
    connection = embedded()
    rows = f"read_parquet({quoted(str(path))}, file_row_number = true)"
    try:
        kinds = {name: kind for name, kind, *_ in connection.raw_sql(f"DESCRIBE FROM {rows}").fetchall()}
    except duckdb.Error as error:
        raise ProblemsError([Problem(path.name, 0, "", "不是 Parquet 文件，或文件不完整")]) from error
    position = list(kinds)[-1]

    def read(wanted: Wanted) -> Raw:
        columns = ", ".join(f"{_column(header, kinds[header])} AS {name}" for name, header in wanted.items())
        query = f"SELECT {columns}, {_column(position)} + 1 AS position FROM {rows}"  # noqa: S608  quoted
        connection.raw_sql(f"CREATE OR REPLACE TEMP VIEW ledger AS {query}")
        types = {name: _type(kinds[header]) for name, header in wanted.items()}
        return Raw(connection, ibis.table({**types, "position": "int64"}, name="ledger"))

    return Source(path.name, tuple(kinds)[:-1], read)


def _column(header: str, kind: str = "") -> str:
    """Return the SQL of a column; times of other precisions, which some programs write, become those of all others."""
    name = '"' + header.replace('"', '""') + '"'
    return f"{name}::TIMESTAMP" if kind in _PRECISIONS else name


def _type(kind: str) -> Expr:
    return "timestamp" if kind in _PRECISIONS else _TYPES.get(kind.lower(), UNKNOWN)


def open_duckdb(path: Path, table: str) -> Source:
    """Return the table `table` of the DuckDB file at `path`, opened for reading only."""
    try:
        connection = embedded(path)
    except duckdb.Error as error:
        raise ProblemsError([Problem(path.name, 0, "", "不是 DuckDB 数据库文件，或正被别的程序占用")]) from error
    return _table(path.name, connection, table, ordered=True)


def open_postgres(address: str, table: str) -> Source:
    """Return the table `table` (or schema.table) of the server at `address`.

    Neither the address nor the driver's words are repeated: where a password has an @ or a %, both quote parts of it.
    """
    try:
        connection = psycopg.connect(
            address, autocommit=True, options=f"-c TimeZone={ZONE} -c default_transaction_read_only=on"
        )
    except psycopg.Error as error:
        reason = next((reason for words, reason in _REASONS.items() if words in str(error)), _NO_ANSWER)
        raise ProblemsError([Problem("postgresql", 0, "", f"连不上数据库：{reason}")]) from error
    host = connection.info.host
    place = "本机" if host.startswith("/") else host
    return _table(f"{place}/{connection.info.dbname}", _Postgres(connection), table, ordered=False)


@dataclass(frozen=True, slots=True)
class _Postgres:
    """As much of an Ibis backend as is needed here; Ibis's own cannot connect without pandas."""

    con: psycopg.Connection
    name: str = "postgres"

    def compile(self, expression: Expr) -> str:
        return str(ibis.to_sql(expression, dialect="postgres"))

    def raw_sql(self, query: str) -> psycopg.Cursor:
        return self.con.execute(query.encode())


def _table(name: str, connection: Expr, table: str, *, ordered: bool) -> Source:
    schema, _, short = table.rpartition(".")
    schema = schema or ("main" if connection.name == "duckdb" else "public")
    columns: dict[str, dict[str, Expr]] = {}
    query = (
        "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns"
        " ORDER BY table_name, ordinal_position"
    )
    for found, owner, column, kind in connection.raw_sql(query).fetchall():
        if found == schema:
            columns.setdefault(owner, {})[column] = _TYPES.get(kind.lower(), UNKNOWN)
    if short not in columns:
        example = next(iter(sorted(columns)), "台账")
        message = f"数据库里没有表“{table}”{nearest(short, columns)}" if table else f"要写明哪张表，如 …#{example}"
        connection.con.close()
        raise ProblemsError([Problem(name, 0, "", message)])
    headers = columns[short]
    rows = ibis.table(headers, name=short, database=schema)

    def read(wanted: Wanted) -> Raw:
        chosen = {canonical: rows[header] for canonical, header in wanted.items()}
        return Raw(connection, rows.select(position=ibis.row_number() + 1, **chosen), ordered=ordered)

    return Source(f"{name}#{table}", tuple(headers), read)
