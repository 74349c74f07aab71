"""The readers of the public side: records, prose, captions, pictures, the form, and the whole site."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

from commands.form.commits import RefusedError, Repository
from commands.form.files import FormFiles
from commands.fuzzing.hostile import TEXTS
from commands.fuzzing.mutations import AND, encoded
from commands.fuzzing.pages import running
from commands.made_up_persons import texts
from commands.project import ROOT
from zhishuo.checks import check
from zhishuo.checks.receipts import sealed_receipts_are_whole
from zhishuo.editing import config
from zhishuo.gate import find, find_names, key
from zhishuo.media.captions import rewrite
from zhishuo.media.pictures import make as make_pictures
from zhishuo.media.recordings import make as make_recording
from zhishuo.prose import faults, faults_anywhere, headings, rooted, to_html, to_line, to_plain
from zhishuo.publishing import build
from zhishuo.reading import read
from zhishuo.yaml_files import decode, read_yaml

Try = Callable[[bytes], None]

_ADDRESS = "https://town.example.cn/"
_TWIN = ROOT / "tests" / "site"


class Finding(Exception):  # noqa: N818 - what is found is no error of the finder
    """A promise that does not hold, in a sentence."""


def yaml_file(_: Path) -> Try:
    """See to it that YAML becomes values with lines, or one problem."""

    def attempt(case: bytes) -> None:
        document = read_yaml("data/x.yml", decode("data/x.yml", case))
        lines = case.count(b"\n") + 1
        if any(not 1 <= line <= lines for line in document.lines.values()):
            raise Finding("a value stands on a line that the file does not have")

    return attempt


def one_file(place: str, folder: Path) -> Try:
    """Try one record of its kind, in a project that has nothing else."""
    file = folder / place
    file.parent.mkdir(parents=True, exist_ok=True)

    def attempt(case: bytes) -> None:
        file.write_bytes(case)
        read(folder)

    return attempt


def page(folder: Path) -> Try:
    """Try a page of prose."""
    return one_file("content/speak.md", folder)


def prose(_: Path) -> Try:
    """See to it that Markdown becomes HTML in which nothing runs, be it refused by `faults` or not."""

    def attempt(case: bytes) -> None:
        text = case.decode("utf-8", "replace")
        if any("太深" in fault for fault in faults(text)):
            return  # refused, since the converter would not come to an end of it
        html = str(to_html(text))
        for found in (html, str(to_line(text)), rooted(html, lambda address: f"../{address}")):
            if runs := list(running(found)):
                raise Finding(runs[0])
        to_plain(text)
        headings(text)
        faults(text)
        faults_anywhere(text)

    return attempt


def gate(_: Path) -> Try:
    """See to it that the gate never fails, and that what it finds lies in the text, in order; hits may overlap."""

    def attempt(case: bytes) -> None:
        text = case.decode("utf-8", "replace")
        for found in (find(text), find_names(text)):
            starts, ends = [one.start for one in found], [one.end for one in found]
            if starts != sorted(starts) or ends != sorted(set(ends)):
                raise Finding("places are not in their order")
            if any(not 0 <= one.start < one.end <= len(text) for one in found):
                raise Finding("places are not in the text")
        key(text)

    return attempt


def texts_for_the_gate() -> Iterable[bytes]:
    """Return texts that would give made-up persons away, and some that do not."""
    return [encoded(one.text) for one in texts(1, 12)]


def captions(_: Path) -> Try:
    """See to it that captions are written anew, and stay as they are when that is done again, or are refused."""

    def attempt(case: bytes) -> None:
        made = rewrite(decode("data/media/a.vtt", case), "data/media/a.vtt")
        if rewrite(made.decode(), "data/media/a.vtt") != made:
            raise Finding("captions change when they are written anew again")

    return attempt


def photograph(folder: Path) -> Try:
    """See to it that a photograph becomes pictures, or a sentence."""

    def attempt(case: bytes) -> None:
        shutil.rmtree(folder / "made", ignore_errors=True)
        (folder / "made").mkdir()
        refused = make_pictures(case, folder / "made" / "x", "10,10,50,50")
        _refused_or_made(refused, list((folder / "made").iterdir()))

    return attempt


def photographs() -> Iterable[bytes]:
    """Return small pictures in every format that is opened."""
    register_heif_opener()
    picture = Image.effect_noise((40, 30), 60)
    for kind, mode in (
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "I;16"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("WEBP", "RGBA"),
        ("AVIF", "RGB"),
        ("HEIF", "RGB"),
    ):
        made = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 6
        picture.convert("I" if mode == "I;16" else mode).convert(mode).save(made, kind, exif=exif)
        yield made.getvalue()


def recording(folder: Path) -> Try:
    """See to it that a recording or a video becomes a bare one, or a sentence."""

    def attempt(case: bytes) -> None:
        for kind in ("mp4",) if b"ftyp" in case[:64] else ("webm",) if case[:1] == b"\x1a" else ("mp3",):
            shutil.rmtree(folder / "made", ignore_errors=True)
            (folder / "made").mkdir()
            _refused_or_made(make_recording(case, folder / "made" / "x", kind), list((folder / "made").iterdir()))

    return attempt


def _refused_or_made(refused: str | None, files: list[Path]) -> None:
    if bool(refused) == bool(files) or any(path.suffix == ".new" for path in files):
        raise Finding(f"{refused!r}, and there are {sorted(path.name for path in files)}")


def sealed(folder: Path) -> Try:
    """See to it that sealed receipts are those of their seal, or that it is said."""
    root = twin(folder)
    shutil.copy(ROOT / "data/receipts.yml", root / "data/receipts.yml")

    def attempt(case: bytes) -> None:
        (root / "data/receipts.bin").write_bytes(case)
        list(sealed_receipts_are_whole(read(root)))

    return attempt


def receipts() -> Iterable[bytes]:
    """Return the beginning of the sample town's sealed receipts."""
    return [(ROOT / "data/receipts.bin").read_bytes()[:20_000]]


