"""The same moves and books, row for row, from DuckDB, a PostgreSQL server and a Spark cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ibis
import psycopg
import pytest

from commands.programs.engines import DuckDB, Engine, Missing, PostgreSQL, Session, Spark, spark_cluster
from zhishuo.ledger import demo
from zhishuo.ledger.books import COLUMNS, Books
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.judging import booked
from zhishuo.ledger.landing import Ledger
from zhishuo.ledger.months import shifted
from zhishuo.ledger.moves import ATTRIBUTES
from zhishuo.ledger.moving import moves
from zhishuo.ledger.raw import Expr

MONTHS = 3
Row = tuple[Any, ...]
Bring = Callable[..., Ledger]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Session]:
    """Yield a session of a Spark cluster on this machine."""
    try:
        with spark_cluster() as session:
            yield session
    except Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture(params=["postgres", "cluster"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Yield the engine to hold against DuckDB."""
    found = request.getfixturevalue(request.param)
    if request.param == "cluster":
        yield Spark(found)
        return
    with psycopg.connect(found, autocommit=True) as connection:
        yield PostgreSQL(connection)


@pytest.fixture(scope="module")
def demo_town(codebook: Codebook, bring: Bring, tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Return the invented town's ledger."""
    path = tmp_path_factory.mktemp("demo") / "ledger.csv"
    path.write_text(demo.written(codebook, 11, 800), encoding="utf-8")
    return bring(path, codebook)


def _changed(requests: Expr, number: int) -> Expr:
    """Return the ledger of a later month: some rows gone, some of another community, some opened again."""
    if not number:
        return requests
    turned = requests.position % 10 == number
    return requests.filter(requests.position % 11 != number).mutate(
        community=ibis.cases((turned, "heping"), else_=requests.community),
        settled_at=ibis.cases((~(turned & requests.returned), requests.settled_at)),
    )


def _released(engine: Engine, requests: Expr, start: str) -> list[list[Row]]:
    """Return the moves of every month of a chain, and the books after the last, each sorted."""
    found = []
    for number in range(MONTHS):
        period = shifted(start, number)
        before, after = (ibis.table(COLUMNS, name=f"books_{place}") for place in (number, number + 1))
        ledger = _changed(requests, number)
        engine.keep(f"books_{number + 1}", booked(ledger, before, period, start))
        cross = moves(ledger, after, period, start).select(*ATTRIBUTES, "count")
        found.append(sorted(engine.rows(cross)))
    books = engine.rows(ibis.table(COLUMNS, name=f"books_{MONTHS}"))
    return [*found, sorted(books, key=lambda line: str(line[0]))]


@pytest.mark.parametrize(("name", "start"), [("demo_town", "2026-07"), ("boston", "2022-01")])
def test_every_engine_gives_the_same_rows(
    request: pytest.FixtureRequest, engine: Engine, tmp_path: Path, name: str, start: str
) -> None:
    ledger: Ledger = request.getfixturevalue(name)
    Books().table(ledger.connection)
    for table, source in (("requests", "requests"), ("books_0", "books")):
        ledger.connection.raw_sql(f"COPY {source} TO '{tmp_path / table}.parquet' (FORMAT parquet)")
    requests = ibis.table(ledger.requests.schema(), name="requests")
    results = []
    for one in (DuckDB(), engine):
        for table in ("requests", "books_0"):
            one.load(table, tmp_path / f"{table}.parquet")
        results.append(_released(one, requests, start))
    expected, found = results
    assert all(expected)
    assert found == expected
