"""What the form does to the project's files: reads records, puts saves back into them, keeps each as a Git commit."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from zhishuo.editing import Place, from_form, merge, place_of, to_form, written
from zhishuo.editing.forms import FILE_NAME
from zhishuo.editing.places import FILES, is_media, media_name
from zhishuo.files import MEDIA, contents
from zhishuo.problems import ProblemsError
from zhishuo.yaml_files import MOST_BYTES, decode, read_yaml

# Pictures are shown in the form at this width; the files themselves may be many times as heavy.
_SHOWN = 480
# Pillow knows forty formats more, some of which start other programs.
_OPENED = ("JPEG", "PNG", "WEBP", "AVIF")


class RefusedError(Exception):
    """What the form asked for is not done; the text says why, in Chinese."""


@dataclass(slots=True)
class FormFiles:
    """The files of the project at `root`.

    `shown` is the text of each record as the form last had it; `renamed` are the names that files uploaded with it got,
    because the form goes on with its own names until it opens the record again.
    """

    root: Path
    shown: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, dict[str, str]] = field(default_factory=dict)

    def folder(self, folder: str) -> list[dict[str, Any]]:
        """Return the records of a folder as the form lists them, by their numbers where they have any."""
        found = self.listed([f"{folder}/{path.name}" for path in sorted((self.root / folder).glob("*.yml"))])
        return sorted(found, key=lambda entry: int(entry["number"]) if entry["number"].isdecimal() else 0)

    def listed(self, files: list[str]) -> list[dict[str, Any]]:
        """Return records for a list; what cannot be opened is left out, the check says why."""
        found = []
        for file in files:
            with suppress(ProblemsError, RefusedError):
                place = _record(file)
                found.append(self._entry(place, self._text(place)))
        return found

    def entry(self, file: str) -> dict[str, Any]:
        """Return one record for the form, its data None where a folder has no such file (the name is free, then).

        Raises RefusedError for other files and for what the form cannot show.
        """
        place = _record(file)
        if file not in FILES and not (self.root / file).exists():
            return {"data": None, "file": {"path": file, "label": place.label, "id": None}}
        text = self._text(place)
        self.shown[file], self.renamed[file] = text, {}
        try:
            return self._entry(place, text)
        except ProblemsError as error:
            raise RefusedError("；".join(map(str, error.problems))) from error

    def save(self, file: str, raw: str, assets: list[dict[str, str]]) -> dict[str, str]:
        """Write a record and the files that came with it, and commit; return the commit's message.

        Raises RefusedError, before anything is written, for places the form may not write to, for a record that was
        changed elsewhere meanwhile, and for values that cannot be put into its text.
        """
        place = _record(file)
        values = json.loads(raw)
        values.pop(FILE_NAME, None)
        media = {asset["path"]: self._media(asset) for asset in assets}
        names = self.renamed.setdefault(file, {})
        names |= {Path(path).name: target.name for path, (target, _) in media.items()}
        path = self.root / file
        is_new = not path.exists()
        try:
            wanted = from_form(place.model, _renamed(values, names))
            old = self._text(place)
            if not is_new and self.shown.get(file) != old:
                raise RefusedError("这个文件刚才在别处改过了。请记下您改的字，刷新这一页，再改一次。")
            text = written(place.first_line, wanted) if is_new else merge(file, old, wanted)
        except ProblemsError as error:
            raise RefusedError("；".join(map(str, error.problems))) from error
        _write(path, text.encode())
        for target, data in media.values():
            _write(target, data)
        self.shown[file] = text
        name = str(wanted.get("name") or wanted.get("title") or "")
        message = f"{'加' if is_new else '改'}{place.label}{f'“{name}”' if name else ''}"
        self._commit(message, [file, *(f"{MEDIA}/{target.name}" for target, _ in media.values())])
        return {"message": message}

    def upload(self, asset: dict[str, str]) -> dict[str, str]:
        """Keep one uploaded file, commit it, and return it as the form shows it."""
        target, data = self._media(asset)
        _write(target, data)
        message = f"加文件 {target.name}"
        self._commit(message, [f"{MEDIA}/{target.name}"])
        return self.picture(f"{MEDIA}/{target.name}") | {"message": message}

    def remove(self, files: list[str]) -> dict[str, str]:
        """Take files out of data/media/; records are not taken out in the form. Returns the commit's message."""
        if not all(is_media(file) and (self.root / file).is_file() for file in files):
            raise RefusedError("表单里只能删 data/media/ 里的文件")
        for file in files:
            (self.root / file).unlink()
        self._git("rm", "--cached", "--quiet", "--ignore-unmatch", "--", *files)
        message = f"删文件 {'、'.join(Path(file).name for file in files)}"
        self._commit(message, files)
        return {"message": message}

    def pictures(self) -> list[dict[str, str]]:
        """Return all files of data/media/ as the form shows them."""
        files = sorted(f"{MEDIA}/{path.name}" for path in (self.root / MEDIA).glob("*"))
        return [self.picture(file) for file in files if is_media(file)]

    def picture(self, file: str) -> dict[str, str]:
        """Return a file of data/media/, a photograph as a small picture, anything else without its bytes."""
        if not is_media(file) or not (self.root / file).is_file():
            raise RefusedError(f"没有 {file} 这个文件")
        data = _thumbnail(self.root / file)
        content = base64.b64encode(data).decode()
        name = Path(file).name
        return {"id": f"{name}-{len(data)}", "name": name, "path": file, "content": content, "encoding": "base64"}

    def _text(self, place: Place) -> str:
        path = self.root / place.file
        if not path.exists() and not path.is_symlink():
            return f"{place.first_line}\n"
        try:
            return decode(place.file, contents(path, place.file, MOST_BYTES)).replace("\r\n", "\n")
        except ProblemsError as error:
            raise RefusedError("；".join(map(str, error.problems))) from error

    def _entry(self, place: Place, text: str) -> dict[str, Any]:
        document = read_yaml(place.file, text)
        values = to_form(document, place.model) if document.values else {}
        shown = {FILE_NAME: place.stem, **values}
        data = json.dumps(shown, ensure_ascii=False)
        number = str(values.get("number", ""))
        file = {"path": place.file, "label": place.label, "id": hashlib.sha256(text.encode()).hexdigest()}
        return {"data": data, "file": file, "number": number}

    def _media(self, asset: dict[str, str]) -> tuple[Path, bytes]:
        """Return where an uploaded file goes, under a plain name that no other file has, and its bytes."""
        folder, _, name = asset["path"].rpartition("/")
        data = base64.b64decode(asset["content"], validate=True)
        digest = hashlib.sha256(data).hexdigest()
        plain = media_name(name, digest)
        if folder != MEDIA or not is_media(f"{MEDIA}/{plain}"):
            raise RefusedError(
                f"不能上传“{name}”：照片用 jpg、png、webp、avif、heic，录音用 mp3、m4a，视频用 mp4、webm，字幕用 vtt"
            )
        target = self.root / MEDIA / plain
        if target.exists() and target.read_bytes() != data:
            target = target.with_stem(f"{target.stem}-{digest[:8]}")
        return target, data

    def _commit(self, message: str, files: list[str]) -> None:
        """Keep what changed in `files`, and nothing else, as one commit; nothing when they are as they were."""
        if there := [file for file in files if (self.root / file).exists()]:
            self._git("add", "--", *there)
        if self._git("status", "--porcelain", "--", *files):
            self._git("commit", "--quiet", "--message", message, "--", *files)

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False)  # noqa: S607 - the staff's own git
        if done.returncode:
            raise RefusedError(f"文件存好了，Git 没有提交成：{(done.stderr or done.stdout).strip()}")
        return done.stdout


def _record(file: str) -> Place:
    place = place_of(file)
    if place is None:
        raise RefusedError(f"表单不能读写“{file}”：文件名只用小写字母、数字和连字符，只在 data/ 里")
    return place


def _renamed(value: Any, names: dict[str, str]) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return the values with the names that uploaded files were given."""
    match value:
        case dict():
            return {name: _renamed(one, names) for name, one in value.items()}
        case list():
            return [_renamed(one, names) for one in value]
        case str():
            return names.get(value, value)
        case _:
            return value


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    fresh = path.with_name(f".{path.name}")
    fresh.write_bytes(data)
    fresh.replace(path)


def _thumbnail(path: Path) -> bytes:
    try:
        with Image.open(path, formats=_OPENED) as picture:
            picture.draft("RGB", (_SHOWN, _SHOWN))
            small = ImageOps.exif_transpose(picture).convert("RGB")
            small.thumbnail((_SHOWN, _SHOWN))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError):
        return b""
    held = io.BytesIO()
    small.save(held, "JPEG", quality=75)
    return held.getvalue()
