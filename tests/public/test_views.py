"""What each page may say: numbers with their fractions, merged rows in words, honest empty places, no ranking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhishuo.figures import Line, Rate
from zhishuo.reading import Records
from zhishuo.records import ReleaseTable, Window
from zhishuo.views import View, show
from zhishuo.views.base import Link
from zhishuo.views.board import BoardPage
from zhishuo.views.board_rows import BoardRowPage
from zhishuo.views.charts import BarItem, bars, counts_as_bars, trend
from zhishuo.views.home import HomePage
from zhishuo.views.practices import PracticePage
from zhishuo.views.rates import common_days, leading_rate, leading_sentence, rate_item, rate_sentence, readings
from zhishuo.views.reference import DataPage
from zhishuo.views.showcase import CommunitiesPage, CommunityPage
from zhishuo.views.tables import MERGED, Cell, count_cell, narrow_table, rate_cell, row_head
from zhishuo.views.town import PromisesPage, SpeakPage, promise_words
from zhishuo.views.visits import TourPage
from zhishuo.views.words import codebook, quarter_words, window_words


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
        ("登记", "288 件", "2026年10月新登记的诉求"),
        ("解决", "200 件", "2026年10月办结 270 件，结果写明“解决”的占 74.1%"),
        ("超期", "27 件", "2026年10月到期 267 件，过了期限的占 10.1%：办晚了 20 件，还没办完 7 件"),
        ("还没办结", "68 件", "2026年10月最后一天还没办完的，超期的也在里面"),
    ]
    assert home.settled_lines == (
        "一共 284 件，看到2026年11月3日为止。",
        "已办结 275 件，还没办结 9 件。",
        "结果写明“解决”的 210 件。",
    )


def test_red_is_said_as_its_own_number_first(records: Records) -> None:
    board = page(records, "board/")
    assert isinstance(board, BoardPage)
    assert board.red_lines == (
        "2026年10月登记 8 件。",
        "2026年9月登记的 8 件：应办结 8 件，按时办结 8 件；数量太少，不列百分比。超期 0 件。",
    )
    grades = next(section for section in board.sections if section.id == "registered").exhibits[0]
    assert [row.marks[0].text for row in grades.table.rows] == ["红·特急", "橙·加急", "黄·平急", "蓝·一般"]


def only(records: Records, *wanted: str) -> Records:
    """Return the records with the newest release alone, and of it only the tables with these rows."""
    month, release = list(records.releases.items())[-1]
    tables = [table for table in release.tables if table.rows in wanted]
    return replace(records, releases={month: release.model_copy(update={"tables": tables})})


def test_a_month_without_grades_does_not_say_that_they_were_merged(records: Records) -> None:
    board = page(only(records, "town"), "board/")
    assert isinstance(board, BoardPage)
    assert board.red_lines == ("这个月没有按等级公布的数字。",)


def test_a_sum_of_what_came_and_what_went_has_no_sign(records: Records) -> None:
    columns = [["open_before"], ["registered", "settled"], ["open_after"]]
    newest = only(records, "town")
    (month, release), *_ = newest.releases.items()
    tables = [
        table.model_copy(
            update={"columns": columns, "lines": [table.lines[0].model_copy(update={"counts": [50, 558, 68]})]}
        )
        for table in release.tables
        if table.split == "book"
    ]
    board = page(replace(newest, releases={month: release.model_copy(update={"tables": tables})}), "board/")
    assert isinstance(board, BoardPage)
    labels = [row.label for row in board.sections[0].exhibits[0].table.rows]
    assert labels == ["月初未办结", "本月登记、本月办结合计", "等于：月末未办结"]


def test_merged_columns_are_said_in_words(records: Records) -> None:
    board = page(records, "board/2026-10/")
    assert isinstance(board, BoardPage)
    cohort = next(section for section in board.sections if section.id == "cohort").exhibits[0]
    assert cohort.full[0].head == ("等级", "按时办结", "超期办结、超期未办结合计", "未到期、没有承诺时限合计")
    assert cohort.notes == ("件数少的几项合在一起公布：超期办结、超期未办结合计；未到期、没有承诺时限合计。",)
    assert cohort.table.head == ("等级", "超期", "按时办结率")
    assert (cohort.table.rows[1].cells[0].text, cohort.table.rows[1].cells[0].sub) == ("5", "应办结 30")


def test_a_merged_community_shows_the_sum_and_who_is_in_it(records: Records) -> None:
    alone, merged = page(records, "board/c/xinmin/"), page(records, "board/c/heping/")
    assert isinstance(alone, BoardRowPage)
    assert isinstance(merged, BoardRowPage)
    assert (
        alone.exhibits[0].sentence == "2026年第三季度，新民社区：按时办结率 93.3%（按时办结 280 件 ÷ 应办结 300 件）。"
    )
    assert [row.label for row in alone.exhibits[0].table.rows] == ["2026年第三季度", "2026年第二季度"]
    together = "和平社区、光明社区、未归属社区合计"
    assert merged.exhibits[0].sentence == (
        f"2026年第三季度，{together}：应办结 15 件，按时办结 10 件；数量太少，不列百分比。"
    )
    assert [row.note for row in merged.exhibits[0].table.rows] == [together, together]
    assert merged.exhibits[0].notes[0] == "件数少的时候，和别的合在一起公布：写着“合计”的那一行是几项加起来的。"


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
    with_category, without = page(records, "c/xinmin/four-colours/"), page(records, "c/heping/four-colours/")
    assert isinstance(with_category, PracticePage)
    assert isinstance(without, PracticePage)
    assert with_category.figures[0].sentence.startswith("2026年第三季度，物业管理：按时办结率 93.3%")
    assert (without.board, without.figures) == (None, ())


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
        "2026年第三季度（和平社区、光明社区、未归属社区合计）：应办结 15 件，按时办结 10 件；数量太少，不列百分比。",
    )
    assert tour.stops[1].figures[0].startswith("2026年第三季度：按时办结率 93.3%")
    assert tour.day == "3月20日"


def test_a_promise_has_its_progress_in_words(records: Records) -> None:
    promises = page(records, "promises/")
    assert isinstance(promises, PromisesPage)
    found = promises.promises[0]
    assert (found.progress, found.target, found.reached, found.evidence[0].day) == ("已兑现", "145 户", "145 户", "")


def test_rates_below_the_least_number_give_counts_instead_of_a_percentage() -> None:
    assert rate_sentence(Rate("解决率", 7, 9, "解决", "已办结")) == "已办结 9 件，解决 7 件；数量太少，不列百分比。"
    assert rate_cell(Rate("解决率", 7, 9, "解决", "已办结")).text == "数量太少"
    assert rate_cell(None).text == MERGED
    assert count_cell(Line(("town",), ((("solved", "partly"), 9),)), "solved").text == MERGED


def test_of_none_there_is_no_rate_and_nothing_is_said_to_be_merged() -> None:
    none_due = Line(("red",), ((("on_time",), 0), (("settled_late", "open_overdue"), 0), (("not_due",), 9)))
    assert leading_sentence("timeliness", none_due) == "应办结 0 件，按时办结 0 件；数量太少，不列百分比。"
    assert rate_cell(leading_rate("timeliness", none_due)) == Cell("数量太少")
    assert rate_item("红", leading_rate("timeliness", none_due)).value == "数量太少（共 0 件）"


def test_where_columns_are_merged_the_next_figure_that_is_known_is_said() -> None:
    outcome = Line(("town",), ((("solved",), 40), (("partly", "open"), 10)))
    within = Line(("town",), ((("d3",), 10), (("d7",), 10), (("d15",), 10), (("d30", "not_within"), 10)))
    assert leading_sentence("outcome", outcome) == "一共 50 件，结果写明“解决”的 40 件。"
    assert leading_sentence("solved_within", within) == "15 日解决率 75.0%（15 天内解决 30 件 ÷ 全部登记 40 件）。"
    assert common_days([within]) == 15


def test_a_narrow_table_leaves_out_columns_that_were_merged_in_every_row(records: Records) -> None:
    table = ReleaseTable.model_validate(
        {
            "population": "cohort",
            "window": {"first": "2026-09", "last": "2026-09"},
            "rows": "grade",
            "split": "outcome",
            "columns": [["solved"], ["partly", "open"]],
            "lines": [{"keys": ["red"], "counts": [20, 9]}, {"keys": ["unassigned"], "counts": [0, 0]}],
        }
    )
    found = narrow_table(codebook(records), table, "结果", readings("outcome"))
    assert found.head == ("等级", "解决", "全部登记")
    assert [(row.label, [cell.text for cell in row.cells]) for row in found.rows] == [("红·特急", ["20", "29"])]


@pytest.mark.parametrize(
    ("first", "last", "quarter", "window"),
    [
        ("2026-07", "2026-09", "2026年第三季度", "2026年7月至9月"),
        ("2026-10", "2026-10", "2026年10月", "2026年10月"),
        ("2025-11", "2026-01", "2025年11月至2026年1月", "2025年11月至2026年1月"),
    ],
)
def test_periods_are_named_as_people_say_them(first: str, last: str, quarter: str, window: str) -> None:
    shown = Window(first=first, last=last)
    assert (quarter_words(shown), window_words(shown)) == (quarter, window)


def test_merged_rows_are_named(records: Records) -> None:
    book = codebook(records)
    assert book.row("community", ("xinmin", "heping")) == "新民社区、和平社区合计"
    assert book.row("community", ("xinmin", "heping", "guangming", "unassigned")) == "4 个社区合计"
    assert book.column("timeliness", ("settled_late", "open_overdue")) == "超期办结、超期未办结合计"
    assert book.column("outcome", ("partly", "explained", "transferred", "open")) == "4 项合计"


def test_a_merged_grade_row_tells_all_that_is_in_it(records: Records) -> None:
    book = codebook(records)
    row = row_head(book, "grade", ("blue", "unassigned"), ())
    assert ([mark.text for mark in row.marks], row.parts) == (["蓝·一般"], ("蓝·一般、", "未注明等级", "合计"))
    everything = row_head(book, "grade", ("red", "orange", "yellow", "blue"), ())
    assert (everything.marks, everything.label) == ((), "4 个等级合计")
    assert everything.note == "红·特急、橙·加急、黄·平急、蓝·一般"


def test_bars_stay_in_order_and_fill_by_share() -> None:
    chart = counts_as_bars("件数", [("红", (), 5), ("蓝", (), 50)])
    assert [(bar.label, bar.value, bar.width) for bar in chart.rows] == [
        ("红", "5 件", "10.0%"),
        ("蓝", "50 件", "100.0%"),
    ]
    assert bars("率", [BarItem("季", "90%（共 20 件）", 0.9, town=0.8)]).rows[0].tick == "80.0%"


def test_a_trend_labels_the_newest_and_the_extremes_where_there_is_room() -> None:
    chart = trend("件数", [("2025-11", 5.0, "5"), ("2025-12", 9.0, "9"), ("2026-01", 7.0, "7"), ("2026-02", 8.0, "8")])
    assert [column.label for column in chart.columns] == ["", "9", "", "8"]
    assert [column.year for column in chart.columns] == ["2025", "", "2026", ""]
    assert trend("空", []).columns == ()


def test_whole_days_are_said_as_days(records: Records) -> None:
    assert promise_words(records.town.grades[3]) == "15 天内办结（360 小时）"
