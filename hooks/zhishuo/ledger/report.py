"""The disclosure report for staff: what was read, refused, counted, rounded, proven and attacked.

It is written to be filed as the month's evaluation record, and holds figures before protection: it never leaves the
town.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhishuo.ledger.columns import COLUMNS, is_private, one_line
from zhishuo.ledger.landing import Imported
from zhishuo.ledger.moves import Move, Moves
from zhishuo.ledger.releasing import METHOD, METHOD_VERSION, Release
from zhishuo.ledger.rounding import Protected
from zhishuo.ledger.tables import Table

_WORDS_SHOWN, _WORD_LENGTH = 10, 12
# The report's own words for what releases write in keys.
_NAMES = dict(
    pair.split(":")
    for pair in [
        "registered:登记",
        "carried:开始时未办结",
        "carried_overdue:开始时已超期",
        "overdue:本月超期",
        "settled:办结",
        "due:应办结",
        "rated:评价",
        "answered:答复",
        "struck:销号",
        "open:月末未办结",
        "cohort:上月登记满三十天",
        "cohort_so_far:本月登记到月底",
        "corrected:更正",
        "town:全镇",
        "grade:等级",
        "category:类别",
        "group:大类",
        "channel:渠道",
        "community:社区",
        "total:件数",
        "entry:补登",
        "timeliness:按时情况",
        "solved:解决",
        "outcome:办理结果",
        "course:几日办结",
        "stage:走到哪一步",
        "rating:满意情况",
        "rated_by:由谁询问",
        "striking:怎样销号",
        "regraded:调级",
        "extended:延期",
        "paused:暂停计时",
        "returned:退回",
        "redone:重办",
        "merged:并单",
        "transferred:转办",
        "registered_again:销号后再登记",
        "within_hour:一小时内办结",
    ]
)


@dataclass(frozen=True, slots=True)
class Import:
    """What the report is made of beside the numbers: where the rows came from and which columns were used."""

    name: str
    headers: tuple[str, ...]
    columns: Mapping[str, str]
    imported: Imported


@dataclass(frozen=True, slots=True)
class Proof:
    """What the auditor did with the release before it was written: its lines on the certificate and the attack."""

    certificate: tuple[str, ...]
    attack: Sequence[str]


@dataclass(frozen=True, slots=True)
class Month:
    """The month's requests, its tables before and after protection, how that came out, and the release made of them."""

    moves: Moves
    exact: Sequence[Table]
    protected: Mapping[str, Protected]
    release: Release


def written(source: Import, month: Month, proof: Proof) -> str:
    """Return the report's text."""
    release = month.release
    parts = [
        f"{release.period} 公布评估记录（内部使用，含未经保护的数字，不要放进仓库，不要外传）",
        f"台账：{source.name} · 数据截至 {release.as_of} · 程序 {release.code}",
        f"方法：{METHOD} 第 {METHOD_VERSION} 版，取整到 {release.base} 的倍数",
        "一、导入\n" + "\n".join(_import_lines(source.imported)),
        "二、列\n" + "\n".join(_column_lines(source)),
        "三、不认识的写法（按“未归属/未注明”统计）\n" + "\n".join(_word_lines(source.imported)),
        "四、本月数字（未经保护）\n" + "\n".join(_figure_lines(month.moves)),
        "五、保护\n" + "\n".join(_protection_lines(month.exact, month.protected, release)),
        "六、审计\n" + "\n".join([*proof.certificate, *proof.attack]),
    ]
    return "\n\n".join(parts) + "\n"


_EVENTS = {
    "booked": "补登",
    "overdue": "补记超期",
    "settled": "补记办结",
    "answered": "补记答复",
    "rated": "补记评价",
    "struck": "补记销号",
    "corrected": "改了社区、类别、等级、结果，或者不见了",
}


def corrections(period: str, events: Mapping[str, int]) -> str:
    """Return what the ledger tells of `period` and before that its release did not: to be booked by the next one."""
    lines = [f"{period} 公布以后，台账里又多了或改了的（公布过的不动，下一期记入）"]
    lines += [f"{_EVENTS[name]} {count} 件" for name, count in events.items()]
    return "\n".join(lines) + "\n"


