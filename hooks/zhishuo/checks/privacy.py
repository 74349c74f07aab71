"""The privacy gate over what staff write: every occurrence of what would give a person away, at its line.

What offices publish of themselves is let through everywhere, what is waived only word for word in its file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from zhishuo import gate
from zhishuo.checks.findings import Finding, each_once, texts
from zhishuo.checks.showcase import recordings
from zhishuo.files import MEDIA, RECEIPTS, RELEASES, WAIVERS, contents
from zhishuo.problems import Problem, ProblemsError
from zhishuo.reading import Records
from zhishuo.records import Community, Town
from zhishuo.yaml_files import MOST_BYTES, Document, Path, dotted

# What nothing that is looked for reaches across; as long as a line break.
END = "\f"
_WAIVED = "写进 data/waivers.yml，写明理由"
# A number or a door that goes on is another one.
_GOES_ON = r"[ -]?[\da-zA-Z一二三四五六七八九十]|[东西南北左右][室户]|单元|[楼层室户]"
_MOBILE, _DOOR = "手机号", "门牌地址"


@dataclass(frozen=True)
class Passes:
    """What is let through: `keys` however they are written, `texts` word for word."""

    keys: frozenset[str]
    texts: tuple[str, ...]

    @cached_property
    def told(self) -> str:
        """Return what tells these from any others; keys have no order."""
        return repr((sorted(self.keys), self.texts))

    def find(self, text: str) -> list[gate.Finding]:
        """Return what gives a person away in `text` and is not let through."""
        found = gate.find(text)
        if found and (left := self.without(text)) != text:
            found = gate.find(left)
        return [one for one in found if one.key not in self.keys]

    def without(self, text: str) -> str:
        """Return `text`, as long as before, without what is let through word for word and does not go on there."""
        for one in self.texts:
            if one in text:
                text = re.sub(rf"{re.escape(one)}(?!{_GOES_ON})", END * len(one), text)
        return text


def texts_give_nobody_away(records: Records) -> Iterator[Problem]:
    """文字里没有电话、证件号、卡号、车牌、微信号、QQ 号、邮箱、门牌和坐标，办公的除外。"""
    offices = passes_of_offices(records)
    written = [_Written(one, _passes(records, offices, one.file)) for one in _written(records)]
    yield from each_once("texts give nobody away", written, _parts, _in_record, _looked_at)
    for file in _texts_without_fields(records):
        text = _text(records, file)
        for found in _passes(records, offices, file).find(text):
            yield Problem(file, line_of(text, found), "", sentence(found))


def texts_name_nobody(records: Records) -> Iterator[Problem]:
    """文字里没有人的姓名；王阿姨、李老板、张某这样的叫法可以。"""
    places = (records.town.name, *(community.name for community in records.communities.values()))
    named = Passes(frozenset(), places)
    written = [_Written(one, _passes(records, named, one.file)) for one in _written(records)]
    yield from each_once("texts name nobody", written, _parts, _names, _looked_at_for_names)
    for file in _texts_without_fields(records):
        text = _text(records, file)
        for found in gate.find_names(_passes(records, named, file).without(text)):
            yield Problem(file, line_of(text, found), "", sentence(found))


def waivers_are_used(records: Records) -> Iterator[Finding]:
    """放行的字都在那个文件里，不放行就不能公开。"""
    known = {*(document.file for document in _written(records)), *_texts_without_fields(records)} - {WAIVERS}
    for index, waiver in enumerate(records.waivers):
        path: Path = ("waivers", index)
        if waiver.file not in known:
            yield WAIVERS, (*path, "file"), f"没有“{waiver.file}”这个文件，或者不查它"
            continue
        text = _text(records, waiver.file)
        if waiver.text not in text:
            yield WAIVERS, (*path, "text"), f"{waiver.file} 里没有这几个字：要照原样抄；已经删掉了，就删去这一条"
        elif _number(text.replace(waiver.text, END)) == _number(text):
            yield WAIVERS, (*path, "text"), "这几个字不放行也能公开，请删去这一条"


def passes_of_site(records: Records) -> Passes:
    """Return what is let through on the finished site, where the texts of all files have run together."""
    offices = passes_of_offices(records)
    return Passes(offices.keys, (*offices.texts, *(waiver.text for waiver in records.waivers)))


def passes_of_offices(records: Records) -> Passes:
    """Return what offices publish of themselves: their numbers, and where they are.

    A desk may have a mobile phone only if it is listed with a reason: most belong to a person.
    """
    owners: list[Town | Community] = [records.town, *records.communities.values()]
    desks = [*(one.desk for one in owners), *(tour.desk for tour in records.tours)]
    places = [*(desk.place for desk in desks), *(one.en.desk.place for one in owners if one.en and one.en.desk)]
    numbers = {one.number for one in records.town.office_numbers}
    numbers |= {
        desk.phone for desk in desks if desk.phone and all(one.kind != _MOBILE for one in gate.find(desk.phone))
    }
    return Passes(
        frozenset(key for number in numbers for key in _keys(number)),
        tuple(place[: one.end] for place in places if place for one in gate.find(place) if one.kind == _DOOR),
    )


def sentence(found: gate.Finding) -> str:
    """Return what is wrong and what can be done; it gives nobody away, since reports are read by many."""
    if found.kind == gate.NAME:
        return f"这里像是姓名“{found.masked}”，不写姓名，可以写“某某”“阿姨”“师傅”；不是姓名、本人同意写的，{_WAIVED}"
    office = "是办公的，写进 data/town.yml 的 office_numbers；" if found.is_of_offices else ""
    return f"这里有{found.kind}“{found.masked}”，不能公开，请删去；{found.hint}{office}本人同意公开的，{_WAIVED}"


def line_of(text: str, found: gate.Finding) -> int:
    """Return the line of `text`, from 1, that `found` begins on."""
    return text.count("\n", 0, found.start) + 1


@dataclass(frozen=True)
class _Written:
    """A file that people wrote, as two texts: its lines, comments too, and its values as they are read.

    `passes` are let through in it.
    """

    document: Document
    passes: Passes

    @property
    def lines(self) -> str:
        return self.document.text.replace("\n", END)

    @cached_property
    def values(self) -> list[tuple[Path, str]]:
        return list(texts(self.document.values))

    @property
    def joined(self) -> str:
        return END.join(value for _, value in self.values)


def _parts(written: _Written) -> tuple[bytes, str]:
    """Return what tells a file as it is passed from any other."""
    return written.document.digest, written.passes.told


def _looked_at(written: list[_Written]) -> None:
    gate.find.ahead(text for one in written for text in (one.lines, one.joined))


def _looked_at_for_names(written: list[_Written]) -> None:
    gate.find_names.ahead(one.passes.without(value) for one in written for _, value in one.values)


def _in_record(written: _Written) -> Iterator[Problem]:
    """Yield what is found in the lines of a file, comments too, and what only shows once its values are read."""
    document, passes, values = written.document, written.passes, written.values
    starts = list(accumulate((len(value) + 1 for _, value in values), initial=0))
    paths: dict[str, list[Path]] = {}
    messages: dict[str, str] = {}
    for found in passes.find(written.joined):
        paths.setdefault(found.key, []).append(values[bisect_right(starts, found.start) - 1][0])
        messages[found.key] = sentence(found)
    for found in passes.find(written.lines):
        line = line_of(document.text, found)
        above = [path for path in paths.get(found.key, ()) if document.line(path) <= line]
        yield Problem(document.file, line, dotted(above[-1]) if above else "", sentence(found))
        messages.pop(found.key, None)
    yield from (document.problem(path, message) for key, message in messages.items() for path in paths[key])


def _names(written: _Written) -> Iterator[Problem]:
    document, text = written.document, written.document.text
    starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    for path, value in written.values:
        place = starts[document.line(path) - 1]
        for found in gate.find_names(written.passes.without(value)):
            # a name that is broken over two lines stands nowhere as it is read
            place = max(text.find(value[found.start : found.end], place), place)
            yield Problem(document.file, bisect_right(starts, place), dotted(path), sentence(found))
            place += 1


def _number(text: str) -> int:
    return len(gate.find(text)) + len(gate.find_names(text))


def _keys(number: str) -> list[str]:
    found = gate.find(number)
    return [one.key for one in found if one.is_of_offices] if found else [gate.key(number)]


def _passes(records: Records, offices: Passes, file: str) -> Passes:
    waived = [waiver.text for waiver in records.waivers if file in {waiver.file, WAIVERS}]
    return Passes(offices.keys, (*offices.texts, *waived)) if waived else offices


def _written(records: Records) -> Iterator[Document]:
    """Yield the files of records that people write; what programs write holds ids, codes and counts alone."""
    yield from (one for file, one in records.documents.items() if not file.startswith((f"{RELEASES}/", RECEIPTS)))


def _texts_without_fields(records: Records) -> list[str]:
    """Return the files of prose and of captions."""
    highlights = (highlight for community in records.communities.values() for highlight in community.highlights)
    files = {f"{MEDIA}/{file}" for one in highlights for _, file in recordings(one) if file.endswith(".vtt")}
    return [*(page.file for page in records.prose.values()), *sorted(files)]


def _text(records: Records, file: str) -> str:
    """Return the text of a file; captions that are missing, no files or not UTF-8 are refused elsewhere."""
    try:
        return contents(records.root / file, file, MOST_BYTES).decode(errors="replace").replace("\r\n", "\n")
    except ProblemsError:
        return ""
