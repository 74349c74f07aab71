"""Persons' names: a family name and, by the tagger, a given name after it. 王阿姨, 李老板, 张某 and 老周 are none.

The tagger (rjieba: jieba's dictionary and hidden Markov model) takes some ordinary words for names, which two lists
correct. Its dictionary takes a quarter of a second to load, once; what is tagged then costs little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

# The frequent family names of the mainland; those that begin many ordinary words need a given name of two characters.
_FAMILIES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴夏钟汪田任姜范"
    "方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚庞樊兰殷施陶洪翟安颜倪严牛芦俞章鲁葛伍韦申尤毕聂焦"
    "柳邢岳齐梅莫辛管涂谷祁耿牟卜詹苗凌费纪靳盛童欧甄项曲游裴席卫查屈鲍覃霍翁隋甘景单包柏宁柯阮桂解强柴房辜吉饶刁瞿戚丘滕晋苑邬臧"
    "宫苟褚简娄符奚木穆党燕郎邸冀谈姬屠郜晏栾郁蒙喻揭窦迟敖糜鄢卓仇艾都巩练仲乐虞卞封竺冼楚佟栗匡宗台巫鞠桑荆银扬沙岑胥蔺付代仝佘沐"
    "班邝舒"
)
_RARER = frozenset("文关温华左向古平庄祝闵阳路")
_DOUBLE = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "东方", "端木"}
)
FAMILIES = _FAMILIES | _RARER | _DOUBLE
# What follows a family name and is no given name: how people are called, and what places are.
_CALLED = re.compile(
    "某|阿姨|老|总|工|家|姓|氏|大[爷妈叔婶姐哥娘]|奶奶|爷爷|师傅|书记|主任|经理|医生|大夫|先生|女士|同志|教授|代表|记者|警官|律师|"
    "[叔婶姐哥嫂伯姨舅说讲问住]|[站所局镇县市省部队院校]长|[队校村县镇省市州庙桥城楼集庄店堡湾沟山河]"
)
_NAMES = frozenset({"nr", "nrt", "nrfg"})
# Given names that are words as well: 建国, 建军, 婷婷.
_NAMES_AND_WORDS = _NAMES | {"ns", "nz", "n", "z"}
_DOUBLED = _NAMES | {"z"}
# Ordinary words that the tagger takes for names.
_ORDINARY = (
    "万元 严冬 严格 严重 乐意 代办 余震 保健 党员 党支部 关怀 包括 华裔 卓越 单位 卢布 卢森堡 "
    "卫星 卫生 古老 台阶 史前 史实 吉尼斯 吉祥 夏天 孙女 孙子 宁可 宁静 安全 安居 安康 安心 "
    "安排 安装 安静 宫灯 封条 封锁 席位 常见 康复 廉政 张北 张家口 强调 文明 文明委 方便 方面 "
    "施工 明星 明白 易懂 景区 木卫二 木头 杜绝 林荫 柏树 查询 柳树 桂花 桑树 梅花 欧佩克 武侠 "
    "江河 江边 汤圆 沙滩 沙龙 温馨 游客 牛奶 班长 田野 田间 白天 白宫 白莲 白菜 白费 盛赞 "
    "石家庄 石板 祝福 祝贺 秦岭 童年 童话 简单 管理 管道 罗布泊 舒心 舒适 艾灸 苗圃 范围 范畴 "
    "莫斯科 莫非 蓝天 解决 解释 许可证 谈心 谢谢 贺信 贺卡 贺岁 贺词 路灯 辛勤 都是 金字塔 "
    "金桔 金秋 金融 钟声 钟山 钱包 陈旧 陈述 陶瓷 雷同 雷达 韩元 项目 顾客 顾虑 顾问 马上 "
    "胡萝卜 白杨树 胡同口 白露 叶子 金银花 银杏树 栗子 李子树 龙虾 黄桃 古玩城 钟点工 万年青 盛夏 高德 白云路 "
    "马尼拉 马德里 马路 高兴 高峰 高效 高明 高水平 高潮 高素质 高达 高雅 高龄 黎巴嫩 齐全 龙头 "
)
_WORDS = frozenset(_ORDINARY.split())


def names(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every person's name in a plain text."""
    import rjieba  # noqa: PLC0415 - takes its time, and only stories and practices need it

    place = 0
    for (word, tag), (after, tag_after) in pairwise([*rjieba.tag(text), ("", "")]):
        start, place = place, place + len(word)
        family = word[:2] if word[:2] in _DOUBLE else word[:1]
        if family not in FAMILIES:
            continue
        if word == family:
            if family not in _RARER and _is_given(after, tag_after, tag):
                yield start, place + len(after)
        elif tag in _NAMES and word not in _WORDS and _fits(family, word.removeprefix(family)):
            yield start, place


def _fits(family: str, given: str) -> bool:
    least = 2 if family in _RARER else 1
    return least <= len(given) <= 2 and not _CALLED.match(given)  # noqa: PLR2004 - given names have one or two characters


def _is_given(word: str, tag: str, tag_of_family: str) -> bool:
    """Return whether the word after a family name that stands alone is a given name."""
    if _CALLED.match(word):
        return False
    if len(word) == 1:
        return tag in _NAMES
    return len(word) == 2 and tag in (_NAMES_AND_WORDS if tag_of_family in _NAMES else _DOUBLED)  # noqa: PLR2004 - likewise
