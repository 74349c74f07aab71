"""The showcase: claims held to the board, kits to copy a practice, replies, withdrawals, new addresses, tours."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from zhishuo.exports.forms import forms
from zhishuo.figures import figures_of
from zhishuo.pages import Page, orders, render
from zhishuo.reading import Records
from zhishuo.records import Changes, Community, Tour, Visit
from zhishuo.search import index
from zhishuo.views import View, show
from zhishuo.views.changes import ChangesPage, MovedPage, WithdrawnPage
from zhishuo.views.claims import Claim, HeldView, claims
from zhishuo.views.handbook import HandbookPage
from zhishuo.views.practices import PracticePage
from zhishuo.views.showcase import CommunityPage
from zhishuo.views.visit_sheets import VisitSheetPage
from zhishuo.views.visits import TourPage, VisitsPage

REPLY = {"day": "2026-11-10", "about": "第三季度的超期", "text": "催得**不够紧**", "by": "居委会"}
KIT = {
    "needs": ["一块板子"],
    "roles": [{"who": "窗口", "does": "登记"}],
    "forms": [
        {"id": "form", "title": "登记表", "columns": ["单号", "颜色"], "example": ["001", "红,急"]},
        {"id": "card", "title": "说明", "text": "红的先办。\n蓝的后办。"},
    ],
}


def page(records: Records, url: str) -> View:
    return next(view for view in show(records, {}) if view.url == url)


def rendered(records: Records) -> tuple[Page, ...]:
    return render(orders(show(records, {})), ROOT / "theme_overrides")


def article(records: Records, url: str) -> str:
    return next(found.html for found in rendered(records) if found.url == url)


def with_practice(records: Records, slug: str = "xinmin", **fields: object) -> Records:
    """Return the town with other fields of a community's practice."""
    return with_community(
        records, slug, highlights=[raw(records.communities[slug].highlights[0].model_dump()) | raw(fields)]
    )


def with_community(records: Records, slug: str, **fields: Any) -> Records:  # noqa: ANN401 - any field
    written = raw(records.communities[slug].model_dump()) | fields
    return replace(records, communities=records.communities | {slug: Community.model_validate(written)})


