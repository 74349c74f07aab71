"""README says how to leave MkDocs in a day: what it does for a page is done here by Jinja alone, byte for byte."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from conftest import ADDRESS, ROOT
from jinja2 import Environment, FileSystemLoader

from zhishuo.pages import chrome
from zhishuo.publishing import publish


def test_jinja_alone_writes_the_same_pages(addressed: Path) -> None:
    # MkDocs escapes nothing by itself: base.html says `| e` where it has to.
    base = Environment(loader=FileSystemLoader(ROOT / "theme_overrides")).get_template("base.html")  # noqa: S701
    config = SimpleNamespace(site_name="直说", site_url=ADDRESS, extra=SimpleNamespace(problems=None, is_preview=False))
    site = publish(ROOT, ADDRESS)
    for page in site.pages:
        told = SimpleNamespace(
            meta=chrome(page, ADDRESS) | {"edit": None},
            content=page.html,
            canonical_url=f"{ADDRESS}{page.url}",
        )
        root = "/".join(".." for _ in range(page.url.count("/"))) or "."
        html = base.render(config=config, page=told, base_url=root)
        assert html == (addressed / page.url / "index.html").read_text(encoding="utf-8"), page.url
    for asset in site.assets:
        assert (addressed / asset.path).read_bytes() == asset.content, asset.path
    assert len(site.pages) > 100
