"""View + template -> the finished article of one page.

The templates in theme_overrides/pages/ get the view and three functions: `link` and `asset` make relative addresses, so
that the same site works under any path and from a disk; an unknown name in a template stops the build.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from zhishuo.views import View
from zhishuo.views.base import Link


@dataclass(frozen=True, slots=True)
class Page:
    """A finished article; `crumbs` are (label, url) from the home page to this one, urls from the site's root.

    `place` is the slug of the community that it is about, if it is about one; `moved_to` is the relative address of the
    page that has taken its place, empty for all but those that moved.
    """

    url: str
    kind: str
    title: str
    description: str
    crumbs: tuple[tuple[str, str], ...]
    html: str
    source: str | None
    place: str
    moved_to: str = ""


def relative(here: str, target: str, anchor: str = "") -> str:
    """Return the relative address of the page `target` as seen from the page `here`, always naming index.html."""
    return f"{relative_asset(here, target)}index.html{f'#{anchor}' if anchor else ''}"


def relative_asset(here: str, target: str) -> str:
    """Return the relative address of the file `target` as seen from the page `here`."""
    return "../" * here.count("/") + target


def render(views: Iterable[View], templates: Path) -> tuple[Page, ...]:
    """Return the page of every view; `templates` is theme_overrides.

    Raises jinja2.TemplateError for a template that is missing, broken, or names what its view does not have.
    """
    environment = Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return tuple(_page(environment, view) for view in views)


def _page(environment: Environment, view: View) -> Page:
    template = environment.get_template(f"pages/{view.kind}.html")
    html = template.render(
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
        crumbs=tuple((crumb.label, crumb.url) for crumb in view.crumbs),
        html=html,
        source=view.source,
        place=view.place,
        moved_to=_link(view.url, view.moved_to) if view.moved_to else "",
    )


def _link(here: str, link: Link) -> str:
    return relative(here, link.url, link.anchor)
