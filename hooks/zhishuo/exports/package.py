"""The Data Package (version 2) of the downloads: every table with its columns, units, definitions, size and checksum.

Paths are relative to data/datapackage.json, so that a copy of the folder stays whole wherever it lies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from zhishuo.assets import Asset, json_file
from zhishuo.reading import Records
from zhishuo.views.columns import ACCOUNTS, COLUMNS, DICTIONARY, LICENCE, LONG, MONTHS, Column, before, counts
from zhishuo.views.exhibits import csv_path
from zhishuo.views.words import POPULATIONS, ROWS, SPLITS, Codebook, day_words, month_words, months_words, rule_words

FOLDER = "data/"
LATEST = "latest"
_PROFILES = "https://datapackage.org/profiles/2.0"


def package(records: Records, book: Codebook, files: Mapping[str, bytes]) -> Asset:
    """Return the package of the downloads; `files` are their contents by path."""
    newest = records.newest
    dated = {"version": newest.period, "created": f"{newest.as_of.isoformat()}T00:00:00+08:00"} if newest else {}
    value = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "requests",
        "title": title(records),
        "description": description(records),
        **dated,
        "licenses": [{"title": LICENCE, "path": "index.html"}],
        "resources": [
            _resource(path, files[path], label, columns)
            for path, label, columns in (*_series(), *_tables(records, book))
        ],
    }
    return json_file(f"{FOLDER}datapackage.json", value)


def title(records: Records) -> str:
    """Return what the data are called, marked where they are made up."""
    return f"{records.town.name}公开榜{'（示例）' if records.town.sample else ''}"


def description(records: Records) -> str:
    """Return what the data are: period, freshness, the rule of the rounding, and whether they are made up."""
    releases = list(records.releases.values())
    sample = "示例，数字是编的。" if records.town.sample else ""
    if not releases:
        return f"{sample}还没有公布过数据。"
    span = months_words(tuple(records.releases))
    newest = releases[-1]
    fresh = f"数据截至 {day_words(newest.as_of)}，下次更新不晚于 {day_words(newest.next_due)}。"
    return f"{sample}居民诉求每月的件数，{span}。{fresh}{rule_words(newest.method.base)}"


def _series() -> Iterator[tuple[str, str, tuple[Column, ...]]]:
    """Yield path, title and columns of what is there once."""
    yield "data/months.csv", "各月的账", MONTHS
    yield "data/accounts.csv", "各月各社区、各类别、各等级的账", ACCOUNTS
    yield "data/dictionary.csv", "字典：每个代号是什么意思", DICTIONARY
    yield "data/columns.csv", "各列的意思", COLUMNS


def _tables(records: Records, book: Codebook) -> Iterator[tuple[str, str, tuple[Column, ...]]]:
    """Yield path, title and columns of what a release holds: all counts of every month, the tables of the newest."""
    for period in records.releases:
        yield f"data/{period}/all.csv", f"{month_words(period)}公布的全部数字", LONG
    newest = records.newest
    for table in newest.tables if newest else ():
        rows = ROWS[table.rows]
        label = f"最新一期{POPULATIONS[table.population]}：{SPLITS[table.split]}，按{rows}"
        yield csv_path(LATEST, table), label, (*before(rows), *counts(book, table.split, table.columns))


def _resource(path: str, content: bytes, label: str, columns: tuple[Column, ...]) -> dict[str, object]:
    below = path.removeprefix(FOLDER)
    return {
        # Names may hold small letters, digits, hyphens, underscores, dots.
        "name": below.removesuffix(".csv").replace("/", "-"),
        "path": below,
        "title": label,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "$schema": f"{_PROFILES}/tableschema.json",
            "fields": [_field(column) for column in columns],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, str]:
    unit = {"unit": column.unit} if column.unit else {}
    return {"name": column.name, "type": column.type, "description": column.meaning, **unit}
