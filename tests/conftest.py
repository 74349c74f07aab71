"""What all tests share: the golden twin, built sites, and property tests that run the same examples every time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from commands.building.making import make
from commands.building.manifest import NAME, entries_of, manifest
from zhishuo.remembering import memory
from zhishuo.yaml_files import Value, read_yaml

settings.register_profile("zhishuo", deadline=None, derandomize=True, database=None)
settings.load_profile("zhishuo")

ROOT = Path(__file__).parent.parent
TWIN = ROOT / "tests" / "site"
# Where a site stands that has an address.
ADDRESS = "https://town.example.cn/zhishuo/"
REMEMBERED = ROOT / ".cache" / "answers.sqlite"
# Everything a build reads.
PARTS = ("data", "content", "theme_overrides", "hooks", "scripts", "mkdocs.yml", "pyproject.toml")


def copy_of(source: Path, target: Path) -> None:
    """Copy a file or a folder of the project, without what Python leaves beside its sources."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def copy_project(target: Path) -> Path:
    """Copy the whole project with what its last build remembers, so that a copy is built as fast as it; returns it."""
    for part in PARTS:
        copy_of(ROOT / part, target / part)
    (target / ".cache").mkdir()
    if REMEMBERED.exists():
        copy_of(REMEMBERED, target / ".cache" / REMEMBERED.name)
    return target


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file in a folder by its path there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write_manifest(site: Path) -> None:
    """Write the manifest of a site as it lies there."""
    (site / NAME).write_bytes(manifest(entries_of(site)))


def built_site(project: Path, site: Path) -> Path:
    """Build `project` into `site` with nothing kept of an earlier build, as scripts/build does; returns `site`."""
    make(site, None, project)
    return site


@pytest.fixture(scope="session", autouse=True)
def _answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let all tests of a process share what pure functions answered: most look at the same small town."""
    with memory(tmp_path_factory.mktemp("answers")):
        yield


@pytest.fixture(scope="session")
def new_twin() -> Callable[[Path], Path]:
    """Return a function that copies the golden twin (without what is expected of it) to a new folder."""

    def copy(target: Path) -> Path:
        target.mkdir(parents=True, exist_ok=True)
        for part in ("data", "content"):
            copy_of(TWIN / part, target / part)
        (target / "theme_overrides").symlink_to(ROOT / "theme_overrides")
        return target

    return copy


def without_claims(root: Path) -> None:
    """Take out what practices claim of the board, for tests that put other releases in."""
    for file in (root / "data" / "communities").glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"^( +)board:\n(?:\1 +.*\n)+", "", text, flags=re.MULTILINE), encoding="utf-8")


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


@pytest.fixture(scope="session")
def build() -> Callable[[Path, Path], Path]:
    """Return the function that builds a project into a folder."""
    return built_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the real site."""
    return built_site(ROOT, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the real site as it is built for an address."""
    folder = tmp_path_factory.mktemp("addressed")
    for part in ("data", "content", "hooks", "theme_overrides"):
        (folder / part).symlink_to(ROOT / part)
    copy_of(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    settings = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"{settings}\nsite_url: {ADDRESS}\n", encoding="utf-8")
    return built_site(folder, folder / "site")


@pytest.fixture(scope="session")
def twin_site(tmp_path_factory: pytest.TempPathFactory, new_twin: Callable[[Path], Path]) -> Path:
    """Return the golden twin's site; it has what the real site may lack, such as photographs."""
    project = new_twin(tmp_path_factory.mktemp("twin"))
    copy_of(ROOT / "mkdocs.yml", project / "mkdocs.yml")
    (project / "hooks").symlink_to(ROOT / "hooks")
    return built_site(project, tmp_path_factory.mktemp("twin-site"))


@pytest.fixture(scope="module", params=["site", "twin_site"])
def built(request: pytest.FixtureRequest) -> Path:
    """Return the real site and the golden twin's, one after the other."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the whole project to make changes in."""
    target = tmp_path / "project"
    target.mkdir()
    return copy_project(target)


@pytest.fixture
def command(project: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs a command of the copied project, as its scripts do."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": f"{project / 'hooks'}:{project / 'scripts'}", "PYTHONUTF8": "1"}
        return subprocess.run(
            [sys.executable, "-m", "commands", *arguments],
            cwd=project.parent,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
