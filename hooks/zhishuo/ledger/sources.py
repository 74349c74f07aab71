"""Opens a ledger, whatever it is: a file by its extension, `duckdb:FILE#table`, or `postgresql://…#table`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from zhishuo.ledger import databases, sheets, texts
from zhishuo.ledger.raw import Source
from zhishuo.problems import Problem, ProblemsError

_SEPARATED = (".csv", ".tsv", ".txt")
_LINES = (".jsonl", ".ndjson")
_SHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_PARQUET = (".parquet", ".pq")
# The first bytes of files that pretend to be something else.
_ZIP, _COMPOUND, _PAR = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"


def is_server(address: str) -> bool:
    """Tell whether `address` is a database server rather than a file."""
    return address.startswith(("postgresql://", "postgres://"))


def file_of(address: str) -> Path:
    """Return the file that `address` names (not for a server)."""
    return Path(address.removeprefix("duckdb:").partition("#")[0] if address.startswith("duckdb:") else address)


def open_ledger(address: str, repository: Path, sheet: str = "", expected: Collection[str] = ()) -> Source:
    """Return the ledger at `address` with its header looked at, nothing else.

    `repository` is the folder that no ledger may lie in. Raises ProblemsError when there is none, it lies inside the
    repository, or it is not what its name says.
    """
    if is_server(address):
        url, _, table = address.partition("#")
        return databases.open_postgres(url, table)
    path = file_of(address)
    refuse_inside(path, repository)
    if not path.is_file():
        raise _refusal(path, "没有这个文件，请检查路径")
    if not path.stat().st_size:
        raise _refusal(path, "文件是空的")
    if address.startswith("duckdb:"):
        return databases.open_duckdb(path, address.partition("#")[2])
    return _open_file(path, sheet, expected)


def refuse_inside(path: Path, repository: Path) -> None:
    """Raise ProblemsError when `path` lies inside `repository`, also by way of a link."""
    if path.resolve().is_relative_to(repository.resolve()):
        raise _refusal(path, "台账和由它生成的文件不许放在仓库里，会随提交公开；请移到仓库外面再试")


def _open_file(path: Path, sheet: str, expected: Collection[str]) -> Source:
    kind = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(4)
    if kind in _SEPARATED + _LINES and start in (_ZIP, _COMPOUND, _PAR):
        found = "Parquet" if start == _PAR else "Excel 表格"
        raise _refusal(path, f"扩展名是 {kind}，内容却是 {found}；请改扩展名或重新导出")
    if kind in _SEPARATED:
        return texts.open_separated(path)
    if kind in _LINES:
        return texts.open_json_lines(path)
    if kind in _PARQUET:
        return databases.open_parquet(path)
    if kind in _SHEETS:
        return sheets.open_sheet(path, sheet, expected)
    known = "csv、tsv、jsonl、xlsx、xls、ods、parquet、duckdb:文件#表、postgresql://…#表"
    raise _refusal(path, f"不认识扩展名“{kind}”；能读的有：{known}")


def _refusal(path: Path, message: str) -> ProblemsError:
    return ProblemsError([Problem(path.name, 0, "", message)])
