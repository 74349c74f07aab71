"""A record from scripts/new: left unfilled it is refused, filled in it passes, and nothing that was there changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands import new
from zhishuo.checks import check
from zhishuo.problems import ProblemsError
from zhishuo.reading import read
from zhishuo.records import Commitment, Community, Highlight, Record, Story, Visit
from zhishuo.records.base import UNFILLED, record_in

Scaffold = tuple[str, list[str], type[Record], str]
SCAFFOLDS: list[Scaffold] = [
    ("community", ["hexi"], Community, "data/communities/hexi.yml"),
    ("practice", ["lamp-repair", "--community", "xinmin"], Highlight, "data/communities/xinmin.yml"),
    ("story", ["2026-11-lamp", "--community", "beimen"], Story, "data/stories/2026-11-lamp.yml"),
    ("visit", [], Visit, "data/visits.yml"),
    ("visit", ["--community", "beimen"], Visit, "data/visits.yml"),
    ("commitment", ["lift-repair"], Commitment, "data/commitments.yml"),
]
IDS = [" ".join([kind, *arguments]) for kind, arguments, _, _ in SCAFFOLDS]
# What staff could write into the fields that take no free text.
FILLED = {
    "number": "3",
    "id": "street",
    "theme": "say",
    "category": "sanitation",
    "grade": "blue",
    "outcome": "solved",
    "progress": "under_way",
    "month": "2026-10",
    "week": "2",
    "days": "3",
    "visits": "1",
    "updated": "2026-11-01",
    "given": "2026-11-01",
}


@pytest.fixture
def run(twin: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return a function that runs scripts/new in a copy of the golden twin."""
    monkeypatch.setattr(new, "ROOT", twin)
    return lambda *arguments: CliRunner().invoke(new.command, list(arguments))


def report(root: Path) -> list[str]:
    try:
        check(read(root))
    except ProblemsError as error:
        return [str(problem) for problem in error.problems]
    return []


def fill_in(path: Path) -> None:
    """Replace every placeholder that is not commented out, as staff would; line ends stay."""
    filled = re.sub(
        rf"^( *(?:- )?(?:(\w+): )?){UNFILLED}(?=\r?$)",
        lambda found: found[1] + FILLED.get(found[2], "填好的一句话。"),
        path.read_bytes().decode(),
        flags=re.MULTILINE,
    )
    path.write_bytes(filled.encode())


def uncomment(path: Path) -> None:
    """Take the marks before every optional field away, as staff would; what explains a field stays a comment."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^( *)((?:# +)+)(?=- |-$|\w+:(?: |$))", bare, text, flags=re.MULTILINE), encoding="utf-8")


def bare(found: re.Match[str]) -> str:
    return found[1] + found[2].replace("# ", "")


def names(model: type[Record]) -> list[str]:
    """Return the names of all fields of `model` and the records in it, in their order."""
    found: list[str] = []
    for name, field in model.model_fields.items():
        inner = record_in(field.annotation)
        found += [name, *(names(inner) if inner else [])]
    return found


@pytest.mark.parametrize("scaffold", SCAFFOLDS, ids=IDS)
def test_what_is_not_filled_in_is_refused_and_filled_in_it_passes(
    scaffold: Scaffold, twin: Path, run: Callable[..., Result]
) -> None:
    kind, arguments, _, file = scaffold
    before = (twin / file).read_text(encoding="utf-8") if (twin / file).exists() else ""
    done = run(kind, *arguments)
    assert done.exit_code == 0, done.output
    assert file in done.output
    text = (twin / file).read_text(encoding="utf-8")
    unfilled = re.findall(rf"^ *(?:- )?(?:\w+: )?{UNFILLED}$", text, re.MULTILINE)
    said = report(twin)
    assert len(unfilled) >= 4
    assert len(said) == len(unfilled)
    assert all(re.fullmatch(rf"{file}:\d+: .*现在写的是“{UNFILLED}”", line) for line in said), said
    lines = iter(text.split("\n"))
    assert all(line in lines for line in before.rstrip("\n").split("\n") if before), "every line stays, in its order"
    fill_in(twin / file)
    if kind == "community":
        assert "把 data/town.yml 里的 communities 改成 3；序号写 1 到 3" in done.output
        town = (twin / "data" / "town.yml").read_text(encoding="utf-8")
        (twin / "data" / "town.yml").write_text(town.replace("communities: 2", "communities: 3"), encoding="utf-8")
    assert report(twin) == []


@pytest.mark.parametrize("scaffold", SCAFFOLDS, ids=IDS)
def test_every_field_of_the_record_stands_there_in_order_even_those_commented_out(
    scaffold: Scaffold, twin: Path, run: Callable[..., Result]
) -> None:
    kind, arguments, model, file = scaffold
    before = (twin / file).read_text(encoding="utf-8").split("\n") if (twin / file).exists() else []
    run(kind, *arguments)
    uncomment(twin / file)
    text = (twin / file).read_text(encoding="utf-8")
    added = text.split("\n")
    for line in before:
        added.remove(line)
    found = [name for line in added for name in re.findall(r"^ *(?:- )?(\w+):", line)]
    assert found == names(model)
    assert all(re.search(rf"现在写的是“{UNFILLED}”$", line) for line in report(twin)), report(twin)
    assert len(report(twin)) == text.count(UNFILLED)


def test_nothing_is_overwritten(twin: Path, run: Callable[..., Result]) -> None:
    story = twin / "data" / "stories" / "2026-09-leak.yml"
    before = story.read_bytes()
    done = run("story", "2026-09-leak", "--community", "xinmin")
    assert done.exit_code == 1
    assert "data/stories/2026-09-leak.yml: 已经有这个文件" in done.output
    assert story.read_bytes() == before
    done = run("practice", "four-colours", "--community", "xinmin")
    assert done.exit_code == 1
    assert "highlights[0].id: 已经有“four-colours”" in done.output
    assert report(twin) == []


def test_one_record_after_the_other_before_the_next_field_and_its_comment(
    twin: Path, run: Callable[..., Result]
) -> None:
    file = twin / "data" / "communities" / "beimen.yml"
    text = file.read_text(encoding="utf-8")
    file.write_bytes((text + "\n# 别的写法\naliases:\n- 北门口\n").replace("\n", "\r\n").encode())
    for slug in ("first", "second"):
        assert run("practice", slug, "--community", "beimen").exit_code == 0
        fill_in(file)
    assert report(twin) == []
    community = read(twin).communities["beimen"]
    assert [one.id for one in community.highlights] == ["lane-chiefs", "old-estates", "first", "second"]
    assert community.aliases[-1] == "北门口"
    data = file.read_bytes().decode()
    assert data.endswith("# 别的写法\r\naliases:\r\n- 北门口\r\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["story", "../town", "--community", "xinmin"], "代号只能用小写字母、数字和连字符"),
        (["practice", "2-lamps", "--community", "xinmin"], "代号只能用小写字母、数字和连字符"),
        (["practice", "lamps", "--community", "xinmn"], "没有“xinmn”这个社区，最接近的是“xinmin”"),
    ],
)
def test_a_wrong_slug_is_said(arguments: list[str], said: str, run: Callable[..., Result]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in done.output


def test_a_list_in_one_line_is_not_broken(twin: Path, run: Callable[..., Result]) -> None:
    file = twin / "data" / "visits.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("visits:\n")] + "visits: []\n", encoding="utf-8")
    before = file.read_bytes()
    done = run("visit")
    assert done.exit_code == 1
    assert "data/visits.yml:23: visits: 要写成列表" in done.output
    assert file.read_bytes() == before
