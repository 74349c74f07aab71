"""Rules about finished pages: dead links, lost anchors, ids used twice, things fetched from elsewhere, and the gate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from zhishuo.checks.pages import check_pages
from zhishuo.checks.privacy import Passes
from zhishuo.problems import ProblemsError


@dataclass(frozen=True)
class Article:
    """The least that a page is."""

    url: str
    html: str
    source: str | None = None
    title: str = ""
    description: str = ""


@dataclass(frozen=True)
class File:
    """The least that a download is."""

    path: str
    content: bytes = b""


OTHER = Article("c/xinmin/", '<h2 id="desk">窗口</h2>')
FILES = (File("data/latest/all.csv"), File("media/gate-480.jpg"), File("media/gate-960.jpg"))


def said(html: str, theme: Path, url: str = "c/", source: str | None = "data/themes.yml") -> list[str]:
    """Return what is said about a page with this article, beside one other page and three files."""
    try:
        check_pages([Article(url, html, source), OTHER], FILES, theme, Passes(frozenset({"aexampleorg"}), ()))
    except ProblemsError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    (tmp_path / "assets" / "illustrations").mkdir(parents=True)
    (tmp_path / "assets" / "illustrations" / "say.svg").write_text("<svg/>")
    (tmp_path / "base.html").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    "html",
    [
        '<a href="../c/xinmin/index.html">去</a>',
        '<a href="xinmin/index.html#desk">去</a>',
        '<h2 id="top">上</h2><a href="#top">上</a>',
        '<a href="../data/latest/all.csv">表</a>',
        '<img src="../assets/illustrations/say.svg" alt="">',
        '<img src="../media/gate-480.jpg" srcset="../media/gate-480.jpg 480w, ../media/gate-960.jpg 960w" alt="">',
        '<a href="https://example.org/x">外面</a><a href="tel:0000">打</a><a href="mailto:a@example.org">写</a>',
        "<p>a &lt; b</p>",
    ],
)
def test_good_pages_pass(html: str, theme: Path) -> None:
    assert said(html, theme) == []


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<a href="heping/index.html">去</a>', "链接“heping/index.html”没有对应的网页或文件"),
        ('<a href="xinmin/">去</a>', "链接“xinmin/”没有对应的网页或文件"),
        ('<a href="../../c/xinmin/index.html">去</a>', "链接“../../c/xinmin/index.html”没有对应的网页或文件"),
        ('<a href="/c/xinmin/index.html">去</a>', "链接“/c/xinmin/index.html”没有对应的网页或文件"),
        ('<a href="xinmin/index.html#door">去</a>', "链接“xinmin/index.html#door”在那一页里找不到“#door”"),
        ('<a href="#top">上</a>', "链接“#top”在那一页里找不到“#top”"),
        ('<a href="../base.html">去</a>', "链接“../base.html”没有对应的网页或文件"),
        ('<img src="../media/none.jpg" alt="">', "链接“../media/none.jpg”没有对应的网页或文件"),
        (
            '<img srcset="../media/gate-480.jpg 480w, ../media/x.jpg 9w" alt="">',
            "链接“../media/x.jpg”没有对应的网页或文件",
        ),
        ('<img src="https://example.org/x.png" alt="">', "会从别的网站取东西：https://example.org/x.png"),
        ('<script src="//example.org/x.js"></script>', "会从别的网站取东西：//example.org/x.js"),
        ('<video poster="https://example.org/x.jpg"></video>', "会从别的网站取东西：https://example.org/x.jpg"),
        ('<link href="https://example.org/x.css">', "会从别的网站取东西：https://example.org/x.css"),
        ('<a href="javascript:alert(1)">去</a>', "链接“javascript:alert(1)”写得不对"),
        ('<a href="http://[x">去</a>', "链接“http://[x”写得不对"),
        ('<p id="a"></p><p id="a"></p>', "编号“a”在这一页用了两次"),
    ],
)
def test_each_fault_is_said(html: str, message: str, theme: Path) -> None:
    assert said(html, theme) == [f"data/themes.yml: 网页 c/: {message}"]


def test_the_home_page_and_a_page_without_a_source_are_named(theme: Path) -> None:
    fault = '<a href="x.html">去</a>'
    message = "链接“x.html”没有对应的网页或文件"
    assert said(fault, theme, url="", source="data/town.yml") == [f"data/town.yml: 网页 首页: {message}"]
    assert said(fault, theme, url="data/", source=None) == [f"（data/）: 网页 data/: {message}"]


PHONE = "138 1234 5678"


@pytest.mark.parametrize(
    "html",
    [
        f"<p>打{PHONE}</p>",
        "<p>打<b>138</b>1234<i>5678</i></p>",
        "<p>打138\n          1234 5678</p>",
        "<p>打138&nbsp;1234&#8203;5678</p>",
        f'<img src="../media/gate-480.jpg" alt="牌子上写着{PHONE}">',
        f'<input placeholder="如{PHONE}">',
        '<a href="tel:+8613812345678">打</a>',
        f"<svg><title>{PHONE}</title></svg>",
        f'<p data-find="{PHONE}">找</p>',
        f"<!-- {PHONE} --><p>打</p>",
    ],
)
def test_nobody_is_given_away_anywhere_on_a_page(html: str, theme: Path) -> None:
    assert [message.partition("，")[0] for message in said(html, theme)] == [
        f"data/themes.yml: 网页 c/: 做好的网站上有手机号“13…{PHONE[-2:]}”"
    ]


def test_neither_in_what_search_engines_are_told(theme: Path) -> None:
    for page in (Article("c/", "", None, PHONE), Article("c/", "", None, "", PHONE)):
        with pytest.raises(ProblemsError, match="（c/）: 网页 c/: 做好的网站上有手机号"):
            check_pages([page], FILES, theme, Passes(frozenset(), ()))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("data/latest/all.csv", f"月份,说明\n2026-10,{PHONE}\n"),
        ("data/latest/all.csv", f'月份,说明\n2026-10,"甲,{PHONE}"\n'),
        ("data/latest/release.json", f'{{"note": "说\\"{PHONE}"}}'),
        ("search/p1.js", f'zhishuo.take("search/p1",["c/","社区","一行\\n{PHONE}"])'),
        ("feed.xml", f"<feed><title>{PHONE}</title></feed>"),
        ("visits.ics", "DESCRIPTION:打138123\r\n 45678\r\n"),
        ("robots.txt", f"# {PHONE}"),
        ("media/film.vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{PHONE}\n"),
        ("cards/c.svg", f"<svg><text>{PHONE}</text></svg>"),
    ],
)
def test_nobody_is_given_away_in_a_file_of_the_site(path: str, text: str, theme: Path) -> None:
    with pytest.raises(ProblemsError) as raised:
        check_pages([OTHER], [File(path, text.encode())], theme, Passes(frozenset(), ()))
    assert [(problem.file, problem.message.partition("“")[0]) for problem in raised.value.problems] == [
        (path, "做好的网站上有手机号")
    ]


def test_neither_in_the_chrome_of_all_pages(theme: Path) -> None:
    (theme / "base.html").write_text(f"<footer>{PHONE}</footer>", encoding="utf-8")
    assert [message.partition("，")[0] for message in said("<p>好</p>", theme)] == [
        f"{theme.name}/base.html: 做好的网站上有手机号“13…78”"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "136,0000,1250,0005\n138,1234,5678\n",
        "2026-10,138\n2026-11,12345678\n",
        "a1b2138123456781f3e4c5d6a7b8c9d0e1f2a3b4 data.csv",
    ],
)
def test_counts_and_hashes_give_nobody_away(text: str, theme: Path) -> None:
    check_pages([OTHER], [File("data/a.csv", text.encode())], theme, Passes(frozenset(), ()))
    shard = 'zhishuo.take("search/s1",{"电话":[138,1234,5678],"a":[1,3,8,1,2,3,4,5,6,7,8]})'
    drawing = '<svg viewBox="138 1234 5678 0" class="x"><path d="M138 1234 5678"/></svg>'
    check_pages([Article("d/", drawing)], [File("search/s1.js", shard.encode())], theme, Passes(frozenset(), ()))


def test_what_is_let_through_passes_here_too(theme: Path) -> None:
    passes = Passes(frozenset({"13812345678"}), ("京A·12345",))
    check_pages([Article("c/", f"<p>打{PHONE}，看<b>京A·12345</b></p>")], (), theme, passes)
