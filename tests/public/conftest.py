"""A small town in memory for the tests of the public side: three communities, four months of the same lives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from english_town import translated_town
from lives import CARRIED, Batch, Lives, Words

from zhishuo.reading import Prose, Records
from zhishuo.records import (
    Commitment,
    Community,
    Release,
    Story,
    Theme,
    Tour,
    Town,
    Visit,
)
from zhishuo.records.town import StageId
from zhishuo.yaml_files import read_yaml

DESK = {"name": "直说窗口", "place": "一楼", "hours": "周一至周五", "phone": "0123-456"}
MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")
GRADES = (("red", "红", "特急", "24"), ("orange", "橙", "加急", "72"), ("yellow", "黄", "平急", "168"))
COMMUNITIES = ("xinmin", "heping", "guangming")
CATEGORIES = (("property", "物业管理"), ("sanitation", "环境卫生"), ("care", "养老助残"), ("neighbours", "邻里纠纷"))


@pytest.fixture
def records() -> Records:
    return small_town()


@pytest.fixture
def bare(records: Records) -> Records:
    """Return the town before its first release and its first story."""
    return replace(records, releases={}, stories={}, visits=())


@pytest.fixture
def translated(records: Records) -> Records:
    """Return the town with xinmin whole in English, heping begun, guangming in Chinese alone."""
    return translated_town(records)


def small_town() -> Records:
    return Records(
        root=Path(),
        town=_town(),
        themes=tuple(
            Theme(id=name, name=words, summary=f"{words}的做法") for name, words in (("say", "说"), ("jobs", "业"))
        ),
        communities={slug: _community(number, slug) for number, slug in enumerate(COMMUNITIES, 1)},
        commitments=(_commitment(),),
        tours=(_tour(),),
        visits=(Visit.model_validate({"what": "看做法", "origin": "区外", "visits": "10 余", "source": "工作报告"}),),
        stories={"lamp": _story()},
        releases=releases_of(WORDS, _lives()),
        prose={
            "privacy/": Prose(
                "privacy/", "隐私", "不公布姓名", "## 不公布什么 {#what}\n\n不公布<b>姓名</b>。", "content/privacy.md"
            )
        },
        documents={},
    )


def _town() -> Town:
    grades = [
        {"id": name, "colour": colour, "word": word, "promised_hours": hours, "meaning": f"{word}的事"}
        for name, colour, word, hours in (*GRADES, ("blue", "蓝", "一般", "360"))
    ]
    stages = [
        {"id": name, "word": word, "meaning": f"{word}了"}
        for name, word in zip(get_args(StageId), ("登记", "受理", "派单", "办结", "反馈", "评价", "销号"), strict=True)
    ]
    return Town.model_validate(
        {
            "name": "示例镇",
            "sample": "true",
            "slogan": "有事直说",
            "desk": DESK,
            "method": {"name": "民事直说1234", "summary": "说了就办", "numbers": [{"number": "1", "meaning": None}]},
            "grades": grades,
            "stages": stages,
            "channels": [{"id": "phone", "name": "电话", "for_whom": "谁都行", "how": "打电话", "digital": "false"}],
            "categories": [
                {"id": name, "name": word, "covers": f"{word}的事", "group": "home"} for name, word in CATEGORIES[:2]
            ]
            + [
                {"id": name, "name": word, "covers": f"{word}的事", "group": "people", "sensitive": "true"}
                for name, word in CATEGORIES[2:]
            ],
            "groups": [{"id": "home", "name": "住的事"}, {"id": "people", "name": "人的事"}],
            "menu": [{"id": "ask", "word": "网格问单", "who": "网格员", "does": "问"}],
            "platform": {"name": "网格平台", "summary": "记台账", "loop": ["登记", "反馈"]},
            "centre": {"name": "服务中心", "summary": "都能办", "combines": ["党建", "调解"]},
            "campaign": {
                "title": "学习教育活动",
                "summary": "学了就用",
                "figures": [{"label": "学习", "figure": "27", "unit": "次"}],
                "source": "工作报告",
            },
            "communities": "3",
            "next_due_day": "10",
            "rota": [],
            "updated": "2026-11-10",
        }
    )


def _community(number: int, slug: str) -> Community:
    name = {"xinmin": "新民社区", "heping": "和平社区", "guangming": "光明社区"}[slug]
    return Community.model_validate(
        {
            "number": f"{number}",
            "name": name,
            "sentence": f"{name}的一句话",
            "about": "老社区。",
            "desk": DESK,
            "highlights": [
                {
                    "id": "four-colours",
                    "title": "四色分级",
                    "theme": "say",
                    "sentence": "急事先办",
                    "problem": "原来<script>排队",
                    "steps": ["先定**颜色**"],
                    "results": [
                        {"what": "快了", "figure": "3.10", "unit": "天", "as_of": "2026-10-31", "source": "台账"},
                        {"what": "大家说好"},
                    ],
                    "cost": "没有统计",
                    "responsible": "社区",
                    "shortfalls": "人手少",
                    "conditions": "要有网格员",
                    "category": "property" if number == 1 else None,
                    "updated": "2026-11-10",
                }
            ],
        }
    )


def _commitment() -> Commitment:
    return Commitment.model_validate(
        {
            "id": "moving",
            "title": "搬迁",
            "detail": "搬完",
            "target": "145",
            "reached": "145",
            "unit": "户",
            "progress": "kept",
            "remaining": "无",
            "responsible": "镇政府",
            "evidence": [{"text": "搬完了", "source": "工作报告"}],
            "updated": "2026-11-10",
        }
    )


def _tour() -> Tour:
    stops = [{"community": slug, "highlight": "four-colours", "note": "看板子"} for slug in ("heping", "xinmin")]
    return Tour.model_validate(
        {
            "id": "march",
            "title": "观摩",
            "day": "03-20",
            "sentence": "走一圈",
            "about": "看",
            "stops": stops,
            "desk": DESK,
        }
    )


def _story() -> Story:
    return Story.model_validate(
        {
            "community": "xinmin",
            "category": "property",
            "grade": "red",
            "title": "灯亮了",
            "month": "2026-09",
            "week": "2",
            "said": "灯坏了",
            "done": "换了灯",
            "outcome": "solved",
            "days": "2",
            "left": "无",
            "consent": {"given": "2026-10-01", "how": "书面同意"},
        }
    )


def _lives() -> tuple[Batch, ...]:
    """Return the same lives every month: 155 requests registered, worked by hand in the tests."""
    carried = [_batch("xinmin", "property", "blue", CARRIED, overdue=CARRIED, settled=0, outcome="partly")] * 2
    return (*carried, *(batch for step in range(len(MONTHS)) for batch in _month(step)))


def _month(step: int) -> list[Batch]:
    now: dict[str, Any] = {"settled": step}
    then: dict[str, Any] = {"settled": step + 1}
    return [
        *[_batch("xinmin", "property", "red", step, days="d1", rated=step, answered=step, struck=step, **now)] * 2,
        *[_batch("xinmin", "property", "blue", step, days="d7", rated=step, rating="basically", **now)] * 10,
        *[_batch("xinmin", "property", "blue", step, days="d7", counters=frozenset({"regraded"}), **now)] * 10,
        *[
            _batch(
                *("xinmin", "property", "blue", step),
                **then | {"overdue": step, "outcome": "explained", "days": "d30"},
                rated=step + 1,
                rating="dissatisfied",
                rated_by="handler",
            )
        ]
        * 4,
        *[_batch("heping", "sanitation", "yellow", step, days="d15", **then)] * 3,
        _batch("guangming", "care", "orange", step, days="d3", promise=False, outcome="declined", **now),
        _batch("heping", "neighbours", "orange", step, overdue=step + 1),
    ]


def _batch(community: str, category: str, grade: str, booked: int, **life: Any) -> Batch:  # noqa: ANN401 - any field
    return Batch(community=community, category=category, grade=grade, channel="phone", booked=booked, **life)


WORDS = Words(
    communities=COMMUNITIES,
    categories=(("property",), ("sanitation",), ("care", "neighbours")),
    groups=(("home", ("property", "sanitation")), ("people", ("care", "neighbours"))),
    grades=("red", "orange", "yellow", "blue"),
    channels=("phone",),
)


def releases_of(words: Words, batches: tuple[Batch, ...], months: int = len(MONTHS)) -> dict[str, Release]:
    """Return the releases of these lives as they are read."""
    texts = Lives(words, batches, MONTHS[0]).releases(months)
    return {month: Release.model_validate(read_yaml(month, text).values) for month, text in texts.items()}
