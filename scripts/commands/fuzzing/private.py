"""The readers of the private side and of the auditor: ledgers, mappings, releases, certificates."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from commands.ledger.codebook import codebook_of
from commands.project import ROOT
from zhishuo.audit.certificate import check_all, read_certificate
from zhishuo.audit.outside import read_known
from zhishuo.audit.published import read_release
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.landing import land
from zhishuo.ledger.mapping import check_headers, guess, read_mapping
from zhishuo.ledger.sources import open_ledger
from zhishuo.problems import Problem, ProblemsError
from zhishuo.reading import read
from zhishuo.yaml_files import decode

Try = Callable[[bytes], None]

_MONTH = "2025-11"
_HEADER = (
    "诉求编号",
    "登记时间",
    "办结时间",
    "社区",
    "类别",
    "等级",
    "渠道",
    "办理结果",
    "满意度",
    "退回",
    "联系电话",
    "截止时间",
)
_ROWS = (
    (
        "A0001",
        "2026-10-03 08:15",
        "2026-10-04",
        "新民",
        "物业管理",
        "红",
        "电话",
        "已解决",
        "满意",
        "否",
        "13800000000",
        "2026-10-05",
    ),
    ("A0002", "2026/10/3", "", "和平社区", "其他", "黄色", "网格", "", "", "是", "", ""),
    ("A0003", "2026年10月5日", "2026.10.6 9:05", "光明", "噪声", "蓝", "大厅", "解释", "一般", "1", "x", "明天"),
)
_MAPPING = """columns:
  id: 诉求编号
  registered_at: 登记时间
  settled_at: 办结时间
  community: 社区
  due_at: 截止时间
dates: ymd
words:
  community: {xinmin: [新民村], heping: 和平}
  outcome: {solved: [好了]}
constants: {channel: phone}
grade: {promised_days: [1, 3, 10]}
sheet: 台账
"""
_KNOWN = "population,period,rows,key,split,column,count\nregistered,2025-11,community,xinmin,group,,57\n"


@cache
def codebook() -> Codebook:
    """Return the sample town's words."""
    return codebook_of(read(ROOT))


def ledger(ending: str) -> Callable[[Path], Try]:
    """Return what tries a ledger of one kind: opened, its columns guessed, its rows cleaned and judged."""

    def opened(folder: Path) -> Try:
        words = codebook()

        def attempt(case: bytes) -> None:
            file = folder / f"ledger{ending}"
            file.write_bytes(case)
            source = open_ledger(f"{file}", ROOT)
            mapping = guess(source.headers)
            if "id" not in mapping.columns or "registered_at" not in mapping.columns:
                raise ProblemsError([Problem(source.name, 0, "", "没有编号或登记时间")])  # as read_mapping says it
            check_headers(source.name, mapping, source.headers)
            landed = land(source.read(mapping.columns), mapping, words)
            done = landed.imported
            if done.read != done.kept + done.duplicates + sum(one.count for one in done.refused):
                raise AssertionError(f"rows are lost: {done}")

        return attempt

    return opened


def tables() -> Iterable[bytes]:
    """Return the same small ledger as separated text in the ways that offices write it."""
    for mark, encoding in ((",", "utf-8"), ("\t", "gb18030"), (";", "utf-16")):
        yield "\r\n".join(mark.join(row) for row in (_HEADER, *_ROWS)).encode(encoding)


def json_lines() -> Iterable[bytes]:
    """Return it as a JSON object a line."""
    rows = (dict(zip(_HEADER, row, strict=True)) for row in _ROWS)
    yield "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def sheets() -> Iterable[bytes]:
    """Return it as a spreadsheet."""
    book = openpyxl.Workbook()
    for row in (("某某镇台账",), _HEADER, *_ROWS):
        book.active.append(row)
    book.active.merge_cells("A1:L1")
    book.active["B6"] = 46000.5
    book.active["A6"] = "A0004"
    made = io.BytesIO()
    book.save(made)
    yield made.getvalue()


def parquets() -> Iterable[bytes]:
    """Return it as Parquet."""
    made = io.BytesIO()
    columns = zip(_HEADER, zip(*_ROWS, strict=True), strict=True)
    pq.write_table(pa.table({name: list(column) for name, column in columns}), made)
    yield made.getvalue()


def mapping(_: Path) -> Try:
    """Try a mapping, with the town's own words."""
    words = codebook()

    def attempt(case: bytes) -> None:
        check_headers("m.yml", read_mapping("m.yml", decode("m.yml", case), words), _HEADER)

    return attempt


def mappings() -> Iterable[bytes]:
    """Return a mapping that has everything a mapping can have."""
    return [_MAPPING.encode()]


def _beside(ending: str) -> bytes:
    return (ROOT / "data" / "releases" / f"{_MONTH}{ending}").read_bytes()


def published(_: Path) -> Try:
    """Try a release as the auditor reads it, who has nothing but files."""
    certificate = read_certificate("c.json", _beside(".certificate.json"))

    def attempt(case: bytes) -> None:
        release = read_release(f"{_MONTH}.yml", case)
        list(check_all([(release, certificate)]))

    return attempt


def certificate(_: Path) -> Try:
    """Try a certificate, checked against its release."""
    release = read_release(f"{_MONTH}.yml", _beside(".yml"))

    def attempt(case: bytes) -> None:
        list(check_all([(release, read_certificate("c.json", case))]))

    return attempt


def known(folder: Path) -> Try:
    """Try a table known elsewhere."""

    def attempt(case: bytes) -> None:
        (folder / "known.csv").write_bytes(case)
        read_known(folder / "known.csv")

    return attempt


def known_tables() -> Iterable[bytes]:
    """Return one."""
    return [_KNOWN.encode()]
