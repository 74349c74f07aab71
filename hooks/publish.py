"""The only file that knows MkDocs: every event hands plain values to zhishuo and puts the answer back.

MkDocs loads this file and the package beside it once; after a change to hooks/ restart `scripts/serve`.
"""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from zhishuo.pages import Page as Article
from zhishuo.pages import chrome
from zhishuo.problems import ProblemsError
from zhishuo.publishing import Site, publish

log = logging.getLogger("mkdocs.hooks.zhishuo")
# A one-shot build comes here once; under `serve`, which builds again and again, the last good site stays at hand.
_last_good: list[Site] = []
_commands: list[str] = []


def on_startup(command: str, dirty: bool) -> None:  # noqa: ARG001, FBT001 - the signature is MkDocs'
    """Remember what MkDocs was called for: a page of a preview may run the script that reloads it."""
    _commands[:] = [command]


def on_config(config: MkDocsConfig) -> None:
    """Read, check and render everything, before MkDocs cleans the old site."""
    root = Path(config.config_file_path).parent
    try:
        site = publish(root, config.site_url or "", root / ".cache")
        _last_good[:] = [site]
    except ProblemsError as error:
        if not _last_good:
            raise PluginError(f"没有生成网站：\n{error}") from error
        log.error("预览里还是改坏以前的样子：\n%s", error)  # noqa: TRY400 - staff need no traceback
        config.extra["problems"] = [str(problem) for problem in error.problems]
        (site,) = _last_good
    if not config.site_url:
        config.theme.static_templates.discard("sitemap.xml")  # it needs absolute addresses
    config.extra |= {"site": site, "is_preview": _commands == ["serve"]}
    config.extra["articles"] = {f"{page.url}index.md": page for page in site.pages}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Publish our pages and assets, and nothing of MkDocs' own reading of content/ or of Material's files."""
    site: Site = config.extra["site"]
    own = Path(str(config.theme.custom_dir))
    theme = [file for file in files if file.src_dir is not None and Path(file.src_dir) == own]
    # Styles of ours come packed; without an address the site map would be published as the template that it is.
    kept = [file for file in theme if not file.src_uri.endswith((".css", ".xml"))]
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
