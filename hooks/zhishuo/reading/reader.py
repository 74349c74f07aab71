"""Reads one file after the other and gathers every problem."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from pydantic import ValidationError

from zhishuo.files import (
    CHANGES,
    COMMITMENTS,
    COMMUNITIES,
    RECEIPTS,
    RELEASES,
    SEALED,
    STORIES,
    THEMES,
    TOWN,
    VISITS,
    WAIVERS,
    contents,
    files_below,
    plain,
)
from zhishuo.history import read_history
from zhishuo.problems import Problem, ProblemsError
from zhishuo.reading.everything import Prose, Records
from zhishuo.records import (
    Changes,
    Commitments,
    Community,
    Receipts,
    Record,
    Release,
    Story,
    Themes,
    Town,
    Visits,
    Waivers,
)
from zhishuo.remembering import digest_of, is_settled, keep, recall
from zhishuo.wording import worded
from zhishuo.yaml_files import MOST_BYTES, Document, Unread, decode, read_yaml, refuse_unseen

R = TypeVar("R", bound=Record)
T = TypeVar("T")
P = ParamSpec("P")

FRONT_MATTER = "---\n"
# Far above what the commands write: certificates, sealed receipts.
_MOST_MADE = 200_000_000
# What stands beside a release for those who check it.
CERTIFICATE = ".certificate.json"
# File names become addresses, so they are plain: a pattern and the words for it.
SLUG_FILE = (r"[a-z][a-z0-9-]{0,39}\.yml", "小写字母、数字和连字符，以字母开头，如 xinmin.yml")
STORY_FILE = (r"(?!\d{4}\.)[a-z0-9][a-z0-9-]{0,59}\.yml", "小写字母、数字和连字符，不能只是年份，如 2026-09-lamp.yml")
_RELEASE_FILE = (r"(19|20)\d\d-(0[1-9]|1[0-2])\.yml", "年月，如 2026-10.yml")
_PAGE_FILE = (r"[a-z0-9][a-z0-9-]{0,39}\.md", "小写字母、数字和连字符，如 speak.md")


def read(root: Path) -> Records:
    """Return all records under `root` (the folder that holds data/ and content/).

    Raises ProblemsError with every problem of every file.
    """
    reader = _Reader(root, [], {})
    town = reader.one(TOWN, Town)
    themes = reader.one(THEMES, Themes)
    communities = reader.folder(COMMUNITIES, SLUG_FILE, Community)
    commitments = reader.one(COMMITMENTS, Commitments)
    visits = reader.one(VISITS, Visits)
    stories = reader.folder(STORIES, STORY_FILE, Story)
    releases = reader.folder(RELEASES, _RELEASE_FILE, Release)
    prose = reader.prose()
    certificates = reader.certificates(releases)
    receipts = reader.one(RECEIPTS, Receipts) if reader.lies(RECEIPTS) else None
    sealed = reader.sealed() if receipts else b""
    changes = reader.one(CHANGES, Changes) if reader.lies(CHANGES) else None
    waivers = reader.one(WAIVERS, Waivers) if reader.lies(WAIVERS) else None
    if reader.problems or not (town and themes and commitments and visits):
        raise ProblemsError(reader.problems)
    history = read_history(root, RELEASES, town.opened)
    records = Records(
        root=root,
        town=town,
        themes=tuple(themes.themes),
        communities=dict(sorted(communities.items(), key=lambda entry: (entry[1].number, entry[0]))),
        commitments=tuple(commitments.commitments),
        tours=tuple(visits.tours),
        visits=tuple(visits.visits),
        stories=dict(
            sorted(stories.items(), key=lambda entry: (entry[1].month, entry[1].week, entry[0]), reverse=True)
        ),
        releases=releases,
        prose=prose,
        documents=reader.documents,
        certificates=certificates,
        receipts=receipts,
        sealed=sealed,
        changes=changes or Changes(),
        history=history,
        waivers=tuple(waivers.waivers) if waivers else (),
    )
    steady = {file: digest for file, digest in reader.told.items() if not file.startswith(f"{STORIES}/")}
    published = {file: digest for file, digest in reader.told.items() if file.startswith(f"{RELEASES}/")}
    object.__setattr__(records, "digest", _digest(history, steady))
    object.__setattr__(records, "released", _digest(published))
    return records


def _digest(*told: object) -> bytes:
    return digest_of(repr(told))


def schema_line(file: str, name: str) -> str:
    """Return the first line that a data file must have, so that editors find its schema."""
    return f"# yaml-language-server: $schema={'../' * (file.count('/') - 1)}schema/{name}.json"


def _misnamed(file: str, names: tuple[str, str]) -> list[Problem]:
    form, words = names
    return [] if re.fullmatch(form, Path(file).name) else [Problem(file, 0, "", f"文件名要用{words}")]


def _first_line(document: Document, kind: type[Record]) -> list[Problem]:
    wanted = schema_line(document.file, kind.__name__.lower())
    right = document.text.split("\n", 1)[0].rstrip() == wanted
    return [] if right else [Problem(document.file, 1, "", f"第一行要写“{wanted}”，编辑器靠它提示每个字段")]


@dataclass(slots=True)
class _Reader:
    """Reads one file after the other; problems and documents gather here."""

    root: Path
    problems: list[Problem]
    documents: dict[str, Document]
    told: dict[str, bytes] = field(default_factory=dict)

    def one(self, file: str, kind: type[R]) -> R | None:
        """Return the record of `file`, or None after noting what is wrong with it.

        A file that is as it was when its record was made is not read: Git tells files by their states, too.
        """
        state = self._gathered(plain, self.root / file, file, MOST_BYTES)
        if state is None:
            return None
        seen = _digest(file, state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
        if known := recall("text", seen):
            document: Document = Unread(file, known[0], lambda: self._text(file))
        else:
            text = self._gathered(self._text, file)
            if text is None:
                return None
            document = Document(file, text)
            faults = _first_line(document, kind)
            self.problems += faults
            if not faults and is_settled(state):
                keep("text", seen, document.digest)
        self.told[file] = document.digest
        self.documents[file] = document
        key = digest_of(kind.__name__, document.digest)
        if found := recall("record", key):
            return cast("R", found[0])
        parsed = self._gathered(read_yaml, file, document.text)
        record = self._record(parsed, kind) if parsed else None
        if record:
            keep("record", key, record)
        return record

    def _record(self, document: Document, kind: type[R]) -> R | None:
        self.documents[document.file] = document
        if not isinstance(document.values, dict):
            self.problems.append(document.problem((), "文件是空的或不是“字段: 内容”的写法"))
            return None
        try:
            return kind.model_validate(document.values)
        except ValidationError as error:
            self.problems += (worded(document, kind, fault) for fault in error.errors(include_url=False))
            return None

    def folder(self, folder: str, names: tuple[str, str], kind: type[R]) -> dict[str, R]:
        """Return the records of every .yml file in `folder` by file name, sorted."""
        found: dict[str, R] = {}
        for file in self._files(folder):
            if file.endswith(CERTIFICATE) and folder == RELEASES:
                continue
            if not file.endswith(".yml") or Path(file).parent != Path(folder):
                self.problems.append(Problem(file, 0, "", "这个文件夹里只能放 .yml 文件，不再分文件夹"))
                continue
            self.problems += _misnamed(file, names)
            if record := self.one(file, kind):
                found[Path(file).stem] = record
        return found

    def certificates(self, periods: Iterable[str]) -> dict[str, bytes]:
        """Return what stands beside the releases of `periods` for those who check them; published as it is."""
        files = {period: f"{RELEASES}/{period}{CERTIFICATE}" for period in periods}
        found = {period: self._gathered(self._bytes, file) for period, file in files.items() if self.lies(file)}
        return {period: data for period, data in found.items() if data is not None}

    def sealed(self) -> bytes:
        """Return the sealed receipts, empty after noting that they are missing."""
        if not self.lies(SEALED):
            self.problems.append(Problem(SEALED, 0, "", "没有这个文件，请用 scripts/receipts 再封一次"))
            return b""
        return self._gathered(self._bytes, SEALED) or b""

    def prose(self) -> dict[str, Prose]:
        """Return the pages of content/ by their address."""
        pages = (self._gathered(self._prose, file) for file in self._files("content", ".md"))
        return {page.url: page for page in pages if page}

    def _prose(self, file: str) -> Prose:
        text = self._text(file)
        self.told[file] = digest_of(text)
        refuse_unseen(file, text)
        head, found, body = text.removeprefix(FRONT_MATTER).partition("\n" + FRONT_MATTER)
        self.problems += _misnamed(file, _PAGE_FILE)
        # The blank line stands for the first "---", so that lines count as in the file.
        match read_yaml(file, f"\n{head}").values if text.startswith(FRONT_MATTER) and found else None:
            case {"title": str(title), "description": str(description), **rest} if title and description and not rest:
                address = file.removeprefix("content/").removesuffix(".md").removesuffix("/index")
                return Prose(f"{address}/", title, description, body, file, head.count("\n") + 4)
        raise ProblemsError(
            [Problem(file, 1, "", "开头要写“---”、title（标题）、description（一句话说明）、“---”四行")]
        )

    def _text(self, file: str) -> str:
        return decode(file, contents(self.root / file, file, MOST_BYTES)).replace("\r\n", "\n")

    def _bytes(self, file: str) -> bytes:
        found = contents(self.root / file, file, _MOST_MADE)
        self.told[file] = digest_of(found)
        return found

    def lies(self, file: str) -> bool:
        """Return whether anything of this name is there, even a link that leads nowhere."""
        return os.path.lexists(self.root / file)

    def _files(self, folder: str, ending: str = "") -> list[str]:
        """Return the files below a folder, relative to the root; editors' hidden files are left out."""
        found, problems = files_below(self.root, folder)
        self.problems += problems
        return [file for file in found if file.endswith(ending) and not file.rpartition("/")[2].startswith(".")]

    def _gathered(self, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return step(*args, **kwargs)
        except ProblemsError as error:
            self.problems += error.problems
            return None
