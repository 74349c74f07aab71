"""The certificate of a release: a population of whole requests that makes its tables. Checked by adding up, no solver.

One file stands beside each release and is never changed. Together they are one witness for all releases: every month
follows on what the months before left open.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from zhishuo.audit.lives import Cell, Core, Month, Moves, Stock, broken, stock_after
from zhishuo.audit.published import Name, Release, following, read_release
from zhishuo.audit.rules import KNOWN
from zhishuo.problems import Problem, ProblemsError

SUFFIX = ".certificate.json"
_FILE = rf"\d{{4}}-\d\d(\.yml|{re.escape(SUFFIX)})"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Moves and belated replies by block, in batches of the release's base; `release` is the release's SHA-256.

    `blocks` counts the blocks as written, in case one stands twice.
    """

    file: str
    release: str
    moves: Mapping[str, Moves]
    belated: Mapping[str, int]
    blocks: int = 1


def text_of(certificate: Certificate) -> str:
    """Return the file's text: one core cell a line, sorted, the same for the same certificate."""
    blocks = []
    for block, moves in certificate.moves.items():
        cells = ",\n".join(
            json.dumps([*core, dict(sorted(kinds.items()))], ensure_ascii=False)
            for core, kinds in sorted(moves.items())
        )
        blocks.append(
            f'{{"block": {json.dumps(block)}, "belated": {certificate.belated[block]}, "cells": [\n{cells}\n]}}'
        )
    return f'{{"release": {json.dumps(certificate.release)}, "blocks": [\n' + ",\n".join(blocks) + "\n]}\n"


