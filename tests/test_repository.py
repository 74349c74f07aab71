"""The repository itself: ledgers cannot be committed by accident, and every page leads to the file it is edited in."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "name",
    ["台账.csv", "data/2026-10.xlsx", "data/导出.et", "ledger.parquet", "town.duckdb", "data/media/list.ods"],
)
def test_git_ignores_a_ledger_wherever_it_is_put(name: str, tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    shutil.copy(ROOT / ".gitignore", tmp_path)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    asked = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=tmp_path, check=False)
    assert asked.returncode == 0


def test_with_a_repository_address_every_page_leads_to_its_source(
    project: Path, build: Callable[[Path, Path], Path], tmp_path: Path
) -> None:
    settings = project / "mkdocs.yml"
    address = "repo_url: https://example.org/town/zhishuo\nedit_uri: edit/main/\n"
    settings.write_text(settings.read_text(encoding="utf-8") + address, encoding="utf-8")
    site = build(project, tmp_path / "site")
    base = "https://example.org/town/zhishuo/edit/main/"
    for page, source in (
        ("c/xinmin/index.html", "data/communities/xinmin.yml"),
        ("board/2026-10/index.html", "data/releases/2026-10.yml"),
        ("speak/index.html", "content/speak.md"),
        ("promises/index.html", "data/commitments.yml"),
    ):
        assert f'<a href="{base}{source}">改这一页</a>' in (site / page).read_text(encoding="utf-8"), page
        assert (project / source).is_file()
