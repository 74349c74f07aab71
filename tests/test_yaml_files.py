"""Files as staff type them: what they mean, and what is said about a file that cannot be read."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishuo.problems import ProblemsError
from zhishuo.yaml_files import MOST_BYTES, MOST_DEPTH, Value, decode, dotted, read_yaml

FILE = "data/x.yml"


def problem(text: str) -> str:
    with pytest.raises(ProblemsError) as caught:
        read_yaml(FILE, text)
    (found,) = caught.value.problems
    return str(found)


def problems(data: bytes) -> list[str]:
    """Return the files of the problems found, none when the file can be read."""
    try:
        read_yaml(FILE, decode(FILE, data))
    except ProblemsError as error:
        return [found.file for found in error.problems]
    return []


def encoding_problem(data: bytes) -> str:
    with pytest.raises(ProblemsError) as caught:
        decode(FILE, data)
    (found,) = caught.value.problems
    return str(found)


@pytest.mark.parametrize(
    "typed",
    ["no", "yes", "on", "off", "true", "1:30", "010", "0x1f", "3.10", "1e3", ".inf", "145", "10 余", "2026-10-31", "="],
)
def test_plain_words_stay_as_typed(typed: str) -> None:
    assert read_yaml(FILE, f"a: {typed}\n").values == {"a": typed}


@pytest.mark.parametrize("typed", ["", "~", "null", "Null", "NULL", "# 以后再填"])
def test_nothing_is_nothing(typed: str) -> None:
    assert read_yaml(FILE, f"a: {typed}\n").values == {"a": None}


@pytest.mark.parametrize("typed", ["''", '""', "'~'", '"null"'])
def test_quoted_text_is_text(typed: str) -> None:
    assert read_yaml(FILE, f"a: {typed}\n").values == {"a": typed.strip("'\"")}


def test_keys_stay_as_typed() -> None:
    assert read_yaml(FILE, "no: 1\n1:30: 2\n010: 3\n").values == {"no": "1", "1:30": "2", "010": "3"}


def test_paragraphs_keep_their_line_breaks() -> None:
    assert read_yaml(FILE, "a: |\n  一行。\n\n  二行。\nb: >-\n  接\n  着\n").values == {
        "a": "一行。\n\n二行。\n",
        "b": "接 着",
    }


@pytest.mark.parametrize("text", ["", "\n", "---\n", "# 只有说明\n"])
def test_an_empty_file_holds_nothing(text: str) -> None:
    assert read_yaml(FILE, text).values is None


def test_every_value_knows_its_line() -> None:
    document = read_yaml(FILE, "# 说明\na:\n  - b: 1\n    c: |\n      文字\n\n  - b: 2\nd: {e: 1,\n  f: 2}\n")
    lines = {dotted(path): line for path, line in document.lines.items()}
    assert lines == {"": 2, "a": 2, "a[0]": 3, "a[0].b": 3, "a[0].c": 4, "a[1]": 7, "a[1].b": 7} | {
        "d": 8,
        "d.e": 8,
        "d.f": 9,
    }


def test_a_missing_field_is_reported_at_the_nearest_line() -> None:
    document = read_yaml(FILE, "a:\n- b: 1\n\n- c: 2\n")
    assert str(document.problem(("a", 1, "b", "file"), "缺少")) == "data/x.yml:4: a[1].b.file: 缺少"
    assert str(document.problem((), "整个文件")) == "data/x.yml:1: 整个文件"


def test_an_alias_repeats_what_it_names() -> None:
    document = read_yaml(FILE, "a: &desk {name: 窗口, phone: 1}\nb: *desk\n")
    assert document.values == {"a": {"name": "窗口", "phone": "1"}, "b": {"name": "窗口", "phone": "1"}}
    assert document.line(("b", "phone")) == 2


TAB = "这里不能用 Tab 键，请用空格"
START = "这里不能用 Tab 键缩进，请用空格；以 @、` 或 % 开头的文字要用引号包起来"
COLON = (
    "这里的冒号不对：文字里有半角冒号时，整段文字要用引号包起来；如果是字段，请看缩进，还有"
    "上一行的冒号（要半角，后面空一格）"
)
NO_COLON = "这里少了半角冒号或空格：字段写“字段: 内容”，列表写“- 内容”，符号后面空一格"
ALIGN = "缩进没有对齐：同一层的字段要从同一列开始；引号后面还有字时，整段文字都要包在引号里"
LIST = "列表没有对齐：同一个列表的“- ”要从同一列开始"
QUOTE = "从这里开始的引号没有配对"
BRACKET = "从这里开始的括号没有配对：以 [ 或 { 开头的文字要用引号包起来"
STAR = "以 * 或 & 开头的文字要用引号包起来"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 时间: 早上\n", f"2: {COLON}"),
        ("a: 1\n b: 2\n", f"2: {COLON}"),
        ("a:1\nb: 2\n", "1: 冒号后面少了空格：请写成“a: …”"),
        ("a: 1\nb\nc: 2\n", f"2: {NO_COLON}"),
        ("name:新民社区\n\nnumber: 1\n", "1: 冒号后面少了空格：请写成“name: …”"),
        ("number: 1\nname:新民社区\n", "2: 冒号后面少了空格：请写成“name: …”"),
        ("name：新民社区\nnumber: 1\n", "1: 冒号是全角的：请改成半角冒号，后面空一格，写成“name: …”"),
        ("- a\n-b\n- c\n", f"2: {NO_COLON}"),
        ("a:\n\tb: 1\n", f"2: {START}"),
        ("a: 1\n\tb: 2\n", f"2: {TAB}"),
        ("a: >\n\t文字\n", f"2: {TAB}"),
        ("a: @全体\n", f"1: {START}"),
        ("a: `x`\n", f"1: {START}"),
        ("a: %5\n", f"1: {START}"),
        ("a:\n  b: 1\n c: 2\n", f"3: {ALIGN}"),
        ('a: "直说"1234\n', f"1: {ALIGN}"),
        ("a:\n- b\nc: 1\n- d\n", f"4: {ALIGN}"),
        ("- a\nb: 1\n", f"2: {LIST}"),
        ("a: - b\n", "1: 列表的“- ”要另起一行"),
        ("a: 1\nb: '没有关\nc: 2\nd: 3\n", f"2: {QUOTE}"),
        ('a: "没有关\nb: 1\n', f"1: {QUOTE}"),
        ("a: 1\nb: [一, 二\nc: 3\n", f"2: {BRACKET}"),
        ("a: {b: 1\n", f"1: {BRACKET}"),
        ("a: ]\n", "1: 这里多了一个符号：以 ] } , 开头的文字要用引号包起来"),
        ("a: **要紧** 的事\n", f"1: {STAR}"),
        ("a: & 号\n", f"1: {STAR}"),
        ("a: *desk\n", "1: a: 没有“&desk”可以引用；以 * 开头的文字要用引号包起来"),
        ("a: &x [*x]\n", "1: a[0]: 没有“&x”可以引用；以 * 开头的文字要用引号包起来"),
        ("a: |文字\n", "1: “|”或“>”后面要直接换行，文字从下一行写起"),
        ('a: "C:\\q"\n', "1: 双引号里的反斜杠（\\）有特别的意思，请改用单引号"),
        ("a: ? b\n", "1: 不是合格的 YAML（mapping keys are not allowed in this context）"),
        ("a: 1\nb: 2\na: 3\n", "3: a: 字段“a”写了两次（第一次在第 1 行），请只留一个"),
        ("a:\n- b: 1\n  b: 2\n", "3: a[0].b: 字段“b”写了两次（第一次在第 2 行），请只留一个"),
        ("a: 1\n---\nb: 2\n", "2: 一个文件只能有一份内容，请删去“---”分隔线"),
        ("? [a]\n: 1\n", "1: 字段名要写成文字"),
        ("{a: 1}: 2\n", "1: 字段名要写成文字"),
        (
            "a: !!python/object/apply:os.system [id]\n",
            "1: a: 不能用标签 !!python/object/apply:os.system，直接写内容即可",
        ),
        ("a:\n  b: !!str 1\n", "2: a.b: 不能用标签 !!str，直接写内容即可"),
        ("a: !secret x\n", "1: a: 不能用标签 !secret，直接写内容即可"),
        ("a: 1\nb: 文\x07字\n", "2: 这里有一个看不见的字符（U+0007），请删去"),
        ("a: 1\nb: 文\x00字\n", "2: 这里有一个看不见的字符（U+0000），请删去"),
        ("a: 1\nb: 前\u2028后\n", "2: 这里有一个看不见的字符（U+2028），请删去"),
        ("a: 1\nb: 前\ufeff后\n", "2: 这里有一个看不见的字符（U+FEFF），请删去"),
        ("a: 1\nb: 前\u202e后\n", "2: 这里有一个看不见的字符（U+202E），请删去"),
        ("a: 1\nb: 前\u200b后\n", "2: 这里有一个看不见的字符（U+200B），请删去"),
        ('a: 1\nb:\n- "前\\u202e后"\n', "3: b[0]: 这里有一个看不见的字符（U+202E），请删去"),
        ('a: "\\0=1+1"\n', "1: a: 这里有一个看不见的字符（U+0000），请删去"),
        ('a: "\\L"\n', "1: a: 这里有一个看不见的字符（U+2028），请删去"),
        ('a: "\\U000e0041"\n', "1: a: 这里有一个看不见的字符（U+E0041），请删去"),
        ('"\\uFEFFa": 1\n', "1: 这里有一个看不见的字符（U+FEFF），请删去"),
    ],
)
def test_what_is_said_about_text_that_is_not_yaml(text: str, said: str) -> None:
    assert problem(text) == f"{FILE}:{said}"


def test_deep_nesting_is_a_problem() -> None:
    deepest = "[" * MOST_DEPTH + "]" * MOST_DEPTH
    assert read_yaml(FILE, deepest).values is not None
    assert problem("[" * 100_000) == f"{FILE}:1: [0][0][0]: 层次太深：最多 32 层"
    deep = "".join(f"{' ' * depth}a:\n" for depth in range(500))
    assert problem(deep) == f"{FILE}:34: a.a.a: 层次太深：最多 32 层"


def test_a_billion_laughs_are_refused_at_once() -> None:
    lines = ["a0: &a0 [哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    start = time.perf_counter()
    assert problem("\n".join(lines)) == f"{FILE}:6: a5[1]: 内容太多：一个文件最多 200000 个值（引用重复的也算）"
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "text",
    [
        "- a\n" * 499_000,
        "a: " + "[" * 1_900_000,
        "".join(f"k{n}: &a{n} x\n" for n in range(100_000)),
        "a: '" + "\n" * 1_900_000 + "'",
        "{" * 500_000 + "}" * 500_000,
        "? " * 900_000,
        "- " * 900_000,
    ],
    ids=["long list", "brackets", "anchors", "blank lines", "braces", "keys", "dashes"],
)
def test_no_text_of_the_largest_size_hangs(text: str) -> None:
    assert len(text) <= MOST_BYTES
    start = time.perf_counter()
    assert problems(text.encode()) in ([], [FILE])
    assert time.perf_counter() - start < 10


def test_a_huge_file_is_refused_by_its_size() -> None:
    assert encoding_problem(b"a" * 3_400_000) == f"{FILE}: 文件太大：最多 2 MB，现有 3.4 MB"
    assert decode(FILE, b"a" * MOST_BYTES)


UTF8 = "文件编码要用 UTF-8"
SAVE = "请用编辑器“另存为 UTF-8”"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("name: 新民".encode("utf-8-sig"), f"1: {UTF8}（不带 BOM），现在是 UTF-8 带 BOM；{SAVE}"),
        ("name: 新民".encode("utf-16"), f"1: {UTF8}（不带 BOM），现在是 UTF-16；{SAVE}"),
        (b"\xfe\xff" + "name: 新民".encode("utf-16-be"), f"1: {UTF8}（不带 BOM），现在是 UTF-16；{SAVE}"),
        ("number: 1\nname: 新民社区".encode("gbk"), f"2: {UTF8}，现在像是 GBK/GB18030；{SAVE}"),
        ("number: 1\n\nname: 㐀新民".encode("gb18030"), f"3: {UTF8}，现在像是 GBK/GB18030；{SAVE}"),
        (b"a: 1\nb: \xff\xff\xff", f"2: {UTF8}，现在认不出是什么；{SAVE}"),
    ],
)
def test_a_wrong_encoding_is_named(data: bytes, said: str) -> None:
    assert encoding_problem(data) == f"{FILE}:{said}"


# What JSON and YAML both hold as text, and editors show.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"),
    max_size=20,
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    st.none() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_with_quotes_is_read_back(value: Value) -> None:
    text = yaml.safe_dump(value, default_style='"', allow_unicode=True)
    if value is None or "!!null" in text:
        text = text.replace('!!null "null"', "null")
    assert read_yaml(FILE, text).values == value


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.text("ab1: -[]{}&*!|>'\"%@`?#,~\n\t 新\\<", max_size=60).map(str.encode))
def test_no_bytes_do_anything_but_become_values_or_problems(data: bytes) -> None:
    assert problems(data) in ([], [FILE])
