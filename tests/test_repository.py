"""The repository itself: ledgers cannot be committed by accident, and every page leads to the file it is edited in."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.settings import setting
from zhishuo.checks import CHECKS
from zhishuo.checks.releases import LEDGER_SUFFIXES
from zhishuo.problems import ProblemsError

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "name",
    [*sorted(f"台账{suffix}" for suffix in LEDGER_SUFFIXES), "data/2026-10.xlsx", "data/media/list.ods"],
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


def test_without_the_path_of_its_editor_a_repository_gives_no_wrong_links(
    project: Path, build: Callable[[Path, Path], Path], tmp_path: Path
) -> None:
    """MkDocs fills in a path for hosts it knows, which leads to another folder than ours."""
    settings = project / "mkdocs.yml"
    address = "repo_url: https://github.com/town/zhishuo\n"
    settings.write_text(settings.read_text(encoding="utf-8") + address, encoding="utf-8")
    site = build(project, tmp_path / "site")
    assert "改这一页" not in (site / "c" / "xinmin" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("address", "root"), [("https://example.org/", ""), ("https://example.org/town/", "/town")])
def test_with_an_address_the_missing_page_leads_home(
    project: Path, build: Callable[[Path, Path], Path], tmp_path: Path, address: str, root: str
) -> None:
    settings = project / "mkdocs.yml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}site_url: {address}\n", encoding="utf-8")
    html = (build(project, tmp_path / "site") / "404.html").read_text(encoding="utf-8")
    assert f'<a class="seal" href="{root}/index.html">' in html
    assert f'href="{root}/assets/zhishuo.css"' in html


def test_a_setting_that_only_mkdocs_obeys_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: 直说\nplugins: [search]\nsite_url: town.example.cn\n", encoding="utf-8"
    )
    with pytest.raises(ProblemsError) as raised:
        setting(tmp_path)
    assert [str(problem) for problem in raised.value.problems] == [
        "mkdocs.yml:2: plugins: scripts/build 不管这一项：删去它，或者用 mkdocs build 生成",
        "mkdocs.yml:3: site_url: 网址要以 https:// 开头；现在写的是“town.example.cn”",
    ]


def test_the_threat_model_names_what_is_there() -> None:
    """Every command, file and rule that is said to stop something; a file of data may still be to come."""
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    named = re.findall(r"`([^`]+)`", text)
    rules = {f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}" for rule in CHECKS}
    said = {name for name in named if re.fullmatch(r"[a-z]+\.[a-z_]{12,}", name)}
    assert len(said) > 6
    assert said - rules == set()
    places = {name.split()[0] for name in named if "/" in name and not name.startswith("data/")}
    rooms = {"ledger/", "audit/", "gate/", "checks/"}
    assert {place for place in places if not (ROOT / place).exists() and place not in rooms} == set()
    assert all((ROOT / "hooks" / "zhishuo" / room).is_dir() for room in rooms)


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "docs/threat-model.md", "data/README.md"])
def test_no_merge_is_left_half_done(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.match(r"<{7} |={7}$|>{7} ", line)] == []
