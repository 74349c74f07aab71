"""What is said about faults in staff's files: each case edits a copy of the golden twin and holds the whole report.

A case has a title, edits and problems. An edit names its file: `write` (with `text`, `hex` bytes, so many `zeros` or
`like` another file), `in` (with `replace`/`with`, one place exactly, or `encoding` to save it in) or `remove`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.fuzzing.mutations import places
from zhishuo import checks, wording
from zhishuo.problems import Problem, ProblemsError
from zhishuo.reading import Records, read
from zhishuo.yaml_files import Value

Case: TypeAlias = dict[str, Any]

TESTS = Path(__file__).parent
CASES: dict[str, Case] = {
    f"{file.stem}: {case['title']}": case
    for file in sorted((TESTS / "cases").glob("*.yml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_problems_are_said_exactly_so(case: Case, twin: Path) -> None:
    apply(twin, case)
    assert [str(problem) for problem in problems(twin)] == case["problems"]


def apply(root: Path, case: Case) -> None:
    """Make the edits of a case in the project at `root`."""
    for edit in case["edits"]:
        match edit:
            case {"remove": file}:
                (root / file).unlink()
            case {"write": file, "like": other}:
                shutil.copy(root / other, root / file)
            case {"write": file, "text": text}:
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).write_text(text, encoding="utf-8")
            case {"write": file, "zeros": number}:
                (root / file).write_bytes(bytes(int(number)))
            case {"write": file, "hex": data}:
                (root / file).write_bytes(bytes.fromhex(data))
            case {"in": file, "encoding": encoding}:
                (root / file).write_bytes((root / file).read_text(encoding="utf-8").encode(encoding))
            case {"in": file, "replace": old, "with": new}:
                text = (root / file).read_text(encoding="utf-8")
                assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
                (root / file).write_text(text.replace(old, new), encoding="utf-8")
            case _:
                pytest.fail(f"no such edit: {edit}")


def problems(root: Path) -> tuple[Problem, ...]:
    """Return what reading and checking say about the project at `root`."""
    try:
        checks.check(read(root))
    except ProblemsError as error:
        return error.problems
    return ()


def test_every_rule_has_a_case_that_breaks_it(tmp_path: Path, new_twin: Callable[[Path], Path]) -> None:
    broken = set()
    for number, case in enumerate(CASES.values()):
        root = new_twin(tmp_path / str(number))
        apply(root, case)
        broken |= rules_broken(root)
    assert {rule.__name__ for rule in checks.CHECKS} == broken


def rules_broken(root: Path) -> set[str]:
    """Return the names of the rules that the records at `root` break; none where they cannot be read."""
    try:
        records = read(root)
    except ProblemsError:
        return set()
    return {rule.__name__ for rule in checks.CHECKS if any(rule(records))}


def test_every_sentence_about_a_field_has_a_case() -> None:
    said = [line for case in CASES.values() for line in case["problems"]]
    unsaid = [name for name, sentence in wording.SENTENCES.items() if not any(form(sentence).search(x) for x in said)]
    unsaid += [words for _, words in wording.FORMS if not any(words in line for line in said)]
    assert unsaid == []


def form(sentence: str) -> re.Pattern[str]:
    """Return a pattern for what a sentence with `{names}` in it becomes."""
    return re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(sentence)) + "$")


def test_rules_say_what_they_stand_for() -> None:
    for rule in checks.CHECKS:
        assert re.fullmatch(r"[\u4e00-\u9fff].*。", rule.__doc__ or ""), rule.__name__


# Values of every kind that could stand where another was meant.
ODD_TEXTS = [
    "",
    "  ",
    "x",
    "三",
    "0",
    "-1",
    "3.10",
    "2026-13-01",
    "0000-00",
    "9999-12",
    "a" * 5000,
    "甲\n乙",
    "<b>",
    "=1+1",
]
ODD_VALUES: list[Value] = [None, *ODD_TEXTS, [], ["x"], [None], [[]], {}, {"x": "y"}, {"": None}]
FILES = [
    "data/town.yml",
    "data/themes.yml",
    "data/commitments.yml",
    "data/visits.yml",
    "data/communities/beimen.yml",
    "data/communities/xinmin.yml",
    "data/stories/2026-09-leak.yml",
    "data/releases/2026-10.yml",
]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), file=st.sampled_from(FILES), odd=st.sampled_from(ODD_VALUES))
def test_no_value_anywhere_does_more_than_become_a_problem(
    data: st.DataObject, file: str, odd: Value, twin: Path, twin_documents: dict[str, tuple[str, Value]]
) -> None:
    first_line, values = twin_documents[file]
    place = data.draw(st.sampled_from(list(places(values, ()))))
    text = yaml.safe_dump(put(values, place, odd), allow_unicode=True, default_style='"', sort_keys=False)
    before = (twin / file).read_bytes()
    try:
        (twin / file).write_text(f"{first_line}\n{text}".replace('!!null "null"', "null"), encoding="utf-8")
        for problem in problems(twin):
            assert not re.search(r"内容不对|写法不对|[Ii]nput should|[A-Z]\w+Error", problem.message), problem
    finally:
        (twin / file).write_bytes(before)


def put(value: Value, path: tuple[str | int, ...], new: Value) -> Value:
    """Return `value` with `new` at `path`."""
    if not path:
        return new
    if isinstance(value, dict):
        return {key: put(inner, path[1:], new) if key == path[0] else inner for key, inner in value.items()}
    assert isinstance(value, list)
    return [put(inner, path[1:], new) if index == path[0] else inner for index, inner in enumerate(value)]


def test_what_was_read_keeps_its_order(twin: Path) -> None:
    records: Records = read(twin)
    assert list(records.communities) == ["xinmin", "beimen"]
    assert list(records.stories) == ["2026-09-leak", "2026-08-lamp"]
    assert list(records.releases) == ["2026-07", "2026-08", "2026-09", "2026-10"]
    assert sorted(records.prose) == ["a11y/", "board/method/", "board/protection/", "privacy/", "speak/"]


def test_figures_stay_as_typed(twin: Path) -> None:
    records = read(twin)
    assert records.communities["beimen"].highlights[1].results[0].figure == "3.10"
    assert records.town.campaign.figures[1].figure == "1,985"
    assert records.visits[0].visits == "10 余"
