"""A site that is renewed is the site that is made from nothing, whatever was changed, damaged or touched in between."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ADDRESS, ROOT, copy_of, files_of

from commands.building import standing
from commands.building.making import make
from zhishuo import checks, leaves, remembering
from zhishuo.checks.privacy import texts_give_nobody_away
from zhishuo.problems import ProblemsError


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the tests of this process share."""
    monkeypatch.setattr(remembering, "_open", [])


@pytest.fixture
def town(twin: Path) -> Path:
    """Return the golden twin with a theme and settings of its own, to make changes in."""
    (twin / "theme_overrides").unlink()
    copy_of(ROOT / "theme_overrides", twin / "theme_overrides")
    copy_of(ROOT / "mkdocs.yml", twin / "mkdocs.yml")
    return twin


def from_nothing(town: Path, folder: Path) -> dict[str, bytes]:
    """Return the files of the site as it is made where nothing of it was ever made."""
    shutil.copytree(town, folder / "town", ignore=shutil.ignore_patterns(".cache"))
    make(folder / "site", None, folder / "town")
    return files_of(folder / "site")


def edit_a_story(root: Path, chance: random.Random) -> None:
    file = chance.choice(sorted((root / "data" / "stories").glob("*.yml")))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\nsaid: ", f"\nsaid: 又来问了 {chance.randint(2, 9)} 回。"), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != text


def add_a_story(root: Path, chance: random.Random) -> None:
    file = chance.choice(sorted((root / "data" / "stories").glob("*.yml")))
    shutil.copy(file, file.with_name(f"2026-10-again{chance.randint(100, 999)}.yml"))


def rename_a_story(root: Path, chance: random.Random) -> None:
    file = chance.choice(sorted((root / "data" / "stories").glob("*.yml")))
    file.rename(file.with_name(f"{file.stem[:8]}moved{chance.randint(100, 999)}.yml"))


def delete_a_story(root: Path, chance: random.Random) -> None:
    files = sorted((root / "data" / "stories").glob("*.yml"))
    if len(files) > 1:
        chance.choice(files).unlink()


def change_a_template(root: Path, chance: random.Random) -> None:
    file = root / "theme_overrides" / "pages" / "story.html"
    words = f"办了什么{chance.randint(2, 9)}"
    file.write_text(file.read_text(encoding="utf-8").replace(">办了什么", f">{words}"), encoding="utf-8")


def change_the_style(root: Path, chance: random.Random) -> None:
    with (root / "theme_overrides" / "assets" / "zhishuo.css").open("a", encoding="utf-8") as file:
        file.write(f"\n.x{chance.randint(100, 999)} {{ color: red; }}\n")


def change_prose(root: Path, chance: random.Random) -> None:
    with (root / "content" / "speak.md").open("a", encoding="utf-8") as file:
        file.write(f"\n再说一句，第 {chance.randint(2, 99)} 回。\n")


def rename_a_community(root: Path, chance: random.Random) -> None:
    file = chance.choice(sorted((root / "data" / "communities").glob("*.yml")))
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(place for place, line in enumerate(lines) if line.startswith("name: "))
    lines[place] = f"name: 新名{chance.choice('甲乙丙丁戊')}社区\n"
    file.write_text("".join(lines), encoding="utf-8")


def change_the_town(root: Path, chance: random.Random) -> None:
    file = root / "data" / "town.yml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(place for place, line in enumerate(lines) if line.startswith("slogan: "))
    lines[place] = f"slogan: 说了 {chance.randint(2, 9)} 回就办\n"
    file.write_text("".join(lines), encoding="utf-8")


def change_the_settings(root: Path, chance: random.Random) -> None:
    file = root / "mkdocs.yml"
    lines = [
        line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith(("site_", "repo", "edit"))
    ]
    lines += [f"site_name: 直说{chance.randint(2, 9)}", *chance.choice([[], [f"site_url: {ADDRESS}"]])]
    lines += chance.choice([[], ["repo_url: https://example.org/town", "edit_uri: edit/main/"]])
    file.write_text("\n".join(lines), encoding="utf-8")


