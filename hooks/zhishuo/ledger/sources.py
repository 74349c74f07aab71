"""Opens a ledger, whatever it is: a file by its extension, `duckdb:FILE#table`, or `postgresql://…#table`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from zhishuo.ledger import databases, sheets, texts
from zhishuo.ledger.formats import kind_of, refusal
from zhishuo.ledger.raw import Source

_SEPARATED = (".csv", ".tsv", ".txt")
_LINES = (".jsonl", ".ndjson")
# What calls itself xls is often an xlsx, or a page; what stands in it decides.
_SHEETS = (".xlsx", ".xlsm", ".xls")
_PARQUET = (".parquet", ".pq")
# Names of spreadsheets that are not read, since what is merged or in error in them would go unseen.
_OTHER_SHEETS = (".et", ".ods", ".xlsb", ".numbers", ".dbf", ".wk4")
# What a file holds -> how staff know it (as it stands in a sentence), and the extension it should have.
_HOLDS = {
    "xlsx": (" Excel 表格", ".xlsx"),
    "parquet": (" Parquet", ".parquet"),
    "text": ("文字（CSV）", ".csv"),
}


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
        raise refusal(path, "没有这个文件，请检查路径")
    if not path.stat().st_size:
        raise refusal(path, "文件是空的")
    if address.startswith("duckdb:"):
        return databases.open_duckdb(path, address.partition("#")[2])
    return _open_file(path, sheet, expected)


def refuse_inside(path: Path, repository: Path) -> None:
    """Raise ProblemsError when `path` lies inside `repository`, also by way of a link."""
    if path.resolve().is_relative_to(repository.resolve()):
        raise refusal(path, "台账和由它生成的文件不许放在仓库里，会随提交公开；请移到仓库外面再试")


def _open_file(path: Path, sheet: str, expected: Collection[str]) -> Source:
    extension = path.suffix.lower()
    if extension in _OTHER_SHEETS:
        raise refusal(path, f"不读 {extension} 格式；请用 WPS 或 Excel 打开，另存为 xlsx")
    if extension not in _SEPARATED + _LINES + _SHEETS + _PARQUET:
        known = "csv、tsv、jsonl、xlsx、parquet、duckdb:文件#表、postgresql://…#表"
        raise refusal(path, f"不认识扩展名“{extension}”；能读的有：{known}")
    kind = kind_of(path)
    if extension in _SHEETS and kind == "xlsx":
        return sheets.open_sheet(path, sheet, expected)
    if extension in _PARQUET and kind == "parquet":
        return databases.open_parquet(path)
    if extension in _SEPARATED and kind == "text":
        return texts.open_separated(path, expected)
    if extension in _LINES and kind == "text":
        return texts.open_json_lines(path)
    found, right = _HOLDS[kind]
    raise refusal(path, f"扩展名是 {extension}，内容却是{found}；请把扩展名改成 {right}，或重新导出")
