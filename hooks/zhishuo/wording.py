"""What pydantic found wrong -> a Problem in Chinese: what is wanted, what was found, the nearest known word."""

from __future__ import annotations

import re
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from zhishuo.problems import Problem, nearest
from zhishuo.records import Record
from zhishuo.records.base import record_in
from zhishuo.yaml_files import Document, Path

_SHOWN = 40


def worded(document: Document, kind: type[Record], fault: ErrorDetails) -> Problem:
    """Return the problem for one fault of a record of `kind` read from `document`."""
    path: Path = tuple(fault["loc"])
    field = _field(kind, path)
    title = f"“{field.title}”" if field and field.title else ""
    message = _message(fault, kind, path)
    return document.problem(path, f"{title}：{message}" if title else message)


# Sentences by pydantic's name of the fault; {found} is what staff typed, the other names are pydantic's.
SENTENCES: dict[str, str] = {
    "missing": "缺少这个必填字段，请补上“{name}: …”",
    "wanted": "{message}；现在写的是{found}{rewritten}",
    "literal_error": "只能写 {words}；现在写的是{found}{nearest}",
    "string_too_long": "太长：最多 {max_length} 个字，现有 {length} 个",
    "string_pattern_mismatch": "{form}{where}；现在写的是{found}",
    "too_short": "至少要有一条",
    "greater_than_equal": "不能小于 {ge}；现在写的是{found}",
    "less_than_equal": "不能大于 {le}；现在写的是{found}",
    "string_type": "要写一段文字；现在是{found}",
    "list_type": "要写成列表，每条以“- ”开头；现在是{found}",
    "dict_type": "要写成一组“代号: 列表”；现在是{found}",
    "model_type": "要写成一组“字段: 内容”；现在是{found}",
    "int_type": "要写一个整数；现在是{found}",
    "date_type": "要写一个日期；现在是{found}",
    "bool_type": "要写 true 或 false；现在是{found}",
}


def _message(fault: ErrorDetails, kind: type[Record], path: Path) -> str:
    found = fault["input"]
    if fault["type"] == "extra_forbidden":
        model = _model(kind, path[:-1])
        meant = nearest(str(path[-1]), model.model_fields if model else ())
        return f"没有“{path[-1]}”这个字段{meant or '，能写哪些见 data/README.md'}"
    if fault["type"] != "missing" and (found is None or (isinstance(found, str) and not found.strip())):
        return "不能留空；暂时没有内容就照实写明"
    context: dict[str, Any] = fault.get("ctx", {})
    words = [word.strip("' ") for word in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
    field = _field(kind, path)
    said = (field.description or "") if field else ""
    return SENTENCES.get(fault["type"], "内容不对（{msg}）；现在写的是{found}").format(
        **context,
        found=_shown(found),
        name=path[-1],
        words=_choice(words, said),
        nearest=_meant(str(found), words, said),
        rewritten=_rewritten(str(found), str(context.get("message", ""))),
        where=f"，是 {said.rstrip('。')}" if said.startswith("data/") else "",
        length=len(str(found)),
        form=_form(str(context.get("pattern", ""))),
        msg=fault["msg"],
    )


# What each pattern of records/base.py means, by how the pattern begins.
FORMS: tuple[tuple[str, str], ...] = (
    (r"^[a-z][a-z0-9-]", "要写英文代号，只能用小写字母、数字和连字符，以字母开头，最多 40 个字符，如 lamp-repair"),
    (r"^\d[\d,]*", "要写数字，不带单位，可带小数、千分位、“%”“+”或“余”，如 145、3.10、10 余"),
    (
        r"^[a-z0-9][a-z0-9_-]*\.(jpg",
        "要写 data/media/ 里照片的文件名，只用小写字母和数字，如 gate-2026.jpg；请先给文件改名",
    ),
    (r"^[a-z0-9][a-z0-9_-]*\.(mp3", "要写 data/media/ 里录音的文件名，只用小写字母和数字，如 gate-talk.mp3"),
    (r"^[a-z0-9][a-z0-9_-]*\.(mp4", "要写 data/media/ 里视频的文件名，只用小写字母和数字，如 gate-tour.mp4"),
    (r"^[a-z0-9][a-z0-9_-]*\.(vtt", "要写 data/media/ 里字幕的文件名，只用小写字母和数字，如 gate-tour.vtt"),
    (
        r"^(c/",
        "要写网站里的地址，以 c/、stories/ 或 visits/ 开头，以 / 结尾，如 stories/2026-05-lamp/；公开榜的页撤不掉",
    ),
    (r"^[^\n]*$", "要写在一行里，不能换行"),
)


def _form(pattern: str) -> str:
    return next((words for start, words in FORMS if pattern.startswith(start)), "写法不对")


def _shown(found: object) -> str:
    match found:
        case dict():
            return "一组字段"
        case list():
            return "一个列表"
        case _:
            text = str(found).replace("\n", " ")
            return f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"


def _field(kind: type[Record], path: Path) -> FieldInfo | None:
    """Return the field that `path` ends in, None for an entry of a list."""
    model = _model(kind, path[:-1]) if path else None
    return model.model_fields.get(str(path[-1])) if model else None


def meanings(said: str) -> dict[str, str]:
    """Return the words of a closed list with what they mean, as a field's description says: `kept 已兑现、late …`."""
    return dict(re.findall(r"([a-z_]+) ([\u4e00-\u9fff]+)", said))


def _choice(words: list[str], said: str) -> str:
    known = meanings(said)
    named = [f"{word}（{known[word]}）" if word in known else f"{word} " for word in words]
    return "、".join(name.strip() for name in named[:-1]) + f"、{named[-1]}之一" if len(words) > 1 else words[0]


def _meant(found: str, words: list[str], said: str) -> str:
    """Return the word that staff meant: the one whose meaning they typed, or the one most like what they typed."""
    meant = next((word for word, meaning in meanings(said).items() if meaning == found), "")
    return f"，请改成“{meant}”" if meant else nearest(found, words)


# How many numbers a day, a month, a day of the year has, by how the sentence about it begins.
_NUMBERS: dict[str, int] = {"要写日期": 3, "要写年月": 2, "要写月日": 2}


def _rewritten(found: str, message: str) -> str:
    """Return how a date typed in another form is to be written: 2026年2月3日 as 2026-02-03."""
    numbers = re.findall(r"\d+", found) if re.fullmatch(r"[\d./年月日号 -]+", found) else []
    text = "-".join(number.zfill(2) for number in numbers)
    wanted = _NUMBERS.get(message[:4], 0)
    return f"，请改成“{text}”" if wanted and len(numbers) == wanted and text != found else ""


def _model(kind: type[Record], path: Path) -> type[Record] | None:
    """Return the record class that stands at `path` below `kind`."""
    found: type[Record] | None = kind
    for part in path:
        if found is None:
            return None
        if isinstance(part, str):
            field = found.model_fields.get(part)
            found = record_in(field.annotation) if field else None
    return found
