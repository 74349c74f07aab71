"""The downloads as one set of data: what it is called, what it says of itself, its days, its tables."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from zhishuo.reading import Records
from zhishuo.records import Release
from zhishuo.views.base import Link
from zhishuo.views.columns import CHANGED, LONG, SERIES, TOLD, FileColumns, before, counts
from zhishuo.views.corrections import changed_figures
from zhishuo.views.exhibits import csv_path
from zhishuo.views.stories import stories_by_year
from zhishuo.views.words import POPULATIONS, ROWS, SPLITS, Codebook, day_words, month_words, months_words, rule_words

FOLDER = "data/"
LATEST = "latest"
PACKAGE = f"{FOLDER}datapackage.json"
TABLES = f"{FOLDER}csv-metadata.json"
# What pages say, for programs; the version is part of the address.
API_VERSION = 1
API = f"api/{API_VERSION}/"
API_INDEX = f"{API}index.json"
# The version of the format is part of the address.
(RELEASE_FORMAT,) = get_args(Release.model_fields["format"].annotation)
RELEASE_SCHEMA = f"{FOLDER}release-{RELEASE_FORMAT}.schema.json"


@dataclass(frozen=True, slots=True)
class DataSet:
    """What a catalogue says of the downloads; `first` and `last` are days, None before the first release."""

    title: str
    description: str
    keywords: tuple[str, ...]
    modified: dt.date
    first: dt.date | None
    last: dt.date | None


def data_set(records: Records) -> DataSet:
    """Return what is said of the downloads, marked where they are made up."""
    town, periods = records.town, tuple(records.releases)
    months = [(int(period[:4]), int(period[5:])) for period in periods]
    return DataSet(
        title=f"{town.name}公开榜{'（示例）' if town.sample else ''}",
        description=_description(records),
        keywords=("居民诉求", "民事直说", *(("示例",) if town.sample else ())),
        modified=records.newest.as_of if records.newest else town.updated,
        first=dt.date(*months[0], 1) if months else None,
        last=dt.date(*months[-1], calendar.monthrange(*months[-1])[1]) if months else None,
    )


def email(records: Records) -> str:
    """Return the e-mail address to ask at: the first among the numbers of offices, empty where there is none."""
    return next((one.number for one in records.town.office_numbers if "@" in one.number), "")


def _description(records: Records) -> str:
    sample = "示例，数字是编的。" if records.town.sample else ""
    newest = records.newest
    if not newest:
        return f"{sample}还没有公布过数据。"
    span = months_words(tuple(records.releases))
    fresh = f"数据截至 {day_words(newest.as_of)}，下次更新不晚于 {day_words(newest.next_due)}。"
    return f"{sample}居民诉求每月的件数，{span}。{fresh}{rule_words(newest.method.base)}"


def requests_file(year: str) -> str:
    """Return the path of the requests told of a year, below data/."""
    return TOLD.path.replace("*", year)


def series(records: Records) -> Iterator[FileColumns]:
    """Yield what is there in any month: the series, and what is told of every year, newest first."""
    yield from SERIES
    for year in stories_by_year(records):
        yield FileColumns(requests_file(year), f"{year} 年{TOLD.label}", TOLD.columns)


def _once(records: Records) -> Iterator[FileColumns]:
    yield from series(records)
    if changed_figures(records):
        yield CHANGED


def tables(records: Records, book: Codebook) -> Iterator[FileColumns]:
    """Yield what is there once, all counts of every month, and the tables of the newest, each with its columns."""
    yield from _once(records)
    for period in records.releases:
        yield FileColumns(f"{period}/all.csv", f"{month_words(period)}公布的全部数字", LONG)
    for table in records.newest.tables if records.newest else ():
        rows = ROWS[table.rows]
        label = f"最新一期{POPULATIONS[table.population]}：{SPLITS[table.split]}，按{rows}"
        path = csv_path(LATEST, table).removeprefix(FOLDER)
        yield FileColumns(path, label, (*before(rows), *counts(book, table.split, table.columns)))


def wholes(records: Records) -> Iterator[Link]:
    """Yield every file that holds a whole: the series, and all counts of every month, newest first."""
    yield from (Link(file.label, f"{FOLDER}{file.path}") for file in _once(records))
    for folder in (*([LATEST] if records.releases else []), *reversed(records.releases)):
        words = "最新一期" if folder == LATEST else month_words(folder)
        yield Link(f"{words}的全部数字（CSV）", f"{FOLDER}{folder}/all.csv")
        yield Link(f"{words}的全部数字（JSON）", f"{FOLDER}{folder}/release.json")


def media_type(path: str) -> str:
    """Return the media type of a download."""
    return "text/csv" if path.endswith(".csv") else "application/json"
