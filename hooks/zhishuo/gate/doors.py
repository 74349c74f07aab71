"""Addresses down to a door, in Chinese and in English: patterns over plain texts.

A building, a street or a village by itself is no door, a count of households neither; 12号 may be a day.
"""

from __future__ import annotations

_N = r"[\d十百][\d十百]{0,3}[a-d]?"
_BEYOND_DAYS = r"(?:3[2-9]|[4-9]\d|\d{3,4})[a-d]?"
_SEP = r"[ \-,、/]*"
# What follows a number that counts: 120户 are households, 216名 are residents, 2026年 is no room.
_COUNTED = (
    r"[ 多余]?(?:[年月户人件元个次米平天万棵辆盏份张名位条处台栋幢项期批场套吨岁度%千百亿]|座(?!机)|家(?!里|的|人|门)|"
    r"公里|小时|分钟|号线|斤)"
)
# What follows 12号 where it is a day, and where it is the number of a thing.
_DAY = (
    r" ?(?:[、,和至到\-~]+ ?\d{1,2} ?[号日])*"
    r"(?:停[水电气暖]|开[始会工学放集市园业馆]|起(?!火)|到(?!底)|至|以?前(?!门)|以?后(?!门)|之[前后]|[上下]午|早上|晚|夜|中午|凌晨|"
    r"[那这当]天|举[行办]|召开|[动施完竣]工|检修|放假|来[水电]|恢复|[\-~、和,] ?\d{1,2} ?[号日](?!楼))"
)
_THING = (
    "[楼线院门摊站车机窗桌井灯桶箱泵台厅馆池亭岗路口桥文公通地点位座柱杆标信令闸塔棚柜单码段]|"
    "电梯|变压|垃圾|充电|停车|广场|病房|会议|展"
)
_HOUSE = rf"(?:{_BEYOND_DAYS} ?号(?!{_THING})|{_N} ?号(?!{_THING}|{_DAY}))"
_UNIT = rf"{_N} ?单元"
_FLOOR = rf"{_N} ?[楼层]{_SEP}"
_SIDE = "[东西南北中左右] ?[室户]"
_ROOM = (
    rf"(?:{_N} ?室|{_HOUSE}|\d{{1,2}}0[1-9] ?户(?!居民|人家|家庭)|{_SIDE}|"
    rf"\d{{3,4}}(?![\d.]|{_COUNTED}))"
)
_IN_BUILDING = (
    rf"(?:\d{{1,2}}[\-/]\d{{3,4}}(?![\d\-/])|{_UNIT}(?:{_SEP}{_FLOOR})?(?:{_SEP}{_ROOM})?|(?:{_FLOOR})?{_ROOM})"
)
# Where houses have numbers of their own; not 社区, 全村, 工作组 or 这里, after which 12号 is a day.
_VILLAGE = (
    "(?:村(?<![全本各我农该]村)|[庄屯寨堡苑坊排]|组(?<![小本全各作]组)|区(?<![社校景辖全地郊市城灾片各我本]区)|"
    "里(?<![这那哪家屋城心夜公]里)|[家花佳嘉]园|公寓|大院|号院)"
)
# 12号 of a street or a village: what else it may be is a day.
HOUSES = (
    rf"(?:路(?<![修铺封断堵让走线管电网油]路)|街|巷|弄|大道|胡同) ?(?:{_N} ?弄 ?)?{_N}(?:[\-之]{_N})? ?号(?!{_THING})",
    rf"{_VILLAGE} ?{_HOUSE}",
)
DOORS = (
    (
        rf"{_N} ?(?:(?:号楼|栋|幢|座|#楼?){_SEP}{_IN_BUILDING}|单元{_SEP}(?:{_FLOOR}(?:{_ROOM})?|{_ROOM})"
        rf"|[楼层]{_SEP}(?:{_N} ?室|{_SIDE}))"
    ),
    rf"[a-z](?<![a-z].) ?(?:号楼|栋|幢|座){_SEP}{_IN_BUILDING}",
    r"\d(?<!\d.)\d{2,3} ?室(?![内外友温])",
    r"门牌号?码?[ :=是为]*[\d十百][\d十百\-之附]{0,9} ?号?",
    r"[区园苑庄城住家里村] ?\d{1,2}-\d{1,2}-\d{3,4}(?![\d-])",
    r"[区园苑庄城住家里村](?<!社区) ?\d{1,2}/\d{1,2}/\d?\d0\d(?![\d/])",
    r"\d(?<!\d.) ?楼 ?\d0\d(?![\d年月名人户件元个次米])",
    rf"{_N} ?号楼 ?\d{{1,2}} ?门{_SEP}{_ROOM}",
    rf"\d(?<!\d.) ?门 ?\d{{3,4}}(?![\d.]|{_COUNTED})",
    r"\d(?<!\d.)\d{2,3} ?号?房(?![间屋子东租产])",
    rf"住(?<!入住)在? ?(?:\d{{3,4}}(?![\d.]|{_COUNTED})|{_HOUSE})",
    # 1204户 by itself is a door; 共1204户 and 1204户居民 are counted.
    (
        r"\d(?<![^\n\f,;!?。()“”\"住家去找敲:].)(?<![共计数]:.)(?<!入住.)\d?0[1-9]户(?!居民|人家|家庭|村民|群众|农|住户|"
        r"已|均|全|都|签|完|参|搬|通|用|受|安|改|换|接|入|领)"
    ),
    (
        r"(?:r(?<![a-z].)(?:oom|m)\.? ?(?:no\.? ?|# ?)?(?:\d{3,4}[a-z]?|\d{1,2}[a-z])"
        r"|(?:f(?<![a-z].)lat|a(?<![a-z].)(?:partment|pt))\.? ?(?:no\.? ?|# ?)?\d{1,4}[a-z]?)"
        r"(?![a-z\d%]| ?(?:yuan|per|people|households|families|residents|minutes|m²|square))"
    ),
    (
        r"(?:b(?<![a-z].)(?:uilding|ldg|lock)\.? ?(?:no\.? ?)?\d{1,3}[a-z]?|u(?<![a-z].)nit \d{1,2})"
        r"(?:,? ?(?:unit|entrance|floor|door|room|flat|no\.) ?\d{1,4}){1,3}"
    ),
    r"(?:b(?<![a-z].)(?:uilding|ldg|lock)\.?|u(?<![a-z].)nit) ?\d{1,2}(?:-\d{1,2})?-\d{3,4}(?![\d\-])",
    r"h(?<![a-z].)ouse (?:no\.? ?|number )?\d{1,4},? [a-z]+ (?:village|road|street|lane)(?![a-z])",
    r"u(?<![a-z].)nit \d{1,2},? \d{3,4}(?![\d.]| ?[a-z])",
    (
        r"(?:n(?<![a-z].)o\. ?|n(?<![a-z].)umber |#|at |address:? ?)\d{1,4}[a-z]?,?"
        r"(?: (?!(?:on|of|the|an?|in|along|to|for|and|[ap]m|noon)\b)[a-z'\-]+){1,3}"
        r" (?:road|street|lane|avenue|alley|hutong|rd|st)(?![a-z])"
    ),
    r"(?:road|street|lane|avenue|alley),? (?:no\. ?|# ?)\d{1,4}",
)
