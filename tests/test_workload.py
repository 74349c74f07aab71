"""The workload of `scripts/bench --engine`: the same from the same seed, and nothing staff could not have written."""

from __future__ import annotations

import pytest

from commands.bench_workload import file_of, requests, write_ours
from zhishuo.checks import check
from zhishuo.reading import Records, read


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