EDITS = (
    edit_a_story,
    add_a_story,
    rename_a_story,
    delete_a_story,
    change_a_template,
    change_the_style,
    change_prose,
    rename_a_community,
    change_the_town,
    change_the_settings,
)


def test_whatever_is_edited_the_site_is_the_one_made_from_nothing(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)  # noqa: S311 - the same edits on every machine
    edits = chance.sample(EDITS, len(EDITS))
    fresh, site = tmp_path / "fresh", tmp_path / "site"
    for step, some in enumerate(([], edits[:1], edits[1:3], edits[3:6], [], edits[6:])):
        for edit in some:
            edit(town, chance)
        if step == 4:  # as if the program was another one
            for module in (standing, remembering):
                monkeypatch.setattr(module, "own_mark", lambda: b"other")
        before = files_of(site)
        make(fresh, site, town)
        assert files_of(fresh) == from_nothing(town, tmp_path / f"nothing-{step}"), some
        assert files_of(site) == before, "who reads the old site sees nothing of it"
        fresh, site = site, fresh


def test_after_one_edit_only_what_shows_it_is_made(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, fresh = tmp_path / "site", tmp_path / "fresh"
    make(site, None, town)
    made: list[int] = []
    monkeypatch.setattr(leaves.Workshop, "put", counted(leaves.Workshop.put, made))
    story = town / "data" / "stories" / "2026-08-lamp.yml"
    text = story.read_text(encoding="utf-8")
    story.write_text(text.replace("\nsaid: ", "\nsaid: 又来问了三回。"), encoding="utf-8")
    make(fresh, site, town)
    changed = {path for path, content in files_of(fresh).items() if files_of(site).get(path) != content}
    assert "stories/2026-08-lamp/index.html" in changed
    assert not {path for path in changed if path.endswith(".html")} - {"stories/2026-08-lamp/index.html"}
    assert len(made) == 3, "its page, its file for programs, its text for the search"
    same = [path for path in files_of(fresh) if path not in changed]
    assert all((fresh / path).samefile(site / path) for path in same), "nothing else is written"


def counted(work: Callable[..., object], made: list[int]) -> Callable[..., object]:
    def count(*arguments: object) -> object:
        made.append(1)
        return work(*arguments)

    return count


def touch_the_site(site: Path, _: Path) -> None:
    page = site / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- 我改过 -->", encoding="utf-8")


def spoil_what_is_known(_: Path, cache: Path) -> None:
    for file in (cache / "standing").iterdir():
        file.write_text("{", encoding="utf-8")


def lose_a_page(site: Path, _: Path) -> None:
    (site / "speak" / "index.html").unlink()


@pytest.mark.parametrize("spoil", [touch_the_site, spoil_what_is_known, lose_a_page])
def test_a_site_that_was_touched_is_not_built_upon(
    town: Path, tmp_path: Path, spoil: Callable[[Path, Path], None]
) -> None:
    site = tmp_path / "site"
    make(site, None, town)
    good = files_of(site)
    spoil(site, town / ".cache")
    make(tmp_path / "fresh", site, town)
    assert files_of(tmp_path / "fresh") == good
    make(site, tmp_path / "fresh", town)
    assert files_of(site) == good


def test_what_only_the_finished_pages_show_is_said_and_nothing_is_made(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen = [rule for rule in checks.CHECKS if rule is not texts_give_nobody_away]  # as if the text took another way
    monkeypatch.setattr(checks, "CHECKS", unseen)
    make(tmp_path / "site", None, town)
    page = town / "content" / "privacy.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(f"{text}\n[去哪里](../nowhere/index.html)\n打 13900001234\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as raised:
        make(tmp_path / "fresh", tmp_path / "site", town)
    said = "\n".join(problem.message for problem in raised.value.problems)
    assert "没有对应的网页或文件" in said
    assert "手机号" in said
    assert not (tmp_path / "fresh").exists()
    page.write_text(text, encoding="utf-8")
    make(tmp_path / "fresh", tmp_path / "site", town)
    assert files_of(tmp_path / "fresh") == files_of(tmp_path / "site")
