"""A small town in memory for the tests of the public side: three communities, four months, one merged table."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zhishuo.reading import Prose, Records
from zhishuo.records import (
    SPLITS,
    Commitment,
    Community,
    Release,
    Story,
    Theme,
    Tour,
    Town,
    Visit,
)

DESK = {"name": "直说窗口", "place": "一楼", "hours": "周一至周五", "phone": "0123-456"}
MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")
GRADES = (("red", "红", "特急", "24"), ("orange", "橙", "加急", "72"), ("yellow", "黄", "平急", "168"))
COMMUNITIES = ("xinmin", "heping", "guangming")
CATEGORIES = ("property", "sanitation")


@pytest.fixture
def records() -> Records:
    return small_town()


@pytest.fixture
def bare(records: Records) -> Records:
    """Return the town before its first release and its first story."""
    return replace(records, releases={}, stories={}, visits=())


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
        releases={month: release(month) for month in MONTHS},
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
        for name, word in zip(SPLITS["stage"], ("登记", "受理", "派单", "办结", "反馈", "评价", "销号"), strict=True)
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
                {"id": name, "name": word, "covers": f"{word}的事", "group": "home"}
                for name, word in zip(CATEGORIES, ("物业管理", "环境卫生"), strict=True)
            ],
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


def table(
    population: str, rows: str, split: str, columns: list[list[str]], lines: dict[str, list[int]], **window: str
) -> dict[str, Any]:
    """Return a release table; the keys of `lines` are row keys, merged ones joined by +."""
    return {
        "population": population,
        "window": window,
        "rows": rows,
        "split": split,
        "columns": columns,
        "lines": [{"keys": keys.split("+"), "counts": counts} for keys, counts in lines.items()],
    }


def release(month: str) -> Release:
    """Return a month; January, April, July and October close a quarter in which heping and guangming are merged."""
    year, number = int(month[:4]), int(month[5:])
    before = f"{year}-{number - 1:02d}"
    now = {"first": month, "last": month}
    cohort = {"first": before, "last": before}
    late = [["on_time"], ["settled_late", "open_overdue"], ["not_due", "no_promise"]]
    tables = [
        table(
            "registered",
            "grade",
            "total",
            [["all"]],
            {"red": [8], "orange": [30], "yellow": [40 + number], "blue": [200]},
            **now,
        ),
        table("registered", "category", "total", [["all"]], {"property": [178 + number], "sanitation": [100]}, **now),
        table("registered", "channel", "total", [["all"]], {"phone": [278 + number]}, **now),
        table(
            "registered",
            "community",
            "total",
            [["all"]],
            {"xinmin": [100], "heping+guangming+unassigned": [178 + number]},
            **now,
        ),
        table(
            "book",
            "town",
            "book",
            [[key] for key in SPLITS["book"]],
            {"town": [50, 278 + number, 270, 58 + number]},
            **now,
        ),
        table(
            "due", "town", "timeliness", [[key] for key in SPLITS["timeliness"]], {"town": [240, 20, 7, 0, 5]}, **now
        ),
        table(
            "settled",
            "town",
            "outcome",
            [[key] for key in SPLITS["outcome"]],
            {"town": [200, 20, 20, 10, 5, 5, 5, 5, 0]},
            **now,
        ),
        table("settled", "town", "rating", [[key] for key in SPLITS["rating"]], {"town": [100, 50, 10, 110]}, **now),
        table("settled", "town", "within_hour", [["yes"], ["no"]], {"town": [0, 270]}, **now),
        table("registered", "town", "regraded", [["yes"], ["no"]], {"town": [12, 266 + number]}, **now),
        table(
            "cohort",
            "grade",
            "timeliness",
            late,
            {"red": [8, 0, 0], "orange": [25, 5, 0], "yellow": [40, 6, 0], "blue": [190, 5, 5]},
            **cohort,
        ),
        table(
            "cohort",
            "town",
            "outcome",
            [[key] for key in SPLITS["outcome"]],
            {"town": [210, 20, 20, 10, 5, 5, 5, 0, 9]},
            **cohort,
        ),
        table(
            "cohort",
            "town",
            "duration",
            [[key] for key in SPLITS["duration"]],
            {"town": [100, 60, 40, 30, 30, 24]},
            **cohort,
        ),
    ]
    if number % 3 == 1:
        quarter = {"first": f"{year}-{number - 3:02d}", "last": before}
        tables.append(
            table(
                "cohort",
                "community",
                "timeliness",
                late,
                {"xinmin": [280, 20, 0], "heping+guangming+unassigned": [10, 5, 0]},
                **quarter,
            )
        )
        tables.append(
            table(
                "cohort",
                "category",
                "timeliness",
                late,
                {"property": [280, 20, 0], "sanitation": [10, 5, 0]},
                **quarter,
            )
        )
    return Release.model_validate(
        {
            "format": "1",
            "sample": True,
            "period": month,
            "as_of": dt.date(year, number + 1, 3),
            "next_due": dt.date(year, number + 2, 10),
            "method": {"name": "least-count", "version": 1, "least_count": 5},
            "previous": None,
            "code": "0.1.0",
            "tables": tables,
        }
    )
