"""A save of the form in the file's text: what changed, and nothing else."""

from __future__ import annotations

import difflib
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from conftest import ROOT, TWIN
from hypothesis import given
from hypothesis import strategies as st

from zhishuo.editing import from_form, merge, place_of, to_form, written
from zhishuo.editing.merging import solid
from zhishuo.problems import ProblemsError
from zhishuo.records import Community
from zhishuo.yaml_files import Value, read_yaml

XINMIN = "data/communities/xinmin.yml"
FILES = [
    (site, file)
    for site in (ROOT, TWIN)
    for path in sorted((site / "data").rglob("*.yml"))
    if place_of(file := path.relative_to(site).as_posix())
]
ODD = """\
# yaml-language-server: $schema=../schema/community.json
name: "新民: 社区"   # 全名
number: 010
desk:
    name: 窗口
    phone:
about: >
  折起来的
  一段
aliases:
- 新民

# 第二个
- '老''新民'
- 3.10
highlights:
  # 主打的
  - id: one
    title: 一
    steps: [登记, "先定, 颜色"]
    shortfalls: |-
        两行
        文字

  - id: two
    title: 二   # 还要改
block: xin
"""


def changed(text: str, change: Callable[[dict[str, Any]], None]) -> list[str]:
    """Return the lines taken out (-) and put in (+) when a change is saved."""
    values = cast("dict[str, Any]", solid(read_yaml(XINMIN, text).values))
    change(values)
    merged = merge(XINMIN, text, from_form(Community, values))
    return [line for line in difflib.ndiff(text.splitlines(), merged.splitlines()) if line[0] in "-+"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda v: v.update(name="新民社区"), ['- name: "新民: 社区"   # 全名', '+ name: "新民社区"   # 全名']),
        (lambda v: v.update(number="3"), ["- number: 010", "+ number: 3"]),
        (lambda v: v["desk"].update(phone="010-1"), ["-     phone:", "+     phone: 010-1"]),
        (lambda v: v["desk"].update(hours="每天"), ["+     hours: 每天"]),
        (lambda v: v.update(about="一段"), ["- about: >", "+ about: |", "-   折起来的"]),
        (lambda v: v["aliases"].remove("老'新民"), ["- - '老''新民'"]),
        (lambda v: v["aliases"].insert(1, "新: 民"), ["+ - '新: 民'"]),
        (lambda v: v["aliases"].insert(0, "010"), ["+ - '010'"]),
        (lambda v: v["aliases"].reverse(), None),
        (lambda v: v.update(block=""), ["- block: xin"]),
        (lambda v: v["highlights"][0].update(shortfalls="两行\n文字改"), ["-         文字", "+         文字改"]),
        (lambda v: v["highlights"][0]["steps"].append("销: 号"), None),
        (lambda v: v["highlights"][1].update(title="改"), ["-     title: 二   # 还要改", "+     title: 改   # 还要改"]),
        (lambda v: v["highlights"].pop(1), ["-   - id: two", "-     title: 二   # 还要改"]),
        (lambda v: v.update(sentence="一句"), ["+ sentence: 一句"]),
        (lambda v: v.pop("name"), ['- name: "新民: 社区"   # 全名']),
    ],
)
def test_a_change_leaves_every_other_character_alone(
    change: Callable[[dict[str, Any]], None], expected: list[str] | None
) -> None:
    lines = changed(ODD, change)
    assert lines
    if expected:
        assert [re.sub(" +$", "", line) for line in lines] == expected
    assert not [line for line in lines if line.lstrip("-+ ").startswith("#")], "comments stay"


def test_two_records_change_places_with_their_comments() -> None:
    text = ODD.replace("  # 主打的\n", "").replace("\n\n  - id: two", "\n  - id: two")
    values = cast("dict[str, Any]", solid(read_yaml(XINMIN, text).values))
    values["highlights"].reverse()
    merged = merge(XINMIN, text, from_form(Community, values))
    assert "  - id: two\n    title: 二   # 还要改\n  - id: one\n" in merged


@pytest.mark.parametrize(("site", "file"), FILES, ids=lambda part: part.name if isinstance(part, Path) else part)
def test_a_file_opened_and_saved_stays_as_it_was(site: Path, file: str) -> None:
    text = (site / file).read_text(encoding="utf-8")
    place = place_of(file)
    assert place
    sent = json.loads(json.dumps(to_form(read_yaml(file, text), place.model)))
    assert merge(file, text, from_form(place.model, sent)) == text


