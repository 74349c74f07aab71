"""Pages to look things up in: how we count, privacy, accessibility, the downloads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.figures import LEAST_N
from zhishuo.files import TOWN
from zhishuo.prose import to_html
from zhishuo.reading import Records
from zhishuo.records import ReleaseTable
from zhishuo.views.base import BOARD, HOME, DeskView, Link, View, desk_view
from zhishuo.views.board import month_link
from zhishuo.views.exhibits import csv_path
from zhishuo.views.town import GradeView, Term, grade_views, stage_terms
from zhishuo.views.words import POPULATIONS, ROWS, SPLITS, day_words, filled, frame, month_words


@dataclass(frozen=True, kw_only=True)
class MethodPage(View):
    """How we count: the prose, the grades, the steps and the formulas."""

    kind: ClassVar[str] = "method"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    prose: Markup
    grades: tuple[GradeView, ...]
    stages: tuple[Term, ...]
    formulas: tuple[Term, ...]


@dataclass(frozen=True, kw_only=True)
class ProsePage(View):
    """A page of content/ that has no figures of its own."""

    kind: ClassVar[str] = "prose"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    prose: Markup
    desk: DeskView


@dataclass(frozen=True, slots=True)
class Downloads:
    """The files of one month."""

    month: Link
    fresh: str
    whole: tuple[Link, ...]
    tables: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class DataPage(View):
    """All downloads, newest month first; only the newest month lists its tables one by one."""

    kind: ClassVar[str] = "data"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    latest: tuple[Link, ...]
    months: tuple[Downloads, ...]


FORMULAS: tuple[Term, ...] = (
    Term("到期", "这个月按时办结的+这个月过了期限的。不管后来办没办，过了期限就数一次，只数一次。"),
    Term("按时办结率", "按时办结 ÷ 到期。不是除以已办结；没有承诺时限的不算按时，也不在底下。"),
    Term("超期率", "过了期限的 ÷ 到期。后来办结了的也算超过期。"),
    Term("解决率", "结果写明“解决”的 ÷ 办结。解释说明、转办、不予受理都是办结，不是解决。"),
    Term("满意率", "（满意+基本满意）÷ 评价。同时写明办结多少、评价多少。"),
    Term("几日解决率", "登记后 3、7、15、30 天内解决的 ÷ 那个月登记的全部。没办结的算没解决。"),
    Term("办理时长", "一半的、九成的诉求用了几天，按自然日，没办完的排在最后；从分段件数推算。"),
    Term("重办率", "重办 ÷ 到期。"),
    Term("退回率", "退回 ÷ 派出，在办结的里面数。"),
    Term("月末没办完", "月初没办完+登记 − 办结，一个月一个月推算。"),
    Term(
        "不列百分比",
        f"底下不到 {LEAST_N} 件时只写件数。件数是取整的，所以百分比写“约”，全部写“接近 100%”，没有写“接近 0%”。",
    ),
)


def show_reference(records: Records) -> Iterator[View]:
    """Yield the pages to look things up in."""
    yield _method(records)
    yield _prose(
        records, "board/protection/", "数字怎么保护", "公开榜上的件数怎样取整，保证什么，不保证什么，怎么检验。"
    )
    yield _prose(records, "privacy/", "隐私", "本站公布什么、不公布什么，怎么保护说事的人。")
    yield _prose(records, "a11y/", "无障碍声明", "本站怎么照顾看不清、听不见、不用鼠标的人，哪里还没做好。")
    yield _data(records)


def _method(records: Records) -> MethodPage:
    prose = records.prose.get("board/method/")
    return MethodPage(
        url="board/method/",
        frame=frame(records),
        title=prose.title if prose else "怎么算的",
        description=prose.description if prose else "公开榜的口径：分级、步骤、公式和保护办法。",
        crumbs=(HOME, BOARD, Link("怎么算的", "board/method/")),
        source=prose.file if prose else TOWN,
        heading=prose.title if prose else "怎么算的",
        lede=prose.description if prose else "公开榜的口径：分级、步骤、公式和保护办法。",
        prose=to_html(filled(prose.body, records)) if prose else Markup(),
        grades=grade_views(records.town),
        stages=stage_terms(records.town),
        formulas=FORMULAS,
    )


def _prose(records: Records, url: str, title: str, description: str) -> ProsePage:
    prose = records.prose.get(url)
    return ProsePage(
        url=url,
        frame=frame(records),
        title=prose.title if prose else title,
        description=prose.description if prose else description,
        crumbs=(HOME, *((BOARD,) if url.startswith(BOARD.url) else ()), Link(title, url)),
        source=prose.file if prose else None,
        heading=prose.title if prose else title,
        lede=prose.description if prose else description,
        prose=to_html(filled(prose.body, records)) if prose else Markup(),
        desk=desk_view(records.town.desk),
    )


def _data(records: Records) -> DataPage:
    releases = list(reversed(records.releases.values()))
    return DataPage(
        url="data/",
        frame=frame(records),
        title="数据下载",
        description="公开榜的全部数字，每月一份，CSV 和 JSON，附字典和校验码。",
        crumbs=(HOME, Link("数据下载", "data/")),
        source=None,
        heading="数据下载",
        lede="公开榜的全部数字都可以下载。CSV 用表格软件打开，JSON 给程序用。",
        latest=_whole("latest") if releases else (),
        months=tuple(
            Downloads(
                month=month_link(release.period),
                fresh=f"数据截至 {day_words(release.as_of)}",
                whole=_whole(release.period),
                tables=tuple(_table(release.period, table) for table in release.tables) if not index else (),
            )
            for index, release in enumerate(releases)
        ),
    )


def _whole(folder: str) -> tuple[Link, ...]:
    return (
        Link("全部数字（CSV）", f"data/{folder}/all.csv"),
        Link("全部数字（JSON）", f"data/{folder}/release.json"),
        Link("校验码", f"data/{folder}/SHA256SUMS"),
    )


def _table(period: str, table: ReleaseTable) -> Link:
    rows = "全镇" if table.rows == "town" else f"按{ROWS[table.rows]}"
    label = f"{month_words(table.window.first)}{POPULATIONS[table.population]}：{SPLITS[table.split]}，{rows}"
    return Link(label, csv_path(period, table))