def _import_lines(imported: Imported) -> Iterator[str]:
    refused = sum(refused.count for refused in imported.refused)
    yield f"读入 {imported.read} 条 = 计入 {imported.kept} + 重复 {imported.duplicates} + 不计入 {refused}"
    yield f"重复 {imported.duplicates} 条（编号相同，取较全的一条），其中内容不同 {imported.unequal} 条"
    for item in imported.refused:
        places = (
            f"（第 {'、'.join(map(str, item.places))} {'…' if item.count > len(item.places) else ''}条）"
            if item.places
            else ""
        )
        yield f"不计入：{item.reason} {item.count} 条{places}"
    yield f"整理过（去掉空格、全角改半角）{imported.tidied} 条"


def _column_lines(source: Import) -> Iterator[str]:
    used = set(source.columns.values())
    rest = [one_line(header) for header in source.headers if header not in used]
    yield "用上：" + "、".join(f"{one_line(header)} → {COLUMNS[name].title}" for name, header in source.columns.items())
    yield "拒绝读取（像联系方式或自由文字）：" + ("、".join(header for header in rest if is_private(header)) or "无")
    yield "没有用上：" + ("、".join(header for header in rest if header and not is_private(header)) or "无")
    missing = [column.title for name, column in COLUMNS.items() if name not in source.columns]
    yield "台账里没有：" + ("、".join(missing) or "无")


def _word_lines(imported: Imported) -> Iterator[str]:
    if not imported.words:
        yield "无"
    for name, words in imported.words.items():
        shown = "、".join(f"{_masked(word)}（{count}）" for word, count in words[:_WORDS_SHOWN])
        more = f" 等 {len(words)} 种" if len(words) > _WORDS_SHOWN else ""
        yield f"{COLUMNS[name].title}：{shown}{more}"


def _masked(word: str) -> str:
    """Return an unknown word for staff to recognise; digits may be somebody's number, in a column wrongly mapped."""
    return re.sub(r"\d{4,}", "…", word)[:_WORD_LENGTH]


def _figure_lines(moves: Moves) -> Iterator[str]:
    """Give every rate with numerator and denominator, as the design's indicators define them."""
    number = _Numbers(moves.rows)
    registered, late = number(lambda move: move.age == "new"), number(lambda move: move.entry == "late")
    yield f"登记 {registered}（其中以前月份的补登 {late}）"
    if moves.is_first:
        carried, overdue = _carried(number)
        yield f"开始公布以前登记、还没办结的 {carried}，其中已超期 {overdue}"
    yield f"以前登记过、台账里后来改动或不见的 {moves.corrected}（不见的一共 {moves.missing}）"
    if "settled_at" not in moves.told:
        return
    settled = number(lambda move: move.settled == "yes")
    on_time = number(lambda move: move.timeliness == "on_time")
    overdue = number(lambda move: move.overdue == "yes")
    yield f"办结 {settled}；月末未办结 {number(lambda move: move.settled == 'no')}"
    yield rate("按时办结率（按时办结 ÷ 应办结；应办结是本月按时办结的和本月超期的）", on_time, on_time + overdue)
    yield rate("解决率（解决 ÷ 办结）", number(lambda move: move.outcome == "solved"), settled)
    asked = number(lambda move: move.rating != "-")
    yield rate("满意率（问到而没有说不满意 ÷ 问到）", asked - number(lambda move: move.rating == "dissatisfied"), asked)
    for counter in _COUNTERS:
        yield rate(f"{_NAMES[counter]} ÷ 办结", number(_is_marked(counter)), settled)
    yield from _speed_lines(moves)


_COUNTERS = ("regraded", "extended", "paused", "merged", "transferred", "registered_again", "within_hour", "returned")


def _is_marked(counter: str) -> Callable[[Move], bool]:
    return lambda move: getattr(move, counter) == "yes"


class _Numbers:
    """Counts the month's requests that meet a condition."""

    def __init__(self, rows: Sequence[Move]) -> None:
        self.rows = rows

    def __call__(self, chosen: Callable[[Move], bool]) -> int:
        return sum(move.count for move in self.rows if chosen(move))


