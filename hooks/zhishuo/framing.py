"""A finished article -> the whole file: theme_overrides/base.html around it, as MkDocs would render it.

The template knows no other page, so this is the same for every engine: README says how to leave MkDocs by it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader

from zhishuo.assets import Asset
from zhishuo.pages import Page, chrome


@dataclass(frozen=True, slots=True)
class Setting:
    """What mkdocs.yml says of the site: its name, where it will stand, what comes before a file's name to edit it.

    `address` and `edit` are empty where they are not known.
    """

    name: str
    address: str = ""
    edit: str = ""


class Frames:
    """Puts the chrome around articles."""

    def __init__(self, theme: Path, setting: Setting) -> None:
        """Take the templates in `theme`, the folder theme_overrides."""
        # As MkDocs does, which escapes nothing by itself: base.html says `| e` where it has to.
        self._environment = Environment(loader=FileSystemLoader(theme))  # noqa: S701
        self._base = self._environment.get_template("base.html")
        self._setting = setting
        self._config = SimpleNamespace(site_name=setting.name, site_url=setting.address)

    def whole(self, page: Page) -> Asset:
        """Return the file of a page."""
        setting = self._setting
        told = SimpleNamespace(
            meta=chrome(page, setting.address, setting.edit),
            content=page.html,
            canonical_url=f"{setting.address}{page.url}" if setting.address else None,
        )
        root = "/".join(".." for _ in range(page.url.count("/"))) or "."
        html = self._base.render(config=self._config, page=told, base_url=root)
        return Asset(f"{page.url}index.html", html.encode())

    def others(self, pages: Iterable[Page], changed: Mapping[str, dt.date]) -> Iterable[Asset]:
        """Yield the page for addresses that lead nowhere, and, where the site has an address, the map of its `pages`.

        `changed` is the day of the last change by source.
        """
        missing = self._environment.get_template("404.html")
        root = urlsplit(self._setting.address).path or "/"
        yield Asset("404.html", missing.render(config=self._config, page=None, base_url=root).encode())
        if self._setting.address:
            site = SimpleNamespace(pages=pages, changed=changed)
            config = SimpleNamespace(site_url=self._setting.address, extra=SimpleNamespace(site=site))
            mapped = self._environment.get_template("sitemap.xml").render(config=config)
            yield Asset("sitemap.xml", mapped.encode())
