"""A save of the form is a commit of one file, and overwrites nothing that it has not shown."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from form_windows import THEMES, git, opened, window

from commands.form.commits import RefusedError
from zhishuo.problems import ProblemsError
from zhishuo.reading import read


def test_a_save_is_a_commit_of_that_file_alone_and_its_message_tells_nothing(town: Path) -> None:
    files = window(town)
    first = min((town / "data" / "communities").glob("*.yml"))
    file = first.relative_to(town).as_posix()
    other = town / THEMES
    other.write_text(other.read_text(encoding="utf-8") + "# 正在改\n", encoding="utf-8")
    git(town, "add", THEMES)
    values = opened(files, file) | {"name": "找 13812345678"}
    assert files.save(file, json.dumps(values), []) == {"message": f"改社区 {first.stem}"}
    assert git(town, "log", "-1", "--format=%an %s", "--numstat").split("\n\n") == [
        f"镇办公室 改社区 {first.stem}",
        f"1\t1\t{file}\n",
    ]
    assert git(town, "status", "--porcelain", "data") == "M  data/themes.yml\n", (
        "what was being changed elsewhere waits"
    )
    files.save(file, json.dumps(values), [])
    assert git(town, "rev-list", "--count", "HEAD") == "2\n", "a save of nothing is no commit"


@pytest.mark.parametrize(
    ("name", "said"), [("xinmin", "已经有“xinmin”了"), ("2026-13812345678", "代号里像是有手机号"), ("2026-lamp", "")]
)
def test_a_new_record_has_the_name_that_was_typed_and_that_tells_nothing(town: Path, name: str, said: str) -> None:
    # the form itself adds a number to a name that is taken
    file = f"data/stories/{name}{'-1' if name == 'xinmin' else ''}.yml"
    raw = json.dumps({"file_name": name, "title": "灯亮了"})
    if said:
        with pytest.raises(RefusedError, match=said):
            window(town).save(file, raw, [])
    else:
        assert window(town).save(file, raw, []) == {"message": "加故事 2026-lamp"}
    assert (town / file).exists() != bool(said)


def by_hand(town: Path, file: str, text: str = "# 在编辑器里写的\n") -> Path:
    path = town / file
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")
    return path


def test_a_file_changed_elsewhere_is_not_overwritten(town: Path) -> None:
    """Every window knows what it opened: another's save, one by hand, a copy that the browser kept of what it had."""
    first, second = window(town), window(town)
    values, kept = opened(first, THEMES), opened(second, THEMES)
    values["themes"][0]["name"] = "先改的"
    first.save(THEMES, json.dumps(values), [])
    before = (town / THEMES).read_bytes()
    for files in (second, window(town)):
        with pytest.raises(RefusedError, match=r"什么都没有盖掉：这个文件在您打开以后改过了.*另开一个窗口") as refused:
            files.save(THEMES, json.dumps(kept), [])
        assert ("行现在是“name: 先改的”" in str(refused.value)) == (files is second)
        opened(files, THEMES)
        with pytest.raises(RefusedError, match="没有盖掉"):
            files.save(THEMES, json.dumps(kept), [])
    assert (town / THEMES).read_bytes() == before
    for name in ("再改的", "又改的"):  # the first goes on with the values that it had
        values["themes"][0]["name"] = name
        first.save(THEMES, json.dumps(values), [])
    path = by_hand(town, THEMES)
    with pytest.raises(RefusedError, match=r"第 [0-9]+ 行现在是“# 在编辑器里写的”"):
        first.save(THEMES, json.dumps(values), [])
    assert path.read_text(encoding="utf-8").endswith("# 在编辑器里写的\n")
    values = opened(first, THEMES)
    values["themes"][0]["name"] = "看过再改的"
    first.save(THEMES, json.dumps(values), [])
    assert path.read_text(encoding="utf-8").endswith("# 在编辑器里写的\n")


def test_a_file_that_the_form_has_not_opened_is_not_overwritten_and_one_taken_away_stays_away(town: Path) -> None:
    files = window(town)
    path = by_hand(town, "data/stories/2026-11-lamp.yml", "# 在编辑器里写的\ntitle: 灯\n")
    with pytest.raises(RefusedError, match="已经有这个文件了"):
        files.save("data/stories/2026-11-lamp.yml", json.dumps({"title": "别的"}), [])
    assert path.read_text(encoding="utf-8") == "# 在编辑器里写的\ntitle: 灯\n"
    values = opened(files, "data/stories/2026-11-lamp.yml")
    path.unlink()
    with pytest.raises(RefusedError, match="删掉了"):
        files.save("data/stories/2026-11-lamp.yml", json.dumps(values), [])
    assert not path.exists()


def test_a_story_taken_away_leaves_its_address_with_a_reason_to_be_written(town: Path) -> None:
    files, file = window(town), "data/stories/2026-11-lamp.yml"
    files.save(file, json.dumps({"title": "找 13812345678"}), [])
    with pytest.raises(RefusedError, match="只能删故事和照片"):
        files.withdraw("data/communities/xinmin.yml")
    late = window(town)
    opened(late, file)
    by_hand(town, file)
    with pytest.raises(RefusedError, match="在您打开以后改过了"):
        late.withdraw(file)
    opened(late, file)
    assert late.withdraw(file) == {"message": "删故事 2026-11-lamp"}
    assert not (town / file).exists()
    assert git(town, "status", "--porcelain", "data") == ""
    with pytest.raises(ProblemsError, match=r"withdrawn\[0\]\.reason: “为什么”：还没有填"):
        read(town)
    changes = opened(late, "data/changes.yml")
    changes["withdrawn"][0]["reason"] = "说事的人不想再公开。"
    late.save("data/changes.yml", json.dumps(changes), [])
    assert read(town).changes.withdrawn[0].address == "stories/2026-11-lamp/"


def test_line_ends_of_another_system_stay(town: Path) -> None:
    path = town / THEMES
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    lines = path.read_bytes().count(b"\r\n")
    files = window(town)
    values = opened(files, THEMES)
    values["themes"][0]["name"] = "改过的"
    files.save(THEMES, json.dumps(values), [])
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n") == lines


def test_while_git_merges_nothing_is_written(town: Path) -> None:
    git(town, "checkout", "--quiet", "-b", "other")
    for branch in ("other", "-"):
        by_hand(town, THEMES, f"# {branch}\n")
        git(town, "commit", "--quiet", "--all", "--message", branch)
        if branch == "other":
            git(town, "checkout", "--quiet", "-")
    subprocess.run(["git", "merge", "--quiet", "other"], cwd=town, capture_output=True, check=False)
    files = window(town)
    with pytest.raises(RefusedError, match="两个人改了同一处"):
        files.entry(THEMES)
    values = opened(files, "data/town.yml")
    with pytest.raises(RefusedError, match="没有存：Git 正在合并"):
        files.save("data/town.yml", json.dumps(values | {"slogan": "改过的"}), [])
    assert "改过的" not in (town / "data" / "town.yml").read_text(encoding="utf-8")
