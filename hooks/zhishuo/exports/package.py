"""The Data Package (version 2) of the downloads: every table with its columns, units, definitions, size and checksum.

Paths are relative to data/datapackage.json, so that a copy of the folder stays whole wherever it lies.
"""

from __future__ import annotations

from collections.abc import Mapping

from zhishuo.assets import Asset, Made, json_file
from zhishuo.reading import Records
from zhishuo.views.columns import LICENCE, Column, FileColumns
from zhishuo.views.dataset import FOLDER, PACKAGE, data_set, tables
from zhishuo.views.words import Codebook

_PROFILES = "https://datapackage.org/profiles/2.0"


def package(records: Records, book: Codebook, files: Mapping[str, Made]) -> Asset:
    """Return the package of the downloads; `files` is what is known of them by path."""
    newest, told = records.newest, data_set(records)
    dated = {"version": newest.period, "created": f"{newest.as_of.isoformat()}T00:00:00+08:00"} if newest else {}
    value = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "requests",
        "title": told.title,
        "description": told.description,
        **dated,
        "licenses": [{"title": LICENCE, "path": "index.html"}],
        "resources": [_resource(file, files[f"{FOLDER}{file.path}"]) for file in tables(records, book)],
    }
    return json_file(PACKAGE, value)


def _resource(file: FileColumns, made: Made) -> dict[str, object]:
    return {
        # Names may hold small letters, digits, hyphens, underscores, dots.
        "name": file.path.removesuffix(".csv").replace("/", "-"),
        "path": file.path,
        "title": file.label,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": made.bytes,
        "hash": f"sha256:{made.sha256}",
        "schema": {
            "$schema": f"{_PROFILES}/tableschema.json",
            "fields": [_field(column) for column in file.columns],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, str]:
    unit = {"unit": column.unit} if column.unit else {}
    return {"name": column.name, "type": column.type, "description": column.meaning, **unit}
