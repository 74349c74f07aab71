"""The mapping: which column of a ledger is which canonical one, and which of its words mean what. Staff correct it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from zhishuo.ledger.codebook import Codebook, plain
from zhishuo.ledger.columns import CODES, COLUMNS, REQUIRED, WORDS, is_private, named
from zhishuo.problems import Problem, ProblemsError, nearest
from zhishuo.yaml_files import Document, Path, Value, read_yaml

DATE_ORDERS = ("ymd", "dmy", "mdy")
_KEYS = ("columns", "dates", "words", "constants", "grade", "sheet")
_CONSTANTS = ("community", "category", "grade", "channel")
_PROMISED_DAYS = 3
_MOST_DIGITS = 4

Faults: TypeAlias = Iterator[Problem]


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns`: canonical name -> header in the ledger; `words`: column -> slug -> further words in the ledger.

    `promised_days` are the most calendar days promised in the first three grades, when grades come from promises.
    """

    columns: dict[str, str]
    dates: str = "ymd"
    words: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    promised_days: tuple[int, ...] = ()
    sheet: str = ""


def read_mapping(file: str, text: str, codebook: Codebook) -> Mapping:
    """Return the mapping written in `text`; raises ProblemsError with every mistake that shows without the ledger."""
    document = read_yaml(file, text)
    if not isinstance(document.values, dict):
        raise ProblemsError([document.problem((), "对照表是空的，至少要写 columns")])
    problems = list(_faults(document, document.values, codebook))
    if problems:
        raise ProblemsError(problems)
    values = document.values
    return Mapping(
        columns={name: str(header) for name, header in _dict(values.get("columns")).items()},
        dates=str(values.get("dates") or "ymd"),
        words={
            column: {slug: _texts(words) for slug, words in _dict(slugs).items()}
            for column, slugs in _dict(values.get("words")).items()
        },
        constants={column: str(slug) for column, slug in _dict(values.get("constants")).items()},
        promised_days=tuple(int(day) for day in _texts(_dict(values.get("grade")).get("promised_days"))),
        sheet=str(values.get("sheet") or ""),
    )


def check_headers(file: str, mapping: Mapping, headers: Sequence[str]) -> None:
    """Raise ProblemsError when a mapped header is missing from the ledger's `headers` or stands there twice."""
    problems = []
    for name, header in mapping.columns.items():
        field_name = f"columns.{name}"
        if header not in headers:
            problems.append(Problem(file, 0, field_name, f"台账里没有“{header}”这一列{nearest(header, headers)}"))
        elif headers.count(header) > 1:
            problems.append(Problem(file, 0, field_name, f"台账里有两列都叫“{header}”，分不清是哪一列；请在导出时改名"))
    if problems:
        raise ProblemsError(problems)


def lookup(column: str, mapping: Mapping, codebook: Codebook) -> dict[str, str]:
    """Return word -> slug for a coded column: the mapping's words first, then the town's, then the general ones."""
    found: dict[str, str] = {}
    sources = [mapping.words.get(column, {})]
    if column in WORDS:
        sources.append(WORDS[column])
    else:
        sources.append({entry.slug: entry.words for entry in codebook.entries(column)})
    for source in sources:
        for slug, words in source.items():
            for word in (*words, slug):
                found.setdefault(plain(word), slug)
    return found


def _slugs(column: str, codebook: Codebook) -> tuple[str, ...]:
    if column in WORDS:
        return tuple(WORDS[column])
    return codebook.keys(column)


