"""The seeded workload of `scripts/bench --engine`: N told requests, as this project keeps them.

The same number and seed give the same texts on every machine; requests do not depend on how many there are, so the
first hundred of a thousand are those of a hundred.
"""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import yaml

from commands.benchmarks.words import DONE, GAPS, LEFT, ROWS, SAID, TITLES
from commands.project import ROOT
from zhishuo.reading import read, schema_line
from zhishuo.records import Story
from zhishuo.records.showcase import OutcomeId

SEED = 1
# What a build needs; the town that stands around the requests is this repository's.
_PARTS = ("data", "content", "theme_overrides", "hooks", "scripts", "mkdocs.yml", "pyproject.toml")
_FIRST_YEAR, _MONTHS = 2000, 322  # 2026-10 is the last
_SENTENCES = (20, 28)  # in a paragraph: a finished page comes to some 17 KB
_GAP = re.compile(r"\{(\w+)\}")
_COLUMNS = ("做的事", "次数", "人数", "小时", "元")
_OUTCOMES: tuple[str, ...] = get_args(OutcomeId)


@dataclass(frozen=True, slots=True)
class Request:
    """One told request; `said` and `done` are paragraphs, `table` the rows of figures under its heading."""

    id: str
    title: str
    community: str
    category: str
    grade: str
    month: str
    week: int
    said: tuple[str, ...]
    done: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    outcome: str
    days: int
    left: str

    @property
    def done_markdown(self) -> str:
        """Return what was done as Markdown: paragraphs, the table of figures between them."""
        rows = (_COLUMNS, ("---", *("---:",) * (len(_COLUMNS) - 1)), *self.table)
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        return "\n\n".join((self.done[0], table, *self.done[1:]))


def requests(number: int, seed: int = SEED) -> tuple[Request, ...]:
    """Return so many requests over this town's communities and categories, the months from 2000-01 to 2026-10."""
    town = read(ROOT)
    places = tuple(town.communities)
    categories = tuple(category.id for category in town.town.categories)
    grades = tuple(grade.id for grade in town.town.grades)
    return tuple(_request(random.Random(f"{seed}-{one}"), one, places, categories, grades) for one in range(number))  # noqa: S311 - made up, no secret


def write_ours(folder: Path, number: int, seed: int = SEED) -> tuple[Request, ...]:
    """Copy this project into `folder` (which may be there, empty) and tell `number` requests there; return them.

    The town's own told requests stay. No history goes along: a copy is no repository.
    """
    unwanted = shutil.ignore_patterns("__pycache__", ".*")
    for part in _PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=unwanted)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / part, folder)
    made = requests(number, seed)
    for request in made:
        file_of(folder, request).write_text(story(request), encoding="utf-8")
    return made


def file_of(folder: Path, request: Request) -> Path:
    """Return the file of a request in the project that lies in `folder`."""
    return folder / "data" / "stories" / f"{request.id}.yml"


def story(request: Request) -> str:
    """Return the file of a request as staff would write it."""
    fields = Story.model_validate(
        {name: getattr(request, name) for name in ("community", "category", "grade", "title", "outcome", "left")}
        | {"month": request.month, "week": f"{request.week}", "days": f"{request.days}"}
        | {"said": "\n\n".join(request.said), "done": request.done_markdown}
        | {"consent": {"given": f"{request.month}-28", "how": "书面同意，存社区（示例）"}}
    ).model_dump(mode="json")
    head = schema_line("data/stories/x.yml", "story")
    return f"{head}\n{yaml.dump(fields, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)}"


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, which is how staff write them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _request(
    chance: random.Random, number: int, places: tuple[str, ...], categories: tuple[str, ...], grades: tuple[str, ...]
) -> Request:
    years, months = divmod(chance.randrange(_MONTHS), 12)
    month = f"{_FIRST_YEAR + years}-{months + 1:02d}"
    category = chance.choice(categories)
    return Request(
        id=f"{month}-{category}-{number:05d}",
        title=_filled(chance, chance.choice(TITLES)),
        community=chance.choice(places),
        category=category,
        grade=chance.choice(grades),
        month=month,
        week=chance.randint(1, 5),
        said=_paragraphs(chance, SAID, chance.randint(2, 3)),
        done=_paragraphs(chance, DONE, 3),
        table=_table(chance),
        outcome=chance.choice(_OUTCOMES),
        days=chance.randint(0, 40),
        left=_filled(chance, chance.choice(LEFT)),
    )


def _paragraphs(chance: random.Random, sentences: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Return so many paragraphs, each of which uses a sentence once."""
    return tuple(
        "".join(_filled(chance, one) for one in chance.sample(sentences, chance.randint(*_SENTENCES)))
        for _ in range(number)
    )


def _table(chance: random.Random) -> tuple[tuple[str, ...], ...]:
    rows = chance.sample(ROWS, chance.randint(10, len(ROWS)))
    return tuple(
        (row, *(f"{chance.randint(1, most)}" for most in (30, 12, 80)), f"{chance.randint(0, 400) * 5:,}")
        for row in rows
    )


def _filled(chance: random.Random, sentence: str) -> str:
    return _GAP.sub(lambda gap: chance.choice(GAPS[gap[1]]), sentence)
