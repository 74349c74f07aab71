"""The privacy gate finds numbers and addresses in every disguise, once, where they stand."""

from __future__ import annotations

import random

import pytest
from gate_numbers import NUMBERS, chances, kinds
from hypothesis import assume, given
from hypothesis import strategies as st

from commands.made_up_persons import PERSONS, card, disguised, mobile, resident_id
from zhishuo.gate import find, key
from zhishuo.gate.kinds import KINDS, Kind
from zhishuo.gate.text import NUMERALS, Plain, plain
from zhishuo.gate.traces import traced


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


@given(chance=chances)
def test_a_number_has_the_same_key_in_every_disguise(chance: random.Random) -> None:
    number = mobile(chance)
    (found,) = find(f"请打{disguised(chance, number)}。")
    assert found.key == number == key(disguised(chance, number).replace("*", ""))


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
