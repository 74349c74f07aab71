"""The import report for staff: what was read, refused, counted and held back. It stays beside the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhishuo.ledger.columns import COLUMNS, is_private, one_line
from zhishuo.ledger.counting import Counted, Cube
from zhishuo.ledger.landing import Imported
from zhishuo.ledger.releasing import Release
from zhishuo.ledger.tables import Table

_WORDS_SHOWN, _WORD_LENGTH = 10, 12
# The report's own words for what releases write in keys.
_NAMES = dict(
    pair.split(":")
    for pair in [
        "registered:登记",
        "due:到期",
        "settled:办结",
        "cohort:登记批次",
        "book:账目",
        "town:全镇",
        "grade:等级",
        "category:类别",
        "channel:渠道",
        "community:社区",
        "total:件数",
        "timeliness:按时情况",
        "outcome:办理结果",
        "solved_within:几日解决",
        "duration:办理天数",
        "stage:走到哪一步",
        "rating:评价",
        "striking:销号",
        "regraded:调级",
        "extended:延期",
        "paused:暂停计时",
        "returned:退回",
        "redone:重办",
        "merged:并单",
        "transferred:转办",
        "registered_again:销号后再登记",
        "within_hour:一小时内办结",
        "without_reply:没有反馈就办结",
        "rated_by_handler:经办人自己询问评价",
    ]
)


@dataclass(frozen=True, slots=True)
class Import:
    """What the report is made of beside the numbers: where the rows came from and which columns were used."""

    name: str
    headers: tuple[str, ...]
    columns: Mapping[str, str]
    imported: Imported


def written(source: Import, counted: Counted, release: Release) -> str:
    """Return the report's text."""
    parts = [
        f"{release.period} 台账导入报告（内部使用，含未经保护的数字，不要放进仓库）",
        f"台账：{source.name} · 数据截至 {release.as_of}",
        "一、导入\n" + "\n".join(_import_lines(source.imported)),
        "二、列\n" + "\n".join(_column_lines(source)),
        "三、不认识的写法（按“未归属/未注明”统计）\n" + "\n".join(_word_lines(source.imported)),
        "四、本月数字（未经保护）\n" + "\n".join(_figure_lines(counted)),
        "五、公布\n" + "\n".join(_protection_lines(counted.cubes, release)),
    ]
    return "\n\n".join(parts) + "\n"


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


def _figure_lines(counted: Counted) -> Iterator[str]:
    """Give every rate with numerator and denominator, as the design's indicators define them."""
    shown = [cube for cube in counted.cubes if cube.rows == "town" and cube.shown]
    exact = {(cube.population, split): cube for cube in shown for split in cube.splits}

    def counts(population: str, split: str) -> dict[str, int]:
        cube = exact.get((population, split))
        return _counts(cube, split) if cube else {}

    if book := counts("book", "book"):
        before, registered, settled, after = book.values()
        yield f"月初未办结 {before} + 登记 {registered} = 办结 {settled} + 月末未办结 {after}"
    if due := counts("due", "timeliness"):
        all_due = sum(due.values())
        yield rate("按时办结率（按时办结 ÷ 应办结）", due["on_time"], all_due)
        yield rate("超期率（超期办结和超期未办结 ÷ 应办结）", due["settled_late"] + due["open_overdue"], all_due)
    if outcome := counts("settled", "outcome"):
        yield rate("解决率（解决 ÷ 办结）", outcome["solved"], sum(outcome.values()))
    if rating := counts("settled", "rating"):
        asked = sum(rating.values()) - rating["not_asked"]
        yield (
            rate("满意率（问到而没有说不满意 ÷ 问到）", asked - rating["dissatisfied"], asked)
            + f"；办结 {sum(rating.values())} 件"
        )
    if counts("cohort", "duration"):
        yield from _speed_lines(counted, counts("cohort", "solved_within"))
    for (population, split), cube in exact.items():
        if set(table := _counts(cube, split)) == {"yes", "no"}:
            yield f"{_NAMES[population]}：{_NAMES[split]} {table['yes']} ÷ {sum(table.values())}"


def _speed_lines(counted: Counted, within: Mapping[str, int]) -> Iterator[str]:
    total, solved = sum(counted.days.values()), 0
    for band, count in within.items():
        if band != "not_within":
            solved += count
            yield rate(f"上月登记，{band[1:]} 日内解决", solved, total)
    for words, share in (("中位数", 0.5), ("第 90 百分位", 0.9)):
        days = percentile(counted.days, share)
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


def _counts(cube: Cube, split: str) -> dict[str, int]:
    table = cube.table(split)
    return {column[0]: count for column, count in zip(table.columns, table.lines[0].counts, strict=True)}


def _protection_lines(cubes: Sequence[Cube], release: Release) -> Iterator[str]:
    kept = {(table.requests, table.rows, table.split): table for table in release.tables}
    merged, withheld = [], []
    for cube in cubes:
        for split in cube.splits if cube.shown else ():
            exact = cube.table(split)
            table = kept.get((exact.requests, exact.rows, split))
            name = f"{_NAMES[cube.population]}·{_NAMES[cube.rows]}·{_NAMES[split]}"
            if table is None:
                withheld.append(name)
            elif change := _change(exact, table):
                merged.append(f"{name}（{change}）")
    yield f"公布 {len(release.tables)} 张表，每个数是 0 或不小于 5"
    yield "为保护个人而合并：" + ("；".join(merged) or "无")
    yield "为保护个人而不公布：" + ("、".join(withheld) or "无")
    yield f"下次更新不晚于 {release.next_due}"


def _change(exact: Table, table: Table) -> str:
    columns = f"列 {len(exact.columns)} → {len(table.columns)}" if len(table.columns) < len(exact.columns) else ""
    lines = f"行 {len(exact.lines)} → {len(table.lines)}" if len(table.lines) < len(exact.lines) else ""
    return "，".join(part for part in (columns, lines) if part)
