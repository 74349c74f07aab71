"""Releases that are odd or broken: a clear problem or a proof that stands, and never a crash or a false pass."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from zhishuo.audit.certificate import check_all, read_all
from zhishuo.audit.differences import differences
from zhishuo.audit.published import read_release
from zhishuo.audit.shifts import shifts
from zhishuo.problems import ProblemsError

Change = Callable[[str], str]


def rechained(files: dict[str, str], change: Change, only: str = "") -> dict[str, str]:
    """Change the releases (or the one of a month) and make chain and certificates fit them again."""
    found, previous = dict(files), "null"
    for name in sorted(name for name in files if name.endswith(".yml")):
        text = change(files[name]) if only in name else files[name]
        text = re.sub("(?m)^previous: .*$", f"previous: {previous}", text)
        beside = name.replace(".yml", ".certificate.json")
        previous = read_release(name, text.encode()).digest
        certificate = json.loads(files[beside])
        certificate["release"] = previous
        found |= {name: text, beside: json.dumps(certificate)}
    return found


def findings(folder: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    published = read_all(folder)
    problems = [*check_all(published), *differences([release for release, _ in published])]
    return "\n".join(map(str, problems or shifts(published).findings))


def test_a_community_that_is_new_this_month_was_nothing_the_month_before(
    tmp_path: Path, published_files: dict[str, str]
) -> None:
    """Its line in the first month is left out where it is all 0; the cohort of that month cannot count it, all know."""
    gone = "luoye"

    def added(text: str) -> str:
        return re.sub(
            r"(?m)^(  rows: community\n(?:  (?!-)[^\n]*\n)*  columns: \[(.*)\]\n  lines:\n)",
            lambda found: f"{found[1]}  - {{keys: [{gone}], counts: [{', '.join('0' * (found[2].count('[')))}]}}\n",
            text,
        )

    files = rechained(published_files, added, only="2026-09")
    files = rechained(files, added, only="2026-10")
    assert gone not in files["2026-08.yml"]
    assert gone in files["2026-09.yml"]
    assert findings(tmp_path, files) == ""
    assert shifts(read_all(tmp_path)).fixed > 1


def test_only_the_two_bases_of_the_promise_are_read(published_files: dict[str, str]) -> None:
    text = published_files["2026-08.yml"]
    for base in ("0", "1", "2", "10"):
        with pytest.raises(ProblemsError, match="不是公布数字的文件"):
            read_release("2026-08.yml", text.replace("base: 5", f"base: {base}").encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"groups: \{[^}]*\}", "groups: [home]"),
        (r"groups: \{[^}]*\}", "groups: null"),
        (r"(?m)^period: .*", "period: abc"),
        (r"population: registered", "population: [registered]"),
        (r"first: 2026-08", "first: [2026]"),
        (r"split: group", "split: null"),
        (r"keys: \[xinmin\]", "keys: []"),
        (r"keys: \[xinmin\]", "keys: [[xinmin]]"),
        (r"keys: \[xinmin\]", "keys: xinmin"),
        (r"keys: \[xinmin\]", "keys: [unassigned]"),
        (r"counts: \[\d+", "counts: [-0"),
        (r"counts: \[\d+", "counts: [00"),
        (r"counts: \[\d+", "counts: [1_0"),
    ],
)
def test_what_is_no_release_is_refused_in_a_sentence(old: str, new: str, published_files: dict[str, str]) -> None:
    text = re.sub(old, new, published_files["2026-08.yml"], count=1)
    assert text != published_files["2026-08.yml"]
    with pytest.raises(ProblemsError, match=r"不是公布数字的文件|读不"):
        read_release("2026-08.yml", text.encode())


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [("code: 0.1.0", "code: 真实登记17件", "code"), ("name: controlled-rounding", "name: true-17", "method")],
)
def test_free_words_have_no_place(
    old: str, new: str, word: str, tmp_path: Path, published_files: dict[str, str]
) -> None:
    files = rechained(published_files, lambda text: text.replace(old, new))
    assert f"{word}: 公布文件里没有这一项的位置" in findings(tmp_path, files)


def test_keys_that_are_together_in_one_table_only_are_found(tmp_path: Path, published_files: dict[str, str]) -> None:
    def merge(text: str) -> str:
        table = re.search(r"- population: overdue\n(?:  [^\n]*\n){5}(?:  - \{keys[^\n]*\n)+", text)
        assert table
        merged = re.sub(r"keys: \[xinmin\]", "keys: [xinmin, zhenshi]", table[0])
        return text.replace(table[0], merged)

    assert "不一样：相减会露出合在一起的数" in findings(tmp_path, rechained(published_files, merge))


def test_a_file_that_is_neither_release_nor_certificate_is_named(
    tmp_path: Path, published_files: dict[str, str]
) -> None:
    with pytest.raises(ProblemsError, match=r"2026-08\.true\.csv: 不是哪一期的公布文件"):
        findings(tmp_path, published_files | {"2026-08.true.csv": "17"})


@pytest.mark.parametrize(
    "core", [[1, "a", "b", {}], [None, "a", "b", {}], ["a", "b", {}], "abc", [["a"], "b", "c", {}]]
)
def test_what_is_no_certificate_is_refused_in_a_sentence(
    core: object, tmp_path: Path, published_files: dict[str, str]
) -> None:
    name = "2026-08.certificate.json"
    certificate = json.loads(published_files[name])
    certificate["blocks"][0]["cells"][0] = core
    with pytest.raises(ProblemsError, match="不是证书文件"):
        findings(tmp_path, published_files | {name: json.dumps(certificate)})


def test_a_certificate_nested_without_end_is_refused(tmp_path: Path, published_files: dict[str, str]) -> None:
    with pytest.raises(ProblemsError, match="不是证书文件"):
        findings(tmp_path, published_files | {"2026-08.certificate.json": "[" * 100_000})
