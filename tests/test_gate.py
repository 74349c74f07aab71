"""The privacy gate: numbers and addresses in every disguise are found where they stand, ordinary texts pass."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rjieba
from hypothesis import assume, given
from hypothesis import strategies as st

from commands.benchmarks.gate import report, report_of_names
from commands.made_up_persons import PERSONS, MadeUp, card, disguised, mobile, name, nothing, resident_id, texts
from zhishuo.checks.outlines import outline_of
from zhishuo.checks.privacy import Passes
from zhishuo.gate import NAME, find, find_names, key
from zhishuo.gate.kinds import KINDS, Kind
from zhishuo.gate.text import NUMERALS, Plain, plain
from zhishuo.gate.traces import traced
from zhishuo.reading import read

ROOT = Path(__file__).parent.parent
NUMBERS = [kind for kind in PERSONS if kind != NAME]
chances = st.integers(0, 2**32).map(random.Random)


def kinds(text: str) -> list[str]:
    return [found.kind for found in find(text)]


@given(
    chance=chances, kind=st.sampled_from(NUMBERS), before=st.integers(0, 30), after=st.sampled_from(["", "。", "\n"])
)
def test_whatever_is_planted_is_found_once_at_its_place(
    chance: random.Random, kind: str, before: int, after: str
) -> None:
    said = PERSONS[kind](chance)
    text = "说了一句。\n" * before + "记的是：" + said + after
    (found,) = find(text)
    assert found.kind == kind
    assert text.count("\n", 0, found.start) == before
    assert len(text) - len(said) - len(after) <= found.start < found.end <= len(text)


@given(data=st.data(), kind=st.sampled_from(KINDS), numeral=st.sampled_from(NUMERALS))
def test_whatever_a_kind_says_leaves_a_trace_and_is_searched_whole(
    data: st.DataObject, kind: Kind, numeral: str
) -> None:
    said = plain(data.draw(st.from_regex(kind.pattern, fullmatch=True)))
    assume(kind.pattern.fullmatch(said))
    for one in (said, said.replace("1", numeral)):
        text = f"凄凄惶惶{one}凄凄惶惶"
        assert one in traced(Plain(text, range(len(text)))).text


@given(parts=st.lists(st.text("王李都方单上司马建国军来要子 说好12a+.%。，；、！\n“”（）", max_size=12), max_size=6))
def test_a_name_is_found_whatever_stands_in_other_sentences(parts: list[str]) -> None:
    """The tagger is given what stands between two ends; it must make the same of it there as in the whole text."""
    text = plain("。".join(parts))
    apart = [pair for part in re.split(r"([\s,;:!?、。()“”])", text) if part for pair in rjieba.tag(part)]
    assert apart == rjieba.tag(text)


@given(chance=chances)
def test_a_number_has_the_same_key_in_every_disguise(chance: random.Random) -> None:
    number = mobile(chance)
    (found,) = find(f"请打{disguised(chance, number)}。")
    assert found.key == number == key(disguised(chance, number).replace("*", ""))


@given(chance=chances)
def test_what_only_looks_like_it_passes(chance: random.Random) -> None:
    assert find(f"共{nothing(chance)}，都办了。") == []


@given(
    st.integers(0, 10**9).map(str) | st.dates(dt.date(1990, 1, 1), dt.date(2050, 1, 1)).map(str), st.integers(0, 10**6)
)
def test_counts_and_dates_side_by_side_pass(number: str, count: int) -> None:
    for text in (
        f"{number} 件",
        f"{count},{number}件",
        f"截至 {number}，{count} 件",
        f"{count}（{number}）件",
        f"{number}。{count}",
    ):
        assert not {"身份证号", "身份证号（校验码不对）", "银行卡号", "坐标"} & set(kinds(text)), text


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    for found in find(text):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end].count("\n") == text.count("\n", found.start, found.end)


@given(chance=chances)
def test_one_wrong_digit_makes_no_card_and_another_kind_of_id(chance: random.Random) -> None:
    number = card(chance)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert kinds(f"卡{number}") == ["银行卡号"]
    assert "银行卡号" not in kinds(f"记的是{wrong}。")
    assert kinds(f"证{resident_id(chance)}") == ["身份证号"]
    assert kinds(f"证{resident_id(chance, right=False)}") == ["身份证号（校验码不对）"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("打138一1234一5678", "手机号"),
        ("打138**1234**5678", "手机号"),
        ("+86 138 1234 5678", "手机号"),
        ("008613812345678", "手机号"),
        ("①③⑧①②③④⑤⑥⑦⑧", "手机号"),
        ("1️⃣3️⃣8️⃣12345678", "手机号"),
        ("壹叁捌壹贰叁肆伍陆柒捌", "手机号"),
        ("١٣٨١٢٣٤٥٦٧٨", "手机号"),
        ("+86 10 6234 5678", "固定电话"),
        ("电话8234567", "固定电话"),
        ("热线 95588", "服务电话"),
        ("11010519491231002×", "身份证号"),
        ("证件号：123456789012345", "身份证号（校验码不对）"),
        ("卡号 123456789012", "银行卡号"),
        ("378282246310005", "银行卡号"),
        ("粤B1234学", "车牌号"),
        ("沪 A 一二三四五", "车牌号"),
        ("微信：zhangsan", "微信号"),
        ("微信号123456789", "微信号"),
        ("wxid_abcdef12", "微信号"),
        ("zhang.san艾特qq。com", "电子邮箱"),
        ("十二栋三单元东户", "门牌地址"),
        ("二单元五零一", "门牌地址"),
        ("A座501", "门牌地址"),
        ("门牌是 12-3 号", "门牌地址"),
        ("解放大道 118 号附 2 号", "门牌地址"),
        ("东经116.3974", "坐标"),
        ("138、0000、1234", "手机号"),
        ("138/0000/1234", "手机号"),
        ("138|1234|5678", "手机号"),
        ("138~0000~1234", "手机号"),
        ("一三八+〇〇〇〇+一二三四", "手机号"),
        ("1、138、0000、1234", "手机号"),
        ("1、3、8、1、2、3、4、5、6、7、8", "手机号"),
        ("手机138、2000、1500人都打过", "手机号"),
        ("1**3**812345678", "手机号"),
        ("138<b>1234</b>5678", "手机号"),
        ("登记号：138 0000 0001", "手机号"),
        ("（0312）823/4567", "固定电话"),
        ("座机：12345678", "固定电话"),
        ("110105、19491231、002X", "身份证号"),
        ("1+1+0+1+0+5+1+9+4+9+1+2+3+1+0+0+2+X", "身份证号"),
        ("4111|1111|1111|1111", "银行卡号"),
        ("微信zhangsan", "微信号"),
        ("加微abc123", "微信号"),
        ("加我微信 abc123", "微信号"),
        ("＋V zhang_san", "微信号"),
        ("加Q 123456789", "QQ 号"),
        ("zhang点san@163.com", "电子邮箱"),
        ("abc@163点com", "电子邮箱"),
        ("abc at 163 dot com", "电子邮箱"),
        ("王庄村12号", "门牌地址"),
        ("5排3号", "门牌地址"),
        ("1204户", "门牌地址"),
        ("2单元5楼", "门牌地址"),
        ("三组12号", "门牌地址"),
        ("和平里五区3号", "门牌地址"),
        ("3号楼15号的住户", "门牌地址"),
        ("3号楼501号停水", "门牌地址"),
        ("**3**号楼**501**", "门牌地址"),
        ("Room 501", "门牌地址"),
        ("Building 3, Unit 2, Room 501", "门牌地址"),
        ("Flat 5B", "门牌地址"),
        ("No. 12 Some Road", "门牌地址"),
        ("Apt 4", "门牌地址"),
        ("Bldg. 3-2-501", "门牌地址"),
        ("5幢1-302", "门牌地址"),
        ("微信(zhangsan)", "微信号"),
        ("wei信：zhangsan", "微信号"),
        ("abc（a）163.com", "电子邮箱"),
        ("京A、12345", "车牌号"),
        ("138→0000→1234", "手机号"),
        ("【138】【1234】【5678】", "手机号"),
    ],
)
def test_other_ways_of_writing_are_found_too(text: str, kind: str) -> None:
    assert kinds(f"先说一句。\n{text}。") == [kind]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "12345 热线",
            "打12345",
            "5833 件",
            "2026-10-31",
            "13800000000 元",
            "¥13812345678",
            "0.13812345678",
            "138 2026-10-31",
        ),
        *("1761868800000", "0000-000000", "第13812号", "135，2000，1500", "13812345678件", "3.13812345678"),
        *(
            "3号楼120户居民",
            "3号楼2026年改的",
            "3栋楼，三户",
            "5月12号",
            "地铁3号线",
            "三室一厅",
            "走 12 路车",
            "第 2 单元楼",
        ),
        *(
            "WeChat: residents say",
            "微信公众号：xinmin",
            "在微信群里说",
            "微信小程序",
            "QQ 群里说",
            "pip@1.2",
            "@media",
        ),
        *(
            "192.168.100.120",
            "182.63.171.124",
            "978-0-10-370794-5",
            "64cf7324-86c2-4420-8794-605275074d32",
            "0862246044145",
        ),
        *("36.5 度", "39 度 5 分钟", "周一至周五 9:00-17:00", "0123-4567-89AB-CDEF", "新B超", "京AB"),
        "c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caec0c4f2138",
        "王阿姨、李老板、张某某",
        *("3号楼15号停水", "修路10号到15号", "小区15号、16号停电", "本村12号开会", "入住15号开始", "住院12号出院"),
        *(
            "3号楼216名居民",
            "惠及1204户",
            "，1204户居民都签了",
            "23栋楼1204户",
            "村3号井",
            "小区3号电梯",
            "第5排3号座位",
        ),
        *("供电热线95598", "反诈热线 96110", "热线 12345、110、119", "400-500-1000 元"),
        *(
            "138、2000、1500 户",
            "138+2000+1500=3638",
            "分别是138、2000、1500",
            "| 138 | 2000 | 1500 |",
            "138、139、150开头",
        ),
        *("13:00、14:00~15:30、9:00", "2026/10/31 14:00/15:00", "13,800,001,234", "4200、4350、4500、4620户"),
        *("新庄15号开集", "各社区62/40/9883", "2613，3816，7781，6174", "8村15组", "15号至20号", "3号楼、5号楼各12户"),
        *("微信 Android 版", "加V领奖", "微信群 3 个", "下午3点@大家"),
        *(
            "meeting room 2",
            "a flat 20 yuan fee",
            "in 17 communities along the road",
            "20 new street lamps",
            "unit: households",
        ),
    ],
)
def test_ordinary_words_and_numbers_pass(text: str) -> None:
    assert kinds(text) == []


def written() -> Iterator[Path]:
    for root in (ROOT, ROOT / "tests" / "site"):
        yield from sorted(path for path in root.glob("data/**/*.yml") if path.parent.name != "releases")
        yield from sorted(root.glob("content/**/*.md"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("打13812341234，13912341235", "手机号"),
        ("打13800000101，5点以后打", "手机号"),
        ("13800000150/13800000151/13800000152", "手机号"),
        ("13800000120元旦以后打", "手机号"),
        ("110101199003071233，13800000122", "手机号"),
        ("家住5楼501", "门牌地址"),
        ("3号楼2门501", "门牌地址"),
        ("住在501房", "门牌地址"),
    ],
)
def test_what_stands_beside_a_number_does_not_hide_it(text: str, kind: str) -> None:
    assert kind in kinds(text)


def test_an_offices_address_lets_no_other_through() -> None:
    offices = Passes(frozenset(), ("新民小区2号楼1单元",))
    assert offices.find("窗口在新民小区2号楼1单元。") == []
    for text in ("新民小区2号楼1单元501", "2号楼1单元", "和平小区2号楼1单元"):
        assert [found.kind for found in offices.find(text)] == ["门牌地址"], text


@pytest.mark.parametrize("path", [*written()], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_staff_wrote_gives_nobody_away(path: Path) -> None:
    assert kinds(path.read_text(encoding="utf-8").replace("\n", "\f")) == []


def test_of_a_made_up_corpus_every_number_is_found_and_nothing_else_and_most_names() -> None:
    *lines, names = list(report(seed=20, each=150))[1:-1]
    assert [line.split()[:3] for line in lines] == [["150", "100.00", "100.00"]] * len(NUMBERS), "\n".join(lines)
    assert min(map(float, names.split()[1:3])) > 93, names


def test_names_in_a_tagged_corpus_are_counted(tmp_path: Path) -> None:
    (tmp_path / "corpus.txt").write_text(
        "网格员/n  李/nr  秀英/nr  找/v  了/u  王建国/nr  。/w\n"
        "他/r  用/v  万博/nz  生态箱/n  找/v  强强/nr  。/w\n"
        "记者/n  欧阳/nr  娜娜/nr  摄/Vg\n",
        encoding="utf-8",
    )
    assert [*report_of_names(tmp_path / "corpus.txt")] == [
        "corpus.txt：4 个姓名，找到 75.0%；找了 4 个，找对 75.0%",
    ]


@given(
    chance=chances,
    form=st.sampled_from(["{0}阿姨", "{0}老板", "{0}某", "{0}某某", "老{0}", "{0}师傅", "{0}书记", "{0}大爷"]),
)
def test_how_people_are_called_is_no_name(chance: random.Random, form: str) -> None:
    called = form.format(name(chance)[0])
    assert find_names(f"住户{called}说，灯不亮了。") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("社区书记王建国说", "王建国"),
        ("今天赵志强来了", "赵志强"),
        ("把孙婷婷家的墙补了", "孙婷婷"),
        ("经办人：张伟", "张伟"),
        ("户主姓名：龚秀兰", "龚秀兰"),
        ("欧阳娜说灯不亮", "欧阳娜"),
        ("张　伟", "张　伟"),
        ("**王**建国来了", "王**建国"),
        ("<v 李秀英>你好", "李秀英"),
        ("told by Ms Li", "Ms Li"),
        ("Wang Xiuying said so", "Wang Xiuying"),
        ("said Jianguo Zhang", "Jianguo Zhang"),
    ],
)
def test_names_are_found_by_what_stands_around_them(text: str, name: str) -> None:
    assert [text[found.start : found.end] for found in find_names(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "马上就要过冬了，高空抛物危险，安全第一。",
        "田间地头开会，村里老人都来，孙子放学没人接。",
        "李子树剪枝，杨树飘絮，一张张贺卡，张贴在江边。",
        "王庄村、李家屯、张家口都来学，楼长王阿姨也说好。",
        "党建引领，文明实践，高清摄像头，康复器材，古树名木。",
        "周一至周五上班，于是许多居民要求方便一点。",
        "Residents of Wang Village walk along Heping Road with Auntie Wang.",
    ],
)
def test_ordinary_words_are_no_names(text: str) -> None:
    assert find_names(text) == []


def test_the_made_up_corpus_is_the_same_for_a_seed() -> None:
    def corpus(seed: int) -> list[MadeUp]:
        return list(texts(seed, 5))

    assert corpus(1) == corpus(1) != corpus(2)


def test_the_real_site_has_nothing_waived_without_a_reason() -> None:
    assert all(waiver.reason and waiver.day for waiver in read(ROOT).waivers)


def test_the_built_site_with_its_chrome_gives_nobody_away(site: Path) -> None:
    read = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    assert len(read) > 100
    assert [
        (path, found.masked) for path, text in read.items() for found in find("\f".join(outline_of(text).texts))
    ] == []
