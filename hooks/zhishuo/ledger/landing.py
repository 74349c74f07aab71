"""The canonical rows, counted in an embedded DuckDB: what was refused and why, what stands twice, what is left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import duckdb
import ibis
import psycopg

from zhishuo.ledger.cleaning import cleaned
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.columns import CODES, COLUMNS, TIMES
from zhishuo.ledger.mapping import Mapping
from zhishuo.ledger.raw import Expr, Raw, embedded, fetched, quoted, scratch, stored, viewed
from zhishuo.problems import Problem, ProblemsError

_PLACES_SHOWN = 5
# A line of totals under the requests, and a long number that a spreadsheet took for one: no request has such a number.
_TOTAL, _SCIENTIFIC = "合 *计|总 *计|小 *计|共 *计", r"^\d(?:\.\d+)?[eE]\+?\d+$"
_SQL_TYPES = {"string": "VARCHAR", "timestamp": "TIMESTAMP", "boolean": "BOOLEAN", "int64": "BIGINT"}


@dataclass(frozen=True, slots=True)
class Refused:
    """Rows left out for one reason; `places` are the first few positions in the ledger, from 1."""

    reason: str
    count: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What happened to the rows: read = kept + duplicates + all refused (lines that are no row come in `refused` too).

    `unequal` counts the duplicates that differ from the row kept; `words` are the unknown words by canonical column,
    the most frequent first; `tidied` counts rows with a value that was trimmed or made half-width.
    """

    read: int
    kept: int
    duplicates: int
    unequal: int
    tidied: int
    refused: tuple[Refused, ...]
    words: dict[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The requests to count: one row each, canonical columns, in a DuckDB of this process only.

    `told` are the canonical columns the ledger has; what rests on others is not counted at all.
    """

    connection: Expr
    requests: Expr
    told: frozenset[str]
    imported: Imported


def land(raw: Raw, mapping: Mapping, codebook: Codebook) -> Ledger:
    """Clean `raw` where it lives, bring only the canonical rows over, and take out what cannot be counted.

    Raises ProblemsError when not one row is left: that is a wrong mapping, not an empty month.
    """
    expression = cleaned(raw.table, mapping, codebook)
    try:
        connection, table = _landed(raw, expression)
        ledger = _judged(connection, table, raw, mapping)
    except (duckdb.Error, psycopg.Error) as error:
        # The database's own words may quote a cell.
        message = (
            "数据库读不出这张表：文件不完整，没有读取的权限，或是视图而视图出错；请重新导出，或找管数据库的人看一看"
        )
        raise ProblemsError([Problem("", 0, "台账", message)]) from error
    told = frozenset(mapping.columns) | frozenset(mapping.constants) | ({"grade"} if mapping.promised_days else set())
    if not ledger.imported.kept:
        reasons = "、".join(f"{item.reason} {item.count} 条" for item in ledger.imported.refused) or "台账里没有数据行"
        message = f"没有一条诉求能计入：{reasons}；请检查列名对照表（日期的先后看 dates）"
        raise ProblemsError([Problem("", 0, "台账", message)])
    return replace(ledger, told=told)


def _landed(raw: Raw, expression: Expr) -> tuple[Expr, Expr]:
    """Return the embedded database and in it the canonical rows.

    Where times are typed, cleaning a row is cheap, and the rows stay where they are: millions of them need no second
    place. Times written as text are read once, and kept. A server is left alone after one query.
    """
    if raw.connection.name == "duckdb":
        times = [raw.table[name].type() for name in TIMES if name in raw.table.columns]
        keep = viewed if all(kind.is_temporal() for kind in times) else stored
        return raw.connection, keep(raw.connection, "landed", expression)
    connection, file = embedded(), scratch() / "landed.csv"
    query = f"COPY ({raw.connection.compile(expression)}) TO STDOUT (FORMAT csv)"
    with raw.connection.con as server, server.cursor().copy(query.encode()) as rows, file.open("wb") as out:
        for block in rows:
            out.write(block)
    kinds = ", ".join(f"'{name}': '{_SQL_TYPES[str(kind)]}'" for name, kind in expression.schema().items())
    options = f"header = false, columns = {{{kinds}}}, delim = ',', quote = '\"', escape = '\"', nullstr = ''"
    connection.raw_sql(f"CREATE TEMP TABLE landed AS SELECT * FROM read_csv({quoted(str(file))}, {options})")  # noqa: S608  quoted
    file.unlink()
    return connection, ibis.table(expression.schema(), name="landed")


def _judged(connection: Expr, table: Expr, raw: Raw, mapping: Mapping) -> Ledger:
    """Tell the rows to count from the others. Only rows with something to report are ever copied."""
    marked = viewed(connection, "marked", table.mutate(reason=_reason(table, mapping)))
    words = [f"{name}_word" for name in CODES]
    is_odd = marked.reason.notnull() | marked.tidied
    for word in words:
        is_odd |= marked[word].notnull()
    odd = stored(connection, "odd", marked.filter(is_odd).select("position", "reason", "tidied", *words))
    good = marked.filter(marked.reason.isnull())
    twice = stored(connection, "twice", _twice(connection, good))
    again = twice.filter(twice["rank"] > 0)
    requests = good.anti_join(again, "position").drop("reason")
    kept_odd = odd.filter(odd.reason.isnull()).anti_join(again, "position")
    refused = _refused(connection, odd, raw)
    read, out = _number(connection, table.count()), sum(item.count for item in refused)
    duplicates = _number(connection, again.count())
    imported = Imported(
        read=read + len(raw.ragged),
        kept=read + len(raw.ragged) - out - duplicates,
        duplicates=duplicates,
        unequal=_unequal(connection, twice),
        tidied=_number(connection, kept_odd.tidied.sum()),
        refused=refused,
        words={name: found for name in CODES if (found := _words(connection, kept_odd, name))},
    )
    # Without doubles there is nothing to look up for every row.
    return Ledger(
        connection,
        viewed(connection, "requests", requests if duplicates else good.drop("reason")),
        frozenset(),
        imported,
    )


def _reason(rows: Expr, mapping: Mapping) -> Expr:
    """Return why a row cannot be counted, the first that applies, or null."""
    # Sheets pasted together have their header again in the middle.
    is_header = rows.id.isin([mapping.columns["id"], *COLUMNS["id"].words, COLUMNS["id"].title])
    blank = rows.id.isnull() & rows.registered_at.isnull() & ~rows.registered_at_bad & rows.settled_at.isnull()
    unreadable = [(rows[f"{name}_bad"], f"{COLUMNS[name].title}看不懂") for name in TIMES]
    return ibis.cases(
        (blank, "空行"),
        (rows.id.isnull(), "编号为空"),
        (is_header & rows.registered_at.isnull(), "又一行表头"),
        (rows.id.re_search(_TOTAL), "合计行"),
        (rows.broken, "编号或是否栏的格子出错（#N/A 之类）"),
        (rows.id.re_search(_SCIENTIFIC), "编号成了科学计数，后几位已经丢了"),
        (rows.registered_at.isnull() & ~rows.registered_at_bad, "登记时间缺失"),
        *unreadable,
        (_is_before(rows.settled_at, rows.registered_at), "办结早于登记"),
        (rows.outcome.notnull() & rows.settled_at.isnull(), "有结果没有办结时间"),
        else_=ibis.null("string"),
    )


def _is_before(settled: Expr, registered: Expr) -> Expr:
    """Tell whether a request was settled before it was registered; one without a time of day is a whole day."""
    return (settled < registered) & ((settled.date() < registered.date()) | (settled != settled.truncate("D")))


def _twice(connection: Expr, rows: Expr) -> Expr:
    """Return the rows whose id stands more than once, with `rank` among those of one id, from 0.

    The fuller row comes first (nulls sort last), so that two overlapping exports never set a request back, and the
    choice does not depend on the order of rows, which a database server does not keep.
    """
    numbers = rows.group_by("id").having(ibis._.count() > 1).aggregate()
    # Stored first: seldom is there any, and then no row has to be looked at again.
    doubles = rows.semi_join(stored(connection, "numbers", numbers), "id")
    order = [ibis.asc(doubles[name], nulls_first=False) for name in (*TIMES, *CODES, "position")]
    return doubles.mutate(rank=ibis.row_number().over(group_by=doubles.id, order_by=order))


def _number(connection: Expr, reduction: Expr) -> int:
    ((number,),) = fetched(connection, reduction.as_table())
    return int(number or 0)


def _unequal(connection: Expr, twice: Expr) -> int:
    values = [name for name in twice.columns if name not in {"position", "rank", "reason", "tidied"}]
    return _number(connection, twice.select(*values).distinct().count()) - _number(connection, twice.id.nunique())


def _refused(connection: Expr, odd: Expr, raw: Raw) -> tuple[Refused, ...]:
    out = odd.filter(odd.reason.notnull()).select("reason", "position").order_by("position")
    counts: Counter[str] = Counter()
    places: dict[str, list[int]] = {}
    for reason, position in fetched(connection, out):
        counts[reason] += 1
        if raw.ordered and len(found := places.setdefault(reason, [])) < _PLACES_SHOWN:
            found.append(position)
    found_lines = (
        [Refused("列数和表头不一致（按文件行号）", len(raw.ragged), raw.ragged[:_PLACES_SHOWN])] if raw.ragged else []
    )
    return (
        *found_lines,
        *(Refused(reason, count, tuple(places.get(reason, ()))) for reason, count in counts.most_common()),
    )


def _words(connection: Expr, requests: Expr, name: str) -> tuple[tuple[str, int], ...]:
    column = requests[f"{name}_word"]
    found = requests.filter(column.notnull()).group_by(word=column).aggregate(n=ibis._.count())
    return tuple(sorted(fetched(connection, found), key=lambda row: (-row[1], row[0])))
