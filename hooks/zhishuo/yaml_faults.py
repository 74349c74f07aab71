"""What libyaml says of a text that is not YAML -> the line, and what staff can do about it, in Chinese."""

from __future__ import annotations

import re

import yaml

# What libyaml says, whether the fault began where the thing around it began, and what staff can do about it.
_HINTS: tuple[tuple[str, bool, str], ...] = (
    (
        "mapping values are not allowed",
        False,
        "这里的冒号不对：文字里有半角冒号时，整段文字要用引号包起来；如果是字段，请看缩进，还有上一行的冒号（要半角，后面空一格）",
    ),
    ("could not find expected ':'", True, "这里少了半角冒号或空格：字段写“字段: 内容”，列表写“- 内容”，符号后面空一格"),
    ("found a tab character", False, "这里不能用 Tab 键，请用空格"),
    (
        "found character that cannot start any token",
        False,
        "这里不能用 Tab 键缩进，请用空格；以 @、` 或 % 开头的文字要用引号包起来",
    ),
    (
        "did not find expected key",
        False,
        "缩进没有对齐：同一层的字段要从同一列开始；引号后面还有字时，整段文字都要包在引号里",
    ),
    ("did not find expected '-' indicator", False, "列表没有对齐：同一个列表的“- ”要从同一列开始"),
    ("block sequence entries are not allowed", False, "列表的“- ”要另起一行"),
    ("found unexpected end of stream", True, "从这里开始的引号没有配对"),
    ("did not find expected ',' or", True, "从这里开始的括号没有配对：以 [ 或 { 开头的文字要用引号包起来"),
    ("did not find expected node content", False, "这里多了一个符号：以 ] } , 开头的文字要用引号包起来"),
    ("did not find expected alphabetic or numeric", False, "以 * 或 & 开头的文字要用引号包起来"),
    ("did not find expected comment or line break", False, "“|”或“>”后面要直接换行，文字从下一行写起"),
    ("found unknown escape character", False, "双引号里的反斜杠（\\）有特别的意思，请改用单引号"),
    ("did not find expected hexdecimal number", False, "双引号里的反斜杠（\\）有特别的意思，请改用单引号"),
    ("found invalid Unicode character escape code", False, "双引号里用 \\u 写的不是一个完整的字，请直接写那个字"),
)

# What a line looks like where libyaml lost its way, and what staff can do about it.
_LINES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"(?:<{7}|={7}|>{7})(?: |$)"),
        "两个人改了同一处，这里留着合并的标记：请留下对的一份，删去 <<<<<<<、=======、>>>>>>> 开头的行",
    ),
    (re.compile(r" *(?:- )?(?P<name>[a-z_]+)："), "冒号是全角的：请改成半角冒号，后面空一格，写成“{name}: …”"),
    (re.compile(r" *(?:- )?(?P<name>[a-z_]+):[^ /]"), "冒号后面少了空格：请写成“{name}: …”"),
)


def fault(text: str, error: yaml.YAMLError) -> tuple[int, str]:
    """Return the line (from 1; 0 where it is not known) and the words for what is wrong with `text`."""
    said = str(getattr(error, "problem", "") or error)
    _, where_it_began, words = next(
        (hint for hint in _HINTS if hint[0] in said), ("", False, f"不是合格的 YAML（{said}）")
    )
    mark = getattr(error, "context_mark" if where_it_began else "problem_mark", None)
    line = mark.line + 1 if mark else 0
    if "':'" in said or "mapping values" in said:
        return _at_line(text, line) or (line, words)
    return line, words


def _at_line(text: str, line: int) -> tuple[int, str] | None:
    """Return the line (from 1) and the words for what `line`, or the last written one before it, looks like."""
    written = [(number, words) for number, words in enumerate(text.splitlines()[:line], 1) if words.strip()]
    for number, written_line in reversed(written[-2:]):
        for form, words in _LINES:
            if found := form.match(written_line):
                return number, words.format(**found.groupdict())
    return None
