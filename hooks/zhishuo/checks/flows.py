"""Rules about what became of requests from month to month: no part is larger than its whole, no stock below nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TypeAlias

from zhishuo.checks.findings import Finding
from zhishuo.checks.margins import Margins, Name, place
from zhishuo.checks.months import month_after
from zhishuo.files import release_file
from zhishuo.reading import Records
from zhishuo.records import COUNTERS, Release

Month: TypeAlias = dict[str, Counter[Name]]
# What is said of a part and of its whole: their words, and the two numbers.
Pair: TypeAlias = tuple[str, str, int, str, int]

_DIMENSIONS = ("community", "category", "grade")
_COUNTED = {
    "regraded": "调级的",
    "extended": "延期的",
    "paused": "暂停计时的",
    "merged": "并单的",
    "transferred": "转办的",
    "registered_again": "又来登记的",
    "within_hour": "一小时内办结的",
    "returned": "派出的",
}


def parts_stay_within_the_whole(records: Records) -> Iterator[Finding]:
    """部分不多于整体：解决的不多于办结的，评价的不多于办结的，几天内办结的不多于登记的。"""
    margins = Margins(records)
    sums, before = _nothing(), None
    for name, release in _chain(records):
        month = margins.month(release)
        pairs = [*_in_the_month(month), *_of_the_cohort(month, before), *_corrected(month, sums)]
        _add(sums, month)
        for population, part, less, whole, more in (*pairs, *_ever(month, sums)):
            if less > more:
                yield release_file(name), place(release, population), f"{part} {less} 件，多于{whole} {more} 件"
        before = month


def stocks_never_fall_below_nothing(records: Records) -> Iterator[Finding]:
    """没办完的件数不会小于 0：办结的不能比登记过的还多，超期后办结的不能比超期过的还多。"""
    margins = Margins(records)
    sums = _nothing()
    for name, release in _chain(records):
        month = margins.month(release)
        _add(sums, month)
        if "settled" not in month:
            continue
        for key in sorted(key for key in sums["settled"] if len(key) > 1 and key[0] in _DIMENSIONS):
            if len(key) == 2:  # noqa: PLR2004 - a row of a dimension
                yield from _below(name, release, key[1], _row(sums, key))


def _below(name: str, release: Release, key: str, stocks: tuple[int, int]) -> Iterator[Finding]:
    still, overdue = stocks
    path = place(release, "settled")
    if still < 0:
        yield release_file(name), path, f"“{key}”到月底办结的比登记过的还多 {-still} 件"
    if overdue < 0:
        yield release_file(name), path, f"“{key}”到月底超期办结的比超期过的还多 {-overdue} 件"
    if overdue > still >= 0:
        message = f"“{key}”到月底超期未办结 {overdue} 件，多于未办结 {still} 件"
        yield release_file(name), path, message


def _row(sums: Month, key: Name) -> tuple[int, int]:
    """Return how many of a row are open, and how many of these overdue."""
    still = sums["carried"][key] + sums["registered"][key] - sums["settled"][key]
    return still, sums["carried_overdue"][key] + sums["overdue"][key] - sums["settled"][*key, "timeliness", "late"]


def the_first_release_alone_carries(records: Records) -> Iterator[Finding]:
    """只有第一期写月初就没办完的件数，以后各期由前面的推算。"""
    for index, (name, release) in enumerate(records.releases.items()):
        for number, table in enumerate(release.tables):
            if index and table.population in {"carried", "carried_overdue"}:
                yield release_file(name), ("tables", number), "只有第一期能写月初没办完的件数"
        if not index and not any(table.population == "carried" for table in release.tables):
            yield release_file(name), ("tables",), "第一期要写月初没办完的件数（carried）"


def _chain(records: Records) -> Iterator[tuple[str, Release]]:
    """Yield the releases as long as each follows the one before; what comes after a gap has no stock to go by."""
    before = ""
    for name, release in records.releases.items():
        carries = any(table.population == "carried" for table in release.tables)
        if release.period != name or (month_after(before) != name if before else not carries):
            return
        yield name, release
        before = name


def _nothing() -> Month:
    names = ("carried", "carried_overdue", "registered", "overdue", "settled", "rated", "answered", "struck")
    return {name: Counter() for name in names}


def _add(sums: Month, month: Month) -> None:
    for population in sums.keys() & month.keys():
        sums[population].update(month[population])


def _in_the_month(month: Month) -> Iterator[Pair]:
    registered, settled = month.get("registered", Counter()), month.get("settled", Counter())
    yield "registered", "以前登记、这个月才知道的", registered["entry", "late"], "登记的", registered["total",]
    for key in settled:
        if key[0] in _DIMENSIONS and key[2:] == ("solved",):
            yield "settled", f"“{key[1]}”解决的", settled[key], "办结的", settled[key[:2]]
    for name in (*COUNTERS, "returned"):
        yield "settled", _COUNTED[name], settled["town", "town", name], "办结的", settled["total",]
    if "due" in month:
        due = settled["timeliness", "on_time"] + month.get("overdue", Counter())["total",]
        yield "due", "重办的", month["due"]["redone", "yes"], "到期的", due
    if "rated" in month:
        rated = sum(count for key, count in month["rated"].items() if key[0] == "rating")
        yield "rated", "知道由谁回访的", month["rated"]["town", "town", "rated_by"], "评价的", rated


def _of_the_cohort(month: Month, before: Month | None) -> Iterator[Pair]:
    """Yield what holds of those registered this month, and of those registered in the month before."""
    so_far = month.get("cohort_so_far", Counter())
    for key, count in sorted(so_far.items()):
        if key[0] in _DIMENSIONS and key[2:] == ("solved",):
            yield "cohort_so_far", f"“{key[1]}”当月登记当月办结的", count, "登记的", month["registered"][key[:2]]
    if so_far:
        at_once = month["settled"]["town", "town", "within_hour"]
        whole = sum(count for key, count in so_far.items() if key[0] == "solved")
        yield "settled", "一小时内办结的", at_once, "当月登记当月办结的", whole
    if not before or "cohort" not in month:
        return
    for key, count in sorted(month["cohort"].items()):
        if key[0] in _DIMENSIONS and key[2:] == ("course",):
            yield "cohort", f"“{key[1]}”三十天内办结的", count, "上个月登记的", before["registered"][key[:2]]
    for key, count in sorted(before["cohort_so_far"].items()):
        if key[0] in _DIMENSIONS and key[2:] == ("solved", "solved"):
            solved = _solved(month["cohort"], key[:2])
            yield "cohort", f"“{key[1]}”上个月登记当月解决的", count, "三十天内解决的", solved


def _solved(cohort: Counter[Name], row: Name) -> int:
    bands = {key: count for key, count in cohort.items() if key[:2] == row and key[2:3] == ("course",)}
    return sum(count for key, count in bands.items() if key[3:] and key[3].startswith("solved"))


def _corrected(month: Month, earlier: Month) -> Iterator[Pair]:
    if "corrected" in month:
        known = earlier["registered"]["total",] + earlier["carried"]["total",]
        yield "corrected", "更正的", month["corrected"]["total",], "以前登记的", known


def _ever(month: Month, sums: Month) -> Iterator[Pair]:
    """Yield what holds of everything released so far."""
    settled = sums["settled"]
    for key, count in sorted(sums["rated"].items()):
        if "rated" in month and key[0] in _DIMENSIONS and key[2:] == ("rating",):
            yield "rated", f"“{key[1]}”到现在评价过的", count, "办结过的", settled[key[:2]]
    if "answered" in month:
        yield "answered", "到现在答复过的", sums["answered"]["total",], "办结过的", settled["total",]
    if "struck" in month:
        struck = sums["struck"]
        yield "struck", "到现在销号的", struck["town", "town", "striking"], "办结过的", settled["total",]
        if "answered" in month:
            after_reply = struck["striking", "after_reply"]
            yield "struck", "到现在答复后销号的", after_reply, "答复过的", sums["answered"]["total",]
    if "open" in month:
        still = sums["carried"]["total",] + sums["registered"]["total",] - settled["total",]
        if still >= 0:  # else it is said already
            yield "open", "还没派单的", month["open"]["town", "town", "stage"], "没办完的", still
