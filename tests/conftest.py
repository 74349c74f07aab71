"""What all tests share: the golden twin, and how property tests run (the same examples every time, nothing stored)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from zhishuo.yaml_files import Value, read_yaml

settings.register_profile("zhishuo", deadline=None, derandomize=True, database=None)
settings.load_profile("zhishuo")

ROOT = Path(__file__).parent.parent
TWIN = ROOT / "tests" / "site"


@pytest.fixture(scope="session")
def new_twin() -> Callable[[Path], Path]:
    """Return a function that copies the golden twin (without what is expected of it) to a new folder."""

    def copy(target: Path) -> Path:
        for folder in ("data", "content"):
            shutil.copytree(TWIN / folder, target / folder)
        (target / "theme_overrides").symlink_to(ROOT / "theme_overrides")
        return target

    return copy


@pytest.fixture
def twin(tmp_path: Path, new_twin: Callable[[Path], Path]) -> Path:
    """Return a copy of the golden twin to make changes in."""
    return new_twin(tmp_path / "twin")


@pytest.fixture(scope="session")
def twin_documents() -> dict[str, tuple[str, Value]]:
    """Return the first line and the values of every YAML file of the twin."""
    texts = {path: path.read_text(encoding="utf-8") for path in (TWIN / "data").rglob("*.yml")}
    return {
        (file := path.relative_to(TWIN).as_posix()): (text.split("\n", 1)[0], read_yaml(file, text).values)
        for path, text in texts.items()
    }
