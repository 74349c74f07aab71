"""The pages in English tell the numbers, claims and dates of the Chinese ones."""

from __future__ import annotations

import re
from dataclasses import replace

from english_town import pages_of, read

from zhishuo.reading import Records


def cells(html: str) -> dict[str, list[str]]:
    """Return the cells of the last table of an English page by the head of their row."""
    table = html[html.rindex("<table>") : html.rindex("</table>")]
    rows = re.findall(r'<th scope="row">([^<]+).*?</th>(.*?)</tr>', table)
    return {head: re.findall(r"<td>(.*?)</td>", rest) for head, rest in rows}


def test_the_board_tells_the_numbers_that_the_chinese_pages_tell(translated: Records) -> None:
    pages = pages_of(translated)
    told = cells(pages["en/"].html)
    home, quarter = pages[""].html, pages["board/2026-q3/"].html
    assert told["Registered"] == ["155", "465"]
    assert told["Open"][0] == "55"
    for number, words in (("155 件", "新登记"), ("125 件", "约 83%"), ("55 件", "其中 35 件超期没办完")):
        assert re.search(rf"<b>{number}</b><span>[^<]*{words}", home)
    assert (told["Solved"][0], told["Overdue"][0]) == ("125", "35")
    assert told["Solved rate"][0] == "about 83%<small>125 ÷ 150</small>"
    for row, chinese in (
        ("Registered", "登记"),
        ("Settled", "办结"),
        ("Solved", "解决"),
        ("Became overdue", "过了期限"),
    ):
        assert f'<th scope="row">{chinese}</th><td>{told[row][1]}</td>' in quarter, row
    for row, chinese in (("On-time rate", "按时办结率"), ("Solved rate", "解决率"), ("Satisfied rate", "满意率")):
        found = re.fullmatch(r"about (\d+%)<small>(\d+) ÷ (\d+)</small>", told[row][1])
        assert found, row
        assert re.search(rf"{chinese}约 {found[1]}（[^）]*{found[2]} 件 ÷ [^）]*{found[3]} 件）", quarter), row


def test_a_community_tells_the_numbers_of_its_newest_quarter(translated: Records) -> None:
    pages = pages_of(translated)
    told = cells(pages["en/c/xinmin/"].html)
    for row, heading in (
        ("On-time rate", "按时办结了吗"),
        ("Solved rate", "解决了吗"),
        ("Satisfied rate", "居民满意吗"),
    ):
        own, town = (cell.replace("about", "约") for cell in told[row])
        table = re.search(rf"各季度和今年：{heading}</caption>.*?</table>", pages["board/c/xinmin/"].html, re.DOTALL)
        assert table
        assert f"<td>{own}</td><td>{town}</td>" in table[0], row


def test_too_few_have_no_percentage_and_what_is_not_told_no_row(translated: Records) -> None:
    html = pages_of(translated)["en/"].html
    red = html[html.index('id="red"') : html.index("All requests of the town")]
    assert "<td>too few<small>10 ÷ 10</small></td><td>nearly 100%<small>30 ÷ 30</small></td>" in red
    assert "Satisfied rate" not in red


def test_red_stands_before_all_and_no_community_is_ranked(translated: Records) -> None:
    html = pages_of(translated)["en/"].html
    assert html.index("Red</span>, the most urgent") < html.index("All requests of the town")
    places = [html.index(words) for words in ("Xinmin", "Heping", "光明社区")]
    assert places == sorted(places)
    assert 'In Chinese: <a href="../c/guangming/index.html" lang="zh-CN">光明社区</a>' in html


def test_rule_and_dates_are_those_of_the_release(translated: Records) -> None:
    text = " ".join(read(pages_of(translated)["en/"]).text.split())
    assert "Counts are rounded to multiples of 5 " in text
    assert "by no more than 4; other counts" in text
    assert "16 at most" in text
    assert "fewer than 20 requests" in text
    assert "Figures as of 3 November 2026; the next ones are due by 10 December 2026." in text


def test_claims_say_where_they_come_from(translated: Records) -> None:
    html = pages_of(translated)["en/c/xinmin/four-colours/"].html
    assert '<b class="figure">3.10 <span lang="zh-CN">天</span></b><p>It takes 3.10 days</p>' in html
    assert 'Source: <span lang="zh-CN">台账</span> · as of 31 October 2026' in html
    assert html.count("No data given") == 1
    assert "Not confirmed for over a year" not in html


def test_a_claim_not_checked_for_a_year_says_so(translated: Records) -> None:
    community = translated.communities["xinmin"]
    old = community.highlights[0].model_copy(update={"updated": community.highlights[0].updated.replace(year=2025)})
    late = {
        month: one.model_copy(update={"as_of": one.as_of.replace(year=2027)})
        for month, one in translated.releases.items()
    }
    aged = community.model_copy(update={"highlights": [old]})
    records = replace(translated, communities=translated.communities | {"xinmin": aged}, releases=late)
    assert "Not confirmed for over a year" in pages_of(records)["en/c/xinmin/four-colours/"].html


def test_before_the_first_release_the_pages_still_stand(translated: Records) -> None:
    pages = pages_of(replace(translated, releases={}, stories={}))
    assert "No figures have been published yet." in pages["en/"].html
    assert "No quarter of this community has been published yet." in pages["en/c/xinmin/"].html