def _faults(document: Document, values: dict[str, Value], codebook: Codebook) -> Faults:
    for key in values:
        if key not in _KEYS:
            yield document.problem((key,), f"没有这个字段{nearest(key, _KEYS)}")
    for key in ("columns", "words", "constants", "grade"):
        if not isinstance(values.get(key), dict | None):
            yield document.problem((key,), "要写成“名称: 内容”，一行一条")
            return
    yield from _column_faults(document, _dict(values.get("columns")))
    if (dates := values.get("dates") or "ymd") not in DATE_ORDERS:
        yield document.problem(("dates",), f"要写 ymd（年月日）、dmy（日月年）或 mdy（月日年），现在是“{dates}”")
    yield from _word_faults(document, _dict(values.get("words")), codebook)
    columns = _dict(values.get("columns"))
    for column, slug in _dict(values.get("constants")).items():
        path: Path = ("constants", column)
        if column not in _CONSTANTS:
            yield document.problem(path, f"只有 {'、'.join(_CONSTANTS)} 可以写成固定值")
        elif str(slug) not in _slugs(column, codebook):
            yield document.problem(path, f"没有“{slug}”这个代号{nearest(str(slug), _slugs(column, codebook))}")
        elif column in columns:
            yield document.problem(path, "columns 里已经有这一列，不能再写固定值")
    yield from _grade_faults(document, values)


def _column_faults(document: Document, columns: dict[str, Value]) -> Faults:
    used: dict[str, str] = {}
    for name, header in columns.items():
        path: Path = ("columns", name)
        if name not in COLUMNS:
            yield document.problem(path, f"没有这个标准列{nearest(name, COLUMNS)}")
        if not isinstance(header, str):
            yield document.problem(path, "要写台账里的列名；台账没有这一列就删去这一行")
        elif is_private(header):
            yield document.problem(path, f"“{header}”像是联系方式或自由文字，这样的列不许读取")
        elif (other := used.setdefault(header, name)) != name:
            yield document.problem(path, f"“{header}”已经写给 {other}，一列只能有一个意思")
    for name in REQUIRED:
        if name not in columns:
            yield document.problem(("columns",), f"缺少 {name}（{COLUMNS[name].title}），没有这一列就不能统计")


def _word_faults(document: Document, words: dict[str, Value], codebook: Codebook) -> Faults:
    for column, slugs in words.items():
        if column not in CODES:
            yield document.problem(("words", column), f"这里只能写 {'、'.join(CODES)}{nearest(column, CODES)}")
            continue
        if not isinstance(slugs, dict | None):
            yield document.problem(("words", column), "要写成“代号: [写法, 写法]”，一行一条")
        seen: dict[str, str] = {}
        for slug, found in _dict(slugs).items():
            path: Path = ("words", column, slug)
            if slug not in (known := _slugs(column, codebook)):
                yield document.problem(path, f"没有这个代号{nearest(slug, known)}")
            if not all(isinstance(word, str) for word in (found if isinstance(found, list) else [found or ""])):
                yield document.problem(path, "要写成 [写法, 写法]")
            for word in _texts(found):
                if (other := seen.setdefault(plain(word), slug)) != slug:
                    yield document.problem(path, f"“{word}”已经写在 {other} 下面，一个词只能有一个意思")


def _grade_faults(document: Document, values: dict[str, Value]) -> Faults:
    grade = _dict(values.get("grade"))
    if not grade:
        return
    days = _texts(grade.get("promised_days"))
    path: Path = ("grade", "promised_days")
    if set(grade) != {"promised_days"} or len(days) != _PROMISED_DAYS or not all(map(_is_days, days)):
        yield document.problem(path, "要写三个天数，如 [1, 3, 10]：红、橙、黄最多几天，再长是蓝")
    elif sorted(int(day) for day in days) != [int(day) for day in days]:
        yield document.problem(path, "三个天数要从小到大")
    columns = _dict(values.get("columns"))
    if "grade" in columns or "due_at" not in columns:
        yield document.problem(("grade",), "按时限定等级时，columns 里要有 due_at，不能有 grade")


def _is_days(text: str) -> bool:
    return text.isdecimal() and len(text) <= _MOST_DIGITS


def _dict(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),) if value is not None else ()


def guess(headers: Sequence[str]) -> Mapping:
    """Return the mapping that the headers themselves suggest; the first of two that mean the same is taken.

    One that stands twice word for word is taken as well: `check_headers` refuses it, while left out it would be missed
    by nobody.
    """
    columns: dict[str, str] = {}
    for header in headers:
        if name := named(header):
            columns.setdefault(name, header)
    return Mapping(columns={name: columns[name] for name in COLUMNS if name in columns})
