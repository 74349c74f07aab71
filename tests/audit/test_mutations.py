"""Whatever would break the protection turns the auditor red: one test for each way, on releases and on a built site."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from zhishuo.audit.attack import attack
from zhishuo.audit.lives import Month
from zhishuo.audit.outside import Outside, read_known
from zhishuo.audit.published import Release, read_release, releases_in
from zhishuo.audit.site import read_site
from zhishuo.problems import ProblemsError

TWIN = Path(__file__).parent.parent / "site"


def attacked(releases: list[Release], *outside: Outside) -> str:
    """Return what the attack finds."""
    return "\n".join(map(str, attack(releases, outside, lambda _: None).findings))


@pytest.fixture
def texts(published_files: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in published_files.items() if name.endswith(".yml")}


def released(texts: dict[str, str]) -> list[Release]:
    return [read_release(name, text.encode()) for name, text in texts.items()]


def table(text: str, population: str, rows: str, split: str) -> str:
    """Return the text of one table of a release."""
    pattern = rf"- population: {population}\n  window: [^\n]*\n  rows: {rows}\n  split: {split}\n(?:  [^\n]*\n)*"
    found = re.search(pattern, text)
    assert found
    return found[0]


def with_count(block: str, change: Callable[[int], int]) -> str:
    """Change the first count above 0 of a table."""
    return re.sub(r"(counts: \[(?:0, )*)([1-9]\d*)", lambda found: f"{found[1]}{change(int(found[2]))}", block, count=1)


def test_what_was_released_withstands(texts: dict[str, str]) -> None:
    assert attacked(released(texts)) == ""


def test_a_claim_of_accuracy_is_found(texts: dict[str, str]) -> None:
    name = "2026-10.yml"
    texts[name] = texts[name].replace("base: 5, groups", "base: 5, error: 2, groups")
    assert "error: 公布文件里没有这一项的位置" in attacked(released(texts))


def test_a_count_of_the_truth_is_found(texts: dict[str, str]) -> None:
    name = "2026-10.yml"
    old = table(texts[name], "settled", "community", "timeliness")
    texts[name] = texts[name].replace(old, with_count(old, lambda count: count + 1))
    assert "有 1 个数不是 5 的倍数" in attacked(released(texts))


def test_a_month_rounded_again_is_found(texts: dict[str, str]) -> None:
    old = table(texts["2026-09.yml"], "settled", "community", "timeliness")
    again = with_count(old, lambda count: count + 5)
    texts["2026-10.yml"] += again
    assert "2026-09.yml 已经公布过同一张表" in attacked(released(texts))


def test_a_table_that_hangs_on_nothing_is_found(texts: dict[str, str]) -> None:
    name = "2026-10.yml"
    old = table(texts[name], "registered", "category", "grade")
    texts[name] = texts[name].replace(old, with_count(old, lambda count: count + 5))
    assert "两张表没有连在一起" in attacked(released(texts))


def test_a_label_in_the_place_of_a_count_is_no_release(texts: dict[str, str]) -> None:
    text = texts["2026-10.yml"].replace("counts: [0, ", 'counts: ["<5", ', 1)
    with pytest.raises(ProblemsError, match="不是公布数字的文件"):
        read_release("2026-10.yml", text.encode())


def _exact(release: Release, rows: str, split: str) -> Outside:
    """Return a table that tells exactly what may stand behind a released one: here, the rounded counts themselves."""
    months = Month(release.blocks()[""], release.base, release.groups)
    wanted = months.tables["registered", rows, split]
    return Outside(wanted.name, release.period, {(line, column): count for line, column, count in wanted.cells()})


def test_an_exact_two_way_table_elsewhere_is_no_news_of_the_release(texts: dict[str, str]) -> None:
    releases = released(texts)
    found = attack(releases, [_exact(releases[-1], "community", "group")], lambda _: None)
    assert found.widths[0]


def test_an_outside_table_that_contradicts_the_release_is_found(texts: dict[str, str]) -> None:
    releases = released(texts)
    one = _exact(releases[-1], "community", "group")
    far = Outside(one.name, one.period, {cell: count + 40 for cell, count in one.cells.items()})
    assert "数字彼此矛盾" in attacked(releases, far)


def test_an_exact_table_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "known.csv"
    file.write_text("population,period,rows,key,split,column,count\nregistered,2026-10,community,xinmin,group,home,7\n")
    assert read_known(file) == (Outside(("registered", "community", "group"), "2026-10", {("xinmin", "home"): 7}),)


@pytest.fixture
def folder(twin_site: Path, tmp_path: Path) -> Path:
    """Return a copy of a built site to make changes in."""
    return Path(shutil.copytree(twin_site, tmp_path / "site"))


def read(folder: Path) -> str:
    """Return what an outsider finds in a built site."""
    return "\n".join(map(str, read_site(folder, releases_in(TWIN / "data" / "releases"))))


def put(file: Path, old: str, new: str) -> None:
    """Replace the first match of a pattern in a file."""
    text = file.read_text(encoding="utf-8")
    changed = re.sub(old, new, text, count=1)
    assert changed != text
    file.write_text(changed, encoding="utf-8")


def test_a_built_site_tells_what_was_released(folder: Path) -> None:
    assert read(folder) == ""


def test_figures_that_were_corrected_are_published_ones_too(folder: Path) -> None:
    file, head = folder / "data" / "corrections.csv", "公布月份,哪天改的,哪个数,哪一行,原来,现在,为什么\r\n"
    file.write_text(f"{head}2026-09,2026-11-22,登记的诉求：件数,全镇,5,（没有）,漏了 3 张表\r\n", encoding="utf-8")
    assert read(folder) == ""
    file.write_text(f"{head}2026-09,2026-11-22,登记的诉求：件数,全镇,5,7,补上\r\n", encoding="utf-8")
    assert "data/corrections.csv:2: 7 不是 5 的倍数" in read(folder)


def test_what_programs_are_told_is_held_to_the_releases_too(folder: Path) -> None:
    put(folder / "api" / "1" / "board" / "2026-10.json", r'"text":"\d+","sub":""', '"text":"7 件","sub":""')
    put(folder / "api" / "1" / "home.json", r'"sentence":"', '"sentence":"登记 17 件。')
    found = read(folder)
    assert "api/1/board/2026-10.json:1: text: “7”不是 5 的倍数" in found
    assert "api/1/home.json:1: sentence: “17”不是 5 的倍数" in found


PAGE = "board/2026-10/index.html"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (r"登记 \d+ 件", "登记 123 件", "“123”不是 5 的倍数"),
        (r"登记 (\d+)0 件，办结", r"登记 9\g<1>0 件，办结", "公布的数字加起来是"),
        (r"约 (\d)\d%", r"约 \g<1>0.3%", "像是用真实的数算的"),
        (r"<td>\d+</td>", "<td>3</td>", "“3”不是 5 的倍数"),
        (r"<td>\d+</td>", "<td>&lt;5</td>", "“<5”这样的标签"),
        (r"<td>\d+</td>", "<td>不足 5 件</td>", "“不足 5 件”这样的标签"),
        (r'aria-label="(\d+年)', r'aria-label="真实 17 件，\1', "aria-label: “17”不是 5 的倍数"),
        (r"</head>", '<script type="application/ld+json">{"name":"登记 17 件"}</script></head>', "“17”不是 5 的倍数"),
        (r"<h1", '<img src="a.png" alt="一共 17 件"><h1', "alt: “17”不是 5 的倍数"),
        (r'(class="bar [^>]*width=")[\d.]+%', r"\g<1>31.4%", "像是照真实的数画的"),
        (r"用时约 \d+\.\d 天", "用时约 4.97 天", "像是用真实的天数算的"),
        (r"<td>约 [\d.]+ 天</td>", "<td>约 29.3 天</td>", "“约 29.3 天”不是任何公布的件数推得出来的"),
        (r'(<text class="value"[^>]*>)\d+ 件', r"\g<1>41 件", "text: “41”不是 5 的倍数"),
    ],
)
def test_a_figure_that_is_not_in_the_releases_is_found(old: str, new: str, message: str, folder: Path) -> None:
    put(folder / PAGE, old, new)
    assert message in read(folder)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (r"<td>\d+</td>", "<td>17</td>", "“17”不是 5 的倍数"),
        (r"about (\d)\d%", r"about \g<1>0.3%", "像是用真实的数算的"),
        (r"<small>(\d+)\d ÷", r"<small>\g<1>3 ÷", "不是 5 的倍数"),
    ],
)
def test_a_figure_on_an_english_page_that_is_not_in_the_releases_is_found(
    old: str, new: str, message: str, folder: Path
) -> None:
    put(folder / "en/index.html", old, new)
    assert message in read(folder)


def test_a_feed_with_another_figure_is_found(folder: Path) -> None:
    (folder / "feed.xml").write_text("<rss><title>2026年10月登记 17 件</title></rss>", encoding="utf-8")
    assert "feed.xml:1: “17”不是 5 的倍数" in read(folder)


def test_a_drawing_with_another_figure_is_found(folder: Path) -> None:
    (folder / "assets" / "card.svg").write_text("<svg><text>登记 17 件</text></svg>", encoding="utf-8")
    assert "assets/card.svg:1: text: “17”不是 5 的倍数" in read(folder)


def test_the_true_number_in_a_download_is_found(folder: Path) -> None:
    file = folder / "data" / "2026-10" / "release.json"
    values = json.loads(file.read_text(encoding="utf-8"))
    values["tables"][0]["lines"][0]["n"] = 7
    file.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    assert "data/2026-10/release.json: n: 公布文件里没有这一项" in read(folder)


@pytest.mark.parametrize("name", ["all.csv", "registered-community-group.csv"])
def test_another_count_in_a_download_is_found(name: str, folder: Path) -> None:
    put(folder / "data" / "2026-10" / name, r",0\b(?=\r?\n)", ",5")
    assert f"data/2026-10/{name}" in read(folder)


def test_a_table_that_was_not_released_is_found(folder: Path) -> None:
    (folder / "data" / "2026-10" / "registered-community-street.csv").write_text("街道,件数\n", encoding="utf-8")
    assert "不是公布数字里任何一张表的下载文件" in read(folder)


def test_an_exact_year_by_community_and_category_is_found(folder: Path) -> None:
    (folder / "data" / "2026.csv").write_text("社区,类别,件数\n新民社区,物业管理,17\n", encoding="utf-8")
    assert "data/2026.csv: 不是任何一期公布数字的下载文件" in read(folder)


def test_a_true_sum_in_a_download_is_found(folder: Path) -> None:
    put(folder / "data" / "months.csv", r",\d+(?=\r?\n)", ",17")
    assert "data/months.csv" in read(folder)
