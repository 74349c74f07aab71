"""What tells that nothing has changed since a site was built: everything that could have changed it tells otherwise."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.building.unchanged import state_of_site, state_of_sources


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for name in ("data/stories/a.yml", "content/speak.md", "hooks/publish.py", "scripts/commands/x.py", "mkdocs.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("一\n", encoding="utf-8")
    return tmp_path


def same_length(root: Path) -> None:
    file = root / "data" / "stories" / "a.yml"
    before = file.stat()
    file.write_text("二\n", encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + 1))


def replaced_by_another(root: Path) -> None:
    """As editors save: a new file under the old name, here even with its old time."""
    file = root / "data" / "stories" / "a.yml"
    before = file.stat()
    other = file.with_name(".a.yml.new")
    other.write_text("二\n", encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


def commit(root: Path) -> None:
    for arguments in (
        ("init", "--quiet"),
        ("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--allow-empty", "-m", "开始"),
    ):
        subprocess.run(["git", "-C", str(root), *arguments], check=True)


@pytest.mark.parametrize(
    "change",
    [
        same_length,
        replaced_by_another,
        commit,
        lambda root: (root / "data" / "stories" / "b.yml").write_text("", encoding="utf-8"),
        lambda root: (root / "data" / "stories" / "a.yml").unlink(),
        lambda root: (root / "data" / "stories" / "a.yml").rename(root / "data" / "a.yml"),
        lambda root: (root / "requirements-site.lock").write_text("", encoding="utf-8"),
    ],
)
def test_whatever_could_change_the_site_tells(sources: Path, change: Callable[[Path], object]) -> None:
    before = state_of_sources(sources)
    assert state_of_sources(sources) == before != ""
    change(sources)
    assert state_of_sources(sources) != before


def test_what_python_leaves_beside_its_sources_tells_nothing(sources: Path) -> None:
    before = state_of_sources(sources)
    (sources / "hooks" / "__pycache__").mkdir()
    (sources / "hooks" / "__pycache__" / "publish.pyc").write_bytes(b"")
    assert state_of_sources(sources) == before


def test_a_link_could_lead_to_anything(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (sources / "data" / "media").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    assert state_of_sources(sources) == ""


def test_a_file_of_the_site_that_was_touched_tells(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("一", encoding="utf-8")
    before = state_of_site(tmp_path)
    same = (tmp_path / "index.html").stat()
    (tmp_path / "index.html").write_text("二", encoding="utf-8")
    os.utime(tmp_path / "index.html", ns=(same.st_atime_ns, same.st_mtime_ns + 1))
    assert state_of_site(tmp_path) != before
    assert state_of_site(tmp_path / "missing") != before
