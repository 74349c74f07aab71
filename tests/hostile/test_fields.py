"""What runs elsewhere, typed into every field of every record: refused with its place, or shown as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hostile.fields import WRITTEN, closed, free, leaves, put, with_all_fields

from commands.fuzzing.hostile import FORMULAS, LINKS, PATHS, RUNNING, TEMPLATES
from commands.fuzzing.pages import running, shown
from zhishuo.problems import Problem, ProblemsError
from zhishuo.publishing import publish
from zhishuo.yaml_files import Path as Place
from zhishuo.yaml_files import Value, dotted

Documents: TypeAlias = Mapping[str, tuple[str, Value]]

# What is found of a piece on a page, and nowhere but in its text.
PIECES = [
    piece for piece in (*RUNNING, *LINKS, *TEMPLATES, *PATHS, *FORMULAS) if len(piece) < 250 and "\t" not in piece
]


def write(root: Path, documents: Documents, changes: Mapping[tuple[str, Place], str]) -> None:
    """Write records with other texts in some places, as JSON, which is YAML too; a release stays as it was signed."""
    for file, (head, found) in documents.items():
        if file.startswith("data/releases/") and file not in {other for other, _ in changes}:
            continue
        values: Value = found
        for (other, place), text in changes.items():
            values = put(values, place, text) if other == file else values
        (root / file).write_text(f"{head}\n{json.dumps(values, ensure_ascii=False, indent=1)}\n", encoding="utf-8")


def problems_of(root: Path) -> tuple[Problem, ...]:
    try:
        publish(root)
    except ProblemsError as error:
        return error.problems
    return ()


def test_the_records_that_are_tried_have_every_field_of_text(twin_documents: Documents) -> None:
    found = {(kind, path) for kind, path, _ in leaves(with_all_fields(twin_documents))}
    assert {(kind, path) for kind in WRITTEN for path in free(kind)} - found == set()


@pytest.mark.parametrize("piece", [RUNNING[0], LINKS[0], TEMPLATES[0], PATHS[0], "é", "甲" * 301])
def test_a_field_that_is_no_text_refuses_what_is_none(piece: str, twin: Path, twin_documents: Documents) -> None:
    documents = with_all_fields(twin_documents)
    places = {(file, place) for kind, path, (file, place) in leaves(documents) if path in closed(kind)}
    write(twin, documents, dict.fromkeys(places, piece))
    found = problems_of(twin)
    assert {(one.file, one.field) for one in found} >= {(file, dotted(place)) for file, place in places}
    assert all(one.line > 1 and re.search("现在|现有", one.message) for one in found if one.field)


@pytest.mark.parametrize("turn", range(4))
def test_a_field_of_text_refuses_what_runs_or_shows_it_as_text(
    turn: int, twin: Path, twin_documents: Documents
) -> None:
    documents = with_all_fields(twin_documents)
    places = [one for kind, path, one in leaves(documents) if kind in WRITTEN and path in free(kind)]
    step = len(PIECES) // 4
    typed = {place: PIECES[(number + turn * step) % len(PIECES)] for number, place in enumerate(places)}
    refused = dict(_refused(twin, documents, typed))
    assert all(problem.line and problem.field for problem in refused.values())
    site = publish(twin)
    for page in site.pages:
        assert list(running(page.html)) == [], page.url
    kept = [piece for place, piece in typed.items() if place not in refused]
    assert len(kept) > len(places) / 4
    seen = "\n".join(shown(page.html) for page in site.pages)
    assert [piece for piece in set(kept) if "".join(piece.split()) not in "".join(seen.split())] == []


def _refused(
    root: Path, documents: Documents, typed: dict[tuple[str, Place], str]
) -> Iterator[tuple[tuple[str, Place], Problem]]:
    """Yield the fields that refuse what was typed into them, until what is left has no problem any more."""
    left: dict[Any, str] = dict(typed)
    for _ in range(6):
        write(root, documents, left)
        found = problems_of(root)
        if not found:
            return
        for problem in found:
            places = [one for one in typed if (one[0], dotted(one[1])) == (problem.file, problem.field)]
            assert places, problem
            for place in places:
                left.pop(place, None)
                yield place, problem
    raise AssertionError(found)
