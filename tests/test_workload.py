"""The workload of `scripts/bench --engine`: the same from the same seed, and nothing staff could not have written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from commands.benchmarks.profile import report
from commands.benchmarks.sites import chrome_of, material, write_eleventy, write_hugo, write_material
from commands.benchmarks.workload import file_of, requests, write_ours
from zhishuo.checks import check
from zhishuo.reading import Records, read


@pytest.fixture(scope="module")
def chrome(site: Path) -> str:
    page = (site / "stories" / "2026-09-lamp" / "index.html").read_text(encoding="utf-8")
    title = page.partition('<h1 id="top">')[2].partition("<")[0]
    return chrome_of(page, title)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    folder = tmp_path_factory.mktemp("workload")
    write_ours(folder, 30)
    return read(folder)


def test_the_checks_find_nothing_in_made_up_requests(records: Records) -> None:
    check(records)
    assert {request.id for request in requests(30)} < set(records.stories)


def test_a_request_is_the_same_however_many_there_are(records: Records) -> None:
    first = requests(3)
    assert first == requests(30)[:3]
    assert first != requests(3, seed=2)
    story = records.stories[first[0].id]
    assert (story.title, story.done) == (first[0].title, first[0].done_markdown)
    assert file_of(records.root, first[0]).is_file()


def test_other_generators_get_the_same_requests(tmp_path: Path, chrome: str) -> None:
    made = requests(30)
    site = material(made)
    titles = sorted(request.title for request in made)
    edited = site.told[0]
    for name, write in {
        "hugo": write_hugo(tmp_path / "hugo", site, chrome, edited),
        "eleventy": write_eleventy(tmp_path / "eleventy", site, chrome, edited),
        "mkdocs": write_material(tmp_path / "mkdocs", site, edited),
    }.items():
        heads = [file.read_text(encoding="utf-8").split("---\n")[1] for file in write.parent.glob("20*.md")]
        assert sorted(yaml.safe_load(head)["title"] for head in heads) == titles, name
    adapted = write_hugo(tmp_path / "adapter", site, chrome, edited, adapter=True)
    assert sorted(row["params"]["title"] for row in json.loads(adapted.read_text(encoding="utf-8"))) == titles


def test_every_page_that_is_to_be_edited_holds_the_words_that_are_replaced(tmp_path: Path, chrome: str) -> None:
    made = requests(30)
    site = material(made)
    (request,) = (one for one in made if one.id == site.told[0].id)
    for file in (
        write_hugo(tmp_path / "hugo", site, chrome, site.told[0]),
        write_hugo(tmp_path / "adapter", site, chrome, site.told[0], adapter=True),
        write_material(tmp_path / "mkdocs", site, site.told[0]),
    ):
        assert file.read_text(encoding="utf-8").count(request.said[0]) == 1


def test_the_chrome_of_a_finished_page_has_a_place_for_each_title(chrome: str) -> None:
    assert chrome.count("\ue000") == 2  # in the head, and where the page says where it stands
    assert chrome.count("\ue001") == chrome.count("\ue002") == 1
    assert "../" not in chrome


def test_where_the_time_of_a_build_goes_is_told_step_by_step(tmp_path: Path) -> None:
    told = "\n".join(report(tmp_path, [1]))
    head, *steps = re.split(r"\n\n(?=\w+\n)", told)
    assert head.strip().startswith("1 件，从头生成")
    assert [step.split("\n")[0] for step in steps] == ["make", "renew", "leaf"]
    assert all(re.search(r"\d 秒 +\d+\.\d%  \S+:\d+ \w+", step) for step in steps)
    assert not [*tmp_path.iterdir()], "nothing is left"
