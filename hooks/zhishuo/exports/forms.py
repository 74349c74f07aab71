"""The forms that practices give away, as Excel and Notepad open them."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from zhishuo.assets import Asset
from zhishuo.reading import Records
from zhishuo.records import Form
from zhishuo.views.practices import form_path

# Rows to fill in.
_EMPTY = 20


def forms(records: Records) -> Iterator[Asset]:
    """Yield every form, with the mark and the line ends that Windows programs look for."""
    for slug, community in records.communities.items():
        for highlight in community.highlights:
            for form in highlight.kit.forms if highlight.kit else ():
                text = _table(form) if form.columns else f"{form.text}\n".replace("\n", "\r\n")
                yield Asset(form_path(slug, highlight, form), codecs.BOM_UTF8 + text.encode())


def _table(form: Form) -> str:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(form.columns)
    if form.example:
        rows.writerow(form.example)
    rows.writerows([""] * len(form.columns) for _ in range(_EMPTY))
    return written.getvalue()
