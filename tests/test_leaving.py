"""The same site by MkDocs, by its heir ProperDocs, and out of an export by Zensical."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ADDRESS, ROOT, built_site, copy_of, files_of, write_manifest

from commands.export import command

EDITING = "https://example.org/town/zhishuo/edit/main/"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, new_twin: Callable[[Path], Path]) -> Path:
    """Return the golden twin with an address and links for editing; `site` in it is built."""
    project = new_twin(tmp_path_factory.mktemp("town"))
    (project / "hooks").symlink_to(ROOT / "hooks")
    copy_of(ROOT / "mkdocs.yml", project / "mkdocs.yml")
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"site_url: {ADDRESS}\nrepo_url: {EDITING.removesuffix('edit/main/')}\nedit_uri: edit/main/\n")
    built_site(project, project / "site")
    return project


@pytest.fixture
def export(town: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Result]:
    """Return a function that exports the town into a folder."""
    for module in ("export", "project"):
        monkeypatch.setattr(f"commands.{module}.ROOT", town)
    return lambda folder: CliRunner().invoke(command, [str(folder)])


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_other_engines_build_the_same_bytes_out_of_the_same_files(town: Path, tmp_path: Path, engine: str) -> None:
    site = tmp_path / "site"
    files = ["--config-file", str(town / "mkdocs.yml"), "--site-dir", str(site)]
    done = subprocess.run(
        [sys.executable, "-m", engine, "build", "--strict", *files],
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    write_manifest(site)
    assert files_of(site) == files_of(town / "site")


def test_zensical_builds_the_same_site_out_of_what_is_exported(
    town: Path, export: Callable[[Path], Result], tmp_path: Path
) -> None:
    folder = tmp_path / "exported"
    done = export(folder)
    assert done.exit_code == 0, done.output
    told = "".join(page.read_text("utf-8") for page in folder.rglob("index.md"))
    kinds = {path.stem for path in ROOT.glob("theme_overrides/pages/*.html")}
    # what was withdrawn in two languages is said of the English page as of the Chinese one, and is not in the town
    assert {kind for kind in kinds if f'\nkind: "{kind}"\n' not in told} == {"en-withdrawn"}

    build = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(folder / "mkdocs.yml")]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr

    own, theirs = files_of(town / "site"), files_of(folder / "site")
    # scripts/build writes the one when all else is there, Zensical the other, empty, whether it is wanted or not
    assert theirs.keys() - {"search.json"} == own.keys() - {"manifest.json"}
    assert len([name for name in own if name.endswith(".html")]) > 50
    for name in own.keys() & theirs.keys():
        assert as_ours(name, theirs[name]) == as_ours(name, own[name]), name


def as_ours(name: str, content: bytes) -> bytes:
    """Return a file without what may differ: how two characters are escaped, and blank lines below an article."""
    if not name.endswith((".html", "sitemap.xml")):
        return content
    text = content.decode().replace("&#x27;", "&#39;").replace("&#x2f;", "/")
    return re.sub(r"\n+</main>", "\n</main>", text).encode()


def test_a_folder_is_written_again_and_nothing_of_others_is_touched(
    export: Callable[[Path], Result], town: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "exported"
    assert export(folder).exit_code == 0
    first = files_of(folder)
    (folder / "docs" / "withdrawn").mkdir()
    (folder / "docs" / "withdrawn" / "index.md").write_text("不再公开的一页", encoding="utf-8")
    (folder / "README.txt").write_text("我们自己的", encoding="utf-8")
    assert export(folder).exit_code == 0
    assert files_of(folder) == first | {"README.txt": "我们自己的".encode()}

    (folder / "mkdocs.yml").write_text("site_name: 我们自己的\n", encoding="utf-8")
    theirs = files_of(folder)
    refused = export(folder)
    assert (refused.exit_code, files_of(folder)) == (1, theirs)
    assert "要写到新的或空的文件夹；这里面已经有别的东西，如“" in refused.output
    inside = export(town / "exported")
    assert (inside.exit_code, (town / "exported").exists()) == (1, False)
    assert "要写到本项目外面" in inside.output
    assert inside.output.endswith("没有动那个文件夹。\n")

    nowhere = export(folder / "README.txt" / "exported")
    assert nowhere.exit_code == 1
    assert "读不了或写不进这个文件夹" in nowhere.output
