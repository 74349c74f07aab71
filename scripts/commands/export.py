"""`scripts/export FOLDER`: the finished pages as a project for Zensical, which builds the same site out of them.

Its settings are a mkdocs.yml, since only there a theme can be nobody's: the theme is our own base.html.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from commands.project import ROOT, problems_end_it
from commands.settings import setting
from zhishuo.framing import Setting
from zhishuo.pages import Page, chrome
from zhishuo.problems import Problem, ProblemsError
from zhishuo.publishing import Site, publish

_SETTINGS, _DOCS, _THEME = "mkdocs.yml", "docs", "theme"
# Whoever finds it in a folder's settings knows that the folder is ours to write anew.
_MARK = "# scripts/export 写的，再写一次就换掉；要改内容，请改原来的 data/ 和 content/。\n"
# What of theme_overrides/ is no file of the site: templates, and style sheets, which come packed.
_NOT_PUBLISHED = frozenset({".html", ".xml", ".css"})


@click.command(
    help=(
        "把做好的全部网页和文件写成 Zensical 的项目，用它也能生成一样的网站：一样的网址，一样的内容。"
        "文件夹要在本项目外面，是新的、空的，或者是以前写的；以前写的 docs/、theme/ 和 mkdocs.yml 整个换掉。"
    )
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="文件夹")
def command(folder: Path) -> None:
    """Write everything, or nothing where the data have problems or the folder is somebody else's."""
    with problems_end_it("没有动那个文件夹。"):
        _refuse(folder)
        told = setting(ROOT)
        site = publish(ROOT, told.address)
    with problems_end_it("没有写完。"):
        _write(folder, site, told)
    click.echo(f"{len(site.pages)} 页、{len(site.assets)} 个文件，在 {folder}。")
    click.echo("装好 Zensical 以后，在这个文件夹里运行 zensical build，网站就在它的 site/ 里。")


@contextmanager
def _open_to_us(folder: Path) -> Iterator[None]:
    """Raise ProblemsError where the system lets the block not read or write."""
    try:
        yield
    except OSError as error:
        raise _problem(folder, "读不了或写不进这个文件夹，可能是只读的，或者没有地方了；请换一个再写一次") from error


def _problem(folder: Path, message: str) -> ProblemsError:
    return ProblemsError([Problem(str(folder), 0, "", message)])


def _refuse(folder: Path) -> None:
    """Raise ProblemsError for a folder that would harm this project, or that holds what others wrote."""
    if folder.resolve().is_relative_to(ROOT.resolve()):
        raise _problem(folder, "要写到本项目外面：写在里面，下载用的表格会被当成台账，网站就生成不了")
    with _open_to_us(folder):
        settings = folder / _SETTINGS
        is_ours = settings.is_file() and settings.read_bytes().startswith(_MARK.encode())
        found = next(folder.iterdir(), None) if folder.is_dir() else None
    if found and not is_ours:
        raise _problem(folder, f"要写到新的或空的文件夹；这里面已经有别的东西，如“{found.name}”，不会动它")


def _write(folder: Path, site: Site, told: Setting) -> None:
    """Write the project; raises ProblemsError where that cannot be done."""
    files = [*_theme(told.address), *_docs(site, told)]
    with _open_to_us(folder):
        folder.mkdir(parents=True, exist_ok=True)
        # The first to be written: a folder that was not written to its end is ours to write again.
        (folder / _SETTINGS).write_text(_MARK + _yaml(_settings(told, site)), encoding="utf-8")
        for part in (_DOCS, _THEME):
            if (folder / part).exists():
                shutil.rmtree(folder / part)
        for path, content in files:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)


def _settings(told: Setting, site: Site) -> dict[str, object]:
    """Return the settings: no theme but ours, no Markdown but HTML, and what the site map lists."""
    pages = [{"url": page.url, "source": page.source, "is_gone": page.is_gone} for page in site.pages]
    changed = {source: day.isoformat() for source, day in sorted(site.changed.items())}
    known = {"site_url": told.address, "extra": {"site": {"pages": pages, "changed": changed}}} if told.address else {}
    return {
        "site_name": told.name,
        "theme": {"name": None, "custom_dir": _THEME},
        "markdown_extensions": [],
        "plugins": {"search": {"enabled": False}},  # the site brings its own
        **known,
    }


def _theme(address: str) -> Iterator[tuple[str, bytes]]:
    """Yield the templates of the theme; a site map needs an address."""
    yield f"{_THEME}/main.html", b'{% extends "base.html" %}\n'
    for name in ("base.html", "404.html", *(["sitemap.xml"] if address else [])):
        yield f"{_THEME}/{name}", (ROOT / "theme_overrides" / name).read_bytes()


def _docs(site: Site, told: Setting) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of every page and every file of the site."""
    for page in site.pages:
        yield f"{_DOCS}/{page.url}index.md", _page(page, told).encode()
    for asset in site.assets:
        yield f"{_DOCS}/{asset.path}", asset.content
    theme = ROOT / "theme_overrides"
    for path in sorted(theme.rglob("*")):
        if path.is_file() and path.suffix not in _NOT_PUBLISHED:
            yield f"{_DOCS}/{path.relative_to(theme).as_posix()}", path.read_bytes()


def _page(page: Page, where: Setting) -> str:
    """Return a page of Zensical: what stands around the article before it, the article as the HTML that it is."""
    told = {name: value for name, value in chrome(page, where.address, where.edit).items() if value}
    return f"---\n{_yaml(told)}---\n\n{page.html}"


def _yaml(values: Mapping[str, object]) -> str:
    """Return YAML, each value as JSON on a line of its own, which YAML reads as well."""
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
