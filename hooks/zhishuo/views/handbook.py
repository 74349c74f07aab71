"""The handbook: the leading practices and all others, one page of paper each, behind a table of contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.figures import Figures
from zhishuo.reading import Records
from zhishuo.views.base import COMMUNITIES, HOME, Link, View, absolute
from zhishuo.views.practices import PracticePage
from zhishuo.views.visits import newest_figures
from zhishuo.views.words import frame

HANDBOOK = Link("各社区做法手册", "print/handbook/")
# The title and the contents take the first page.
_FIRST = 2


@dataclass(frozen=True)
class Leaf:
    """One practice on a page of its own, with the community's newest figures; `page` is its number on A4.

    `address` is where its page stands, empty where that is not known.
    """

    id: str
    page: int
    practice: PracticePage
    figures: tuple[str, ...]
    address: str


@dataclass(frozen=True, kw_only=True)
class HandbookPage(View):
    """All practices to be printed at once."""

    kind: ClassVar[str] = "handbook"
    shows_figures: ClassVar[bool] = True
    heading: str
    lede: str
    leaves: tuple[Leaf, ...]


def show_handbook(
    records: Records, figures: Figures, practices: Sequence[PracticePage], address: str
) -> Iterator[View]:
    """Yield the handbook; `practices` are the pages of all practices, `address` is where the site will stand."""
    heading = f"{records.town.name} {len(records.communities)} 个社区的做法"
    yield HandbookPage(
        url=HANDBOOK.url,
        frame=frame(records),
        title=f"{heading}（手册）",
        description=f"{len(practices)} 个做法，一个做法一页纸，连同没做好的地方和公开榜的数字。",
        crumbs=(HOME, COMMUNITIES, HANDBOOK),
        source=None,
        heading=heading,
        lede="一个做法一页纸：怎么做的，花多少，什么没做好，公开榜怎么说。按固定序号排，不是名次。",
        leaves=tuple(
            Leaf(
                id=page.url.strip("/").replace("/", "-"),
                page=_FIRST + index,
                practice=page,
                figures=newest_figures(figures, page.place),
                address=absolute(address, page.url),
            )
            for index, page in enumerate(practices)
        ),
    )
