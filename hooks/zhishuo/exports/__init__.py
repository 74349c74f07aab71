"""The downloads: every released table as CSV, every month as CSV and JSON, what their columns mean.

The downloads hold what the releases hold and nothing else. The CSV files start with a byte order mark, without which
the spreadsheets in use here read Chinese wrongly; numbers are plain, rows come in the order of the release.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from zhishuo.assets import Asset, remembered_file
from zhishuo.exports.csvw import table_group
from zhishuo.exports.open311 import hold_requests, requests, services
from zhishuo.exports.package import package
from zhishuo.exports.release import release_json, release_schema
from zhishuo.figures import BY, Figures, Released, figures_of
from zhishuo.reading import Records
from zhishuo.records import CROSSES, SPLITS, Release, ReleaseTable
from zhishuo.views.columns import (
    ACCOUNT,
    ACCOUNTS,
    COLUMNS,
    CORRECTED,
    DICTIONARY,
    FILES,
    FLOWS,
    LONG,
    MONTHS,
    Column,
    before,
    counts,
    inert,
)
from zhishuo.views.corrections import CORRECTIONS_CSV, Changed, changed_figures
from zhishuo.views.dataset import FOLDER, LATEST, requests_file
from zhishuo.views.exhibits import csv_path
from zhishuo.views.stories import stories_by_year
from zhishuo.views.words import POPULATIONS, ROWS, Codebook, codebook
from zhishuo.views.words import SPLITS as SPLIT_WORDS

BOM = "\ufeff"


def export(records: Records) -> tuple[Asset, ...]:
    """Return all downloads, sorted by path."""
    found = [*records.steady("downloads", _steady), *_requests(records)]
    known = {asset.path: asset.made for asset in found}
    found += [package(records, codebook(records), known), table_group(records, codebook(records))]
    return tuple(sorted(found, key=lambda asset: asset.path))


def _steady(records: Records) -> list[Asset]:
    """Return all downloads that tell no stories."""
    book, figures = codebook(records), figures_of(records.releases)
    found: list[Asset] = [
        Asset("data/dictionary.csv", as_csv(_dictionary(book))),
        Asset("data/columns.csv", as_csv(_columns())),
        Asset("data/months.csv", as_csv(_months(records, figures))),
        Asset("data/accounts.csv", as_csv(_accounts(records, figures))),
        Asset("data/open311-services.csv", as_csv(services(records, book, figures))),
        release_schema(),
    ]
    if changed := changed_figures(records):
        found.append(Asset(CORRECTIONS_CSV.url, as_csv(_corrections(changed))))
    for period, release in records.releases.items():
        found += _month(book, release, period, records.certificates.get(period))
    if newest := records.newest:
        found += _month(book, newest, LATEST, records.certificates.get(newest.period))
    return found


def _requests(records: Records) -> Iterator[Asset]:
    """Yield the requests told of every year."""
    for year, of_year in stories_by_year(records).items():
        hold_requests(records, of_year)
        make = partial(_told_requests, records, of_year)
        yield remembered_file(f"{FOLDER}{requests_file(year)}", records.told(of_year), make)


def _told_requests(records: Records, stories: Sequence[str]) -> bytes:
    return as_csv(requests(records, stories))


def _names(columns: Iterable[Column]) -> list[str]:
    return [column.name for column in columns]


def _month(book: Codebook, release: Release, folder: str, certificate: bytes | None) -> list[Asset]:
    """Return the files of one month in `folder`, with their checksums."""
    found = [Asset(csv_path(folder, table), as_csv(_wide(book, release, table))) for table in release.tables]
    found.append(Asset(f"data/{folder}/all.csv", as_csv(_long(release))))
    found.append(release_json(release, folder))
    if certificate:
        found.append(Asset(f"data/{folder}/certificate.json", certificate))
    found.sort(key=lambda asset: asset.path)
    sums = "".join(f"{hashlib.sha256(asset.content).hexdigest()}  {asset.path.rsplit('/', 1)[1]}\n" for asset in found)
    return [*found, Asset(f"data/{folder}/SHA256SUMS", sums.encode())]


def as_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """Return rows as a CSV that Excel opens as UTF-8 and in which it finds no formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([inert(cell) for cell in row] for row in rows)
    return (BOM + text.getvalue()).encode()


