"""The bytes of a file that staff put into data/media/, or a problem that names it."""

from __future__ import annotations

from pathlib import Path

from zhishuo.problems import Problem, ProblemsError


def read_media(file: Path, name: str, most: int) -> bytes:
    """Return the bytes of `file`; raises ProblemsError with its `name` for more than `most`, or none to be read."""
    try:
        size = file.stat().st_size
        data = b"" if size > most else file.read_bytes()
    except OSError as error:
        raise ProblemsError([Problem(name, 0, "", f"文件读不出来（{error.strerror}），请重新放一份")]) from error
    if size > most:
        found = f"最多 {most / 1_000_000:g} MB，现有 {size / 1_000_000:.1f} MB"
        raise ProblemsError([Problem(name, 0, "", f"文件太大：{found}；请压小一些再放")])
    return data
