"""What all records share: strictness, and how the text staff typed becomes numbers, dates and names.

Values arrive from yaml_files as text. Each type here says in Chinese what is wanted, so that an error can be acted on
without knowing Python; its JSON Schema lets editors complete and explain the same field.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError


class Record(BaseModel):
    """A record that people wrote: frozen, every field known, no silent conversion."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


def record_in(annotation: Any) -> type[Record] | None:  # noqa: ANN401 - an annotation can be anything
    """Return the record class inside `list[X]`, `X | None` or `X`, None where there is no record."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, Record) else None
    return next((model for inner in get_args(annotation) if (model := record_in(inner))), None)


class Slot(NamedTuple):
    """One field of a record class: whether it holds `many` values, and the class of the record(s) inside, if any."""

    name: str
    field: FieldInfo
    many: bool
    inner: type[Record] | None


def slots(model: type[Record]) -> Iterator[Slot]:
    """Yield the fields of `model` in their order: the one walk of everything that is made from the records."""
    for name, field in model.model_fields.items():
        yield Slot(name, field, get_origin(field.annotation) is list, record_in(field.annotation))


def wanted(message: str) -> PydanticCustomError:
    """Return the error for a value that is not what the field wants; `message` is the Chinese sentence shown."""
    return PydanticCustomError("wanted", "{message}", {"message": message})


def _text_becomes(pattern: str, what: str, build: Callable[[str], Any]) -> BeforeValidator:
    """Return a validator that builds a value from text of the form `pattern`; other values pass through as they are."""
    form = re.compile(pattern, re.ASCII)

    def convert(value: object) -> object:
        if not isinstance(value, str):
            return value
        text = value.strip()
        if not form.fullmatch(text):
            raise wanted(f"要写{what}")
        try:
            return build(text)
        except ValueError as error:
            raise wanted(f"要写{what}，这一天日历上没有") from error

    return BeforeValidator(convert)


# What stands where a value is still to be written; scripts/new writes it, and no field takes it.
UNFILLED = "（待填）"


def _filled(text: object) -> object:
    if isinstance(text, str) and UNFILLED in text:
        raise wanted("还没有填，请换成真的内容")
    return text


_HANZI = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def _whole_alt(text: object) -> object:
    if not isinstance(text, str) or not text.strip():
        return text
    if re.search(r"\.(jpe?g|png|avif|webp|heic|svg)$", text, re.IGNORECASE) or len(_HANZI.findall(text)) < 4:  # noqa: PLR2004 - four hanzi are the least that describe a picture
        raise wanted("要用至少 4 个汉字说出照片里有什么，不能写文件名")
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=4000), BeforeValidator(_filled)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\n]*$"), BeforeValidator(_filled)]
# Prose is Markdown without raw HTML; zhishuo.prose turns it into HTML and the checks refuse what it may not hold.
Prose = Annotated[str, StringConstraints(min_length=1, max_length=4000), BeforeValidator(_filled)]
Alt = Annotated[
    str, StringConstraints(min_length=1, max_length=300), BeforeValidator(_whole_alt), BeforeValidator(_filled)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
# A figure stays as typed (3.10 is not 3.1); numbers in YAML need no quotes.
Figure = Annotated[
    str,
    StringConstraints(pattern=r"^\d[\d,]*(\.\d+)?( ?[+%]| ?余)?$"),
    WithJsonSchema({"type": ["string", "number"]}),
]
Times = Annotated[
    str,
    _text_becomes(r"\d{1,6}( ?余)?", "次数，如 3 或 10 余", str),
    StringConstraints(min_length=1),
    WithJsonSchema({"type": ["string", "number"]}),
]
# File systems take 255 bytes, of which the pictures made need some.
_NAME = 100
# Each field takes its own kind of file: what is not a photograph is published as it is, with all that it tells.
PhotoFile = Annotated[
    str, StringConstraints(max_length=_NAME, pattern=r"^[a-z0-9][a-z0-9_-]*\.(jpg|jpeg|png|webp|avif|heic|heif)$")
]
SoundFile = Annotated[str, StringConstraints(max_length=_NAME, pattern=r"^[a-z0-9][a-z0-9_-]*\.(mp3|m4a)$")]
VideoFile = Annotated[str, StringConstraints(max_length=_NAME, pattern=r"^[a-z0-9][a-z0-9_-]*\.(mp4|webm)$")]
CaptionsFile = Annotated[str, StringConstraints(max_length=_NAME, pattern=r"^[a-z0-9][a-z0-9_-]*\.(vtt)$")]
Count = Annotated[int, _text_becomes(r"\d{1,9}", " 0 或正的整数，不带别的字，如 24", int)]
Minutes = Annotated[int, Field(le=600), _text_becomes(r"\d{1,9}", "几分钟，只写数字，如 8", int)]
Flag = Annotated[bool, _text_becomes(r"true|false", " true（是）或 false（否）", lambda text: text == "true")]
Day = Annotated[dt.date, _text_becomes(r"(19|20)\d\d-\d\d-\d\d", "日期，如 2026-10-31", dt.date.fromisoformat)]
Month = Annotated[
    str, _text_becomes(r"(19|20)\d\d-(0[1-9]|1[0-2])", "年月，如 2026-10", str), StringConstraints(min_length=7)
]
Quarter = Annotated[str, _text_becomes(r"(19|20)\d\d-q[1-4]", "季度，如 2026-q3", str), StringConstraints(min_length=7)]
DayOfYear = Annotated[
    str,
    _text_becomes(r"\d\d-\d\d", "月日，如 03-20", lambda text: dt.date.fromisoformat(f"2024-{text}").strftime("%m-%d")),
]