def _method(release: Release) -> str:
    """Return how the counts were protected, for a column of every file."""
    return f"{release.method.name}/{release.method.version}/{release.method.base}"


def _nature(release: Release) -> str:
    return "示例" if release.sample else "正式"


def _wide(book: Codebook, release: Release, table: ReleaseTable) -> Iterator[list[str]]:
    """Yield one table as people read it: a row per line, a column per (merged) column."""
    yield _names((*before(ROWS[table.rows]), *counts(book, table.split, table.columns)))
    for line in table.lines:
        yield [
            *(_nature(release), f"{release.method.base}", release.period, release.as_of.isoformat()),
            POPULATIONS[table.population],
            *(table.window.first, table.window.last, "+".join(line.keys)),
            book.row(table.rows, line.keys),
            *(f"{count}" for count in line.counts),
        ]


def _corrections(changed: Iterable[Changed]) -> Iterator[list[str]]:
    """Yield every published figure that was changed later."""
    yield _names(CORRECTED)
    for one in changed:
        yield [one.period, one.day.isoformat(), one.figure, one.row, one.old, one.new, one.reason]


def _long(release: Release) -> Iterator[list[str]]:
    """Yield all tables of a month, one count a row, by code; several codes joined by + are published as one."""
    yield _names(LONG)
    for table in release.tables:
        for line in table.lines:
            for keys, count in zip(table.columns, line.counts, strict=True):
                yield [
                    *(release.period, release.as_of.isoformat(), f"{release.sample}".lower(), _method(release)),
                    *(table.population, table.block or ""),
                    *(table.window.first, table.window.last, table.rows, "+".join(line.keys)),
                    *(table.split, "+".join(keys), f"{count}"),
                ]


def _months(records: Records, figures: Figures) -> Iterator[list[str]]:
    """Yield the town's stock and flow of every month; an empty cell is not told by the ledger."""
    yield _names(MONTHS)
    for period, release in records.releases.items():
        (town,) = figures.accounts([period], "town")
        yield [
            *(_nature(release), f"{release.method.base}", period, release.as_of.isoformat()),
            *(_text(town.count(name)) for name in FLOWS),
        ]


def _accounts(records: Records, figures: Figures) -> Iterator[list[str]]:
    """Yield what every row of every month adds up to: sums and differences of released counts, as on the pages."""
    yield _names(ACCOUNTS)
    for period, release in records.releases.items():
        for rows in BY:
            for line in figures.accounts([period], rows):
                counts = [_text(line.count(column.name)) for column in ACCOUNT]
                yield [period, _method(release), rows, "+".join(line.keys), *counts]


def _text(count: Released | None) -> str:
    return "" if count is None else f"{count}"


def _dictionary(book: Codebook) -> Iterator[list[str]]:
    """Yield every code of the files with its words."""
    yield _names(DICTIONARY)
    for code, words in POPULATIONS.items():
        yield ["population", "", code, words]
    for code, words in ROWS.items():
        yield ["rows", "", code, words]
        yield from (["row", code, key, name] for key, name in book.rows[code].items())
    for code in (*SPLITS, *CROSSES):
        yield ["split", "", code, SPLIT_WORDS[code]]
        yield from (["column", code, key, book.columns[code][key]] for key in SPLITS.get(code, book.columns[code]))
    yield from (["account", "", name, flow.name] for name, flow in FLOWS.items())


def _columns() -> Iterator[list[str]]:
    """Yield every column of the files with its type, unit and definition."""
    yield _names(COLUMNS)
    for file in FILES:
        yield from ([file.path, column.name, column.type, column.unit, column.meaning] for column in file.columns)
