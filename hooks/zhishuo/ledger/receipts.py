"""The rows of a ledger -> receipts to be sealed, with the office and the public reply that staff write in a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhishuo.ledger.codebook import UNASSIGNED, Codebook
from zhishuo.ledger.codes import code_of
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.raw import Source, fetched
from zhishuo.ledger.sealing import DATES, TEXT, Receipt, fits
from zhishuo.problems import Problem, ProblemsError

# The state of a request as a place in this list, which goes with the sealed bytes; the page has a text for each.
STATES = ("open", "unstated", "solved", "partly", "explained", "transferred", "declined", "duplicate", "withdrawn")
# The columns of the sheet of replies.
REPLIES = {"id": "诉求编号", "unit": "承办单位", "reply": "公开答复"}
_CODES = ("grade", "community", "category")
_TIMES = tuple(f"{name}_at" for name in DATES)


@dataclass(frozen=True, slots=True)
class Told:
    """What staff write to one resident."""

    unit: str
    reply: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request of the ledger with its number, for a slip or a receipt."""

    number: str
    registered: dt.date
    community: str
    receipt: Receipt


def requests_of(
    ledger: Ledger, codebook: Codebook, key: bytes, told: Mapping[str, Told], as_of: dt.date
) -> Iterator[Request]:
    """Yield what is known of every request on `as_of`, in the order of registration; later events are left out."""
    places = {name: {slug: place for place, slug in enumerate(codebook.keys(name))} for name in _CODES}
    rows = ledger.requests.select("id", *_CODES, "outcome", *_TIMES).order_by("registered_at", "id")
    for number, *values in fetched(ledger.connection, rows):
        codes, outcome, times = values[: len(_CODES)], values[len(_CODES)], values[len(_CODES) + 1 :]
        days = {name: time.date() for name, time in zip(DATES, times, strict=True) if time is not None}
        known = {name: day for name, day in days.items() if day <= as_of or name == "due"}
        if "registered" not in known:
            continue
        state = (outcome or "unstated") if "settled" in known else "open"
        found = {name: places[name][code] for name, code in zip(_CODES, codes, strict=True)}
        said = told.get(number, Told("", ""))
        receipt = Receipt(code_of(key, number), known, {**found, "outcome": STATES.index(state)}, said.unit, said.reply)
        yield Request(number, known["registered"], codes[1], receipt)


def is_recent(request: Request, since: dt.date) -> bool:
    """Tell whether a request is open, or was settled on `since` or later."""
    settled = request.receipt.days.get("settled")
    return settled is None or settled >= since


def replies_in(file: str, source: Source) -> dict[str, Told]:
    """Return what the sheet of replies says by the request's number.

    Raises ProblemsError with the row of every reply that is too long, and when a column is missing.
    """
    if missing := [header for header in REPLIES.values() if header not in source.headers]:
        message = (
            f"没有{'、'.join(f'“{header}”' for header in missing)}这一列；答复表要有 {'、'.join(REPLIES.values())} 三列"
        )
        raise ProblemsError([Problem(file, 1, "", message)])
    raw = source.read(REPLIES)
    found, problems = {}, []
    for position, *cells in fetched(raw.connection, raw.table.select("position", *REPLIES).order_by("position")):
        number, unit, reply = (_text(cell) for cell in cells)
        if not number:
            continue
        if not fits(unit, reply):
            message = f"承办单位和公开答复一共最多 {TEXT // 2} 个字，现在有 {len(unit) + len(reply)} 个；请写短一些"
            problems.append(Problem(file, position + 1, REPLIES["reply"], message))
        found[number] = Told(unit, reply)
    if problems:
        raise ProblemsError(problems)
    return found


def _text(cell: Any) -> str:  # noqa: ANN401  a spreadsheet's cell can be anything
    return " ".join(str(cell).split()) if cell is not None else ""


def names_of(codebook: Codebook, column: str, names: Mapping[str, str]) -> list[str]:
    """Return the public names of a column's codes in the order they are sealed in, what is not told as 未写明."""
    return [names.get(slug, "未写明") if slug != UNASSIGNED else "未写明" for slug in codebook.keys(column)]
