"""The downloads: every released table as CSV, every month as CSV and JSON, a dictionary, checksums.

The downloads hold what the releases hold and nothing else. The CSV files start with a byte order mark, without which
the spreadsheets in use here read Chinese wrongly; numbers are plain, rows come in the order of the release.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator

from zhishuo.media import Asset
from zhishuo.reading import Records
from zhishuo.records import SPLITS, Release, ReleaseTable
from zhishuo.views.exhibits import csv_path
from zhishuo.views.month import flow_counts
from zhishuo.views.words import POPULATIONS, ROWS, Codebook, codebook, summed
from zhishuo.views.words import SPLITS as SPLIT_WORDS

BOM = "\ufeff"
LATEST = "latest"


def export(records: Records) -> tuple[Asset, ...]:
    """Return all downloads, sorted by path."""
    book = codebook(records)
    found: list[Asset] = [
        Asset("data/dictionary.csv", _csv(_dictionary(book))),
        Asset("data/months.csv", _csv(_months(records))),
    ]
    for period, release in records.releases.items():
        found += _month(book, release, period)
    if records.releases:
        found += _month(book, next(reversed(records.releases.values())), LATEST)
    return tuple(sorted(found, key=lambda asset: asset.path))


def _month(book: Codebook, release: Release, folder: str) -> list[Asset]:
    """Return the files of one month in `folder`, with their checksums."""
    found = [Asset(csv_path(folder, table), _csv(_wide(book, release, table))) for table in release.tables]
    found.append(Asset(f"data/{folder}/all.csv", _csv(_long(release))))
    found.append(Asset(f"data/{folder}/release.json", _json(release)))
    found.sort(key=lambda asset: asset.path)
    sums = "".join(f"{hashlib.sha256(asset.content).hexdigest()}  {asset.path.rsplit('/', 1)[1]}\n" for asset in found)
    return [*found, Asset(f"data/{folder}/SHA256SUMS", sums.encode())]


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return (BOM + text.getvalue()).encode()


def _json(release: Release) -> bytes:
    return (json.dumps(release.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode()


def _nature(release: Release) -> str:
    return "示例" if release.sample else "正式"


def _wide(book: Codebook, release: Release, table: ReleaseTable) -> Iterator[list[str]]:
    """Yield one table as people read it: a row per line, a column per (merged) column."""
    yield [
        *("性质", "公布月份", "数据截至", "统计对象", "从", "到"),
        *(f"{ROWS[table.rows]}代号", ROWS[table.rows]),
        *(summed(book.column_names(table.split, keys)) for keys in table.columns),
    ]
    for line in table.lines:
        yield [
            *(_nature(release), release.period, release.as_of.isoformat(), POPULATIONS[table.population]),
            *(table.window.first, table.window.last, "+".join(line.keys)),
            "、".join(book.names(table.rows, line.keys)),
            *(f"{count}" for count in line.counts),
        ]


def _long(release: Release) -> Iterator[list[str]]:
    """Yield all tables of a month, one count a row, by code; several codes joined by + are a sum."""
    yield ["period", "as_of", "sample", "population", "first", "last", "rows", "row", "split", "column", "count"]
    for table in release.tables:
        for line in table.lines:
            for keys, count in zip(table.columns, line.counts, strict=True):
                yield [
                    *(release.period, release.as_of.isoformat(), f"{release.sample}".lower(), table.population),
                    *(table.window.first, table.window.last, table.rows, "+".join(line.keys)),
                    *(table.split, "+".join(keys), f"{count}"),
                ]


def _months(records: Records) -> Iterator[list[str]]:
    """Yield the town's stock and flow of every month; an empty cell was merged with others."""
    yield ["性质", "月份", "数据截至", "登记", "办结", "月末未办结"]
    for period, release in records.releases.items():
        yield [
            *(_nature(release), period, release.as_of.isoformat()),
            *("" if count is None else f"{count}" for count in flow_counts(release)),
        ]


def _dictionary(book: Codebook) -> Iterator[list[str]]:
    """Yield every code of the files with its words."""
    yield ["field", "of", "code", "words"]
    for code, words in POPULATIONS.items():
        yield ["population", "", code, words]
    for code, words in ROWS.items():
        yield ["rows", "", code, words]
        yield from (["row", code, key, name] for key, name in book.rows[code].items())
    for code in SPLITS:
        yield ["split", "", code, SPLIT_WORDS[code]]
        yield from (["column", code, key, book.columns[code][key]] for key in SPLITS[code])
