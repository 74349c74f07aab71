"""What every kind of ledger becomes before anything is counted: an Ibis table of the wanted columns, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import ibis
import pyarrow as pa

# canonical name -> header in the ledger
Wanted: TypeAlias = Mapping[str, str]
# Ibis ships no types: an expression, a table or a backend of it.
Expr: TypeAlias = Any
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
    """A ledger whose header has been looked at; `read` fetches the wanted columns and only those."""

    name: str
    headers: tuple[str, ...]
    read: Callable[[Wanted], Raw]


def raw_of_arrow(table: pa.Table, ragged: Sequence[int] = ()) -> Raw:
    """Return `table` (canonical columns) in an embedded DuckDB, with positions in the order of its rows."""
    connection = ibis.duckdb.connect()
    numbered = table.append_column("position", pa.array(range(1, table.num_rows + 1), type=pa.int64()))
    connection.con.register("ledger", numbered)
    return Raw(connection, connection.table("ledger"), tuple(ragged))


def fetched(connection: Expr, expression: Expr) -> Rows:
    """Run `expression` on `connection` and return its rows; Ibis's own ways would ask for pandas."""
    rows: Rows = connection.raw_sql(connection.compile(expression)).fetchall()
    return rows


def stored(connection: Expr, name: str, expression: Expr) -> Expr:
    """Keep what `expression` gives as the table `name` of the embedded database, for as long as this process runs."""
    connection.raw_sql(f"CREATE OR REPLACE TEMP TABLE {name} AS {connection.compile(expression)}")
    return connection.table(name)


def arrow_of_texts(names: Sequence[str], rows: Sequence[Sequence[str]]) -> pa.Table:
    """Return rows of text as an Arrow table with the columns `names`."""
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in names]
    return pa.table({name: pa.array(column, type=pa.string()) for name, column in zip(names, columns, strict=True)})
