"""What a file is by what stands in it, whatever its name says, and what staff can do about one that is no ledger."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, NoReturn
from zipfile import BadZipFile, ZipFile

from zhishuo.problems import Problem, ProblemsError

Kind = Literal["xlsx", "parquet", "text"]

_ZIP, _COMPOUND, _PARQUET = b"PK", b"\xd0\xcf\x11\xe0", b"PAR1"
# As much as the parts of a spreadsheet may be together once unpacked: half a million rows of a ledger.
_UNPACKED = 1 << 30
# Parts that say what a package is are a few kilobytes.
_SMALL = 1 << 20
_RESAVE = "请用 Excel 或 WPS 打开，另存为 xlsx"
_XLSX = re.compile(rb"spreadsheetml\.sheet\.main\+xml|ms-excel\.sheet\.macroEnabled\.main\+xml")
# What else a package may be, by its list of contents.
_PACKAGES = (
    (rb"ms-excel\.sheet\.binary", f"是二进制的 xlsb，合并的、出错的格子读不准；{_RESAVE}"),
    (rb"wordprocessingml", "内容是 Word 文档，不是表格；请换成台账的表格文件"),
    (rb"presentationml", "内容是 PowerPoint 演示文稿，不是表格；请换成台账的表格文件"),
)
_MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|table|meta|\?xml|!--)", re.IGNORECASE)


def kind_of(path: Path) -> Kind:
    """Return what the file at `path` holds; raises ProblemsError for what can be no ledger."""
    with path.open("rb") as file:
        start = file.read(512)
    if start.startswith(_PARQUET):
        return "parquet"
    if start.startswith(_ZIP):
        return _package(path)
    if start.startswith(_COMPOUND):
        _compound(path)
    if _MARKUP.match(start.removeprefix(b"\xef\xbb\xbf")):
        raise refusal(path, f"内容是网页（HTML 或 XML），不是真的表格文件；{_RESAVE}")
    return "text"


def refusal(path: Path, message: str, field: str = "") -> ProblemsError:
    """Return the one problem of a file that cannot be read."""
    return ProblemsError([Problem(path.name, 0, field, message)])


def locked(path: Path) -> ProblemsError:
    """Return the problem of a file that nobody can read without its password."""
    return refusal(path, "有密码，读不了；请在 Excel 里去掉打开密码，再存一次")


def _package(path: Path) -> Kind:
    try:
        with ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > _UNPACKED:
                raise refusal(path, "解开以后超过 1 GB，不像台账；请只把台账那一张表复制到新文件里再存")
            names = package.namelist()
            types, mime, manifest = (
                package.open(name).read(_SMALL) if name in names else b""
                for name in ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
            )
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        # A password on the archive itself is a RuntimeError, a way of packing that nobody knows NotImplementedError.
        raise refusal(path, "文件不完整或已损坏，可能没有存完、传完；请重新导出一次") from error
    if _XLSX.search(types):
        return "xlsx"
    if b"opendocument.spreadsheet" in mime:
        if b"encryption-data" in manifest:
            raise locked(path)
        raise refusal(path, f"是 ODS 表格，合并的、出错的格子读不准；{_RESAVE}")
    known = (message for pattern, message in _PACKAGES if re.search(pattern, types))
    raise refusal(path, next(known, "内容是压缩包，不是表格；请先解压，再用里面的表格文件"))


def _compound(path: Path) -> NoReturn:
    """Refuse what Office kept in compound files; the names of their streams stand in them as UTF-16."""
    content = path.read_bytes()

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise locked(path)
    if has("Workbook") or has("Book"):
        raise refusal(path, f"是旧格式的 xls，出错的格子读不准；{_RESAVE}")
    raise refusal(path, f"内容不是表格（可能是旧的 Word 文档）；是台账的，{_RESAVE}")
