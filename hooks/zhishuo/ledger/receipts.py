"""The rows of a ledger -> receipts to be sealed, with the office and the public reply that staff write in a sheet."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from zhishuo.ledger.codebook import UNASSIGNED, Codebook
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.raw import Source, fetched
from zhishuo.ledger.sealing import DATES, EPOCH, LAST, TEXT, Receipt, room
from zhishuo.problems import Problem, ProblemsError

# The state of a request as a place in this list, which goes with the sealed bytes; the page has a text for each.
STATES = ("open", "unstated", "solved", "partly", "explained", "transferred", "declined", "duplicate", "withdrawn")
# The columns of the sheet of replies.
REPLIES = {"id": "诉求编号", "unit": "承办单位", "reply": "公开答复"}
_CODES = ("grade", "community", "category")
# What ends a number at the head of a line.
_WORDS = re.compile(r"[,，;；\t\s]")
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


def numbers_of(ledger: Ledger) -> frozenset[str]:
    """Return the numbers of all requests of a ledger."""
    return frozenset(number for (number,) in fetched(ledger.connection, ledger.requests.select("id")))


def requests_of(
    ledger: Ledger, codebook: Codebook, code_for: Callable[[str], str], told: Mapping[str, Told], as_of: dt.date
) -> Iterator[Request]:
    """Yield what is known of every request on `as_of`, in the order of registration; later events are left out.

    `code_for` gives a request's code by its number. Raises ProblemsError at a day that no receipt can hold.
    """
    places = {name: {slug: place for place, slug in enumerate(codebook.keys(name))} for name in _CODES}
    rows = ledger.requests.select("id", *_CODES, "outcome", *_TIMES).order_by("registered_at", "id")
    for number, *values in fetched(ledger.connection, rows):
        codes, outcome, times = values[: len(_CODES)], values[len(_CODES)], values[len(_CODES) + 1 :]
        days = {name: time.date() for name, time in zip(DATES, times, strict=True) if time is not None}
        known = {name: day for name, day in days.items() if day <= as_of or name == "due"}
        if "registered" not in known:
            continue
        if odd := [day for day in known.values() if not EPOCH < day <= LAST]:
            message = f"诉求 {number} 的日期 {odd[0]} 太早或者太晚；请在台账里改对"
            raise ProblemsError([Problem("", 0, "台账", message)])
        state = (outcome or "unstated") if "settled" in known else "open"
        found = {name: places[name][code] for name, code in zip(_CODES, codes, strict=True)}
        said = told.get(number, Told("", ""))
        receipt = Receipt(code_for(number), known, {**found, "outcome": STATES.index(state)}, said.unit, said.reply)
        yield Request(number, known["registered"], codes[1], receipt)


def is_recent(request: Request, since: dt.date) -> bool:
    """Tell whether a request is open, or was settled on `since` or later."""
    settled = request.receipt.days.get("settled")
    return settled is None or settled >= since


def replies_in(file: str, source: Source, numbers: AbstractSet[str]) -> dict[str, Told]:
    """Return what the sheet of replies says by the request's number; `numbers` are those of the ledger.

    Raises ProblemsError with every row that would be lost or would reach another resident: no number or one that is
    not in the ledger or stands twice, too long, or another request's row inside a cell.
    """
    if missing := [header for header in REPLIES.values() if header not in source.headers]:
        message = (
            f"没有{'、'.join(f'“{header}”' for header in missing)}这一列；答复表要有 {'、'.join(REPLIES.values())} 三列"
        )
        raise ProblemsError([Problem(file, 1, "", message)])
    raw = source.read(REPLIES)
    problems = [Problem(file, line, "", "这一行的格子数和表头不一样，多半是文字里有逗号") for line in raw.ragged]
    found: dict[str, Told] = {}
    for position, *cells in fetched(raw.connection, raw.table.select("position", *REPLIES).order_by("position")):
        number, unit, reply = (_text(cell) for cell in cells)
        if not (number or unit or reply):
            continue
        told = Told(unit, reply)
        problems += [
            Problem(file, source.above + position, REPLIES[field], message)
            for field, message in _faults(number, told, _lines(cells), found, numbers)
        ]
        found[number] = told
    if problems:
        raise ProblemsError(problems)
    return found


def _faults(
    number: str, told: Told, lines: Sequence[str], before: Mapping[str, Told], numbers: AbstractSet[str]
) -> Iterator[tuple[str, str]]:
    """Yield field and message of everything wrong with one row of the sheet of replies."""
    if not number:
        yield "id", "没有写诉求编号，不知道是答复谁的"
    elif number not in numbers:
        yield "id", f"台账里没有 {number} 这个编号"
    elif number in before:
        yield "id", f"{number} 写了两次，不知道用哪一个；请只留一行"
    if (over := -room(told.unit, told.reply)) > 0:
        message = f"承办单位和公开答复一共最多 {TEXT // 2} 个字，超出了约 {-(-over // 2)} 个字；请写短一些"
        yield "reply", message
    others = [line for line in lines if any(word in numbers and word != number for word in _WORDS.split(line)[:1])]
    if others:
        yield "reply", f"格子里夹着另一件的一行（“{others[0][:12]}”），多半是少了一个引号；不改会让别人看到他的答复"


def _lines(cells: Sequence[Any]) -> list[str]:
    """Return the lines after the first of all cells: where a quote is missing, other rows are among them."""
    return [line.strip() for cell in cells if cell is not None for line in str(cell).split("\n")[1:]]


def _text(cell: Any) -> str:  # noqa: ANN401  a spreadsheet's cell can be anything
    """Return a cell's text on one line, without marks that cannot be seen."""
    if cell is None:
        return ""
    seen = "".join(char for char in str(cell) if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs"})
    return " ".join(seen.split())


def names_of(codebook: Codebook, column: str, names: Mapping[str, str]) -> list[str]:
    """Return the public names of a column's codes in the order they are sealed in, what is not told as 未写明."""
    return [names.get(slug, "未写明") if slug != UNASSIGNED else "未写明" for slug in codebook.keys(column)]
