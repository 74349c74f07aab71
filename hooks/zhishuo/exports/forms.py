"""The forms that practices give away, as Excel and Notepad open them."""

from __future__ import annotations

from collections.abc import Iterator

from zhishuo.assets import Asset
from zhishuo.exports import BOM, as_csv
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
                yield Asset(form_path(slug, highlight, form), _table(form) if form.columns else _text(form))


def _table(form: Form) -> bytes:
    filled = [form.example] if form.example else []
    return as_csv([form.columns, *filled, *([""] * len(form.columns) for _ in range(_EMPTY))])


def _text(form: Form) -> bytes:
    return (BOM + f"{form.text}\n".replace("\n", "\r\n")).encode()
