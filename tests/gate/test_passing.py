"""What only looks like a number or an address of somebody passes the privacy gate."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from gate_numbers import chances, kinds
from hypothesis import given
from hypothesis import strategies as st

from commands.made_up_persons import nothing
from zhishuo.checks.privacy import Passes
from zhishuo.gate import find


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


def test_an_offices_address_lets_no_other_through() -> None:
    offices = Passes(frozenset(), ("新民小区2号楼1单元",))
    assert offices.find("窗口在新民小区2号楼1单元。") == []
    for text in ("新民小区2号楼1单元501", "2号楼1单元", "和平小区2号楼1单元"):
        assert [found.kind for found in offices.find(text)] == ["门牌地址"], text
