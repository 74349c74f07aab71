"""A published town for the tests of the auditor: releases made of whole lives, which are their certificates too."""

from __future__ import annotations

from pathlib import Path

import pytest
from certified import files_of
from lives import Lives, batches_of, words_of

TWIN = Path(__file__).parent.parent / "site"


@pytest.fixture(scope="session")
def published_files() -> dict[str, str]:
    """Return three months of a small town, by file name."""
    words = words_of(TWIN)
    return files_of(Lives(words, batches_of(words, 3, seed=5, batches=40), "2026-08"), 3)


@pytest.fixture
def data(tmp_path: Path, published_files: dict[str, str]) -> Path:
    """Return a data folder with these months in it, to make changes in."""
    folder = tmp_path / "data"
    (folder / "releases").mkdir(parents=True)
    for name, text in published_files.items():
        (folder / "releases" / name).write_text(text, encoding="utf-8")
    return folder
