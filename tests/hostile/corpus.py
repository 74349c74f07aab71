"""Hostile files by kind: how each is put into a copy of the golden twin. What would be huge is made here, by code."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Put: TypeAlias = Callable[[Path], object]

TOWN, XINMIN, BEIMEN = "data/town.yml", "data/communities/xinmin.yml", "data/communities/beimen.yml"
STORY, CHANGES = "data/stories/2026-09-leak.yml", "data/changes.yml"
SPEAK = "content/speak.md"
# The places of the twin that the pieces are put into: the text that stands there, once.
SLOGAN = (TOWN, "slogan: 有事您直说", "slogan: ")
ABOUT = (STORY, "done: 先盖了布，等天晴再修。", "done: ")
PHOTO = (XINMIN, "file: four-colours-wall.png", "file: ")
HIGHLIGHT = (XINMIN, "- id: four-colours", "- id: ")
_FOLDER, _DEEP = 40_000_000_000, 5000


def text(place: tuple[str, str, str], new: str) -> Put:
    """Return what writes `new` (as JSON, so that any character gets there) in the place of a text."""
    file, old, head = place

    def put(root: Path) -> None:
        found = (root / file).read_text(encoding="utf-8")
        assert found.count(old) == 1, f"{old!r} stands {found.count(old)} times in {file}"
        (root / file).write_text(found.replace(old, head + json.dumps(new, ensure_ascii=True)), encoding="utf-8")

    return put


def raw(file: str, old: str, new: str | bytes) -> Put:
    """Return what writes `new` as it stands in the place of `old`."""

    def put(root: Path) -> None:
        found = (root / file).read_bytes()
        assert found.count(old.encode()) == 1, f"{old!r} stands {found.count(old.encode())} times in {file}"
        (root / file).write_bytes(found.replace(old.encode(), new if isinstance(new, bytes) else new.encode()))

    return put


def added(file: str, more: str) -> Put:
    """Return what writes more at the end of a file."""

    def put(root: Path) -> None:
        with (root / file).open("a", encoding="utf-8") as end:
            end.write(more)

    return put


def waiver(file: str) -> Put:
    """Return what lets something through in a file that is none of the project's."""
    head = "# yaml-language-server: $schema=schema/waivers.json"
    entry = {"file": file, "text": "root", "reason": "x", "day": "2026-11-28"}
    return lambda root: (root / "data/waivers.yml").write_text(f"{head}\n{json.dumps({'waivers': [entry]})}\n")


def copied(file: str, to: str | bytes) -> Put:
    """Return what copies a file of the twin to another name."""
    return lambda root: (root / os.fsdecode(to)).write_bytes((root / file).read_bytes())


def linked(file: str, to: str) -> Put:
    """Return what puts a link in the place of a file; `to` may hold {outside}, a file beside the twin."""

    def put(root: Path) -> None:
        outside = root.parent / "outside.txt"
        outside.write_bytes((root / file).read_bytes() if (root / file).is_file() else b"secret")
        (root / file).unlink(missing_ok=True)
        (root / file).symlink_to(to.format(outside=outside))

    return put


def large(file: str, size: int = _FOLDER) -> Put:
    """Return what makes a file say that it has 40 GB."""
    return lambda root: os.truncate(root / file, size)


def pipe(file: str) -> Put:
    """Return what puts a pipe in the place of a file: whoever opens it waits for ever."""

    def put(root: Path) -> None:
        (root / file).unlink()
        os.mkfifo(root / file)

    return put


def folder(file: str) -> Put:
    """Return what puts a folder in the place of a file."""

    def put(root: Path) -> None:
        (root / file).unlink(missing_ok=True)
        (root / file).mkdir(parents=True)

    return put


def filed(folder: str) -> Put:
    """Return what puts a file in the place of a folder."""

    def put(root: Path) -> None:
        shutil.rmtree(root / folder)
        (root / folder).touch()

    return put


_LAUGHS = "a0: &a0 [哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]\n" for n in range(1, 9)
)