def raw(values: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    """Return values as staff type them: text."""
    if isinstance(values, dict):
        return {name: raw(value) for name, value in values.items() if value is not None}
    if isinstance(values, list):
        return [raw(value) for value in values]
    return str(values).lower() if isinstance(values, bool) else str(values)


def held(records: Records, **board: str) -> tuple[Claim, HeldView]:
    town = with_practice(records, results=[{"what": "快了", "board": board}])
    highlight = town.communities["xinmin"].highlights[0]
    (claim,) = claims(town, figures_of(town.releases), "xinmin", highlight)
    assert claim.held
    return claim, claim.held


def test_a_claim_is_held_to_a_quarter_of_the_board_with_its_fraction(records: Records) -> None:
    _, found = held(records, figure="solved", rows="community", after="2026-q3")
    assert found.table.caption == "新民社区的解决率"
    assert [(row.label, row.cells[0].text, row.cells[0].sub) for row in found.table.rows] == [
        ("2026年第三季度", "约 87%", "330 ÷ 380")
    ]
    assert found.sentence == "新民社区。2026年第三季度：解决率约 87%（解决 330 件 ÷ 办结 380 件）。"
    assert found.notes == ("做以前的季度没有公布过，比不出变好还是变差。",)
    assert found.board.url == "board/c/xinmin/"
    assert found.source.startswith("来源：2026年10月公布的数据")


def test_a_claim_about_a_category_speaks_of_the_whole_town(records: Records) -> None:
    _, found = held(records, figure="on_time", rows="category", after="2026-q3")
    assert found.table.caption == "全镇“物业管理”这一类的按时办结率"
    assert found.board.url == "board/cat/property/"


def test_before_and_after_are_the_boards_own_figures(site: Path) -> None:
    """What a practice page shows of both quarters stands on the board's pages of these quarters, fraction and all."""
    html = (site / "c" / "xinmin" / "four-colours" / "index.html").read_text(encoding="utf-8")
    table = re.search(r"新民社区的按时办结率</caption>.*?</table>", html, re.DOTALL)
    assert table
    found = re.findall(r"2026年第(.)季度</th>\s*<td>(约 \d+%)<small>(\d+ ÷ \d+)</small>", table[0])
    assert [quarter for quarter, _, _ in found] == ["一", "三"]
    for quarter, share, fraction in found:
        name = f"2026-q{'一二三四'.index(quarter) + 1}"
        board = (site / "board" / name / "index.html").read_text(encoding="utf-8")
        rows = re.findall(r'<th scope="row"><a [^>]*>新民社区</a></th>.*?</tr>', board, re.DOTALL)
        assert any(f"<td>{share}<small>{fraction}</small></td>" in row for row in rows)
    assert "前后不一样，不一定都是因为这个做法。" in html


def test_too_few_requests_give_no_percentage(records: Records) -> None:
    town = with_practice(
        records,
        "guangming",
        results=[{"what": "好", "board": {"figure": "solved", "rows": "community", "after": "2026-q3"}}],
    )
    (claim,) = claims(town, figures_of(town.releases), "guangming", town.communities["guangming"].highlights[0])
    assert claim.held
    assert claim.held.table.rows[0].cells[0].text == "数量太少"


@pytest.mark.parametrize(
    ("result", "label"),
    [
        ({"what": "好了"}, "未附数据"),
        ({"what": "好了", "source": "工作报告"}, "有来源，没有数字"),
        ({"what": "好了", "board": {"figure": "solved", "rows": "community", "after": "2026-q3"}}, "约 87%"),
    ],
)
def test_every_claim_has_a_figure_a_source_or_its_label(
    result: dict[str, object], label: str, records: Records
) -> None:
    html = article(with_practice(records, results=[result]), "c/xinmin/four-colours/")
    results = html[html.index('id="results"') : html.index('id="board"')]
    assert label in results
    assert sum(words in results for words in ("未附数据", "有来源，没有数字", "约 87%")) == 1


def test_what_did_not_work_is_found_by_the_search(records: Records) -> None:
    pages = rendered(with_practice(records, shortfalls="蓝单一拖再拖"))
    assets = {asset.path: asset.content.decode() for asset in index(pages, {})}
    texts = [text for path, text in assets.items() if "蓝单一拖再拖" in text]
    assert len(texts) == 2, "the practice's own page and the table of all communities"


def test_a_kit_tells_who_does_what_and_gives_forms_away(records: Records) -> None:
    town = with_practice(records, kit=KIT)
    practice = page(town, "c/xinmin/four-colours/")
    assert isinstance(practice, PracticePage)
    assert practice.kit
    assert practice.kit.needs == ("一块板子",)
    assert practice.kit.roles == (("窗口", "登记"),)
    assert [(form.title, form.kind) for form in practice.kit.forms] == [("登记表", "CSV 表格"), ("说明", "TXT 文字")]
    files = {asset.path: asset.content for asset in forms(town)}
    assert list(files) == [form.file for form in practice.kit.forms]
    table, text = files.values()
    rows = list(csv.reader(io.StringIO(table.removeprefix(codecs.BOM_UTF8).decode())))
    assert rows[:3] == [["单号", "颜色"], ["001", "红,急"], ["", ""]]
    assert table.startswith(codecs.BOM_UTF8), "Excel takes a file without the mark for GBK"
    assert text == codecs.BOM_UTF8 + "红的先办。\r\n蓝的后办。\r\n".encode()


def test_a_reply_stands_beside_the_figures_and_changes_none(records: Records) -> None:
    town = with_community(records, "xinmin", replies=[REPLY, REPLY | {"day": "2026-11-12", "text": "已经补人"}])
    community = page(town, "c/xinmin/")
    assert isinstance(community, CommunityPage)
    assert [(reply.day, reply.by) for reply in community.replies] == [
        ("2026年11月12日", "居委会"),
        ("2026年11月10日", "居委会"),
    ]
    before = page(records, "c/xinmin/")
    assert isinstance(before, CommunityPage)
    assert community.figures == before.figures
    for url in ("c/xinmin/", "board/c/xinmin/"):
        html = article(town, url)
        assert "社区的说明：第三季度的超期" in html
        assert "催得<strong>不够紧</strong>" in html
        assert "社区的说明" not in article(town, url.replace("xinmin", "heping"))


CHANGES = Changes.model_validate(
    {
        "withdrawn": [
            {"address": "stories/noise/", "title": "一个故事", "day": "2026-10-12", "reason": "改了主意。"},
            {"address": "c/heping/old/", "title": "旧做法", "day": "2026-11-01", "reason": "不做了。"},
        ],
        "moved": [{"old": "c/xinmin/colours/", "new": "c/xinmin/four-colours/", "day": "2026-11-02"}],
    }
)


def test_what_was_withdrawn_keeps_its_address_and_is_counted(records: Records) -> None:
    town = replace(records, changes=CHANGES)
    stub = page(town, "stories/noise/")
    assert isinstance(stub, WithdrawnPage)
    assert stub.item.reason == "改了主意。"
    html = article(town, "stories/noise/")
    assert "这一页 2026年10月12日 撤下了。" in html
    assert "改了主意。" in html
    changes = page(town, "changes/")
    assert isinstance(changes, ChangesPage)
    assert changes.lede == "到现在撤下 2 页，换地址 1 页。旧的网址都还打得开。"
    assert [item.link.url for item in changes.withdrawn] == ["c/heping/old/", "stories/noise/"]
    for url in ("stories/", "c/"):
        assert "撤下的（2 页）和换了地址的（1 页）" in article(town, url)
    assert "没有撤下过" in article(records, "changes/")


def test_a_link_from_the_sites_root_leads_to_one_place_from_every_page(records: Records) -> None:
    town = with_practice(
        records, problem="看[怎么说事](/speak/)、[怎么算的](/board/method/#solved)、[表](/data/a.csv)。"
    )
    for url, up in (("c/xinmin/four-colours/", "../../../"), ("print/handbook/", "../../")):
        html = article(town, url)
        assert f'href="{up}speak/index.html"' in html
        assert f'href="{up}board/method/index.html#solved"' in html
        assert f'href="{up}data/a.csv"' in html


def test_an_old_address_leads_to_the_new_one(records: Records) -> None:
    town = replace(records, changes=CHANGES)
    assert isinstance(page(town, "c/xinmin/colours/"), MovedPage)
    pages = rendered(town)
    (moved,) = [found for found in pages if found.url == "c/xinmin/colours/"]
    assert moved.moved_to == "../../../c/xinmin/four-colours/index.html"
    assert f'href="{moved.moved_to}"' in moved.html
    assert all(not found.moved_to for found in pages if found is not moved)
    entries = "".join(asset.content.decode() for asset in index(pages, {}))
    assert "c/xinmin/colours/" not in entries, "what moved is found once"


def test_a_tour_says_how_long_one_is_on_the_way(records: Records) -> None:
    written = raw(records.tours[0].model_dump())
    written["stops"][0] |= {"minutes": "5", "way": "foot", "access": "有坡道"}
    written["stops"][1] |= {"minutes": "12", "way": "car"}
    town = replace(records, tours=(Tour.model_validate(written),))
    tour = page(town, "visits/march/")
    assert isinstance(tour, TourPage)
    assert [(stop.travel, stop.access) for stop in tour.stops] == [
        ("从一楼步行 5 分钟", "有坡道"),
        ("从和平社区乘车 12 分钟", ""),
    ]
    assert tour.travel == "走完整条路线，路上一共步行 5 分钟，乘车 12 分钟。每一站看多久，自己定。"
    del written["stops"][1]["minutes"], written["stops"][1]["way"]
    tour = page(replace(records, tours=(Tour.model_validate(written),)), "visits/march/")
    assert isinstance(tour, TourPage)
    assert "还有 1 站没有写路上多久" in tour.travel
    untimed = page(records, "visits/march/")
    assert isinstance(untimed, TourPage)
    assert untimed.travel == ""


def test_a_visit_sheet_has_five_lines_and_the_boards_figures_for_every_stop(records: Records) -> None:
    sheet = page(records, "print/visits/march/")
    tour = page(records, "visits/march/")
    assert isinstance(sheet, VisitSheetPage)
    assert isinstance(tour, TourPage)
    assert [stop.id for stop in sheet.stops] == ["heping-four-colours", "xinmin-four-colours"]
    for stop, shown in zip(sheet.stops, tour.stops, strict=True):
        assert [word for word, _ in stop.lines] == ["做什么", "先做", "结果", "没做好的", "看什么"]
        assert stop.figures == shown.figures
        assert dict(stop.lines)["结果"] == "快了（3.10 天）。来源：台账。"
        assert not stop.square, "without an address nothing can be scanned"
    (addressed,) = [view for view in show(records, {}, "https://a.cn/x/") if view.url == sheet.url]
    assert isinstance(addressed, VisitSheetPage)
    assert all(stop.square.startswith("<svg") for stop in addressed.stops)


def test_visits_are_counted_by_where_they_came_from(records: Records) -> None:
    visits = [("区外", "10 余"), ("本镇", "1"), ("区外", "2")]
    town = replace(
        records,
        visits=tuple(
            Visit.model_validate({"what": "看", "origin": origin, "visits": times, "source": "报告"})
            for origin, times in visits
        ),
    )
    log = page(town, "visits/")
    assert isinstance(log, VisitsPage)
    assert log.origins
    assert [(row.label, *(cell.text for cell in row.cells)) for row in log.origins.rows] == [
        ("区外", "12 余次", "2 条"),
        ("本镇", "1 次", "1 条"),
    ]
    empty = page(replace(records, visits=()), "visits/")
    assert isinstance(empty, VisitsPage)
    assert empty.origins is None


def test_the_handbook_has_every_practice_once_in_the_fixed_order(records: Records) -> None:
    handbook = page(records, "print/handbook/")
    assert isinstance(handbook, HandbookPage)
    assert [(leaf.page, leaf.practice.url) for leaf in handbook.leaves] == [
        (number, f"c/{slug}/four-colours/") for number, slug in enumerate(records.communities, 2)
    ]
