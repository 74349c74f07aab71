"""The golden twin as an office edits it."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_windows import git


@pytest.fixture
def town(twin: Path) -> Path:
    """Return a copy of the golden twin under Git."""
    git(twin, "init", "--quiet")
    git(twin, "config", "user.name", "镇办公室")
    git(twin, "config", "user.email", "office@example.org")
    git(twin, "add", "data")
    git(twin, "commit", "--quiet", "--message", "开始")
    return twin