# kind -> what stands for it -> how it gets into the twin. All of it is refused; `said.yml` has the words.
REFUSED: dict[str, dict[str, Put]] = {
    "links that run": {
        "javascript": text(ABOUT, "[看](javascript:alert(1))"),
        "javascript by numbers": text(ABOUT, "[看](&#106;avascript:alert(1))"),
        "data": text(ABOUT, "![看](data:text/html;base64,PHNjcmlwdD4=)"),
        "a foreign host": text(ABOUT, "![看](https://evil.example/pixel.png)"),
        "no protocol": text(ABOUT, "[看](//evil.example/)"),
    },
    "Markdown injection": {
        "raw HTML": text(ABOUT, "<img src=x onerror=alert(1)>"),
        "attributes": text(ABOUT, "### 题 {: onclick=alert(1) }"),
        "a page's own heading": text(ABOUT, "# 大题"),
        "an id twice": text(ABOUT, "### 题 {#main}"),
        "HTML in a page": added(SPEAK, "\n<script src=x>\n"),
    },
    "path traversal": {
        "up": text(PHOTO, "../../../etc/passwd"),
        "up, by numbers": text(PHOTO, "%2e%2e%2fgate.png"),
        "from the root": text(PHOTO, "/etc/passwd.png"),
        "an address": text(PHOTO, "file:///etc/passwd.png"),
        "a folder below": text(PHOTO, "x/gate.png"),
        "in an old address": raw(CHANGES, "old: c/beimen/lanes/", "old: c/beimen/../../../lanes/"),
        "in an id": text(HIGHLIGHT, "../../index"),
        "in a waiver": waiver("../../../etc/passwd"),
        "in a page's link": added(SPEAK, "\n[看](../../../../etc/passwd)\n"),
    },
    "links and devices": {
        "a photograph that is a link": linked("data/media/board.png", "{outside}"),
        "a record that is a link": linked(STORY, "{outside}"),
        "a page that is a link": linked(SPEAK, "{outside}"),
        "a link that leads nowhere": linked("data/stories/2026-08-gone.yml", "/nowhere/at/all.yml"),
        "a link to itself": linked("data/stories/2026-08-gone.yml", "2026-08-gone.yml"),
        "zeros without end": linked("data/themes.yml", "/dev/zero"),
        "a pipe": pipe("data/visits.yml"),
        "a pipe for captions": pipe("data/media/four-colours-film.vtt"),
        "a folder": folder("data/commitments.yml"),
        "a file for a folder": filed("data/stories"),
        "folders in one another": folder(f"data/stories{'/d' * 40}"),
    },
    "YAML bombs and tags": {
        "laughs": added(TOWN, _LAUGHS),
        "code": raw(TOWN, "slogan: 有事您直说", "slogan: !!python/object/apply:os.system [id]"),
        "another type": raw(TOWN, "slogan: 有事您直说", "slogan: !!binary aGk="),
        "a merge": raw(TOWN, "en:\n", "en:\n  <<: {name: x}\n"),
        "two documents": added(TOWN, "---\nname: 别的镇\n"),
    },
    "deep nesting": {
        "brackets": raw(TOWN, "slogan: 有事您直说", f"slogan: {'[' * _DEEP}"),
        "lists": raw(TOWN, "slogan: 有事您直说", f"slogan:\n  {'- ' * _DEEP}x"),
        "quotations in prose": text(ABOUT, "> " * 1500 + "x"),
        "lists in prose": text(ABOUT, "- " * 1500 + "x"),
        "lists set in, in a page": added(SPEAK, "".join(f"\n{'    ' * depth}- x" for depth in range(10))),
    },
    "10 MB scalars": {
        "a line": text(SLOGAN, "长" * 3_400_000),
        "a text under the file's limit": text(ABOUT, "长" * 100_000),
        "a number": raw(TOWN, "communities: 2", "communities: " + "9" * 1_000_000),
        "a page": added(SPEAK, "长" * 3_400_000),
        "a file of 40 GB": large("data/themes.yml"),
        "captions of 40 GB": large("data/media/four-colours-film.vtt"),
    },
    "null bytes": {
        "in a file": raw(TOWN, "有事您直说", "有事\0您直说"),
        "by number": text(SLOGAN, "有事\0您直说"),
        "in a page": raw(SPEAK, "title: ", "title: \0"),
    },
    "bidi overrides": {
        "in a file": raw(TOWN, "有事您直说", "有事\u202e您直说"),
        "by number": text(SLOGAN, "有事\u2066您直说"),
        "in a page": raw(SPEAK, "title: ", "title: \u202e"),
        "of no width": text(SLOGAN, "有事\u200b您直说"),
    },
    "lone surrogates": {
        "by number": text(SLOGAN, "有事\ud800您直说"),
        "a number that is none": raw(TOWN, "有事您直说", '"有事\\uzzzz"'),
        "as bytes": raw(TOWN, "有事您直说", b"\xed\xa0\x80"),
        "in a file's name": copied(STORY, b"data/stories/2026-09-\xed\xa0\x80.yml"),
    },
    "ids that clash": {
        "by case, in a list": raw(XINMIN, "- id: four-colours", "- id: Four-Colours"),
        "by case, of files": copied(XINMIN, "data/communities/Xinmin.yml"),
        "by form, of files": copied(XINMIN, "data/communities/xinmi\u0301n.yml"),
        "by width": text(HIGHLIGHT, "ｆour-colours"),
        "letters that look alike": text(HIGHLIGHT, "fоur-colours"),
    },
    "names too long": {
        "of a photograph": text(PHOTO, "a" * 300 + ".png"),
        "of an id": text(HIGHLIGHT, "a" * 41),
        "of a story": copied(STORY, f"data/stories/{'a' * 200}.yml"),
    },
    "formulas in CSV": {
        "in an example to take home": raw(XINMIN, 'example: ["001", ', "example: ['=HYPERLINK(1)', "),
    },
}
