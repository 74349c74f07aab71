"""From files to a site: read, check, clean, show, render, export.

What is published follows from the files under `root` alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhishuo.assets import Asset, styles
from zhishuo.checks import check
from zhishuo.checks.pages import check_pages
from zhishuo.checks.privacy import passes_of_site
from zhishuo.exports import export
from zhishuo.exports.api import api_file, api_lists
from zhishuo.exports.calendar import calendar
from zhishuo.exports.catalogue import catalogue
from zhishuo.exports.dcat import dcat
from zhishuo.exports.feeds import follow
from zhishuo.exports.forms import forms
from zhishuo.exports.receipts import receipts
from zhishuo.media import prepare
from zhishuo.pages import Order, Page, orders, render
from zhishuo.posters import share
from zhishuo.reading import Records, read
from zhishuo.search import index
from zhishuo.views import show
from zhishuo.views.linked import linked


@dataclass(frozen=True, slots=True)
class Site:
    """Everything published but the chrome: `pages` as article HTML, `assets` as bytes.

    `changed` is the day of the last change by source of a page, where that is known.
    """

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    changed: dict[str, dt.date]


def publish(root: Path, address: str = "") -> Site:
    """Read, check, clean, show, render and export what lies under `root`; `address` is where the site will stand.

    Raises ProblemsError with every problem of the data, or of the finished pages, before anything is written.
    """
    records = read(root)
    check(records)
    return build(records, address)


def build(records: Records, address: str = "") -> Site:
    """Clean, show, render and export records that hold; raises ProblemsError with all of the pictures and the pages."""
    planned = plan(records, address)
    theme = records.root / "theme_overrides"
    pages = render(planned.orders, theme)
    names = {slug: community.name for slug, community in records.communities.items()}
    views = [order.view for order in planned.orders]
    files = (file for view in views for file in api_file(view))
    assets = (*index(pages, names), *files, *assets_beside(records, planned, address))
    check_pages(pages, assets, theme, passes_of_site(records))
    return Site(pages, assets, records.history.changed)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a site is made of, before any page is rendered."""

    orders: tuple[Order, ...]
    pictures: tuple[Asset, ...]


def plan(records: Records, address: str) -> Plan:
    """Clean the media and show records that hold; raises ProblemsError with all of the pictures."""
    media = prepare(records)
    cards, card_pictures = share(records, address)
    views = show(records, media.pictures, address)
    return Plan(orders(views, cards, linked(records, address)), (*media.assets, *card_pictures))


def assets_beside(records: Records, planned: Plan, address: str) -> Iterator[Asset]:
    """Yield all files of a site that are not those of one page, the index left out."""
    yield from styles(records.root / "theme_overrides")
    yield from planned.pictures
    yield from api_lists(order.view for order in planned.orders)
    for tell in (export, forms, receipts):
        yield from tell(records)
    for tell_all in (follow, calendar, catalogue, dcat):
        yield from tell_all(records, address)
