"""Pages to find others by: the search, with a short index for those without scripts, and the index of all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.figures import Figures
from zhishuo.reading import Records
from zhishuo.views.base import FIND, HOME, DeskView, Link, View, desk_view
from zhishuo.views.board import category_links, community_links, month_link, span_links
from zhishuo.views.changes import LIST
from zhishuo.views.corrections import CORRECTIONS
from zhishuo.views.english import english_links
from zhishuo.views.handbook import HANDBOOK
from zhishuo.views.stories import lists_by_year, story_links
from zhishuo.views.topics import ThemeGroup, theme_groups
from zhishuo.views.words import frame

# What a page is to someone who looks for something; all others are OTHER.
KINDS: Mapping[str, tuple[str, ...]] = {
    "做法": ("practice", "topic", "topics"),
    "社区": ("community", "communities", "compare"),
    "故事": ("story", "stories"),
    "公开榜": ("board", "board-row", "method"),
    "观摩": ("visits", "tour"),
    # The last, so that its pages never come before those that say the same in Chinese.
    "英文": ("en", "en-community", "en-practice"),
}
OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Year:
    """The board's pages of one year, newest first."""

    name: str
    pages: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class SearchPage(View):
    """The search, and an index by theme, community and year that needs no scripts."""

    kind: ClassVar[str] = "search"
    heading: str
    lede: str
    kinds: tuple[str, ...]
    themes: tuple[Link, ...]
    communities: tuple[Link, ...]
    years: tuple[Year, ...]
    others: tuple[Link, ...]
    desk: DeskView


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
    spans: tuple[Link, ...]
    stories: tuple[Link, ...]
    tours: tuple[Link, ...]
    others: tuple[Link, ...]
    english: tuple[Link, ...]


def show_finding(records: Records, figures: Figures) -> Iterator[View]:
    """Yield the search and the index."""
    yield _search(records, figures)
    yield _sitemap(records, figures)


def _search(records: Records, figures: Figures) -> SearchPage:
    return SearchPage(
        url=FIND.url,
        frame=frame(records),
        title="查找",
        description="在全站里找做法、社区、故事和公开榜；也可以按主题、社区、年份一层层找。",
        crumbs=(HOME, FIND),
        source=None,
        heading="查找",
        lede="找的字只在您这台手机或电脑上比对，不会传出去。",
        kinds=(*KINDS, OTHER),
        themes=tuple(Link(theme.name, f"topics/{theme.id}/") for theme in records.themes),
        communities=_community_links(records),
        years=tuple(_years(records, figures)),
        others=(
            Link("全部故事", "stories/"),
            Link("查我的事", "receipt/"),
            Link("怎么说事", "speak/"),
            Link("镇里的承诺", "promises/"),
            Link("全站目录", "sitemap/"),
        ),
        desk=desk_view(records.town.desk),
    )


def _community_links(records: Records) -> tuple[Link, ...]:
    return tuple(Link(community.name, f"c/{slug}/") for slug, community in records.communities.items())


def _years(records: Records, figures: Figures) -> Iterator[Year]:
    months = (month_link(period) for period in reversed(records.releases))
    years: defaultdict[str, list[Link]] = defaultdict(list)
    for page in (*span_links(figures), *months):
        years[page.label[:5]].append(page)
    for name in sorted(years, reverse=True):
        yield Year(name, tuple(years[name]))


def _sitemap(records: Records, figures: Figures) -> SitemapPage:
    sitemap = Link("全站目录", "sitemap/")
    return SitemapPage(
        url=sitemap.url,
        frame=frame(records),
        title="全站目录",
        description="按主题、社区、类别和月份找到每一页。",
        crumbs=(HOME, FIND, sitemap),
        source=None,
        heading="全站目录",
        lede="按主题、社区、类别、月份找。每一页都从这里找得到。",
        groups=theme_groups(records),
        communities=_community_links(records),
        board_communities=community_links(records),
        categories=category_links(records),
        months=tuple(month_link(period) for period in reversed(records.releases)),
        spans=span_links(figures),
        stories=lists_by_year(records) or story_links(records),
        tours=tuple(Link(tour.title, f"visits/{tour.id}/") for tour in records.tours),
        others=(
            Link("怎么说事", "speak/"),
            Link("查我的事", "receipt/"),
            Link("镇里的承诺", "promises/"),
            CORRECTIONS,
            Link(records.town.campaign.title, "study/"),
            Link("观摩路线和来访记录", "visits/"),
            Link("主题", "topics/"),
            Link("社区对照表", "compare/"),
            HANDBOOK,
            LIST,
            Link("怎么算的", "board/method/"),
            Link("数字怎么保护", "board/protection/"),
            Link("数据下载", "data/"),
            Link("隐私", "privacy/"),
            Link("无障碍声明", "a11y/"),
        ),
        english=english_links(records),
    )
