"""Pages to look things up in: how we count, privacy, accessibility, the downloads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from zhishuo.figures import Figures
from zhishuo.files import TOWN
from zhishuo.prose import to_html
from zhishuo.reading import Records
from zhishuo.records import ReleaseTable
from zhishuo.views.base import BOARD, HOME, DeskView, Link, View, desk_view
from zhishuo.views.board import month_link
from zhishuo.views.columns import FILES, LICENCE, FileColumns
from zhishuo.views.dataset import API_INDEX, FOLDER, LATEST, PACKAGE, RELEASE_SCHEMA, TABLES, series
from zhishuo.views.exhibits import csv_path
from zhishuo.views.feeds import FOLLOW, feed_links, feed_path
from zhishuo.views.formulas import Formula, formulas
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
    formulas: tuple[Formula, ...]


@dataclass(frozen=True, kw_only=True)
class ProsePage(View):
    """A page of content/ that has no figures of its own; `gate` says what was looked for and how much let through."""

    kind: ClassVar[str] = "prose"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    prose: Markup
    gate: str
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
    always: tuple[Link, ...]
    months: tuple[Downloads, ...]
    files: tuple[FileColumns, ...]
    licence: str
    follow: tuple[Link, ...]
    feeds: tuple[Link, ...]


def show_reference(records: Records, figures: Figures) -> Iterator[View]:
    """Yield the pages to look things up in that tell no stories."""
    yield _method(records, figures)
    yield _prose(
        records, "board/protection/", "数字怎么保护", "公开榜上的件数怎样取整，保证什么，不保证什么，怎么检验。"
    )
    yield _prose(records, "privacy/", "隐私", "本站公布什么、不公布什么，怎么保护说事的人。")
    yield _prose(records, "a11y/", "无障碍声明", "本站怎么照顾看不清、听不见、不用鼠标的人，哪里还没做好。")


def _method(records: Records, figures: Figures) -> MethodPage:
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
        formulas=formulas(figures),
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
        gate=_gate(records) if url == "privacy/" else "",
        desk=desk_view(records.town.desk),
    )


def _gate(records: Records) -> str:
    waived, offices = len(records.waivers), len(records.town.office_numbers)
    return (
        "每次生成网站，程序先把文字都查一遍，看有没有电话、身份证号、银行卡号、车牌、微信号、QQ 号、邮箱、门牌、坐标，"
        "查到一处就不生成。窗口的电话除外。"
        "姓名也查，十个里大约查得出九个。"
        f"另外登记的办公号码有 {offices} 个；本人同意的、看错了的，一共放行 {waived} 处，都写着理由。"
    )


def show_data(records: Records, address: str) -> DataPage:
    """Return the page of the downloads; what can be followed needs the `address` of the site."""
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
        latest=_whole(LATEST) if releases else (),
        always=(*(Link(f"{file.label}（CSV）", f"{FOLDER}{file.path}") for file in series(records)), *_ALWAYS),
        months=tuple(
            Downloads(
                month=month_link(release.period),
                fresh=f"数据截至 {day_words(release.as_of)}",
                whole=_whole(release.period),
                tables=tuple(_table(release.period, table) for table in release.tables) if not index else (),
            )
            for index, release in enumerate(releases)
        ),
        files=FILES,
        licence=LICENCE,
        follow=FOLLOW if address else (),
        feeds=tuple(Link(link.label, f"{feed_path(link.url)}.xml") for link in feed_links(records)) if address else (),
    )


_ALWAYS = (
    Link("全部文件的说明，给程序用（Data Package）", PACKAGE),
    Link("各张表的说明，给程序用（CSV on the Web）", TABLES),
    Link("每月 JSON 的格式，给程序用（JSON Schema）", RELEASE_SCHEMA),
    Link("每一页说的，给程序用（JSON 目录，里面写着格式）", API_INDEX),
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
