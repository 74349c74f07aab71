"""Views become articles: relative links that lead somewhere, nothing unescaped, explicit heading ids."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from zhishuo.exports import export
from zhishuo.pages import Page, orders, relative, relative_asset, render
from zhishuo.reading import Records
from zhishuo.views import show
from zhishuo.views.dataset import API_INDEX
from zhishuo.views.home import HomePage

TEMPLATES = Path(__file__).parents[2] / "theme_overrides"
ADDRESS = re.compile(r'(?:href|src)="([^"]+)"')


@pytest.fixture
def pages(records: Records) -> dict[str, Page]:
    return {page.url: page for page in render(orders(show(records, {})), TEMPLATES)}


@pytest.mark.parametrize(
    ("here", "target", "address"),
    [
        ("", "board/", "board/index.html"),
        ("board/", "", "../index.html"),
        ("c/heping/", "c/xinmin/", "../../c/xinmin/index.html"),
        ("board/2026-10/", "board/", "../../board/index.html"),
    ],
)
def test_links_are_relative_and_name_the_file(here: str, target: str, address: str) -> None:
    assert relative(here, target) == address


def test_anchors_and_assets_are_relative_too() -> None:
    assert relative("c/", "board/", "red") == "../board/index.html#red"
    assert relative_asset("board/c/heping/", "data/months.csv") == "../../../data/months.csv"


def test_every_link_of_every_page_leads_to_a_page_or_a_file(records: Records, pages: dict[str, Page]) -> None:
    files = {f"{url}index.html" for url in pages} | {asset.path for asset in export(records)} | {API_INDEX}
    files |= {
        f"assets/{path.relative_to(TEMPLATES / 'assets').as_posix()}" for path in (TEMPLATES / "assets").rglob("*")
    }
    for page in pages.values():
        for address in ADDRESS.findall(page.html):
            path, _, anchor = address.partition("#")
            if address.startswith("tel:"):
                continue
            if path:
                assert posixpath.normpath(page.url + path) in files, (page.url, address)
            else:
                assert f'id="{anchor}"' in page.html, (page.url, address)


def test_headings_have_ascii_ids_that_are_used_once(pages: dict[str, Page]) -> None:
    for page in pages.values():
        ids = re.findall(r'id="([^"]+)"', page.html)
        assert len(ids) == len(set(ids)), page.url
        assert all(found.isascii() for found in ids), page.url
        assert re.search(r"<h1 id=", page.html), page.url


def test_what_people_typed_cannot_become_code(pages: dict[str, Page]) -> None:
    assert "原来&lt;script&gt;排队" in pages["c/xinmin/four-colours/"].html
    assert "不公布&lt;b&gt;姓名&lt;/b&gt;" in pages["privacy/"].html


def test_no_page_carries_inline_style_or_handlers(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page.html), page.url
        assert "http" not in page.html, page.url


def test_the_sample_banner_stands_on_every_page_and_only_on_a_sample(records: Records) -> None:
    assert all("示例站" in page.html for page in render(orders(show(records, {})), TEMPLATES))
    real = replace(records, town=records.town.model_copy(update={"sample": False}))
    assert not any("示例站" in page.html for page in render(orders(show(real, {})), TEMPLATES))


def test_an_unsourced_result_says_so(pages: dict[str, Page]) -> None:
    html = pages["c/xinmin/four-colours/"].html
    assert html.count("未附数据") == 1
    assert "来源：台账 · 截至 2026年10月31日" in html


def test_the_practice_has_the_fixed_headings_in_order(pages: dict[str, Page]) -> None:
    headings = re.findall(r'<h2 id="[a-z]+">([^<]+)</h2>', pages["c/heping/four-colours/"].html)
    assert headings == [
        *("一句话", "原来的问题", "怎么做的", "结果（数据）", "花多少钱、谁负责"),
        *("没做好的地方", "别处能不能学", "照片、视频、讲解", "想来看、想再问"),
    ]


def test_tables_have_captions_scopes_and_a_named_region(pages: dict[str, Page]) -> None:
    html = pages["board/2026-10/"].html
    tables = html.count("<table>")
    assert tables > 5
    assert html.count("<caption>") == tables
    assert html.count('role="region" tabindex="0" aria-label="') == tables
    assert "<th>" not in html


def test_phone_tables_have_at_most_four_columns_and_the_rest_unfolds(pages: dict[str, Page]) -> None:
    html = pages["board/2026-10/"].html
    outside = re.sub(r"<details>.*?</details>", "", html, flags=re.DOTALL)
    assert all(head.count("<th ") <= 4 for head in re.findall(r"<thead>.*?</thead>", outside, flags=re.DOTALL))
    assert "<summary>看全表：每一列都列出</summary>" in html


def test_a_grade_is_colour_shape_and_word(pages: dict[str, Page]) -> None:
    assert '<span class="grade g-red"><span aria-hidden="true">◆</span> 红·特急</span>' in pages["board/"].html


def test_every_exhibit_names_its_source_date_and_next_update(pages: dict[str, Page]) -> None:
    html = pages["board/2026-10/"].html
    dates = "数据截至 2026年11月3日 · 下次更新不晚于 2026年12月10日"
    source = f'<p class="source">来源：2026年10月公布的数据（示例台账） · {dates}</p>'
    assert html.count('<section class="exhibit') == html.count(source)


def test_every_page_with_figures_prints_the_rule_and_where_it_is_explained(pages: dict[str, Page]) -> None:
    for page in pages.values():
        if re.search(r'class="(exhibit|stats")|<p class="note">2026年第', page.html) and page.kind != "story":
            assert (
                '<p class="rule"><strong>数字怎么看：</strong>件数都凑成 5 的倍数，为的是认不出是谁家的事，'
                in page.html
            ), page.url
            assert 'board/protection/index.html">数字怎么保护</a>' in page.html or page.url == "board/protection/"


def test_a_town_of_one_community_has_no_list_of_others(records: Records) -> None:
    alone = replace(records, communities={"xinmin": records.communities["xinmin"]}, tours=())
    pages = {page.url: page for page in render(orders(show(replace(alone, releases={}), {})), TEMPLATES)}
    assert "别的社区" not in pages["board/c/xinmin/"].html


def test_before_the_first_release_and_the_first_story_pages_still_stand(bare: Records) -> None:
    pages = {page.url: page for page in render(orders(show(bare, {})), TEMPLATES)}
    assert "还没有公布过数字" in pages[""].html
    assert "还没有故事" in pages["stories/"].html
    assert "还没有来访记录" in pages["visits/"].html


def test_a_template_that_is_missing_or_names_too_much_stops_the_build(records: Records, tmp_path: Path) -> None:
    home = [view for view in show(records, {}) if isinstance(view, HomePage)]
    with pytest.raises(TemplateNotFound):
        render(orders(home), tmp_path)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "home.html").write_text("{{ view.headline }}", encoding="utf-8")
    with pytest.raises(UndefinedError):
        render(orders(home), tmp_path)


def test_the_same_views_give_the_same_articles(records: Records) -> None:
    assert render(orders(show(records, {})), TEMPLATES) == render(orders(show(records, {})), TEMPLATES)


def test_every_theme_of_the_town_has_its_drawing() -> None:
    themes = re.findall(
        r"^  - id: (\S+)$", (TEMPLATES.parent / "data/themes.yml").read_text(encoding="utf-8"), re.MULTILINE
    )
    drawings = {path.stem: path.stat().st_size for path in (TEMPLATES / "assets/illustrations").glob("*.svg")}
    assert set(themes) <= set(drawings)
    assert max(drawings.values()) <= 3000
