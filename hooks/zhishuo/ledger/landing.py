"""The canonical rows, counted in an embedded DuckDB: what was refused and why, what stands twice, what is left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import duckdb
import ibis
import psycopg
import pyarrow as pa

from zhishuo.ledger.cleaning import cleaned
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.columns import CODES, COLUMNS, TIMES
from zhishuo.ledger.mapping import Mapping
from zhishuo.ledger.raw import Expr, Raw, fetched, registered, stored
from zhishuo.problems import Problem, ProblemsError

_PLACES_SHOWN = 5


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
    rows = _fetch(raw.connection, cleaned(raw.table, mapping, codebook))
    connection = ibis.duckdb.connect()
    table = registered(connection, "landed", rows)
    judged = table.mutate(reason=_reason(table))
    ranked = judged.filter(judged.reason.isnull()).mutate(rank=_rank(judged))
    ranks = stored(connection, "ranked", ranked)
    requests = stored(connection, "requests", ranks.filter(ranks["rank"] == 0).drop("rank", "reason"))
    told = frozenset(mapping.columns) | frozenset(mapping.constants) | ({"grade"} if mapping.promised_days else set())
    refused = _refused(connection, judged, raw)
    kept = _number(connection, requests.count())
    imported = Imported(
        read=rows.num_rows + len(raw.ragged),
        kept=kept,
        duplicates=_number(connection, ranks.count()) - kept,
        unequal=_unequal(connection, ranks),
        tidied=_number(connection, requests.tidied.sum()),
        refused=refused,
        words={name: words for name in CODES if (words := _words(connection, requests, name))},
    )
    if not kept:
        reasons = "、".join(f"{item.reason} {item.count} 条" for item in refused) or "台账里没有数据行"
        message = f"没有一条诉求能计入：{reasons}；请检查列名对照表（日期的先后看 dates）"
        raise ProblemsError([Problem("", 0, "台账", message)])
    return Ledger(connection, requests, told, imported)


def _fetch(connection: Expr, expression: Expr) -> pa.Table:
    """Run `expression` where its table lives, once, and return the rows; a server is left alone after that.

    Raises ProblemsError without the database's own words, which may quote a cell.
    """
    query = connection.compile(expression)
    try:
        if connection.name == "duckdb":
            return connection.con.sql(query).to_arrow_table()
        with connection.con:
            rows = connection.raw_sql(query).fetchall()
    except (duckdb.Error, psycopg.Error) as error:
        message = "数据库读不出这张表：没有读取的权限，或是视图而视图出错；请找管数据库的人看一看"
        raise ProblemsError([Problem("", 0, "台账", message)]) from error
    columns = list(zip(*rows, strict=True)) or [() for _ in expression.columns]
    kinds = [_arrow_type(kind) for kind in expression.schema().types]
    arrays = [pa.array(column, type=kind) for column, kind in zip(columns, kinds, strict=True)]
    return pa.table(dict(zip(expression.columns, arrays, strict=True)))


def _arrow_type(kind: Expr) -> pa.DataType:
    """Return the Arrow type of the few types the canonical columns have."""
    if kind.is_timestamp():
        return pa.timestamp("us")
    return pa.bool_() if kind.is_boolean() else pa.int64() if kind.is_integer() else pa.string()


def _reason(rows: Expr) -> Expr:
    """Return why a row cannot be counted, the first that applies, or null."""
    blank = rows.id.isnull() & rows.registered_at.isnull() & ~rows.registered_at_bad & rows.settled_at.isnull()
    unreadable = [(rows[f"{name}_bad"], f"{COLUMNS[name].title}看不懂") for name in TIMES]
    return ibis.cases(
        (blank, "空行"),
        (rows.id.isnull(), "编号为空"),
        (rows.registered_at.isnull() & ~rows.registered_at_bad, "登记时间缺失"),
        *unreadable,
        (rows.settled_at.date() < rows.registered_at.date(), "办结早于登记"),
        (rows.outcome.notnull() & rows.settled_at.isnull(), "有结果没有办结时间"),
        else_=ibis.null("string"),
    )


def _rank(rows: Expr) -> Expr:
    """Return the place of a row among those of one id, from 0.

    The fuller row comes first (nulls sort last), so that two overlapping exports never set a request back, and the
    choice does not depend on the order of rows, which a database server does not keep.
    """
    order = [ibis.asc(rows[name], nulls_first=False) for name in (*TIMES, *CODES, "position")]
    return ibis.row_number().over(group_by=rows.id, order_by=order)


def _number(connection: Expr, reduction: Expr) -> int:
    ((number,),) = fetched(connection, reduction.as_table())
    return int(number or 0)


def _unequal(connection: Expr, ranks: Expr) -> int:
    values = [name for name in ranks.columns if name not in {"position", "rank", "reason", "tidied"}]
    return _number(connection, ranks.select(*values).distinct().count()) - _number(connection, ranks.id.nunique())


def _refused(connection: Expr, judged: Expr, raw: Raw) -> tuple[Refused, ...]:
    out = judged.filter(judged.reason.notnull()).select("reason", "position").order_by("position")
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
