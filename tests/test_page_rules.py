"""Rules about finished pages: dead links, lost anchors, ids used twice, and things fetched from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from zhishuo.checks.pages import check_pages
from zhishuo.problems import ProblemsError


@dataclass(frozen=True)
class Article:
    """The least that a page is."""

    url: str
    html: str
    source: str | None = None


@dataclass(frozen=True)
class File:
    """The least that a download is."""

    path: str


OTHER = Article("c/xinmin/", '<h2 id="desk">窗口</h2>')
FILES = (File("data/latest/all.csv"), File("media/gate-480.jpg"), File("media/gate-960.jpg"))


def said(html: str, theme: Path, url: str = "c/", source: str | None = "data/themes.yml") -> list[str]:
    """Return what is said about a page with this article, beside one other page and three files."""
    try:
        check_pages([Article(url, html, source), OTHER], FILES, theme)
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
