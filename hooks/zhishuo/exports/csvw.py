"""The tables of the downloads as CSV on the Web describes them (W3C Tabular Metadata), where its readers look."""

from __future__ import annotations

from zhishuo.assets import Asset, json_file
from zhishuo.reading import Records
from zhishuo.views.base import CHINESE
from zhishuo.views.columns import Column, FileColumns
from zhishuo.views.dataset import TABLES, data_set, tables
from zhishuo.views.words import Codebook

# The types of Table Schema that have another name here.
_TYPES = {"yearmonth": "gYearMonth"}


def table_group(records: Records, book: Codebook) -> Asset:
    """Return the description of all tables; addresses are relative to it."""
    told = data_set(records)
    value = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": CHINESE}],
        "dc:title": told.title,
        "dc:description": told.description,
        "dc:license": {"@id": "index.html#licence"},
        "tables": [_table(file) for file in tables(records, book)],
    }
    return json_file(TABLES, value)


def _table(file: FileColumns) -> dict[str, object]:
    columns = [_column(column) for column in file.columns]
    return {"url": file.path, "dc:title": file.label, "tableSchema": {"null": "", "columns": columns}}


def _column(column: Column) -> dict[str, str]:
    unit = {"schema:unitText": column.unit} if column.unit else {}
    kind = _TYPES.get(column.type, column.type)
    return {"titles": column.name, "datatype": kind, "dc:description": column.meaning, **unit}
