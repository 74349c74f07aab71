"""What every column of the downloads means: its type, its unit and its definition, for the page and for the files."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishuo.views.words import SPLITS, Codebook

# What may be done with the downloads; each of them says so.
LICENCE = "可以自由使用、转载和改编，请写明出处。"
_UNTOLD = "空格表示台账没有记，不是 0。"
# What makes a spreadsheet take a text for a formula; some take the full width as well.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its type in the words of Table Schema, its definition, its unit where it has one."""

    name: str
    type: str
    meaning: str
    unit: str = ""


def _count(name: str, meaning: str) -> Column:
    return Column(name, "integer", meaning, "件")


_PERIOD = Column("period", "yearmonth", "公布的月份。")
_METHOD = Column("method", "string", "件数怎样保护：方法、版本、取整基数，用 / 隔开。")
_NATURE = Column("性质", "string", "“示例”表示数字是编的，“正式”表示由台账得出。")
_BASE = Column("取整基数", "integer", "每个件数都是它的倍数。", "件")
_AS_OF = Column("数据截至", "date", "台账截至哪天。")
_ROWS = Column("rows", "string", "按什么分行，代号见字典。")
_ROW = Column("row", "string", "行的代号，见字典；几个代号用 + 连着，表示合在一起公布。")

# All tables of a month, one count a row.
LONG = (
    _PERIOD,
    Column("as_of", "date", _AS_OF.meaning),
    Column("sample", "boolean", "true 表示数字是编的。"),
    _METHOD,
    Column("population", "string", "统计对象，代号见字典。"),
    Column("block", "string", "全县分片取整时的片；一个镇自己用时是空的。"),
    Column("first", "yearmonth", "统计的第一个月。"),
    Column("last", "yearmonth", "统计的最后一个月（含）。"),
    _ROWS,
    _ROW,
    Column("split", "string", "按什么分列，代号见字典。"),
    Column("column", "string", "列的代号，见字典；几个代号用 + 连着，表示合在一起公布。"),
    _count("count", "取整后的件数；0 不表示没有。"),
)
# The stock and flow of the town, by the names of an account.
FLOWS = {
    "registered": _count("登记", f"当月登记的件数。{_UNTOLD}"),
    "settled": _count("办结", f"当月办结的件数，不管哪个月登记。{_UNTOLD}"),
    "solved": _count("解决", f"当月办结、结果是解决的件数。{_UNTOLD}"),
    "open": _count("月末没办完", f"月末还没有办结的件数。{_UNTOLD}"),
    "open_overdue": _count("月末超期没办完", f"月末还没有办结、已经过了期限的件数。{_UNTOLD}"),
}
MONTHS = (_NATURE, _BASE, Column("月份", "yearmonth", "公布的月份。"), _AS_OF, *FLOWS.values())
# What an account counts, as `figures` names it.
ACCOUNT = (
    _count("registered", FLOWS["registered"].meaning),
    _count("settled", FLOWS["settled"].meaning),
    _count("on_time", f"当月办结、没有超过期限的件数。{_UNTOLD}"),
    _count("late", f"当月办结、超过了期限的件数。{_UNTOLD}"),
    _count("no_promise", f"当月办结、没有承诺时限的件数。{_UNTOLD}"),
    _count("overdue", f"当月过了期限的件数。{_UNTOLD}"),
    _count("due", f"当月到期的件数。{_UNTOLD}"),
    _count("solved", FLOWS["solved"].meaning),
    _count("satisfied", f"居民评价满意的件数。{_UNTOLD}"),
    _count("basically", f"居民评价基本满意的件数。{_UNTOLD}"),
    _count("dissatisfied", f"居民评价不满意的件数。{_UNTOLD}"),
    _count("open", FLOWS["open"].meaning),
    _count("open_overdue", FLOWS["open_overdue"].meaning),
)
ACCOUNTS = (_PERIOD, _METHOD, _ROWS, _ROW, *ACCOUNT)
DICTIONARY = (
    Column("field", "string", "这个代号用在哪一列。"),
    Column("of", "string", "属于哪种分行或分列；不分的是空的。"),
    Column("code", "string", "代号。"),
    Column("words", "string", "代号是什么意思。"),
)
# By the names of Open311 (GeoReport), as far as it has any for counts.
SERVICES = (
    Column("requested_datetime", "yearmonth", "哪个月。"),
    Column("service_code", "string", "类别的代号；几个代号用 + 连着，表示合在一起公布。"),
    Column("service_name", "string", "类别的名称。"),
    Column("description", "string", "这一类包括什么。"),
    Column("group", "string", "属于哪个大类。"),
    _count("requested", FLOWS["registered"].meaning),
    _count("closed", FLOWS["settled"].meaning),
    _count("open", FLOWS["open"].meaning),
)
BULK = (
    Column("service_request_id", "string", "故事的代号，不是台账里的单号。"),
    Column("requested_datetime", "yearmonth", "哪个月的事；不写哪一天。"),
    Column("status", "string", "都是办结了的，写 closed。"),
    Column("status_description", "string", "结果是什么。"),
    Column("status_notes", "string", "办了什么，还有什么没解决。"),
    Column("service_code", "string", "类别的代号。"),
    Column("service_name", "string", "类别的名称。"),
    Column("title", "string", "故事的标题。"),
    Column("description", "string", "居民怎么说；本人同意公开，不写地点和姓名。"),
)
COLUMNS = (
    Column("file", "string", "哪个文件；* 代表月份或表的名字。"),
    Column("column", "string", "列名。"),
    Column("type", "string", "类型，按 Table Schema 的写法。"),
    Column("unit", "string", "单位；没有单位的是空的。"),
    Column("meaning", "string", "这一列是什么意思。"),
)

