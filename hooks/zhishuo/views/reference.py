"""Pages to look things up in: how we count, privacy, accessibility, the downloads, the index of the whole site."""

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
from zhishuo.views.base import BOARD, FIND, HOME, DeskView, Link, View, desk_view
from zhishuo.views.board import category_links, community_links, month_link
from zhishuo.views.exhibits import csv_path
from zhishuo.views.topics import ThemeGroup, theme_groups
from zhishuo.views.town import GradeView, Term, grade_views, stage_terms
from zhishuo.views.words import POPULATIONS, ROWS, SPLITS, day_words, frame, window_words


@dataclass(frozen=True, kw_only=True)
class MethodPage(View):
    """How we count: the prose, the grades, the steps and the formulas."""

    kind: ClassVar[str] = "method"
    heading: str
    lede: str
    prose: Markup
    grades: tuple[GradeView, ...]
    stages: tuple[Term, ...]
    formulas: tuple[Term, ...]
    protection: str


@dataclass(frozen=True, kw_only=True)
class ProsePage(View):
    """A page of content/ that has no figures of its own."""

    kind: ClassVar[str] = "prose"
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
    heading: str
    lede: str
    latest: tuple[Link, ...]
    months: tuple[Downloads, ...]


@dataclass(frozen=True, kw_only=True)
class SitemapPage(View):
    """The static index by theme, community, category and month."""

    kind: ClassVar[str] = "sitemap"
    heading: str
    lede: str
    groups: tuple[ThemeGroup, ...]
    communities: tuple[Link, ...]
    board_communities: tuple[Link, ...]
    categories: tuple[Link, ...]
    months: tuple[Link, ...]
    stories: tuple[Link, ...]
    tours: tuple[Link, ...]
    others: tuple[Link, ...]


FORMULAS: tuple[Term, ...] = (
    Term("办结率", "已办结 ÷ 应办结。应办结就是期限已到的。"),
    Term("按时办结率", "按时办结 ÷ 应办结。不是除以已办结；没有承诺时限的不算按时。"),
    Term("超期率", "（超期办结+超期未办结）÷ 应办结。还开着的超期件一定算在里面。"),
    Term("解决率", "结果写明“解决”的 ÷ 已办结。解释说明、转办、不予受理都是办结，不是解决。"),
    Term("解决占登记", "结果写明“解决”的 ÷ 登记的全部。别的结果合在一起公布、算不出解决率时用它，不会比解决率高。"),
    Term("满意率", "（满意+基本满意）÷ 回访到。同时写明办结里回访到多少。"),
    Term("几日解决率", "登记后 3、7、15、30 天内解决的 ÷ 那个月登记的全部。没办结的算没解决。"),
    Term("重办率", "重办 ÷ 应办结。"),
    Term("退回率", "退回 ÷ 派出。"),
    Term("办理时长", "一半的、九成的诉求用了几天办结，按自然日，没办结的也算在里面。"),
    Term("不列百分比", f"分母不到 {LEAST_N} 件时只写件数。没有全部做到不写 100%，有一件就不写 0%。"),
)


def show_reference(records: Records) -> Iterator[View]:
    """Yield the pages to look things up in."""
    yield _method(records)
    yield _prose(records, "privacy/", "隐私", "本站公布什么、不公布什么，怎么保护说事的人。")
    yield _prose(records, "a11y/", "无障碍声明", "本站怎么照顾看不清、听不见、不用鼠标的人，哪里还没做好。")
    yield _data(records)
    yield _sitemap(records)


def _method(records: Records) -> MethodPage:
    prose = records.prose.get("board/method/")
    newest = next(reversed(records.releases.values()), None)
    least = newest.method.least_count if newest else 0
    return MethodPage(
        url="board/method/",
        frame=frame(records),
        title=prose.title if prose else "怎么算的",
        description=prose.description if prose else "公开榜的口径：分级、步骤、公式和保护办法。",
        crumbs=(HOME, BOARD, Link("怎么算的", "board/method/")),
        source=prose.file if prose else TOWN,
        heading=prose.title if prose else "怎么算的",
        lede=prose.description if prose else "公开榜的口径：分级、步骤、公式和保护办法。",
        prose=to_html(prose.body) if prose else Markup(),
        grades=grade_views(records.town),
        stages=stage_terms(records.town),
        formulas=FORMULAS,
        protection=f"除 0 以外，公布的件数都不小于 {least} 件；不够的和相邻的行或列合并公布，并写明合计。"
        if least
        else "",
    )


def _prose(records: Records, url: str, title: str, description: str) -> ProsePage:
    prose = records.prose.get(url)
    return ProsePage(
        url=url,
        frame=frame(records),
        title=prose.title if prose else title,
        description=prose.description if prose else description,
        crumbs=(HOME, Link(title, url)),
        source=prose.file if prose else None,
        heading=prose.title if prose else title,
        lede=prose.description if prose else description,
        prose=to_html(prose.body) if prose else Markup(),
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
    label = f"{window_words(table.window)}{POPULATIONS[table.population]}：{SPLITS[table.split]}，{rows}"
    return Link(label, csv_path(period, table))


def _sitemap(records: Records) -> SitemapPage:
    return SitemapPage(
        url="sitemap/",
        frame=frame(records),
        title="查找：全站目录",
        description="按主题、社区、类别和月份找到每一页。",
        crumbs=(HOME, FIND),
        source=None,
        heading="查找：全站目录",
        lede="按主题、社区、类别、月份找。每一页都在这里。",
        groups=theme_groups(records),
        communities=tuple(Link(community.name, f"c/{slug}/") for slug, community in records.communities.items()),
        board_communities=community_links(records),
        categories=category_links(records),
        months=tuple(month_link(period) for period in reversed(records.releases)),
        stories=tuple(Link(story.title, f"stories/{name}/") for name, story in records.stories.items()),
        tours=tuple(Link(tour.title, f"visits/{tour.id}/") for tour in records.tours),
        others=(
            Link("怎么说事", "speak/"),
            Link("镇里的承诺", "promises/"),
            Link(records.town.campaign.title, "study/"),
            Link("观摩路线和来访记录", "visits/"),
            Link("主题", "topics/"),
            Link("怎么算的", "board/method/"),
            Link("数据下载", "data/"),
            Link("隐私", "privacy/"),
            Link("无障碍声明", "a11y/"),
        ),
    )
