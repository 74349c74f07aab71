"""The mapping: guessed from headers, written out for correction, and every mistake in it named with its line."""

from __future__ import annotations

import pytest

from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.columns import CODES, is_private
from zhishuo.ledger.guessing import written
from zhishuo.ledger.mapping import check_headers, guess, lookup, read_mapping
from zhishuo.problems import ProblemsError

HEADERS = ["诉求编号", "登记 时间", "所属社区", "姓名", "联系电话", "办理结果", "颜色", "流水"]
GOOD = "columns:\n  id: 编号\n  registered_at: 登记\n"


def _problems(text: str, codebook: Codebook) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        read_mapping("m.yml", text, codebook)
    return [str(problem) for problem in caught.value.problems]


def test_headers_suggest_the_mapping() -> None:
    columns = {
        "id": "诉求编号",
        "registered_at": "登记 时间",
        "community": "所属社区",
        "outcome": "办理结果",
        "grade": "颜色",
    }
    assert guess(HEADERS).columns == columns


def test_the_guess_written_out_reads_back_the_same(codebook: Codebook) -> None:
    mapping = guess(HEADERS)
    text = written(mapping, HEADERS)
    assert read_mapping("m.yml", text, codebook) == mapping
    assert "# 像联系方式或自由文字、不许读取的列：姓名、联系电话" in text
    assert "# 台账里没有用上的列：流水" in text


def test_headers_of_two_lines_stay_in_their_comment(codebook: Codebook) -> None:
    headers = ["诉求编号", "登记\n时间", "联系\n电话", '内容\n1,示例甲,"' + "很长" * 20]
    text = written(guess(headers), headers)
    assert read_mapping("m.yml", text, codebook) == guess(headers)
    assert "不许读取的列：联系 电话、内容" in text
    assert "很长" * 10 not in text


def test_a_first_row_that_is_no_header_is_not_written_down() -> None:
    assert "示例" not in written(guess(["示例甲", "示例电话"]), ["示例甲", "示例电话"])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["m.yml:1: 对照表是空的，至少要写 columns"]),
        ("columns:\n  id: 编号\n", ["m.yml:1: columns: 缺少 registered_at（登记时间），没有这一列就不能统计"]),
        (GOOD + "  comunity: 社区\n", ["m.yml:4: columns.comunity: 没有这个标准列，最接近的是“community”"]),
        (GOOD + "  community: 住址\n", ["m.yml:4: columns.community: “住址”像是联系方式或自由文字，这样的列不许读取"]),
        (GOOD + "  grade:\n", ["m.yml:4: columns.grade: 要写台账里的列名；台账没有这一列就删去这一行"]),
        (GOOD + "date: ymd\n", ["m.yml:4: date: 没有这个字段，最接近的是“dates”"]),
        (GOOD + "dates: dym\n", ["m.yml:4: dates: 要写 ymd（年月日）、dmy（日月年）或 mdy（月日年），现在是“dym”"]),
        (
            GOOD + "words:\n  community:\n    xinming: [新民村]\n  title: {a: b}\n",
            [
                "m.yml:6: words.community.xinming: 没有这个代号，最接近的是“xinmin”",
                f"m.yml:7: words.title: 这里只能写 {'、'.join(CODES)}",
            ],
        ),
        (
            GOOD + "words:\n  outcome:\n    solved: [办妥]\n    partly: [办妥]\n",
            ["m.yml:7: words.outcome.partly: “办妥”已经写在 solved 下面，一个词只能有一个意思"],
        ),
        (GOOD + "words:\n  outcome: [办妥]\n", ["m.yml:5: words.outcome: 要写成“代号: [写法, 写法]”，一行一条"]),
        (
            GOOD + "words:\n  outcome:\n    solved: {办妥: 好}\n",
            ["m.yml:6: words.outcome.solved: 要写成 [写法, 写法]"],
        ),
        (
            GOOD + "  settled_at: 登记\n",
            ["m.yml:4: columns.settled_at: “登记”已经写给 registered_at，一列只能有一个意思"],
        ),
        (
            GOOD + "  channel: 来源\nconstants:\n  channel: phone\n",
            ["m.yml:6: constants.channel: columns 里已经有这一列，不能再写固定值"],
        ),
        (
            GOOD + "  due_at: 截止\ngrade:\n  promised_days: [1, 3, 99999]\n",
            ["m.yml:6: grade.promised_days: 要写三个天数，如 [1, 3, 10]：红、橙、黄最多几天，再长是蓝"],
        ),
        (GOOD + "constants:\n  channel: fax\n", ["m.yml:5: constants.channel: 没有“fax”这个代号"]),
        (
            GOOD + "constants:\n  id: a\n",
            ["m.yml:5: constants.id: 只有 community、category、grade、channel 可以写成固定值"],
        ),
        (
            GOOD + "  due_at: 截止\ngrade:\n  promised_days: [3, 1, 10]\n",
            ["m.yml:6: grade.promised_days: 三个天数要从小到大"],
        ),
        (
            GOOD + "grade:\n  promised_days: [1, 3]\n",
            [
                "m.yml:4: grade: 按时限定等级时，columns 里要有 due_at，不能有 grade",
                "m.yml:5: grade.promised_days: 要写三个天数，如 [1, 3, 10]：红、橙、黄最多几天，再长是蓝",
            ],
        ),
    ],
)
def test_every_mistake_is_named_with_its_line(text: str, problems: list[str], codebook: Codebook) -> None:
    assert _problems(text, codebook) == problems


def test_mapped_headers_must_stand_once_in_the_ledger(codebook: Codebook) -> None:
    mapping = read_mapping("m.yml", GOOD, codebook)
    with pytest.raises(ProblemsError) as caught:
        check_headers("m.yml", mapping, ["编号", "编号", "登记时间"])
    assert [str(problem) for problem in caught.value.problems] == [
        "m.yml: columns.id: 台账里有两列都叫“编号”，分不清是哪一列；请在导出时改名",
        "m.yml: columns.registered_at: 台账里没有“登记”这一列，最接近的是“登记时间”",
    ]


def test_the_mappings_words_win_over_the_towns(codebook: Codebook) -> None:
    mapping = read_mapping("m.yml", GOOD + "words:\n  community:\n    heping: [新民]\n", codebook)
    assert lookup("community", mapping, codebook)["新民"] == "heping"


@pytest.mark.parametrize(
    "header",
    [
        *(
            "姓名",
            "联系人",
            "手机号码",
            "身份证号",
            "家庭住址",
            "门牌号",
            "微信号",
            "诉求内容",
            "问题描述",
            "备注",
            "经办意见",
            "反映人",
            "户主",
            "车牌号",
            "出生年月",
        ),
        *("name", "Caller Name", "phone", "ADDRESS", "CASE_TITLE", "closure_reason", "Description", "note", "LOCATION"),
        *(
            "latitude",
            "LONGITUDE",
            "lat",
            "email",
            "SubmittedPhoto",
            "LOCATION_STREET_NAME",
            "zipcode",
            "Geocoded_Location",
        ),
    ],
)
def test_contact_and_free_text_headers_are_private(header: str) -> None:
    assert is_private(header)


@pytest.mark.parametrize(
    "header",
    ["社区名称", "诉求编号", "登记时间", "转办单位", "TYPE", "REASON", "ward", "neighborhood", "来源", "是否延期"],
)
def test_plain_columns_are_not(header: str) -> None:
    assert not is_private(header)
