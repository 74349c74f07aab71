"""The private books: one line for every request booked so far, as a Parquet file beside the ledger. Never published.

They tell the next release what has been said already, so that every event is booked once and nothing said is unsaid.
A file is named by the release it belongs to: a run that is killed between the books and the release leaves a file that
nobody refers to.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import pyarrow as pa
from pyarrow import parquet

from zhishuo.ledger.raw import Expr, quoted
from zhishuo.problems import Problem, ProblemsError

# `days` taken and whether `solved`: as when booked settled. `stage`: 0 registered, 1 accepted, 2 dispatched. `seen`:
# the facts last seen, where they differ from the booked ones. `corrected`: the month this last happened in.
# Months are numbers (202610): text would take four times the memory in a join of millions of lines.
COLUMNS = {
    "id": "string",
    **dict.fromkeys(("community", "category", "grade", "channel"), "string"),
    "booked": "int32",
    "in_time": "boolean",
    "registered_at": "timestamp",
    "due_at": "timestamp",
    "overdue": "int32",
    "settled": "int32",
    "solved": "boolean",
    "days": "int32",
    "answered": "int32",
    "rated": "int32",
    "struck": "int32",
    "stage": "int8",
    "seen": "string",
    "is_reopened": "boolean",
    "is_missing": "boolean",
    "corrected": "int32",
}
_KEPT = 2
_NAME_DIGITS = 16


def number_of(period: str) -> int:
    """Return a month as the books write it: 2026-10 is 202610."""
    return int(period.replace("-", ""))


@dataclass(frozen=True, slots=True)
class Books:
    """The books as the release of `period` left them; `start` is the first period of the chain.

    Before the first release there is no file and both are empty.
    """

    file: Path | None = None
    period: str = ""
    start: str = ""

    @property
    def release(self) -> str:
        """Return what the file's name tells of its release: the first digits of the SHA-256, empty without a file."""
        return self.file.stem.removeprefix("books-") if self.file else ""

    def table(self, connection: Expr) -> Expr:
        """Return the lines as a table of the embedded database `connection`."""
        if self.file is None:
            columns = ", ".join(f"NULL::{_SQL[kind]} AS {name}" for name, kind in COLUMNS.items())
            query = f"SELECT {columns} WHERE FALSE"
        else:
            query = f"SELECT * FROM read_parquet({quoted(str(self.file))})"  # noqa: S608  quoted
        connection.raw_sql(f"CREATE OR REPLACE TEMP VIEW books AS {query}")
        return ibis.table(COLUMNS, name="books")


_SQL = {"string": "VARCHAR", "int32": "INTEGER", "int8": "TINYINT", "boolean": "BOOLEAN", "timestamp": "TIMESTAMP"}


@dataclass(frozen=True, slots=True)
class NewBooks:
    """The books after the release of `period`, still in the embedded database; `save` writes them."""

    connection: Expr
    table: Expr
    period: str
    start: str


def open_books(folder: Path, release: str | None) -> Books:
    """Return the books in `folder` of the release whose text has the SHA-256 `release` (None: no release yet).

    Raises ProblemsError naming folder and file when they are not there or cannot be read.
    """
    if release is None:
        return Books()
    file = folder / _name(release)
    if not file.is_file():
        known = "没有它就不知道哪些诉求已经公布过；请从备份里找回来，放进这个文件夹再运行"
        message = f"{folder} 里没有上一期的账册 {file.name}，{known}"
        raise ProblemsError([Problem(file.name, 0, "", message)])
    try:
        schema = parquet.read_schema(file)
        told = {key.decode(): value.decode() for key, value in (schema.metadata or {}).items()}
    except (pa.ArrowException, OSError):
        schema, told = pa.schema([]), {}
    if schema.names != list(COLUMNS) or not {"period", "start"} <= set(told):
        message = f"{folder} 里的账册 {file.name} 读不出来，可能不完整或被改过；请换成备份里的那一份"
        raise ProblemsError([Problem(file.name, 0, "", message)])
    return Books(file, told["period"], told["start"])


def save(folder: Path, release: str, books: NewBooks) -> Path:
    """Write `books` for the release whose text has the SHA-256 `release`, whole or not at all; return the file.

    Raises ProblemsError when the folder cannot be written to.
    """
    file = folder / _name(release)
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{file.name}.")
        os.close(handle)
    except OSError as error:
        message = f"写不进文件夹 {folder}，可能是只读的；账册要放在那里"
        raise ProblemsError([Problem(file.name, 0, "", message)]) from error
    written = Path(name)
    try:
        # Into this very file, which nobody else may read.
        told = f"{{period: '{books.period}', start: '{books.start}'}}"
        options = f"FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {told}"
        query = books.connection.compile(books.table)
        books.connection.raw_sql(f"COPY ({query}) TO {quoted(str(written))} ({options})")
        with written.open("rb") as lines:
            os.fsync(lines.fileno())
        written.replace(file)
    finally:
        written.unlink(missing_ok=True)
    return file


def delete_old(folder: Path, releases: Sequence[str]) -> None:
    """Delete the books of all but the last two of `releases` (SHA-256, in order), once the newest is safely written.

    Books of other chains that lie in the same folder are left alone.
    """
    for release in releases[:-_KEPT]:
        (folder / _name(release)).unlink(missing_ok=True)


def _name(release: str) -> str:
    return f"books-{release[:_NAME_DIGITS]}.parquet"
