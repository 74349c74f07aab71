"""查我的事: the page on which a resident opens the sealed receipt of one request with the code on a paper slip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from zhishuo.reading import Records
from zhishuo.views.base import HOME, DeskView, Link, View, desk_view
from zhishuo.views.words import day_words, frame

RECEIPT = Link("查我的事", "receipt/")


@dataclass(frozen=True, kw_only=True)
class ReceiptPage(View):
    """The form and the empty receipt that a script fills.

    `sealed` says how fresh they are and `salt` names the sealing, both empty before the first; `places` are the desks.
    """

    kind: ClassVar[str] = "receipt"
    heading: str
    lede: str
    sealed: str
    salt: str
    months: int
    samples: tuple[str, ...]
    places: tuple[Link, ...]
    desk: DeskView


def show_receipt(records: Records) -> Iterator[View]:
    """Yield the page, with or without receipts."""
    sealed = records.receipts
    yield ReceiptPage(
        url=RECEIPT.url,
        frame=frame(records),
        title="查我的事",
        description="用纸条上的码，看自己说的那件事办到了哪一步、结果怎样、没解决怎么办。",
        crumbs=(HOME, RECEIPT),
        source=None,
        heading="查我的事",
        lede="输入纸条上的码，看您说的那件事办到了哪一步。",
        sealed=f"办理情况截至 {day_words(sealed.as_of)}，下次更新不晚于 {day_words(sealed.next_due)}。"
        if sealed
        else "",
        salt=sealed.salt if sealed else "",
        months=sealed.months if sealed else 0,
        places=tuple(Link(one.name, f"c/{slug}/", "desk") for slug, one in records.communities.items()),
        samples=tuple(sealed.samples) if sealed else (),
        desk=desk_view(records.town.desk),
    )
