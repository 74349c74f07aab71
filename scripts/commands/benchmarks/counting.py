"""For `scripts/bench --release`: a large invented ledger, and how fast each engine counts one month of it."""

from __future__ import annotations

import datetime as dt
import resource
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import ibis
import psycopg
from pyarrow import parquet

from commands.ledger.codebook import codebook_of
from commands.programs.engines import DuckDB, Engine, Missing, PostgreSQL, Spark, postgres_server, spark_cluster
from commands.project import ROOT
from zhishuo.ledger.books import COLUMNS, Books, NewBooks, open_books, save
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.counting import count
from zhishuo.ledger.judging import FACTS, booked
from zhishuo.ledger.landing import Ledger, land
from zhishuo.ledger.mapping import guess
from zhishuo.ledger.moving import moves
from zhishuo.ledger.raw import embedded, ibis_schema, quoted
from zhishuo.ledger.sources import open_ledger
from zhishuo.reading import read

PERIOD, START = "2026-10", "2025-10"
_RELEASE = "b" * 64
_RATINGS = ("satisfied", "basically", "dissatisfied")
_OUTCOMES = ("solved", "partly", "explained", "transferred", "declined", "duplicate", "withdrawn")


def report(folder: Path, rows: int) -> Iterator[str]:
    """Yield a line for every engine: rows a second, seconds, peak memory where it is this process's own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(_prepare, folder, rows).result()
    yield f"{'统计一个月（' + str(rows) + ' 行）':<28}{'秒':>8}{'万行/秒':>10}{'内存 MB':>10}"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        seconds, memory = pool.submit(_whole, folder).result()
    yield f"{'DuckDB，连读入':<28}{seconds:>8.1f}{rows / seconds / 1e4:>10.1f}{memory:>10.0f}"
    for title, engine in (("DuckDB", _duckdb), ("PostgreSQL", _postgresql), ("Spark", _spark)):
        try:
            with engine() as opened:
                seconds = _counted(opened, folder)
        except Missing as reason:
            yield f"{title:<28}（{reason}）"
        else:
            yield f"{title:<28}{seconds:>8.1f}{rows / seconds / 1e4:>10.1f}"


def _prepare(folder: Path, rows: int) -> None:
    """Write the ledger, and the books as the releases of the twelve months before would have left them."""
    codebook = codebook_of(read(ROOT))
    connection = embedded()
    connection.raw_sql(f"COPY ({_query(codebook, rows)}) TO {quoted(str(folder / 'ledger.parquet'))} (FORMAT parquet)")
    ledger = landed(folder / "ledger.parquet", codebook)
    lines = booked(ledger.requests, Books().table(ledger.connection), "2026-09", START)
    # Booked in one go; every event then goes to the month it would have been booked in.
    month = lines.registered_at.strftime("%Y%m").cast("int32")
    settled = (lines.registered_at + lines.days.as_interval("D")).strftime("%Y%m").cast("int32")
    lines = lines.mutate(booked=month, in_time=True, settled=ibis.cases((lines.settled.notnull(), settled)))
    save(folder, _RELEASE, NewBooks(ledger.connection, lines, "2026-09", START))
    for name, table in (("requests", ledger.requests), ("books_0", open_books(folder, _RELEASE).table(connection))):
        place = quoted(str(folder / f"{name}.parquet"))
        engine = ledger.connection if name == "requests" else connection
        engine.raw_sql(f"COPY ({engine.compile(table)}) TO {place} (FORMAT parquet)")


def landed(file: Path, codebook: Codebook) -> Ledger:
    """Return an invented ledger ready to be counted, its columns read by their headers."""
    source = open_ledger(str(file), ROOT)
    mapping = guess(source.headers)
    return land(source.read(mapping.columns), mapping, codebook)


def _whole(folder: Path) -> tuple[float, float]:
    """Read and count as a release does; return seconds and the peak MB of the process."""
    codebook = codebook_of(read(ROOT))
    start = time.perf_counter()
    count(
        landed(folder / "ledger.parquet", codebook),
        codebook,
        open_books(folder, _RELEASE),
        PERIOD,
        dt.date(2026, 11, 3),
    )
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _counted(engine: Engine, folder: Path) -> float:
    """Return the seconds an engine takes to keep the new books and to give the moves of canonical rows."""
    for name in ("requests", "books_0"):
        engine.load(name, folder / f"{name}.parquet")
    requests = ibis.table(ibis_schema(parquet.read_schema(folder / "requests.parquet")), name="requests")
    before, after = (ibis.table(COLUMNS, name=name) for name in ("books_0", "books_1"))
    start = time.perf_counter()
    engine.keep("books_1", booked(requests, before, PERIOD, START))
    engine.rows(moves(requests, after, PERIOD, START))
    return time.perf_counter() - start


@contextmanager
def _duckdb() -> Iterator[Engine]:
    yield DuckDB()


@contextmanager
def _postgresql() -> Iterator[Engine]:
    with postgres_server() as address, psycopg.connect(address, autocommit=True) as connection:
        yield PostgreSQL(connection)


@contextmanager
def _spark() -> Iterator[Engine]:
    with spark_cluster(megabytes=4096) as session:
        yield Spark(session)


def _query(codebook: Codebook, rows: int) -> str:
    """Return the SQL of `rows` requests over thirteen months, weighted like the demo ledger's."""

    def pick(words: Sequence[str], chance: str, skew: float) -> str:
        told = ", ".join(map(quoted, words))
        return f"([{told}])[1 + CAST(floor(pow({chance}, {skew}) * {len(words)}) AS INTEGER)]"

    facts = ", ".join(
        f"{pick(codebook.keys(name)[:-1], f'u{place}', 1.5 if name != 'grade' else 0.6)} AS {name}"
        for place, name in enumerate(FACTS, 5)
    )
    chances = ", ".join(f"random() AS u{place}" for place in range(10))
    after = {"replied_at": (0.93, 2), "rated_at": (0.62, 8), "struck_off_at": (0.9, 5)}
    later = ", ".join(
        f"CASE WHEN u{place} < {share} THEN settled_at + to_seconds(CAST(u9 * {days * 86400} AS INTEGER)) END AS {name}"
        for place, (name, (share, days)) in enumerate(after.items(), 4)
    )
    flags = ", ".join(
        f"u{place} < {share} AS {name}"
        for place, (name, share) in enumerate(
            {"returned": 0.04, "extended": 0.05, "paused": 0.03, "redone": 0.02, "merged_into": 0.03}.items()
        )
    )
    return f"""
        WITH drawn AS (
            SELECT range AS place, {chances} FROM range({rows})
        ), begun AS (
            SELECT *, TIMESTAMP '2025-10-01 07:00:00' + to_seconds(CAST(place * {395 * 86400 / rows} AS BIGINT))
                AS registered_at FROM drawn
        ), ended AS (
            SELECT *, CASE WHEN u0 > 0.02 THEN registered_at + to_seconds(CAST(60 + pow(u1, 4) * 5184000 AS BIGINT)) END
                AS settled_at FROM begun
        )
        SELECT 'R' || lpad(CAST(place AS VARCHAR), 9, '0') AS id, registered_at, settled_at, {later},
            registered_at + to_seconds(CAST(u2 * 7200 AS INTEGER)) AS accepted_at,
            registered_at + to_seconds(CAST(7200 + u3 * 7200 AS INTEGER)) AS dispatched_at,
            {facts},
            CASE WHEN settled_at IS NOT NULL THEN {pick(_OUTCOMES, "u2", 3)} END AS outcome,
            CASE WHEN rated_at IS NOT NULL THEN {pick(_RATINGS, "u3", 1)} END AS rating,
            {flags}
        FROM ended
    """  # noqa: S608  the project's own words, quoted