def spots(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - whatever YAML holds
    """Yield every place inside a value as its container and key."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from spots(inner)


TEXTS = (
    "改",
    "a: b",
    "- x",
    "# 不是注释",
    "3.10",
    "true",
    "null",
    "两\n\n行",
    "'",
    '"',
    "*",
    "末尾:",
    " 空 ",
    "@",
    "{a}",
    "a #b",
)


@given(st.sampled_from(FILES), st.integers(0, 2**32))
def test_whatever_is_changed_the_file_says_it_and_keeps_its_first_line(where: tuple[Path, str], seed: int) -> None:
    site, file = where
    text = (site / file).read_text(encoding="utf-8")
    place, chance = place_of(file), random.Random(seed)  # noqa: S311 - examples, no secrets
    assert place
    values = cast("dict[str, Any]", solid(read_yaml(file, text).values))
    for _ in range(chance.randint(1, 3)):
        container, key = chance.choice(list(spots(values)) or [({"": ""}, "")])
        inner = container[key]
        match chance.choice(("set", "remove", "move", "more")):
            case "set" if isinstance(inner, str):
                container[key] = chance.choice(TEXTS)
            case "remove":
                del container[key]
            case "move" if isinstance(inner, list):
                chance.shuffle(inner)
            case "more" if isinstance(inner, list):
                inner.insert(
                    chance.randint(0, len(inner)),
                    chance.choice((*TEXTS, json.loads(json.dumps(inner[0])))) if inner else "新",
                )
    wanted = cast("dict[str, Value]", solid(values) or {})
    merged = merge(file, text, wanted)
    assert (solid(read_yaml(file, merged).values) or {}) == wanted
    assert merged.split("\n", 1)[0] == text.split("\n", 1)[0]


def test_a_new_file_has_its_schema_and_its_fields_in_their_order() -> None:
    place = place_of("data/stories/2026-10-lamp.yml")
    assert place
    values = from_form(
        place.model, {"week": "2", "title": "灯: 亮了", "community": "xinmin", "left": "", "said": "一\r\n二"}
    )
    assert written(place.file, place.first_line, values) == (
        "# yaml-language-server: $schema=../schema/story.json\n"
        "community: xinmin\ntitle: '灯: 亮了'\nweek: 2\nsaid: |\n  一\n  二\n"
    )


@pytest.mark.parametrize("is_new", [True, False])
def test_what_cannot_be_seen_is_not_saved_and_every_end_of_a_line_is_one(is_new: bool) -> None:  # noqa: FBT001 - a parameter of the test
    typed = {
        "name": "\ufeff新\u200b民\u2028",
        "about": "一\u2028二\u2029三\x85四\r五\v六",
        "aliases": ["", None, " x\u2028"],
    }
    values = from_form(Community, typed)
    assert values == {"name": "新民", "aliases": ["x"], "about": "一\n二\n三\n四\n五\n六"}
    text = written(XINMIN, "# 1", values) if is_new else merge(XINMIN, "name: 新\n", values)
    assert read_yaml(XINMIN, text).values == values | {"about": f"{values['about']}\n"}


def test_what_yaml_cannot_hold_is_not_written() -> None:
    with pytest.raises(ProblemsError, match=r"这样改写不进文件|YAML|冒号"):
        written(XINMIN, "# 1", {"name\nx: y": "新民"})
    with pytest.raises(ProblemsError, match="文件太大"):
        merge(XINMIN, "name: 新民\n", {"name": "新民" * 400_000})


@pytest.mark.parametrize("text", ["name: &a 新民\nsentence: *a\n", "name: [\n"])
def test_text_that_cannot_be_changed_in_place_is_refused(text: str) -> None:
    with pytest.raises(ProblemsError, match="xinmin"):
        merge(XINMIN, text, {"name": "改"})


def test_a_list_where_text_should_be_is_not_opened() -> None:
    with pytest.raises(ProblemsError, match=r"xinmin.yml:1: name: 这里的写法表单打不开"):
        to_form(read_yaml(XINMIN, "name:\n  - 新民\n"), Community)
