"""What each page may say: numbers with their fractions, the rule beside them, honest empty places, no ranking."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from zhishuo.figures import figures_of, rate
from zhishuo.reading import Records
from zhishuo.records import Merged
from zhishuo.views import View, show
from zhishuo.views.base import Link
from zhishuo.views.board import BoardPage
from zhishuo.views.board_rows import BoardRowPage
from zhishuo.views.charts import BarItem, bars, counts_as_bars, trend
from zhishuo.views.compare import ComparePage
from zhishuo.views.home import HomePage
from zhishuo.views.practices import PracticePage
from zhishuo.views.rates import rate_item, rate_sentence
from zhishuo.views.reference import DataPage
from zhishuo.views.showcase import CommunitiesPage, CommunityPage
from zhishuo.views.stories import REASONS
from zhishuo.views.tables import UNTOLD, Cell, cell, rate_cell
from zhishuo.views.town import PromisesPage, SpeakPage, promise_words
from zhishuo.views.visits import TourPage
from zhishuo.views.words import months_words, quarter_words


def page(records: Records, url: str) -> View:
    return next(view for view in show(records, {}) if view.url == url)


def test_every_page_has_its_own_address_and_a_description(records: Records) -> None:
    views = show(records, {})
    assert len({view.url for view in views}) == len(views)
    assert all(view.title and view.description for view in views)
    assert all(
        view.url == "" or (view.crumbs[0] == Link("首页", "") and view.crumbs[-1].url == view.url) for view in views
    )


def test_every_page_kind_of_the_design_is_there(records: Records) -> None:
    urls = {view.url for view in show(records, {})}
    assert urls >= {
        *("", "c/", "c/heping/", "c/heping/four-colours/", "topics/", "topics/say/", "board/", "board/2026-10/"),
        *(
            "board/c/heping/",
            "board/cat/property/",
            "board/method/",
            "board/protection/",
            "board/2026-q3/",
            "board/2026/",
            "stories/",
            "stories/lamp/",
            "promises/",
            "study/",
        ),
        *("speak/", "visits/", "visits/march/", "data/", "privacy/", "a11y/", "sitemap/"),
    }


def test_the_home_page_has_four_numbers_with_the_words_behind_them(records: Records) -> None:
    home = page(records, "")
    assert isinstance(home, HomePage)
    assert [(stat.term, stat.value, stat.words) for stat in home.stats] == [
        ("登记", "155 件", "2026年10月新登记的诉求"),
        ("解决", "125 件", "2026年10月办结 150 件，结果写明“解决”的约 83%"),
        ("超期", "25 件", "2026年10月到期 150 件，过了期限的约 17%"),
        ("还没办完", "55 件", "2026年10月最后一天还没办完的，其中 35 件超期没办完（以前月份的也在里面）"),
    ]
    assert home.settled_heading == "2026年9月登记的一批，几天解决"
    assert home.settled is not None
    assert home.settled.sentence == (
        "2026年9月登记 155 件：7 天内解决了 110 件，30 天内解决了 125 件，还有 30 件 30 天内没解决。"
    )
    board = page(records, "board/")
    assert isinstance(board, BoardPage)
    cohort = next(section for section in board.sections if section.id == "cohort").exhibits[0]
    assert cohort.sentence.startswith("2026年9月登记 155 件。7 日解决率约 71%（7 天内解决 110 件 ÷ 登记 155 件）。")
    assert cohort.sentence.endswith(
        "一半的诉求办结用时约 5.5 天，九成的约 22.1 天（共 155 件，按自然日，没办结的排在最后）。"
    )


def test_red_is_said_as_its_own_number_first(records: Records) -> None:
    board = page(records, "board/")
    assert isinstance(board, BoardPage)
    assert board.red_lines == (
        "2026年10月登记 10 件。",
        "过了期限的 0 件，到月底超期没办完的一共 0 件。写 0 的，可能没有，也可能有几件。",
        "到期 10 件，按时办结 10 件；数量太少，不列百分比。",
        "办结 10 件，解决 10 件；数量太少，不列百分比。",
        "2026年9月登记的：登记 10 件，7 天内解决 10 件；数量太少，不列百分比。",
    )
    grades = next(section for section in board.sections if section.id == "registered").exhibits[0]
    assert [row.marks[0].text for row in grades.table.rows] == ["红·特急", "橙·加急", "黄·平急", "蓝·一般"]


def without(records: Records, *populations: str) -> Records:
    """Return the records as a ledger leaves them that does not tell these populations."""
    releases = {
        month: release.model_copy(
            update={"tables": [table for table in release.tables if table.population not in populations]}
        )
        for month, release in records.releases.items()
    }
    return replace(records, releases=releases)


def test_what_the_ledger_does_not_tell_is_left_out_and_not_said_to_be_none(records: Records) -> None:
    told = ("registered", "carried", "corrected")
    others = {table.population for table in records.releases["2026-10"].tables} - set(told)
    board = page(without(records, *others), "board/")
    assert isinstance(board, BoardPage)
    assert board.lede == "2026年10月：登记 155 件。"
    assert [section.id for section in board.sections] == ["registered", "places", "year"]
    places = next(section for section in board.sections if section.id == "places").exhibits[0]
    assert places.table.head == ("社区", "登记")
    counters = page(without(records, "due", "answered"), "board/")
    assert isinstance(counters, BoardPage)
    notes = next(section for section in counters.sections if section.id == "counters").exhibits[0].notes
    assert notes[0] == "台账里没有记：重办、办结了，到月底还没有答复。"


def test_the_books_of_a_month_add_up_on_the_page(records: Records) -> None:
    board = page(records, "board/2026-10/")
    assert isinstance(board, BoardPage)
    flow = board.sections[0].exhibits[0]
    assert flow.sentence == "没办完的从月初的 50 件增到月末的 55 件。"
    assert [(row.label, row.cells[0].text) for row in flow.table.rows] == [
        ("月初没办完", "50"),
        ("加：本月登记", "155"),
        ("减：本月办结", "150"),
        ("等于：月末没办完", "55"),
        ("其中已经超期", "35"),
    ]


def test_a_month_shows_communities_as_counts_and_grades_as_rates(records: Records) -> None:
    board = page(records, "board/2026-10/")
    assert isinstance(board, BoardPage)
    exhibits = {exhibit.id: exhibit for section in board.sections for exhibit in section.exhibits}
    places, grades = exhibits["places-community"], exhibits["settled-grade"]
    assert places.table.head == ("社区", "登记", "月末没办完", "其中超期")
    assert [[cell.text for cell in row.cells] for row in places.table.rows] == [
        ["130", "20", "20"],
        ["20", "35", "15"],
        ["5", "0", "0"],
    ]
    assert not any("%" in cell.text for row in places.full[0].rows for cell in row.cells)
    blue = grades.table.rows[3]
    assert [(cell.text, cell.sub) for cell in blue.cells] == [
        ("20", "到期 120"),
        ("约 83%", "100 ÷ 120"),
        ("约 83%", "100 ÷ 120"),
    ]
    registered = exhibits["registered-community"]
    assert [table.head for table in registered.full] == [
        ("社区", "住的事", "人的事"),
        ("社区", "红·特急", "橙·加急", "黄·平急", "蓝·一般"),
    ]


def test_what_a_zero_means_is_said_where_one_stands(records: Records) -> None:
    board = page(records, "board/2026-10/")
    assert isinstance(board, BoardPage)
    notes = {exhibit.id: exhibit.notes for section in board.sections for exhibit in section.exhibits}
    assert notes["registered-community"] == ("写 0 的，可能没有，也可能有几件（每月最多 4 件）。",)
    assert notes["settled-outcome"] == ("写 0 的，可能没有，也可能有几件（每月最多 16 件）。", REASONS)
    assert notes["places-community"] == ("写 0 的，可能没有，也可能有几件。",)
    assert notes["registered-channel"] == ()


def test_a_community_stands_beside_its_own_past_and_the_town(records: Records) -> None:
    community = page(records, "board/c/xinmin/")
    assert isinstance(community, BoardRowPage)
    exhibits = {exhibit.id: exhibit for exhibit in community.exhibits}
    on_time = exhibits["quarter-on-time"]
    assert on_time.sentence == "2026年7月至10月，新民社区：按时办结率约 85%（按时办结 440 件 ÷ 到期 520 件）。"
    assert [(row.label, row.note, [cell.text for cell in row.cells]) for row in on_time.table.rows] == [
        ("7月至10月", "2026年", ["约 85%", "约 84%"]),
        ("第三季度", "2026年", ["约 85%", "约 84%"]),
    ]
    assert [cell.sub for cell in on_time.table.rows[1].cells] == ["330 ÷ 390", "360 ÷ 430"]
    months = exhibits["months"].table
    assert months.head == ("月份", "登记", "月末没办完", "其中超期")
    assert [[cell.text for cell in row.cells] for row in months.rows][-1] == ["130", "20", "20"]
    assert exhibits["matters-category"].table.rows[0].cells[0].text == "520"
    assert exhibits["quarter-speed"].table.rows[0].cells[1].text == "约 5.2 天"


def test_sensitive_categories_are_one_row_and_the_page_says_why(records: Records) -> None:
    board, category = page(records, "board/"), page(records, "board/cat/care/")
    assert isinstance(board, BoardPage)
    assert isinstance(category, BoardRowPage)
    exhibits = {exhibit.id: exhibit for section in board.sections for exhibit in section.exhibits}
    row = exhibits["registered-category"].table.rows[-1]
    assert (row.label, row.note, row.url) == ("养老助残、邻里纠纷", "敏感，合在一起公布", "")
    assert category.exhibits[-1].sentence == "2026年7月至10月，养老助残、邻里纠纷：一共登记 40 件。"
    assert category.exhibits[0].notes[-1] == "敏感，合在一起公布：单独一类公布，熟人容易认出是谁家的事。"


def test_quarters_and_years_are_sums_of_months(records: Records) -> None:
    quarter, year = page(records, "board/2026-q3/"), page(records, "board/2026/")
    assert isinstance(quarter, BoardPage)
    assert isinstance(year, BoardPage)
    assert (quarter.heading, year.heading) == ("2026年第三季度公开榜", "2026年7月至10月公开榜")
    exhibits = {exhibit.id: exhibit for section in quarter.sections for exhibit in section.exhibits}
    flow = {row.label: row.cells[0].text for row in exhibits["flow-table"].table.rows}
    assert flow == {
        "登记": "465",
        "办结": "425",
        "解决": "360",
        "到期": "430",
        "过了期限": "70",
        "最后一天没办完": "50",
        "其中已经超期": "30",
    }
    assert exhibits["rates-community"].table.head == ("社区", "按时办结率", "解决率", "满意率")
    assert exhibits["matters-table"].full[0].head == ("社区", "物业管理", "环境卫生", "养老助残、邻里纠纷")
    speed = next(section for section in year.sections if section.id == "speed")
    assert speed.intro.endswith("现在能看的是2026年7月至9月登记的；后面的要等下一期。")


def test_every_page_with_figures_prints_the_rule(records: Records) -> None:
    rule = page(records, "").frame.rule
    assert rule.startswith("件数都凑成 5 的倍数，为的是认不出是谁家的事，所以和真实的差几件：登记的件数，每格")
    assert "每格与真实值相差不超过 4 件，其他各格" in rule
    for view in show(records, {}):
        exhibits = (getattr(view, name, ()) for name in ("sections", "exhibits", "figures", "stats"))
        if any(exhibits):
            assert view.shows_figures or view.kind == "study", view.url


def test_communities_keep_the_order_of_their_numbers(records: Records) -> None:
    names = ["新民社区", "和平社区", "光明社区"]
    home, index = page(records, ""), page(records, "c/")
    assert isinstance(home, HomePage)
    assert isinstance(index, CommunitiesPage)
    assert [card.link.label for card in home.cards] == [card.link.label for card in index.all] == names


def test_months_lead_to_the_months_beside_them(records: Records) -> None:
    first, middle, last = (page(records, f"board/{month}/") for month in ("2026-07", "2026-08", "2026-10"))
    assert isinstance(first, BoardPage)
    assert isinstance(middle, BoardPage)
    assert isinstance(last, BoardPage)
    assert (first.previous, first.next) == (None, Link("2026年8月", "board/2026-08/"))
    assert middle.previous == Link("2026年7月", "board/2026-07/")
    assert last.next is None


def test_an_archived_month_does_not_change_when_later_months_come(records: Records) -> None:
    def shown(view: View) -> object:
        assert isinstance(view, BoardPage)
        return view.sections, view.red_lines, view.lede

    earlier = replace(records, releases={month: records.releases[month] for month in ("2026-07", "2026-08")})
    assert shown(page(records, "board/2026-08/")) == shown(page(earlier, "board/2026-08/"))


def test_before_the_first_release_every_page_says_so(bare: Records) -> None:
    home, board, data = page(bare, ""), page(bare, "board/"), page(bare, "data/")
    assert isinstance(home, HomePage)
    assert isinstance(board, BoardPage)
    assert isinstance(data, DataPage)
    assert (home.stats, home.settled, board.sections, data.months) == ((), None, (), ())
    assert board.lede == "还没有公布过数字。第一期公布以后，每月 10 日前更新。"
    assert home.frame.fresh == "还没有公布过数字。"


def test_a_result_without_a_source_has_none_and_figures_stay_as_typed(records: Records) -> None:
    practice = page(records, "c/xinmin/four-colours/")
    assert isinstance(practice, PracticePage)
    assert [(item.figure, item.as_of, item.source) for item in practice.results] == [
        ("3.10 天", "2026年10月31日", "台账"),
        ("", "", ""),
    ]


def test_a_practice_shows_board_figures_only_for_its_category(records: Records) -> None:
    with_category, without_one = page(records, "c/xinmin/four-colours/"), page(records, "c/heping/four-colours/")
    assert isinstance(with_category, PracticePage)
    assert isinstance(without_one, PracticePage)
    assert with_category.figures[0].sentence.startswith("2026年7月至10月，物业管理：按时办结率约 85%")
    assert (without_one.board, without_one.figures) == (None, ())


def test_a_community_without_a_story_has_an_empty_list(records: Records) -> None:
    community = page(records, "c/heping/")
    assert isinstance(community, CommunityPage)
    assert community.stories == ()
    assert (community.previous, community.next) == (Link("新民社区", "c/xinmin/"), Link("光明社区", "c/guangming/"))


def test_what_the_town_must_fill_in_is_marked(records: Records) -> None:
    speak = page(records, "speak/")
    assert isinstance(speak, SpeakPage)
    assert [(number.word, number.meaning, number.empty) for number in speak.numbers] == [("1", "待镇里填写", True)]
    assert [item.promise for item in speak.grades][:3] == [
        "24 小时内办结",
        "3 天内办结（72 小时）",
        "7 天内办结（168 小时）",
    ]


def test_a_tour_keeps_the_order_of_its_stops_and_shows_board_figures(records: Records) -> None:
    tour = page(records, "visits/march/")
    assert isinstance(tour, TourPage)
    assert [stop.community.label for stop in tour.stops] == ["和平社区", "新民社区"]
    assert tour.stops[0].figures == (
        "2026年第三季度：按时办结率约 75%（按时办结 30 件 ÷ 到期 40 件）。",
        "2026年第三季度：解决率接近 100%（解决 30 件 ÷ 办结 30 件）。",
    )
    assert tour.day == "3月20日"


def test_communities_are_compared_in_their_fixed_order_with_the_board_beside_the_claim(records: Records) -> None:
    compare = page(records, "compare/")
    assert isinstance(compare, ComparePage)
    assert [row.community.label for row in compare.rows] == ["新民社区", "和平社区", "光明社区"]
    assert len({len(row.cells) for row in compare.rows}) == 1
    heads = [field.id for field in compare.fields]
    row = dict(zip(heads[1:], compare.rows[0].cells, strict=True))
    assert (row["on-time"].text, row["on-time"].sub) == ("约 85%", "440 ÷ 520")
    assert row["shortfalls"].text
    assert compare.period == "2026年7月至10月"


def test_what_was_not_checked_for_a_year_has_to_be_confirmed(records: Records) -> None:
    xinmin = records.communities["xinmin"]
    old = xinmin.highlights[0].model_copy(update={"updated": dt.date(2025, 10, 1)})
    changed = replace(
        records,
        communities=records.communities | {"xinmin": xinmin.model_copy(update={"highlights": [old]})},
    )
    for town, words in ((records, ""), (changed, "待确认：一年多没有核对")):
        practice = page(town, f"c/xinmin/{old.id}/")
        assert isinstance(practice, PracticePage)
        assert practice.unconfirmed == words
        compare = page(town, "compare/")
        assert isinstance(compare, ComparePage)
        assert compare.rows[0].cells[1].sub == words


def test_a_promise_has_its_progress_in_words(records: Records) -> None:
    promises = page(records, "promises/")
    assert isinstance(promises, PromisesPage)
    found = promises.promises[0]
    assert (found.progress, found.target, found.reached, found.evidence[0].day) == ("已兑现", "145 户", "145 户", "")


def test_rates_below_the_least_number_give_counts_instead_of_a_percentage(records: Records) -> None:
    (account,) = figures_of(records.releases).accounts(["2026-10"], "town")
    few = rate("率", (account.count("no_promise"), "没有期限"), (account.count("satisfied"), "满意"))
    assert rate_sentence(few) == "满意 10 件，没有期限 5 件；数量太少，不列百分比。"
    assert rate_cell(few) == Cell("数量太少", "5 ÷ 10")
    assert rate_item("红", few).value == "数量太少（共 10 件）"
    assert (rate_cell(None).text, cell(None).text, rate_item("红", None).value) == (UNTOLD, UNTOLD, UNTOLD)


@pytest.mark.parametrize(
    ("periods", "words"),
    [
        (("2026-07", "2026-09"), "2026年7月至9月"),
        (("2026-10",), "2026年10月"),
        (("2025-11", "2026-01"), "2025年11月至2026年1月"),
    ],
)
def test_months_in_a_row_are_named_as_people_say_them(periods: tuple[str, ...], words: str) -> None:
    assert months_words(periods) == words
    assert quarter_words("2026-09") == "2026年第三季度"


def test_bars_stay_in_order_and_fill_by_share(records: Records) -> None:
    few, many = (
        line.total
        for line in figures_of(records.releases).arrived("2026-10", "grade")
        if line.keys[0] in {"red", "blue"}
    )
    chart = counts_as_bars("件数", [("红", (), few), ("蓝", (), many)])
    assert [(bar.label, bar.value, bar.width) for bar in chart.rows] == [
        ("红", "10 件", "8.3%"),
        ("蓝", "120 件", "100.0%"),
    ]
    assert bars("率", [BarItem("季", "约 90%（共 20 件）", 0.9, town=0.8)]).rows[0].tick == "80.0%"


def test_a_trend_labels_the_newest_and_the_extremes_where_there_is_room(records: Records) -> None:
    grades = [line.total for line in figures_of(records.releases).arrived("2026-10", "grade")]
    red, _, yellow, blue, _ = grades
    chart = trend("件数", [("2025-11", red), ("2025-12", blue), ("2026-01", red), ("2026-02", yellow)])
    assert [column.label for column in chart.columns] == ["", "120", "", "15"]
    assert [column.year for column in chart.columns] == ["2025", "", "2026", ""]
    assert trend("空", []).columns == ()


def test_whole_days_are_said_as_days(records: Records) -> None:
    assert promise_words(records.town.grades[3]) == "15 天内办结（360 小时）"


def test_a_merged_category_says_where_it_went_on(records: Records) -> None:
    gone, into, *_ = records.town.categories
    merged = gone.model_copy(update={"merged": Merged(into=into.id, since=dt.date(2026, 8, 1))})
    town = records.town.model_copy(update={"categories": [merged, *records.town.categories[1:]]})
    shown = page(replace(records, town=town), f"board/cat/{gone.id}/")
    assert isinstance(shown, BoardRowPage)
    assert shown.other is not None
    assert (shown.other.label, shown.other.url) == (
        f"2026年8月1日起登记的，算进“{into.name}”",
        f"board/cat/{into.id}/",
    )