def read_certificate(file: str, data: bytes) -> Certificate:
    """Return the certificate in `data`, the bytes of `file`; raises ProblemsError where it is none."""
    try:
        values = cast("dict[str, Any]", json.loads(data))
        blocks = {block["block"]: block for block in values["blocks"]}
        return Certificate(
            file=file,
            release=values["release"],
            moves={
                name: {
                    _core(community, category, grade): dict(kinds)
                    for community, category, grade, kinds in block["cells"]
                }
                for name, block in blocks.items()
            },
            belated={name: block["belated"] for name, block in blocks.items()},
            blocks=len(values["blocks"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ProblemsError([Problem(file, 1, "", "不是证书文件，或者缺了内容；请不要手工改动")]) from error


def _core(*keys: object) -> Core:
    if not all(isinstance(key, str) for key in keys):
        raise TypeError(keys)
    return cast("Core", keys)


def read_all(folder: Path) -> tuple[tuple[Release, Certificate], ...]:
    """Return all releases of `folder` with their certificates, the oldest first.

    Raises ProblemsError where a file has another shape, a release has no certificate, or something else lies there.
    """
    found, problems = [], list[Problem]()
    # A certificate may lie there before its release: it is written first, and a run may have been stopped between.
    problems += (
        Problem(path.name, 0, "", "不是哪一期的公布文件，也不是证书：这个文件夹里不能放别的")
        for path in sorted(folder.glob("[!.]*"))
        if not re.fullmatch(_FILE, path.name, re.ASCII)
    )
    for path in sorted(folder.glob("*.yml")):
        release = read_release(path.name, path.read_bytes())
        beside = path.with_name(path.stem + SUFFIX)
        if beside.is_file():
            found.append((release, read_certificate(beside.name, beside.read_bytes())))
        else:
            problems.append(Problem(path.name, 0, "", f"旁边没有证书 {beside.name}"))
    if problems:
        raise ProblemsError(problems)
    return tuple(found)


def check_all(published: Sequence[tuple[Release, Certificate]]) -> Iterator[Problem]:
    """Yield everything that is wrong with a chain of releases and their certificates."""
    stocks: Mapping[str, Stock] = {}
    before: Release | None = None
    for release, certificate in published:
        yield from _check_chain(release, before)
        problems = list(check(release, certificate, stocks))
        yield from problems
        if problems:
            return
        stocks, before = stocks_after(release, certificate, stocks), release


def stocks_of(published: Sequence[tuple[Release, Certificate]]) -> dict[str, Stock]:
    """Return what all these months leave to the next, by block."""
    stocks: dict[str, Stock] = {}
    for release, certificate in published:
        stocks = stocks_after(release, certificate, stocks)
    return stocks


def stocks_after(release: Release, certificate: Certificate, stocks: Mapping[str, Stock]) -> dict[str, Stock]:
    """Return what one more month leaves to the next, by block."""
    return {
        block: stock_after(
            stocks.get(block, Stock()), month.leaves(), certificate.moves[block], certificate.belated[block]
        )
        for block, month in months_of(release).items()
    }


def months_of(release: Release) -> dict[str, Month]:
    """Return the release's tables by block."""
    return {block: Month(tables, release.base, release.groups) for block, tables in release.blocks().items()}


def _check_chain(release: Release, before: Release | None) -> Iterator[Problem]:
    if release.previous != (before.digest if before else None):
        yield Problem(release.file, 0, "previous", "不是上一期文件的校验码：有一期被改过、少了，或者顺序不对")
    if before and release.base != before.base:
        yield Problem(release.file, 0, "method", f"取整的倍数是 {release.base}，上一期是 {before.base}：中途不能换")
    yield from _check_period(release, before)
    for place, table in enumerate(release.tables):
        if any(count % release.base or count < 0 for _, _, count in table.cells()):
            yield Problem(release.file, 0, f"tables[{place}]", f"有的数不是 {release.base} 的倍数")


def _check_period(release: Release, before: Release | None) -> Iterator[Problem]:
    if release.file != f"{release.period}.yml" or (before and release.period != following(before.period)):
        yield Problem(release.file, 0, "period", f"写的是 {release.period}：和文件名不符，或者不是上一期的下一个月")
    seen: set[tuple[str, Name]] = set()
    for place, table in enumerate(release.tables):
        if table.name not in KNOWN or (table.block, table.name) in seen:
            yield Problem(release.file, 0, f"tables[{place}]", f"{'·'.join(table.name)} 不在该有的表里，或者有两张")
        window = before.period if before and table.name[0] == "cohort" else release.period
        if (table.first, table.last) != (window, window) or (before and table.name[0].startswith("carried")):
            yield Problem(release.file, 0, f"tables[{place}]", f"{'·'.join(table.name)} 不是 {window} 的，这一期不该有")
        seen.add((table.block, table.name))


def check(release: Release, certificate: Certificate, stocks: Mapping[str, Stock]) -> Iterator[Problem]:
    """Yield what is wrong with one release and its certificate, given what the months before left."""
    if certificate.release != release.digest:
        yield Problem(certificate.file, 0, "release", f"证书不是 {release.file} 的：校验码对不上")
        return
    months = months_of(release)
    if set(certificate.moves) != set(months) or certificate.blocks != len(months):
        yield Problem(certificate.file, 0, "blocks", "证书和公布的不是同样几块")
        return
    for block, month in months.items():
        stock = stocks.get(block, Stock())
        for message in _faults(month, stock, certificate.moves[block], certificate.belated[block]):
            yield Problem(certificate.file, 0, block, message)


def _faults(month: Month, stock: Stock, moves: Moves, belated: int) -> Iterator[str]:
    if not _is_whole(belated, least=0):
        yield "belated 要是不小于 0 的整数"
        return
    known = {move for move, places in month.places().items() if places or not move.startswith("carried.")}
    lines = set(month.cores())
    for core, kinds in moves.items():
        if core not in lines or not known.issuperset(kinds) or not all(_is_whole(n, least=1) for n in kinds.values()):
            yield f"{'·'.join(core)} 里有不认识的内容，或者不是大于 0 的整数"
            return
    yield from broken(stock, month.leaves(), moves, belated)
    sums = _sums(month, moves)
    for cell, count in month.counts().items():
        if sums.pop(cell, 0) != count:
            yield f"{'·'.join(cell[0])}，{cell[1]}·{cell[2]}：证书加起来不是公布的 {count * month.base}"
    if sums:
        yield f"证书里有 {len(sums)} 处不在公布的表里"


def _is_whole(number: object, least: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= least


def _sums(month: Month, moves: Moves) -> Counter[Cell]:
    places, sums = month.places(), Counter[Cell]()
    for core, kinds in moves.items():
        for kind, number in kinds.items():
            for place in places[kind]:
                sums[month.cell_of(place, core)] += number
    return sums
