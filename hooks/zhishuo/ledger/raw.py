"""What every kind of ledger becomes before anything is counted: an Ibis table of the wanted columns, nothing else."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import ibis
import ibis.expr.datatypes as kinds
import pyarrow as pa

# canonical name -> header in the ledger
Wanted: TypeAlias = Mapping[str, str]
# Ibis ships no types: an expression, a table or a backend of it.
Expr: TypeAlias = Any
# A type nothing is known of: its values are read as text.
UNKNOWN: Expr = kinds.unknown
# Times with a zone are told in the town's own: China has one zone and no summer time.
ZONE = "Asia/Shanghai"
# What the embedded database may take; beyond it, it works on disk. The whole process stays below 4 GB.
_MEMORY = "3GB"
_TYPES = {
    "string": "string",
    "large_string": "string",
    "string_view": "string",
    "bool": "boolean",
    **{name: name for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")},
    "float": "float32",
    "double": "float64",
}
# Rows as a database hands them over.
Rows: TypeAlias = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Raw:
    """`table` has the canonical columns asked for, as they stand in the ledger, and `position` (from 1).

    `connection` is the Ibis backend the table lives in; `ragged` are the line numbers that could not be read as a row
    of the file. With `ordered` false (a database server) a position says nothing about the place in the ledger.
    """

    connection: Expr
    table: Expr
    ragged: tuple[int, ...] = ()
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """A ledger whose header has been looked at; `read` fetches the wanted columns and only those.

    The first position stands after `above` lines of the file: its header, and titles over it.
    """

    name: str
    headers: tuple[str, ...]
    read: Callable[[Wanted], Raw]
    above: int = 1


def raw_of_arrow(table: pa.Table, ragged: Sequence[int] = (), positions: Sequence[int] | None = None) -> Raw:
    """Return `table` (canonical columns) in an embedded DuckDB, with its rows' `positions`, or those in their order."""
    connection = embedded()
    places = range(1, table.num_rows + 1) if positions is None else positions
    numbered = table.append_column("position", pa.array(places, type=pa.int64()))
    return Raw(connection, registered(connection, "ledger", numbered), tuple(ragged))


def embedded(path: Path | None = None) -> Expr:
    """Return an embedded DuckDB: the file at `path`, for reading only, or an empty one of this process."""
    connection = ibis.duckdb.connect(path or ":memory:", read_only=path is not None)
    # Positions are columns of their own, so that no order of rows need be kept.
    for setting, value in (
        ("TimeZone", ZONE),
        ("memory_limit", _MEMORY),
        ("temp_directory", str(scratch())),
        ("preserve_insertion_order", "false"),
        # Its own bar speaks English, into what the commands print.
        ("enable_progress_bar", "false"),
    ):
        connection.raw_sql(f"SET {setting} = '{value}'")
    return connection


@cache
def scratch() -> Path:
    """Return a folder only this user may look into; it is gone when the process ends."""
    folder = TemporaryDirectory(prefix="zhishuo-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def registered(connection: Expr, name: str, table: pa.Table) -> Expr:
    """Let the embedded database read `table` under `name`; Ibis is told the columns, or it would ask for them."""
    connection.con.register(name, table)
    return ibis.table(ibis_schema(table.schema), name=name)


def ibis_schema(schema: pa.Schema) -> dict[str, Expr]:
    """Return the columns of an Arrow schema in Ibis's words; its own translation needs a package we do without."""
    return {field.name: _type(field.type) for field in schema}


def _type(kind: pa.DataType) -> Expr:
    if pa.types.is_timestamp(kind):
        return "timestamp('UTC')" if kind.tz else "timestamp"
    if pa.types.is_date(kind):
        return "date"
    return _TYPES.get(str(kind), UNKNOWN)


def fetched(connection: Expr, expression: Expr) -> Rows:
    """Run `expression` on `connection` and return its rows; Ibis's own ways would ask for pandas."""
    rows: Rows = connection.raw_sql(connection.compile(expression)).fetchall()
    return rows


def quoted(text: str) -> str:
    """Return `text` as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def viewed(connection: Expr, name: str, expression: Expr) -> Expr:
    """Let `name` stand for `expression` in the embedded database; it is worked out wherever it is used."""
    connection.raw_sql(f"CREATE OR REPLACE TEMP VIEW {name} AS {connection.compile(expression)}")
    return ibis.table(expression.schema(), name=name)


def stored(connection: Expr, name: str, expression: Expr) -> Expr:
    """Keep what `expression` gives as the table `name` of the embedded database, for as long as this process runs."""
    connection.raw_sql(f"CREATE OR REPLACE TEMP TABLE {name} AS {connection.compile(expression)}")
    return ibis.table(expression.schema(), name=name)


def arrow_of_texts(names: Sequence[str], rows: Sequence[Sequence[str]]) -> pa.Table:
    """Return rows of text as an Arrow table with the columns `names`."""
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in names]
    return pa.table({name: pa.array(column, type=pa.string()) for name, column in zip(names, columns, strict=True)})
