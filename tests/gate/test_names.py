"""The privacy gate finds names by what stands around them; how people are called, and ordinary words, are none."""

from __future__ import annotations

import random
import re

import pytest
import rjieba
from gate_numbers import chances
from hypothesis import given
from hypothesis import strategies as st

from commands.made_up_persons import name
from zhishuo.gate import find_names
from zhishuo.gate.text import plain


@given(parts=st.lists(st.text("王李都方单上司马建国军来要子 说好12a+.%。，；、！\n“”（）", max_size=12), max_size=6))
def test_a_name_is_found_whatever_stands_in_other_sentences(parts: list[str]) -> None:
    """The tagger is given what stands between two ends; it must make the same of it there as in the whole text."""
    text = plain("。".join(parts))
    apart = [pair for part in re.split(r"([\s,;:!?、。()“”])", text) if part for pair in rjieba.tag(part)]
    assert apart == rjieba.tag(text)


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
