"""A seeded ledger of an invented town, as a grid platform would export it: for the demo site and for trying things out.

Weights, grades, bands and ratings follow the generator of the design paper on privacy; every contact and every text in
it is invented and says 示例. Same seed, same rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from zhishuo.ledger.codebook import Codebook
from zhishuo.ledger.months import first_day, last_day, shifted

Rng: TypeAlias = np.random.Generator
Floats: TypeAlias = NDArray[np.float64]

FIRST, LAST = "2025-09", "2026-10"
# The export is taken on this day: later events have not happened yet.
EXPORTED = dt.datetime(2026, 11, 5, 9)  # noqa: DTZ001  ledgers are written in the town's own time
_GRADES = (0.03, 0.12, 0.30, 0.55)
_BANDS = ((0, 1), (2, 3), (4, 7), (8, 15), (16, 30), (31, 60))
_BAND_WEIGHTS = (4, 6, 5, 3, 1.5, 0.5)
_OUTCOMES = ("解决", "部分解决", "解释说明", "转办", "不予受理", "重复并单", "撤回")
_OUTCOME_WEIGHTS = (0.70, 0.08, 0.10, 0.04, 0.03, 0.03, 0.02)
_RATINGS = ("满意", "基本满意", "不满意")
# So many of the newest answered requests have a public reply.
_REPLIES = 300
# How often what happens to a request or to a row of the export.
_CHANCE = {
    "regraded": 0.03,
    "never settled": 0.02,
    "replied": 0.93,
    "asked": 0.62,
    "asked by the handler": 0.2,
    "struck off": 0.9,
    "registered again": 0.02,
    "spaces": 0.01,
    "empty": 0.005,
    "twice": 0.004,
}
_HEADERS = (
    *("诉求编号", "登记时间", "受理时间", "派单时间", "办结时间", "反馈时间", "评价时间", "销号时间"),
    *("社区", "诉求类别", "等级", "登记时等级", "诉求来源", "办理结果", "满意度", "评价询问人"),
    *("是否退回", "是否延期", "是否暂停", "是否重办", "并入编号", "转办单位", "原诉求编号"),
    *("姓名", "联系电话", "住址", "诉求内容", "经办意见"),
)


@dataclass(frozen=True, slots=True)
class Shares:
    """Probabilities of the invented town, drawn once: category × grade, category × band, community × category."""

    months: tuple[str, ...]
    month: Floats
    place: Floats
    grade: Floats
    band: Floats
    channel: Floats


def written(codebook: Codebook, seed: int, requests: int) -> str:
    """Return the ledger as csv text: about `requests` rows a year, registered from 2025-09 to 2026-10."""
    rng = np.random.default_rng(seed)
    shares = _shares(rng, codebook)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADERS)
    rows = [_request(rng, codebook, shares, moment) for moment in _registrations(rng, shares, requests)]
    numbered = [[f"{row[1][:4]}{row[1][5:7]}{place:05d}", *row[1:]] for place, row in enumerate(rows, 1)]
    writer.writerows(_woven(rng, numbered))
    return out.getvalue()


def replies(ledger: str) -> str:
    """Return a sheet of public replies, as csv text, for the newest answered requests of a written ledger."""
    rows = [row for row in csv.DictReader(io.StringIO(ledger)) if row["反馈时间"]]
    newest = sorted({row["诉求编号"].strip(): row["办理结果"].strip() for row in rows}.items())[-_REPLIES:]
    out = io.StringIO()
    said = {"解决": "示例答复：已经办好，请您再看一眼，还有问题随时说。"}
    other = "示例答复：这一处要等县里一起安排，有了准信马上告诉您。"
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("诉求编号", "承办单位", "公开答复"))
    writer.writerows((number, "示例：镇综合服务组", said.get(outcome, other)) for number, outcome in newest)
    return out.getvalue()


def _shares(rng: Rng, codebook: Codebook) -> Shares:
    months = tuple(shifted(FIRST, place) for place in range(14))
    communities = rng.permutation(1 / np.arange(1, len(codebook.communities) + 1) ** 0.6)
    categories = 1 / np.arange(1, len(codebook.categories) + 1) ** 0.9
    season = np.array([1 + 0.25 * np.sin(2 * np.pi * int(month[5:]) / 12) for month in months])
    mixed = rng.gamma(4, 0.25, (len(communities), len(categories)))
    place = communities[:, None] * categories[None, :] * mixed
    return Shares(
        months=months,
        month=season / season.sum(),
        place=place / place.sum(),
        grade=rng.dirichlet(np.array(_GRADES) * 12, len(categories)),
        band=rng.dirichlet(np.array(_BAND_WEIGHTS), len(categories)),
        channel=rng.dirichlet(np.full(len(codebook.channels), 5.0)),
    )


def _registrations(rng: Rng, shares: Shares, requests: int) -> list[dt.datetime]:
    total = round(requests * len(shares.months) / 12)
    moments = []
    for month, number in zip(shares.months, rng.multinomial(total, shares.month), strict=True):
        days = (last_day(month) - first_day(month)).days + 1
        start = dt.datetime.combine(first_day(month), dt.time())
        for day, second in zip(
            rng.integers(days, size=number), rng.integers(7 * 3600, 21 * 3600, size=number), strict=True
        ):
            moments.append(start + dt.timedelta(days=int(day), seconds=int(second)))
    return sorted(moments)


def _request(rng: Rng, codebook: Codebook, shares: Shares, registered: dt.datetime) -> list[str]:
    community, category = divmod(int(rng.choice(shares.place.size, p=shares.place.ravel())), shares.place.shape[1])
    grade = int(rng.choice(4, p=shares.grade[category]))
    first_grade = int(rng.integers(4)) if _happens(rng, "regraded") else grade
    # More pressing requests are settled sooner: the day drawn is shortened by grade.
    band = max(0, int(rng.choice(6, p=shares.band[category])) - (3 - grade))
    days = int(rng.integers(_BANDS[band][0], _BANDS[band][1] + 1))
    accepted = registered + dt.timedelta(minutes=int(rng.integers(2, 180)))
    dispatched = accepted + dt.timedelta(minutes=int(rng.integers(3, 240)))
    settled = dispatched + dt.timedelta(days=days, minutes=int(rng.integers(5, 240)))
    ends = [""] * 7 if _happens(rng, "never settled") else _ending(rng, band, settled)
    known = [moment if moment <= EXPORTED else None for moment in (registered, accepted, dispatched)]
    words = [
        codebook.communities[community].words[0],
        codebook.categories[category].words[0],
        codebook.grades[grade].words[0],
        codebook.grades[first_grade].words[0],
        codebook.channels[int(rng.choice(len(codebook.channels), p=shares.channel))].words[0],
    ]
    number = int(rng.integers(10_000))
    return [
        "",
        *(moment.isoformat(sep=" ") if moment else "" for moment in known),
        *ends[:4],
        *words,
        *ends[4:],
        *(_yes(rng, share) for share in (0.04, 0.05, 0.03, 0.02)),
        f"示例并单{number:04d}" if ends[4] == "重复并单" else "",
        "示例承办单位" if ends[4] == "转办" else "",
        f"示例原单{number:04d}" if _happens(rng, "registered again") else "",
        f"示例居民{number:04d}",
        f"示例电话{number:04d}",
        f"示例小区{number % 90 + 1}号楼",
        "示例内容：此列不应被读取",
        "示例意见：此列不应被读取",
    ]


def _ending(rng: Rng, band: int, settled: dt.datetime) -> list[str]:
    """Return settled, replied, rated, struck off, outcome, rating, asked by; what lies after the export is empty."""
    if settled > EXPORTED:
        return [""] * 7
    replied = settled + dt.timedelta(minutes=int(rng.integers(5, 2 * 1440))) if _happens(rng, "replied") else None
    struck = (replied or settled + dt.timedelta(days=10)) + dt.timedelta(minutes=int(rng.integers(10, 3 * 1440)))
    outcome = str(rng.choice(_OUTCOMES, p=_OUTCOME_WEIGHTS))
    rated = settled + dt.timedelta(days=int(rng.integers(1, 8)), minutes=int(rng.integers(1, 600)))
    is_asked = _happens(rng, "asked") and rated <= EXPORTED
    poor = min(0.6, 0.04 + 0.05 * band)
    rating = str(rng.choice(_RATINGS, p=(0.75 * (1 - poor), 0.25 * (1 - poor), poor)))
    asker = "经办人" if _happens(rng, "asked by the handler") else "回访员"
    return [
        settled.isoformat(sep=" "),
        replied.isoformat(sep=" ") if replied and replied <= EXPORTED else "",
        rated.isoformat(sep=" ") if is_asked else "",
        struck.isoformat(sep=" ") if struck <= EXPORTED and _happens(rng, "struck off") else "",
        outcome,
        rating if is_asked else "",
        asker if is_asked else "",
    ]


def _happens(rng: Rng, what: str) -> bool:
    return bool(rng.random() < _CHANCE[what])


def _yes(rng: Rng, share: float) -> str:
    return "是" if rng.random() < share else "否"


def _woven(rng: Rng, rows: list[list[str]]) -> list[list[str]]:
    """Return the rows with what real exports have: a few standing twice, a few places with a space or left empty."""
    woven = []
    for row in rows:
        changed = list(row)
        if _happens(rng, "spaces"):
            changed[8] = f" {changed[8]} "
        if _happens(rng, "empty"):
            changed[8] = ""
        woven.append(changed)
        if _happens(rng, "twice"):
            woven.append(list(changed))
    return woven