def twin(folder: Path) -> Path:
    """Return a copy of the golden twin below `folder`, without what is expected of it."""
    root = folder / "twin"
    for part in ("data", "content"):
        shutil.copytree(_TWIN / part, root / part)
    (root / "theme_overrides").symlink_to(ROOT / "theme_overrides")
    return root


def site(folder: Path) -> Try:
    """Try one file of a whole site: all problems at once, or pages in which nothing runs."""
    root = twin(folder)

    def attempt(case: bytes) -> None:
        name, _, content = case.partition(AND)
        file = root / name.decode("utf-8", "replace") if name in _names() else root / "data/town.yml"
        before = file.read_bytes()
        file.write_bytes(content)
        try:
            records = read(root)
            check(records)
            _no_page_runs(build(records, _ADDRESS).pages)
        finally:
            file.write_bytes(before)

    return attempt


def _names() -> set[bytes]:
    return {path.relative_to(_TWIN).as_posix().encode() for path in _TWIN.glob("[dc]*/**/*.[ym][md]*")}


def _no_page_runs(pages: Iterable[Any]) -> None:
    for one in pages:
        if runs := list(running(one.html)):
            raise Finding(f"{one.url}: {runs[0]}")


def form(folder: Path) -> Try:
    """Put what the form sends into its file: it says what was sent, or is refused; no other file changes."""
    root = twin(folder)
    before = _state(root)

    def attempt(case: bytes) -> None:
        files = FormFiles(_Files(root))
        try:
            asked = json.loads(case)
            files.entry(asked["path"])
            files.save(asked["path"], json.dumps(asked["values"]), asked["assets"])
            files.entry(asked["path"])
            config(root, _ADDRESS)
        except (RefusedError, KeyError, TypeError, ValueError, AttributeError):
            pass  # the server's answer to each is a sentence
        finally:
            after = _state(root)
            for path in after.keys() - before.keys():
                (root / path).unlink()
            for path in before.keys() - after.keys() | {path for path in before if before[path] != after.get(path)}:
                (root / path).write_bytes(before[path])
        changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
        if any(not path.startswith("data/") for path in changed) or before.keys() - after.keys():
            raise Finding(f"files changed that the form has no business with: {changed}")

    return attempt


class _Files(Repository):
    """A project without Git, which takes longer than all the rest."""

    def refuse_merging(self) -> None:
        """Merge nothing."""

    def commit(self, message: str, files: Iterable[str]) -> None:
        """Commit nothing."""


def _state(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for part in ("data", "content")
        for path in (root / part).rglob("*")
        if path.is_file()
    }


def payloads() -> Iterable[bytes]:
    """Return what the form sends: each record as it is, and one with a photograph."""
    files = FormFiles(_Files(_TWIN))
    for path in ("data/town.yml", "data/communities/xinmin.yml", "data/stories/2026-09-leak.yml", "data/visits.yml"):
        data = json.loads(files.entry(path)["data"])
        asset = {"path": "data/media/Foto 1.JPG", "content": "/9j/", "encoding": "base64"}
        yield json.dumps({"path": path, "values": data, "assets": [asset]}, ensure_ascii=False).encode()
    yield json.dumps({"path": "data/stories/new.yml", "values": {"title": TEXTS[0]}, "assets": []}).encode()


def twin_files(root: Path) -> Callable[[], Iterable[bytes]]:
    """Return what makes cases of every file of the golden twin that people write."""
    return lambda: [name + AND + (root / name.decode()).read_bytes() for name in sorted(_names())]
