"""Where a release's private things lie: the ledger with its mapping, and the folder of the books."""

from __future__ import annotations

from pathlib import Path

import click

from commands.project import ROOT, progress
from zhishuo.ledger import guessing, landing, releasing, sources
from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.columns import REQUIRED
from zhishuo.ledger.mapping import Mapping, check_headers, guess, read_mapping
from zhishuo.ledger.raw import Source
from zhishuo.problems import Problem, ProblemsError
from zhishuo.yaml_files import decode


def landed_from(address: str, mapping_file: Path | None, codebook: Codebook) -> tuple[Source, Mapping, landing.Ledger]:
    """Return the ledger at `address`, how its columns were read, and its requests ready to be counted.

    Raises ProblemsError when it cannot be read, or lies inside the repository.
    """
    file = mapping_file or _mapping_beside(address)
    is_guessed = not file.exists()
    source, mapping = _guessed(address, file, codebook) if is_guessed else _opened(address, file, codebook)
    with progress("读台账") as advance:
        raw = source.read(mapping.columns)
        if is_guessed:
            # Not before the ledger could be read: it may be exported anew, with other headers.
            _write_guess(file, mapping, source)
        landed = landing.land(raw, mapping, codebook)
        advance(1)
    return source, mapping, landed


def private_folder(address: str, written: Path | None) -> Path:
    """Return the folder of the books, made if need be; never one inside the repository."""
    if written is None:
        if sources.is_server(address):
            message = "从数据库服务器读取时，要写明账册放在哪个文件夹；它不能放进仓库"
            raise ProblemsError([Problem("", 0, "--books", message)])
        written = sources.file_of(address).parent / "zhishuo-books"
    sources.refuse_inside(written, ROOT)
    try:
        written.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ProblemsError(
            [Problem(str(written), 0, "--books", "建不了这个文件夹，可能是只读的；请换一个")]
        ) from error
    return written


def _opened(address: str, file: Path, codebook: Codebook) -> tuple[Source, Mapping]:
    """Return the ledger, and the mapping that staff corrected."""
    mapping = read_mapping(file.name, decode(file.name, file.read_bytes()), codebook)
    source = sources.open_ledger(address, ROOT, mapping.sheet, set(mapping.columns.values()))
    check_headers(file.name, mapping, source.headers)
    return source, mapping


def _guessed(address: str, file: Path, codebook: Codebook) -> tuple[Source, Mapping]:
    """Return the ledger, and the mapping that its headers suggest; one that lacks a column is written for staff."""
    source = sources.open_ledger(address, ROOT)
    guessed = guess(source.headers)
    check_headers(source.name, guessed, source.headers)
    if not guessed.columns.keys() >= set(REQUIRED):
        _write_guess(file, guessed, source)
    return source, read_mapping(file.name, guessing.written(guessed, source.headers), codebook)


def _write_guess(file: Path, mapping: Mapping, source: Source) -> None:
    releasing.write(file, guessing.written(mapping, source.headers))
    click.echo(f"没有列名对照表，按表头猜了一份：{file}。请检查；不对就改好，再运行一次。", err=True)


def _mapping_beside(address: str) -> Path:
    if sources.is_server(address):
        message = "从数据库服务器读取时，要写明列名对照表放在哪里；文件还没有时会猜一份写在那里"
        raise ProblemsError([Problem("", 0, "--mapping", message)])
    file = sources.file_of(address)
    sources.refuse_inside(file, ROOT)
    return file.with_name(f"{file.stem}.mapping.yml")
