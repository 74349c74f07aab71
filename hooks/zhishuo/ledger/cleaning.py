"""One Ibis expression from a raw ledger to the canonical one. It runs on DuckDB and on PostgreSQL alike.

Only operations that mean the same on both are used; what a row is refused for is decided later (`landing`), from the
marks left here, so that the expression stays a plain row-by-row one and reads the ledger once.
"""

from __future__ import annotations

import datetime as dt

import ibis

from zhishuo.ledger.codebook import UNASSIGNED, WIDTHS, Codebook
from zhishuo.ledger.columns import CODES, FLAGS, TIMES, WORDS
from zhishuo.ledger.mapping import Mapping, lookup
from zhishuo.ledger.moments import moment
from zhishuo.ledger.raw import Expr

_DAY = 86_400
_NO = ibis.literal(value=False)
_SPACE = r"[ \t\n\r\v\f]"
# A full-width letter, a space outside, or nothing at all.
_ODD = f"[\uff01-\uff5e\u3000]|^{_SPACE}|{_SPACE}$|^$"
# What a spreadsheet shows in a cell whose formula failed.
_ERROR = r"^#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)"


def cleaned(raw: Expr, mapping: Mapping, codebook: Codebook) -> Expr:
    """Return the canonical expression over `raw` (a table with canonical names and `position`).

    Columns: position, id, every time with `<time>_bad` (written but not understood), every code with `<code>_word`
    (the word nobody knows, else null), every flag, `tidied` (a value needed trimming or half-width letters), `broken`
    (number or a flag is a cell in error). Row dimensions are never null: what is not told is `unassigned`. Outcome,
    rating, rated_by are null when not told.
    """
    raw, texts, tidied = _texts(raw)
    found = {"position": raw.position, "id": texts["id"].re_replace(r"\.0$", "")}
    for name in TIMES:
        found |= _time(name, raw, texts, mapping.dates)
    for name in CODES:
        found |= _code(name, texts, mapping, codebook)
    for name in FLAGS:
        found[name] = _flag(name, raw, texts, mapping, codebook)
    broken = _NO
    for name in ("id", *FLAGS):
        broken |= texts[name].re_search(_ERROR).fill_null(_NO) if name in texts else _NO
    rows = raw.select(**found, tidied=tidied, broken=broken)
    if mapping.promised_days:
        rows = rows.mutate(grade=_promised_grade(rows, mapping.promised_days, codebook))
    return rows.mutate(
        category=_category(rows, codebook), due_at=_due(rows, codebook, told="due_at" in mapping.columns)
    )


def _is_written(column: Expr) -> bool:
    """Tell whether a column has to be read as a person would; times, yes-or-no and positions mean what they are."""
    name, kind = column.get_name(), column.type()
    if name == "position" or (name in TIMES and kind.is_temporal()):
        return False
    return name not in FLAGS or not (kind.is_temporal() or kind.is_boolean())


def _texts(raw: Expr) -> tuple[Expr, dict[str, Expr], Expr]:
    """Return the table with its texts trimmed and half-width, these texts (`<code>_small`: in small letters), tidied.

    In steps of their own, as a database would work out a text anew for every branch of a case; and with one look at
    each value whether there is anything to do, as translating is slow and few rows need it.
    """
    names = [name for name in raw.columns if _is_written(raw[name])]
    raw = raw.mutate({name: raw[name].cast("string") for name in names})
    raw = raw.mutate({f"{name}_odd": raw[name].re_search(_ODD).fill_null(_NO) for name in names})
    tidy = {name: raw[name].translate(*WIDTHS).strip().nullif("") for name in names}
    raw = raw.mutate({name: ibis.cases((raw[f"{name}_odd"], text), else_=raw[name]) for name, text in tidy.items()})
    raw = raw.mutate({f"{name}_small": raw[name].lower() for name in names if name not in TIMES})
    tidied = _NO
    for name in names:
        tidied |= raw[f"{name}_odd"] & raw[name].notnull()
    return raw, {name: raw[name] for name in raw.columns if name.removesuffix("_small") in names}, tidied


def _time(name: str, raw: Expr, texts: dict[str, Expr], order: str) -> dict[str, Expr]:
    if name not in raw.columns:
        return {name: ibis.null("timestamp"), f"{name}_bad": _NO}
    if name not in texts:
        return {name: raw[name].cast("timestamp"), f"{name}_bad": _NO}
    understood = moment(texts[name], order)
    return {name: understood, f"{name}_bad": texts[name].notnull() & understood.isnull()}


def _code(name: str, texts: dict[str, Expr], mapping: Mapping, codebook: Codebook) -> dict[str, Expr]:
    nothing = ibis.null("string") if name in WORDS else ibis.literal(UNASSIGNED)
    if name in mapping.constants:
        return {name: ibis.literal(mapping.constants[name]), f"{name}_word": ibis.null("string")}
    if name not in texts:
        return {name: nothing, f"{name}_word": ibis.null("string")}
    known = lookup(name, mapping, codebook)
    found = texts[f"{name}_small"].cases(*known.items(), else_=ibis.null("string"))
    return {name: ibis.coalesce(found, nothing), f"{name}_word": ibis.cases((found.isnull(), texts[name]))}


def _flag(name: str, raw: Expr, texts: dict[str, Expr], mapping: Mapping, codebook: Codebook) -> Expr:
    """Tell whether something stands there that is not a no: a count, a date, another request's number, a yes."""
    if name not in raw.columns:
        return _NO
    if name not in texts:
        return raw[name].fill_null(_NO) if raw[name].type().is_boolean() else raw[name].notnull()
    text = texts[name]
    no = [word for word, slug in lookup("flag", mapping, codebook).items() if slug == "no"]
    return text.notnull() & ~text.lower().isin([*no, "0"])


def _promised_grade(rows: Expr, days: tuple[int, ...], codebook: Codebook) -> Expr:
    """Return the grade by promised calendar days; without a promise there is none."""
    promised = (rows.due_at.truncate("D").epoch_seconds() - rows.registered_at.truncate("D").epoch_seconds()) / _DAY
    *bounded, last = [entry.slug for entry in codebook.grades]
    steps = [(promised <= most, slug) for most, slug in zip(days, bounded, strict=True)]
    return ibis.cases((promised.isnull(), UNASSIGNED), *steps, else_=last)


def _category(rows: Expr, codebook: Codebook) -> Expr:
    """Return the category that a request is counted in: what was merged goes on only for those registered before."""
    steps = [
        ((rows.category == gone) & (rows.registered_at >= dt.datetime.combine(since, dt.time())), into)
        for gone, (into, since) in codebook.merged.items()
    ]
    return ibis.cases(*steps, else_=rows.category) if steps else rows.category


def _due(rows: Expr, codebook: Codebook, *, told: bool) -> Expr:
    """Return the promised time: the ledger's own, or registration plus the grade's promised hours.

    A due time of exactly midnight is a date without a time and means the whole of that day.
    """
    due = rows.due_at
    if told:
        return ibis.cases((due == due.truncate("D"), due + ibis.interval(seconds=_DAY - 1)), else_=due)
    promises = [(slug, rows.registered_at + ibis.interval(hours=hours)) for slug, hours in codebook.hours.items()]
    return rows.grade.cases(*promises, else_=ibis.null("timestamp"))