def _carried(number: _Numbers) -> tuple[int, int]:
    carried = number(lambda move: move.age == "carried")
    return carried, number(lambda move: move.age == "carried" and move.overdue_before == "yes")


def _speed_lines(moves: Moves) -> Iterator[str]:
    total, solved = sum(moves.days.values()), 0
    within: Counter[str] = Counter()
    for move in moves.rows:
        if move.age == "last":
            within[move.course] += move.count
    for band in ("d1", "d3", "d7", "d15", "d30") if total else ():
        solved += within[f"solved_{band}"]
        yield rate(f"上月登记，{band[1:]} 日内解决", solved, total)
    for words, share in (("中位数", 0.5), ("第 90 百分位", 0.9)) if total else ():
        days = percentile(moves.days, share)
        taken = "还没有办结" if days is None else f"{days} 天"
        yield f"上月登记，办理天数{words}：{taken}（n = {total}，未办结的算在内）"


def percentile(days: Mapping[int | None, int], share: float) -> int | None:
    """Return the fewest calendar days within which at least `share` of all requests were settled, None if not yet.

    Open requests (under None) are in the whole and settled by no day, so they are never left out.
    """
    wanted, reached = share * sum(days.values()), 0
    for day, count in sorted((day, count) for day, count in days.items() if day is not None):
        reached += count
        if reached >= wanted:
            return day
    return None


def rate(words: str, part: int, whole: int) -> str:
    """Return a rate with numerator and denominator; 100.0% stands only for all of them, and 0.0% only for none."""
    if not whole:
        return f"{words}：{part} ÷ 0"
    tenths = (2000 * part + whole) // (2 * whole)
    if 0 < part < whole:
        tenths = min(max(tenths, 1), 999)
    return f"{words}：{part} ÷ {whole} = {tenths // 10}.{tenths % 10}%"


def _protection_lines(exact: Sequence[Table], protected: Mapping[str, Protected], release: Release) -> Iterator[str]:
    base = release.base
    yield f"公布 {len(release.tables)} 张表，每个数都是 {base} 的倍数，没有隐去的格"
    merged = {keys for table in release.tables for keys, _ in _lines(table) if len(keys) > 1}
    yield "合并后才公布的敏感类别：" + ("；".join("、".join(keys) for keys in sorted(merged)) or "无")
    yield f"公开说明的误差界限：登记各格 {base - 1} 件，其他各格 {4 * (base - 1)} 件；合计不设界限"
    for block, found in protected.items():
        quality = found.quality
        ending = "已证明最优（差距 1% 以内）" if quality.is_optimal else f"到时限为止，离最优至多 {quality.gap:.0%}"
        name = f"{block}：" if block else ""
        further = f"超过 {base - 1} 件的格 {quality.further} 个（只写在这里）"
        yield f"{name}求解 {quality.seconds:.0f} 秒，{ending}；{further}"
    yield "误差（公布减真实；这些数字不要公布）："
    yield from _error_lines(exact, release.tables)
    yield f"下次更新不晚于 {release.next_due}"


def _lines(table: Table) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
    for line in table.lines:
        yield line.keys, line.counts


def _error_lines(exact: Sequence[Table], published: Sequence[Table]) -> Iterator[str]:
    """Yield for each kind of table the sum of all errors as a share of the sum of counts, and the largest one."""
    errors: dict[tuple[str, str, str], list[int]] = {}
    truth: Counter[tuple[str, str, str]] = Counter()
    for before, after in zip(exact, published, strict=True):
        for (_, counts), (_, rounded) in zip(_lines(before), _lines(after), strict=True):
            errors.setdefault(before.name, []).extend(abs(a - b) for a, b in zip(counts, rounded, strict=True))
            truth[before.name] += sum(counts)
    for name, found in errors.items():
        words = "·".join(_NAMES[part] for part in name)
        share = f"{sum(found) / truth[name]:.1%}" if truth[name] else "—"
        yield f"  {words}：误差合计 {sum(found)} ÷ 件数合计 {truth[name]} = {share}，最大 {max(found)}"
