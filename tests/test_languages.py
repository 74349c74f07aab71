"""The built site in two languages: every page says which it is in, and where the same stands in the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, copy_of

ADDRESS = "https://example.org/town/"
PAIRS = {
    *("index.html", "c/xinmin/index.html", "c/xinmin/four-colours/index.html"),
    *("c/beimen/index.html", "c/beimen/old-estates/index.html"),
}
# Has moved: leads on in both languages, and tells search engines of neither.
MOVED = "c/beimen/lanes/index.html"
OTHER = re.compile(
    r'<nav class="wrap other" aria-label="[^"]+"><a href="([^"]+)" lang="([^"]+)" hreflang="([^"]+)">([^<]+)</a>'
)


def alternates(page: Path) -> dict[str, str]:
    """Return the addresses that the head of a page names, by language."""
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page.read_text(encoding="utf-8"))
    assert len(found) == len(dict(found)), page
    return dict(found)


@pytest.fixture(scope="module")
def addressed(
    tmp_path_factory: pytest.TempPathFactory, new_twin: Callable[[Path], Path], build: Callable[[Path, Path], Path]
) -> Path:
    """Return the golden twin's site, built for an address."""
    project = new_twin(tmp_path_factory.mktemp("addressed"))
    copy_of(ROOT / "mkdocs.yml", project / "mkdocs.yml")
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"site_url: {ADDRESS}\n")
    (project / "hooks").symlink_to(ROOT / "hooks")
    return build(project, tmp_path_factory.mktemp("addressed-site"))


def test_both_pages_of_a_pair_name_the_same_three_addresses(addressed: Path) -> None:
    for chinese in PAIRS:
        english = addressed / "en" / chinese
        named = alternates(english)
        below = chinese.removesuffix("index.html")
        assert named == {
            "zh-CN": f"{ADDRESS}{below}",
            "en": f"{ADDRESS}en/{below}",
            "x-default": f"{ADDRESS}{below}",
        }
        assert alternates(addressed / chinese) == named
        for page, lang in ((addressed / chinese, "zh-CN"), (english, "en")):
            assert f'<link rel="canonical" href="{named[lang]}">' in page.read_text(encoding="utf-8")


def test_no_other_page_names_another_language(addressed: Path) -> None:
    paired = {addressed / page for page in PAIRS} | {addressed / "en" / page for page in PAIRS}
    assert {page for page in addressed.rglob("*.html") if alternates(page)} == paired


def test_without_an_address_none_is_named(twin_site: Path) -> None:
    assert [page for page in twin_site.rglob("*.html") if alternates(page)] == []


def test_every_page_says_its_language_and_links_to_the_other(twin_site: Path) -> None:
    for page in twin_site.rglob("*.html"):
        html, file = page.read_text(encoding="utf-8"), page.relative_to(twin_site).as_posix()
        lang = "en" if file.startswith("en/") else "zh-CN"
        assert f'<html lang="{lang}">' in html, file
        found = OTHER.findall(html)
        if lang == "en":
            (other,) = found
            assert other[1:] == ("zh-CN", "zh-CN", "中文"), file
            assert (page.parent / other[0]).resolve() == (twin_site / file.removeprefix("en/")).resolve()
        elif file in PAIRS | {MOVED}:
            (other,) = found
            assert other[1:] == ("en", "en", "English"), file
            assert (page.parent / other[0]).resolve() == (twin_site / "en" / file).resolve()
        else:
            assert found == [], file


def test_the_frame_of_an_english_page_is_in_english(twin_site: Path) -> None:
    html = (twin_site / "en/c/xinmin/index.html").read_text(encoding="utf-8")
    frame = html[html.index("<body>") : html.index('<main id="main"')] + html[html.index("<footer") :]
    for words in ("Skip to the text", "Large text", "Print", "Home", "How to speak up (in Chinese)"):
        assert words in frame
    chinese = re.findall(r'<a [^>]*\blang="zh-CN"[^>]*>([^<]+)</a>', frame)
    assert chinese == ["直说", "中文"]
    assert not re.search("[\u4e00-\u9fff]", re.sub("直说|中文", "", frame))
