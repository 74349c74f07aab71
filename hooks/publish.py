"""The only file that knows MkDocs: every event hands plain values to zhishuo and puts the answer back.

`mkdocs build` gives the same pages as scripts/build, which needs no MkDocs and makes what has changed alone.
"""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from zhishuo.pages import Page as Article
from zhishuo.pages import chrome
from zhishuo.problems import ProblemsError
from zhishuo.publishing import Site, publish


def on_config(config: MkDocsConfig) -> None:
    """Read, check and render everything, before MkDocs cleans the old site."""
    root = Path(config.config_file_path).parent
    try:
        site = publish(root, config.site_url or "")
    except ProblemsError as error:
        raise PluginError(f"没有生成网站：\n{error}") from error
    if not config.site_url:
        config.theme.static_templates.discard("sitemap.xml")  # it needs absolute addresses
    config.extra |= {"site": site, "articles": {f"{page.url}index.md": page for page in site.pages}}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Publish our pages and assets, and nothing of MkDocs' own reading of content/ or of Material's files."""
    site: Site = config.extra["site"]
    own = Path(str(config.theme.custom_dir)) / "assets"
    theme = [file for file in files if file.abs_src_path and Path(file.abs_src_path).is_relative_to(own)]
    kept = [file for file in theme if not file.src_uri.endswith(".css")]  # ours come packed
    pages = [File.generated(config, uri, content="") for uri in config.extra["articles"]]
    assets = [File.generated(config, asset.path, content=asset.content) for asset in site.assets]
    return Files([*kept, *pages, *assets])


def on_page_markdown(_markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - the names are MkDocs'
    """Give MkDocs' page the title and the slots of its chrome."""
    article = _article(page, config)
    page.title = article.title
    repository = config.repo_url if "edit_uri" in config.user_configs[0] else None
    editing = f"{repository.rstrip('/')}/{config.edit_uri}" if repository else ""
    page.meta = chrome(article, config.site_url or "", editing)
    return ""


def on_page_content(_html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - the names are MkDocs'
    """Put the finished article in the place of MkDocs' rendering."""
    return _article(page, config).html


def on_post_build(config: MkDocsConfig) -> None:
    """Take away the packed site map: it tells when it was packed, and servers pack by themselves."""
    (Path(config.site_dir) / "sitemap.xml.gz").unlink(missing_ok=True)


def _article(page: Page, config: MkDocsConfig) -> Article:
    found: Article = config.extra["articles"][page.file.src_uri]
    return found