CORRECTED = (
    Column("公布月份", "yearmonth", "改的是哪个月公布的数。"),
    Column("哪天改的", "date", "改过的数哪天公布。"),
    Column("哪个数", "string", "统计对象和列的名称。"),
    Column("哪一行", "string", "行的名称。"),
    Column("原来", "string", "原来公布的件数；“（没有）”表示原来没有公布。", "件"),
    Column("现在", "string", "现在公布的件数；“（没有）”表示不再公布。", "件"),
    Column("为什么", "string", "改的理由。"),
)


def inert(text: str) -> str:
    """Return a text as one that no spreadsheet takes for a formula: with `'` before it where one might."""
    return f"'{text}" if _FORMULA.match(text) else text


def before(rows: str) -> tuple[Column, ...]:
    """Return the columns of one table that come before its counts; `rows` is the word for what its lines are."""
    return (
        _NATURE,
        _BASE,
        Column("公布月份", "yearmonth", "哪个月公布的。"),
        _AS_OF,
        Column("统计对象", "string", "数的是哪些诉求。"),
        Column("从", "yearmonth", "统计的第一个月。"),
        Column("到", "yearmonth", "统计的最后一个月（含）。"),
        Column(f"{rows}代号", "string", "行的代号；几个代号用 + 连着，表示合在一起公布。"),
        Column(rows, "string", "行的名称。"),
    )


def counts(book: Codebook, split: str, columns: list[list[str]]) -> tuple[Column, ...]:
    """Return the columns of one table that hold its counts."""
    names = (inert(book.column(split, keys)) for keys in columns)
    return tuple(_count(name, f"{SPLITS[split]}：{name}，取整后的件数；0 不表示没有。") for name in names)


@dataclass(frozen=True, slots=True)
class FileColumns:
    """A download, or all of one kind, with its columns; `path` below data/, with * for what differs."""

    path: str
    label: str
    columns: tuple[Column, ...]


# What is there once.
SERIES = (
    FileColumns("months.csv", "各月的账", MONTHS),
    FileColumns("accounts.csv", "各月各社区、各类别、各等级的账", ACCOUNTS),
    FileColumns("open311-services.csv", "各月各类别的账，按 Open311 的列名", SERVICES),
    FileColumns("dictionary.csv", "字典：每个代号是什么意思", DICTIONARY),
    FileColumns("columns.csv", "各列的意思、类型和单位", COLUMNS),
)
# What is there for every year in which a request is told.
TOLD = FileColumns("open311-requests-*.csv", "公开的故事，按 Open311 的列名", BULK)
# What is there once a published figure was changed.
CHANGED = FileColumns("corrections.csv", "改过的数", CORRECTED)
FILES = (
    FileColumns("*/all.csv", "一个月的全部数字", LONG),
    FileColumns("*/*-*-*.csv", "一张表，后面一列一个件数", before("行")),
    *SERIES,
    TOLD,
    CHANGED,
)
