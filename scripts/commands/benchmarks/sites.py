"""The workload's pages as the sources of other generators: the same texts, and for Hugo and Eleventy our own chrome.

Requests are Markdown with front matter; communities have a table of twelve categories by twelve months. Every site has
a page of each request, community, category and month (with all requests of the month; the others name their newest),
and lists of these. The templates stand in scripts/peers/.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from commands.benchmarks.workload import SEED, Request
from commands.project import ROOT
from zhishuo.reading import Records, read
from zhishuo.views.base import marks
from zhishuo.views.words import OUTCOMES, month_words

PEERS = ROOT / "scripts" / "peers"
_SHOWN = 20  # requests on the page of a community or category
_LISTS = {"communities": "社区", "categories": "类别", "months": "月份"}
_MARKS = ("\ue000", "\ue001", "\ue002")  # title, description and text of a page, where they stand in the chrome
_ASSETS = ("zhishuo.css", "zhishuo.js", "icon.svg")


@dataclass(frozen=True, slots=True)
class Told:
    """A request as every generator gets it: fields and Markdown; `terms` are community, category, month."""

    id: str
    terms: Mapping[str, str]
    fields: Mapping[str, object]
    body: str

    @property
    def params(self) -> dict[str, object]:
        """Return the whole of its front matter."""
        return {**self.fields, **{field: [term] for field, term in self.terms.items()}}

    @property
    def file(self) -> str:
        """Return a file of front matter and Markdown."""
        return f"---\n{yaml.safe_dump(self.params, allow_unicode=True, sort_keys=False)}---\n{self.body}"


@dataclass(frozen=True, slots=True)
class Material:
    """What all sites are made of: requests, newest first, names by list and id, and tables by community."""

    told: tuple[Told, ...]
    names: Mapping[str, Mapping[str, str]]
    tables: Mapping[str, str]


def material(requests: Sequence[Request]) -> Material:
    """Return the requests in words, with the names of this town and a seeded table for every community."""
    records = read(ROOT)
    categories = {one.id: one.name for one in records.town.categories}
    communities = {slug: one.name for slug, one in records.communities.items()}
    newest = sorted(requests, key=lambda one: (one.month, one.week, one.id), reverse=True)
    return Material(
        tuple(_told(one, records) for one in newest),
        {
            "communities": communities,
            "categories": categories,
            "months": {month: month_words(month) for month in sorted({one.month for one in requests}, reverse=True)},
        },
        {slug: _table(slug, tuple(categories.values())) for slug in communities},
    )


def _told(request: Request, records: Records) -> Told:
    mark = marks(records.town)[request.grade]
    outcome = OUTCOMES[request.outcome]
    when = f"{month_words(request.month)}第{'一二三四五'[request.week - 1]}周"
    days = f"{request.days} 天" if request.days else "当天"
    said = "\n".join(f"> {line}".rstrip() for line in "\n\n".join(request.said).split("\n"))
    return Told(
        request.id,
        {"communities": request.community, "categories": request.category, "months": request.month},
        {
            "title": request.title,
            "description": f"{records.communities[request.community].name}，{when}，{mark.text}，{days}办结，"
            f"结果：{outcome}。",
            "date": f"{request.month}-{request.week:02d}",
            "grade": request.grade,
            "mark": mark.text,
            "when": when,
            "days": days,
            "outcome": outcome,
            "consent": "书面同意，存社区（示例）",
        },
        f"## 居民怎么说\n\n{said}\n\n## 办了什么\n\n{request.done_markdown}\n\n## 还有什么没解决\n\n{request.left}\n",
    )


def _table(community: str, categories: Sequence[str]) -> str:
    chance = random.Random(f"{SEED}-{community}")  # noqa: S311 - made up, no secret
    months = [f"{month} 月" for month in range(1, 13)]
    rows = [["类别", *months], ["---", *["---:"] * 12]]
    rows += [[name, *(f"{chance.randint(0, 60) * 5}" for _ in months)] for name in categories]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def write_hugo(folder: Path, site: Material, chrome: str, edited: Told, *, adapter: bool = False) -> Path:
    """Write a site for Hugo; return the file to edit.

    With `adapter` requests come out of one file by a content adapter, else each is a Markdown file.
    """
    shutil.copytree(PEERS / "hugo", folder, dirs_exist_ok=True)
    terms = (f"/{field}/{edited.terms[field]}" for field in _LISTS)
    settings = folder / "hugo.toml"
    shown = ",".join(("/", "/stories", f"/stories/{edited.id}", *terms))
    _write(settings, settings.read_text(encoding="utf-8").replace("EDITED", shown))
    slots = ("{{ .Title }}", "{{ .Description }}", '{{ block "main" . }}{{ end }}')
    _write(folder / "layouts" / "baseof.html", _filled(chrome, slots))
    _copy_assets(folder / "static" / "assets")
    for field, names in site.names.items():
        _write(folder / "content" / field / "_index.md", _titled(_LISTS[field], ""))
        for slug, name in names.items():
            _write(folder / "content" / field / slug / "_index.md", _titled(name, _text(site, field, slug)))
    _write(folder / "content" / "stories" / "_index.md", _titled("故事", ""))
    if not adapter:
        return _write_told(folder / "content" / "stories", site.told, edited)
    shutil.copy(PEERS / "hugo-adapter" / "_content.gotmpl", folder / "content" / "stories")
    rows = [{"path": one.id, "params": one.params, "content": one.body} for one in site.told]
    return _write(folder / "assets" / "stories.json", json.dumps(rows, ensure_ascii=False, indent=0))


def write_eleventy(folder: Path, site: Material, chrome: str, edited: Told) -> Path:
    """Write a site for Eleventy; return the file to edit."""
    shutil.copytree(PEERS / "eleventy", folder, dirs_exist_ok=True)
    pieces = re.split(f"({'|'.join(_MARKS)})", chrome)
    _write(folder / "_includes" / "chrome.json", json.dumps(pieces, ensure_ascii=False))
    _write(folder / "_data" / "names.json", json.dumps(site.names, ensure_ascii=False))
    _write(folder / "package.json", json.dumps({"private": True, "type": "module"}))
    _copy_assets(folder / "assets")
    for field in ("communities", "categories"):
        for slug, name in site.names[field].items():
            _write(folder / field / f"{slug}.md", _titled(name, _text(site, field, slug)))
    return _write_told(folder / "stories", site.told, edited)


def write_material(folder: Path, site: Material, edited: Told, *, search: bool = True) -> Path:
    """Write a site for MkDocs or Zensical under stock Material, lists as Markdown; return the file to edit."""
    settings = (PEERS / "material" / "mkdocs.yml").read_text(encoding="utf-8")
    if not search:
        settings = re.sub(r"^plugins:\n(  .*\n)+", "plugins: []\n", settings, flags=re.MULTILINE)
    _write(folder / "mkdocs.yml", settings)
    docs = folder / "docs"
    newest = site.told[:_SHOWN]
    _write(docs / "index.md", _titled("直说", _links(newest, "stories/")))
    _write(docs / "stories" / "index.md", _titled("故事", _links(newest, "")))
    for field, names in site.names.items():
        of_term: dict[str, list[Told]] = {slug: [] for slug in names}
        for one in site.told:
            of_term[one.terms[field]].append(one)
        rows = (f"- [{name}]({slug}.md) {len(of_term[slug])}" for slug, name in names.items())
        _write(docs / field / "index.md", _titled(_LISTS[field], "\n".join(rows)))
        for slug, name in names.items():
            shown = of_term[slug] if field == "months" else of_term[slug][:_SHOWN]
            text = f"{_text(site, field, slug)}\n{_links(shown, '../stories/')}"
            _write(docs / field / f"{slug}.md", _titled(name, text))
    return _write_told(docs / "stories", site.told, edited)


def chrome_of(page: str, title: str) -> str:
    """Return the chrome of one of our finished pages, two folders deep, with marks for title, description and text."""
    head, middle, text = _MARKS
    page = re.sub(r"(<main\b[^>]*>).*</main>", rf"\1\n{text}\n</main>", page, flags=re.DOTALL)
    page = re.sub(r'(<meta name="description"[^>]* content=)"[^"]*"', rf'\1"{middle}"', page)
    return page.replace(title, head).replace("../../index.html", "/").replace("/index.html", "/").replace("../../", "/")


def _filled(chrome: str, slots: Sequence[str]) -> str:
    for mark, slot in zip(_MARKS, slots, strict=True):
        chrome = chrome.replace(mark, slot)
    return chrome


def _text(site: Material, field: str, slug: str) -> str:
    return site.tables[slug] if field == "communities" else ""


def _titled(title: str, text: str) -> str:
    return f"---\ntitle: {title}\n---\n{text}\n"


def _links(told: Iterable[Told], folder: str) -> str:
    return "\n".join(f"- [{one.fields['title']}]({folder}{one.id}.md)  \n  {one.fields['description']}" for one in told)


def _copy_assets(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in _ASSETS:
        shutil.copy(ROOT / "theme_overrides" / "assets" / name, folder)


def _write_told(folder: Path, told: Iterable[Told], edited: Told) -> Path:
    for one in told:
        _write(folder / f"{one.id}.md", one.file)
    return folder / f"{edited.id}.md"


def _write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file
