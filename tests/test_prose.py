"""Markdown of staff becomes HTML that does nothing but show text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishuo import prose
from zhishuo.prose import faults, to_html, to_line


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一段**要紧**的话", "<p>一段<strong>要紧</strong>的话</p>"),
        ("一\n\n二", "<p>一</p>\n<p>二</p>"),
        ("- 甲\n- 乙", "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>"),
        ("3. 三\n4. 四", '<ol start="3">\n<li>三</li>\n<li>四</li>\n</ol>'),
        ("## 怎么说 {#how}", '<h2 id="how">怎么说</h2>'),
        ("[站内](../speak/index.html)", '<p><a href="../speak/index.html">站内</a></p>'),
        ("[站外](https://example.org/)", '<p><a href="https://example.org/">站外</a></p>'),
        ("3 < 5", "<p>3 &lt; 5</p>"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
        ("AT&T &amp; 他", "<p>AT&amp;T &amp; 他</p>"),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert to_html(text) == html
    assert faults(text) == []


def test_tables_keep_their_alignment() -> None:
    html = to_html("| 甲 | 乙 |\n|---|--:|\n| 1 | 2 |")
    assert '<td class="to-right">2</td>' in html


def test_a_line_has_no_paragraph() -> None:
    assert to_line("先定**颜色**") == "先定<strong>颜色</strong>"


def test_a_line_of_several_paragraphs_keeps_them_whole() -> None:
    assert to_line("一\n\n二") == "<p>一</p>\n<p>二</p>"
    assert to_line("一\n\n- 甲") == "<p>一</p>\n<ul>\n<li>甲</li>\n</ul>"


@pytest.mark.parametrize(
    ("text", "html", "fault"),
    [
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>", "不能写 HTML 标签（找到“<b>”），请用 Markdown 或纯文字"),
        (
            "<img src=x onerror=alert(1)",
            "<p>&lt;img src=x onerror=alert(1)</p>",
            "不能写 HTML 标签（找到“<img src=x onerror=alert(1)”），请用 Markdown 或纯文字",
        ),
        (
            "[x](javascript:alert)",
            "<p><a>x</a></p>",
            "链接地址“javascript:alert”不能用，请写 https:// 开头的网址或站内页面",
        ),
        (
            "[x](javascript&#58;alert)",
            "<p><a>x</a></p>",
            "链接地址“javascript&#58;alert”不能用，请写 https:// 开头的网址或站内页面",
        ),
        (
            "[x][1]\n\n[1]: data:text/html,x",
            "<p><a>x</a></p>",
            "链接地址“data:text/html,x”不能用，请写 https:// 开头的网址或站内页面",
        ),
        (
            '## x {#a onclick="y()"}',
            '<h2 id="a">x</h2>',
            '花括号里只能写编号，如 {#how}；现在是“{#a onclick="y()"}”',
        ),
        (
            "[x](#a){: style=color:red}",
            '<p><a href="#a">x</a></p>',
            "花括号里只能写编号，如 {#how}；现在是“{: style=color:red}”",
        ),
    ],
)
def test_what_could_do_harm_is_text_and_is_said(text: str, html: str, fault: str) -> None:
    assert to_html(text) == html
    assert fault in faults(text)


class Watcher(HTMLParser):
    """Notes every tag and attribute that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen += ((tag, name, value or "") for name, value in attrs) if attrs else [(tag, "", "")]


BITS = ["<script>", "</p>", "<svg onload=x>", "[x](", "javascript:", "data:", ")", "{: onclick=x }", "{#a}", "&#58;"]
BITS += [
    "\n",
    "\n\n",
    "## ",
    "- ",
    "| a |\n|---|\n",
    "`",
    "**",
    "![",
    "]",
    "<!--",
    "\\",
    '"',
    "[1]: ",
    "    ",
    "<https://e.org>",
]


@given(st.lists(st.sampled_from(BITS) | st.text(max_size=4), max_size=12).map("".join))
def test_no_text_becomes_html_that_runs(text: str) -> None:
    watcher = Watcher()
    watcher.feed(str(to_html(text)))
    for tag, name, value in watcher.seen:
        assert tag not in {"script", "iframe", "object", "embed", "style", "svg", "form", "base", "meta", "link"}
        assert name in {"", "href", "src", "id", "alt", "title", "start", "class"}
        assert name != "class" or value.startswith("to-")
        assert name not in {"href", "src"} or not re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE)


SIGNS = [
    *"abZ灯修好了，。：；“《（12 .-+=#:'\"()@/%\n\t*_`[]<>&\\{}|!~",
    "\n\n",
    "1. ",
    "- ",
    "  \n",
    "    x",
    "　",
    "http://a.b",
    "| 甲 | b |\n|---|--:|\n| ",
    " | ",
]


SEARCHED = prose._converter.__wrapped__()  # noqa: SLF001 - the same, made for this test
SEARCHED.treeprocessors.deregister("signless")


@settings(max_examples=3_000)
@given(st.lists(st.sampled_from(SIGNS), max_size=14).map("".join))
def test_what_is_spared_the_search_for_signs_is_what_it_would_have_come_to(text: str) -> None:
    assert prose.to_html.function(text) == SEARCHED.reset().convert(text)
