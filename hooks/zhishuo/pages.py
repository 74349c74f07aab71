"""View + template -> the finished article of one page.

The templates in theme_overrides/pages/ get the view and three functions: `link` and `asset` make relative addresses, so
that the same site works under any path and from a disk; an unknown name in a template stops the build.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, Template

from zhishuo.assets import in_script
from zhishuo.prose import rooted
from zhishuo.remembering import remembered
from zhishuo.views import View
from zhishuo.views.base import CHINESE, Link, absolute, counterpart, language
from zhishuo.views.feeds import feed_path, followed
from zhishuo.views.posters import CardView, card_of

_WITHDRAWN = frozenset({"withdrawn", "en-withdrawn"})


@dataclass(frozen=True)
class Page:
    """A finished article; `crumbs` lead from the home page to this one.

    `place` is the slug of the community that it is about, if it is about one. `moved_to` is the relative address of the
    page that has taken its place, empty for all but those that moved. One that `is_translated` is there in both
    languages; `card` is the picture it is shared with, `about` what it is about as JSON that may stand in a script.
    """

    url: str
    kind: str
    title: str
    description: str
    crumbs: tuple[Link, ...]
    html: str
    source: str | None
    place: str
    moved_to: str = ""
    is_translated: bool = False
    card: CardView | None = None
    about: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether what stood here was withdrawn or has moved, so that search engines are not told of it."""
        return bool(self.moved_to) or self.kind in _WITHDRAWN


def chrome(page: Page, address: str, editing: str = "") -> dict[str, object]:
    """Return what base.html says around a page, as JSON could hold it.

    `address` is where the site will stand, `editing` where the sources of pages are edited; empty while not known.
    """
    return {
        "title": page.title,
        "kind": page.kind,
        "description": page.description,
        "about": page.about,
        "is_gone": page.is_gone,
        "moved_to": page.moved_to,
        "picture": absolute(address, page.card.path) if page.card else "",
        "picture_alt": page.card.alt if page.card else "",
        "crumbs": [
            {"label": crumb.label, "href": relative(page.url, crumb.url), "lang": crumb.lang} for crumb in page.crumbs
        ],
        "language": language(page.url),
        "other": relative(page.url, counterpart(page.url)) if page.is_translated else "",
        "alternates": _alternates(page, address) if page.is_translated and address and not page.moved_to else {},
        "feeds": [relative_asset(page.url, feed_path(url)) for url in followed(page.url, page.place)]
        if address
        else [],
        "edit": f"{editing}{page.source}" if editing and page.source else "",
    }


def _alternates(page: Page, address: str) -> dict[str, str]:
    """Return the absolute addresses of a page by language; who reads neither gets the Chinese one, the original."""
    found = {language(url): absolute(address, url) for url in sorted((page.url, counterpart(page.url)))}
    return found | {"x-default": found[CHINESE]}


def relative(here: str, target: str, anchor: str = "") -> str:
    """Return the relative address of the page `target` as seen from the page `here`, always naming index.html."""
    return f"{relative_asset(here, target)}index.html{f'#{anchor}' if anchor else ''}"


def relative_asset(here: str, target: str) -> str:
    """Return the relative address of the file `target` as seen from the page `here`."""
    return "../" * here.count("/") + target


@dataclass(frozen=True)
class Order:
    """All that a page is made of: its view, and what is known of it from the rest of the site, as in `Page`."""

    view: View
    is_translated: bool = False
    card: CardView | None = None
    about: str = ""


def orders(
    views: Iterable[View], cards: Sequence[CardView] = (), about: Mapping[str, object] = MappingProxyType({})
) -> tuple[Order, ...]:
    """Return the order of every page; `cards` are the pictures pages are shared with, `about` what they are about."""
    shown = tuple(views)
    known = {view.url for view in shown}
    return tuple(
        Order(
            view,
            is_translated=counterpart(view.url) in known,
            card=card_of(view, cards),
            about=in_script(about[view.url]) if view.url in about else "",
        )
        for view in shown
    )


def render(ordered: Iterable[Order], theme: Path) -> tuple[Page, ...]:
    """Return every page that is ordered; raises what `Pages.page` raises."""
    pages = Pages(theme)
    return tuple(pages.page(order) for order in ordered)


class Pages:
    """Makes pages by the templates of a theme."""

    def __init__(self, theme: Path) -> None:
        """Take the templates in `theme`, the folder theme_overrides."""
        self._environment = _environment(_Loader(theme))

    def page(self, order: Order) -> Page:
        """Return a page; raises jinja2.TemplateError for a template that is missing, broken, or asks for too much."""
        view = order.view
        html = self._environment.get_template(f"pages/{view.kind}.html").render(
            view=view,
            link=partial(_link, view.url),
            address=partial(relative, view.url),
            asset=partial(relative_asset, view.url),
        )
        return Page(
            url=view.url,
            kind=view.kind,
            title=view.title,
            description=view.description,
            crumbs=view.crumbs,
            html=rooted(html, partial(_from_root, view.url)),
            source=view.source,
            place=view.place,
            moved_to=_link(view.url, view.moved_to) if view.moved_to else "",
            is_translated=order.is_translated,
            card=order.card,
            about=order.about,
        )


class _Loader(FileSystemLoader):
    """Loads templates whose translation into Python is remembered."""

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> Template:
        """Return a template; raises jinja2.TemplateError where it is missing or broken."""
        source, file, is_current = self.get_source(environment, name)
        code = marshal.loads(_translated(f"{name}\0{file}\0{source}"))  # noqa: S302 - written by the function it calls
        return environment.template_class.from_code(environment, code, environment.make_globals(globals), is_current)


@remembered
def _translated(template: str) -> bytes:
    """Return a template in Python; its name, its file and its text stand in `template` one after the other."""
    name, file, source = template.split("\0", 2)
    return marshal.dumps(_environment(None).compile(source, name, file))


def _environment(loader: BaseLoader | None) -> Environment:
    return Environment(loader=loader, undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _from_root(here: str, target: str) -> str:
    return relative_asset(here, target) if target and not target.endswith("/") else relative(here, target)


def _link(here: str, link: Link) -> str:
    return relative(here, link.url, link.anchor)
