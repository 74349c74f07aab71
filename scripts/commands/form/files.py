"""What one window of the form does to the project's files: reads records, puts saves back into them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from commands.form.commits import RefusedError, Repository
from commands.form.media import FormMedia
from zhishuo import gate
from zhishuo.editing import Place, from_form, merge, place_of, to_form, written
from zhishuo.editing.forms import FILE_NAME
from zhishuo.editing.places import FILES, FOLDERS
from zhishuo.files import CHANGES
from zhishuo.problems import ProblemsError
from zhishuo.records.base import UNFILLED
from zhishuo.yaml_files import decode, read_yaml

# Which text of a file the values came from; it travels with them, in copies that the browser keeps as well.
_VERSION = "file_version"
_LINES_TOLD, _LINE_TOLD = 3, 60


@dataclass(slots=True)
class FormFiles:
    """The records of a project, as one window of the form knows them.

    `bases` is what the window takes a file to hold, by its name and the version that the values came from: the form
    goes on with the values it was given, so its own saves are noted here. `renamed` are the names that uploaded files
    got, because the form goes on with its own names as well.
    """

    repository: Repository
    bases: dict[tuple[str, str], str] = field(default_factory=dict)
    renamed: dict[str, dict[str, str]] = field(default_factory=dict)

    def folder(self, folder: str) -> list[dict[str, Any]]:
        """Return the records of a folder as the form lists them, by their numbers where they have any."""
        paths = sorted((self.repository.root / folder).glob("*.yml")) if folder in FOLDERS else []
        found = self.listed([f"{folder}/{path.name}" for path in paths])
        return sorted(found, key=lambda entry: entry["number"].rjust(9))

    def listed(self, files: list[str]) -> list[dict[str, Any]]:
        """Return records for a list; what cannot be opened is left out, the check says why."""
        found = []
        for file in files:
            with suppress(RefusedError):
                place = _record(file)
                found.append(_entry(place, self._text(place)[0]))
        return found

    def entry(self, file: str) -> dict[str, Any]:
        """Return one record for the form, its data None where a folder has no such file (the name is free, then).

        Raises RefusedError for other files and for what the form cannot show.
        """
        place = _record(file)
        if file not in FILES and self.repository.read(file) is None:
            return {"data": None, "file": {"path": file, "label": place.label, "id": None}}
        text, _ = self._text(place)
        self.bases[file, _version(text)], self.renamed[file] = text, {}
        return _entry(place, text)

    def save(self, file: str, raw: str, assets: list[dict[str, str]]) -> dict[str, str]:
        """Write a record and the files that came with it, and commit; return the commit's message.

        Raises RefusedError, before anything is written, for places the form may not write to, for a record that is
        not as this window takes it to be, and for values that cannot be put into its text.
        """
        place = _record(file)
        values = json.loads(raw)
        version, name = str(values.pop(_VERSION, "")), values.pop(FILE_NAME, None)
        is_new = file not in FILES and self.repository.read(file) is None
        now, ends = self._text(place)
        self.repository.refuse_merging()
        self._refuse_changed(file, version, "" if is_new else now)
        if is_new:
            _refuse_name(place, name)
        media = {asset["path"]: FormMedia(self.repository).incoming(asset) for asset in assets}
        names = self.renamed.setdefault(file, {})
        names |= {Path(path).name: Path(target).name for path, (target, _) in media.items()}
        try:
            wanted = from_form(place.model, _renamed(values, names))
            text = written(file, place.first_line, wanted) if is_new else merge(file, now, wanted)
        except ProblemsError as error:
            raise _refusal(error) from error
        files = dict(media.values()) | {file: text.replace("\n", ends).encode()}
        self.repository.write(files)
        self.bases[file, version] = text
        message = f"{'加' if is_new else '改'}{place.label} {place.stem}"
        self.repository.commit(message, list(files))
        return {"message": message}

    def withdraw(self, file: str) -> dict[str, str]:
        """Take a story away and put its address, which may have been given out, where such addresses stand.

        The reason is left to be written: until then the check says so. Returns the commit's message.
        """
        place, changes = _record(file), _record(CHANGES)
        if place.schema != "story":
            raise RefusedError(
                f"表单里只能删故事和照片，不能删{place.label}；要删，请找会用 Git 的同事，见手册“撤下一页”"
            )
        self.repository.refuse_merging()
        now, _ = self._text(place)
        if now not in [text for (known, _), text in self.bases.items() if known == file]:
            raise RefusedError(f"没有删：{file} 在您打开以后改过了。请刷新，看过现在的再删")
        day = dt.datetime.now().astimezone().date().isoformat()
        gone = {"address": f"stories/{place.stem}/", "title": "一个故事", "day": day, "reason": UNFILLED}
        text, ends = self._text(changes)
        try:
            values = to_form(read_yaml(CHANGES, text), changes.model)
            values["withdrawn"] = [gone, *values.get("withdrawn", [])]
            text = merge(CHANGES, text, from_form(changes.model, values))
        except ProblemsError as error:
            raise _refusal(error) from error
        message = f"删{place.label} {place.stem}"
        self.repository.write({CHANGES: text.replace("\n", ends).encode(), file: None})
        self.repository.commit(message, [CHANGES, file])
        return {"message": message}

    def _text(self, place: Place) -> tuple[str, str]:
        """Return the text of a file with plain line ends, and the line ends that it has; a missing one is begun."""
        data = self.repository.read(place.file)
        if data is None:
            return f"{place.first_line}\n", "\n"
        try:
            text = decode(place.file, data)
        except ProblemsError as error:
            raise _refusal(error) from error
        return text.replace("\r\n", "\n"), "\r\n" if "\r\n" in text else "\n"

    def _refuse_changed(self, file: str, version: str, now: str) -> None:
        """Raise RefusedError when the file does not hold what this window takes it to; `now` is empty without a file.

        Values whose version was never handed to this window come from a copy that the browser kept.
        """
        base = self.bases.get((file, version), "" if not now else None)
        if base == now or (base is None and version == _version(now)):
            return
        if not now:
            said = "这个文件在您打开以后删掉了"
        elif base is None and not version:
            said = "已经有这个文件了，请换一个代号"
        else:
            said = f"这个文件在您打开以后改过了{_changed(base, now) if base else ''}"
        raise RefusedError(
            f"没有存，也什么都没有盖掉：{said}。您写的都还在这个窗口里，先不要关；"
            "另开一个窗口打开表单，把您改的照着写进去，在那里存。"
        )


def _record(file: str) -> Place:
    place = place_of(file)
    if place is None:
        raise RefusedError(f"表单不能读写“{file}”：文件名只用小写字母、数字和连字符，只在 data/ 里")
    return place


def _refuse_name(place: Place, name: object) -> None:
    """Raise RefusedError for a new file whose name is not the one typed, or gives a person away: it stays in Git."""
    if name not in {None, place.stem}:
        raise RefusedError(f"没有存：已经有“{name}”了，请换一个代号")
    if found := gate.find(place.stem):
        raise RefusedError(f"没有存：代号里像是有{found[0].kind}，网址和提交记录里去不掉，请换一个代号")


def _entry(place: Place, text: str) -> dict[str, Any]:
    """Return a record as the form takes it; raises RefusedError for what the form cannot show."""
    try:
        document = read_yaml(place.file, text)
        values = to_form(document, place.model) if document.values else {}
    except ProblemsError as error:
        raise _refusal(error) from error
    data = json.dumps({FILE_NAME: place.stem, _VERSION: _version(text), **values}, ensure_ascii=False)
    file = {"path": place.file, "label": place.label, "id": _version(text)}
    return {"data": data, "file": file, "number": str(values.get("number", ""))}


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _changed(old: str, new: str) -> str:
    """Return what stands in `new` that did not in `old`, the first few lines of it."""
    before, after = old.splitlines(), new.splitlines()
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    told = [
        f"第 {line + 1} 行现在是“{after[line].strip()[:_LINE_TOLD]}”"
        for step, _, _, start, end in steps
        if step != "equal"
        for line in range(start, end)
        if after[line].strip()
    ]
    more = f"等 {len(told)} 处" if len(told) > _LINES_TOLD else ""
    return f"（{'；'.join(told[:_LINES_TOLD])}{more}）" if told else "（删去了几行）"


def _refusal(error: ProblemsError) -> RefusedError:
    return RefusedError("；".join(map(str, error.problems)))


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
