"""`scripts/bless`: what the golden twin publishes now becomes what its test expects."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path, PurePath

import click

from commands.project import ROOT, problems_end_it
from zhishuo.exports.api import SCHEMA
from zhishuo.publishing import Site, publish
from zhishuo.views.dataset import API

TWIN = ROOT / "tests" / "site"
EXPECTED = TWIN / "expected"
# Downloads that are text; the bytes of pictures depend on the encoder, so only their names are kept.
TEXTS = frozenset({".csv", ".json", ""})


def published(site: Site) -> dict[str, str]:
    """Return the text of everything published by its path: articles, text downloads, and the list of other files.

    Of what pages tell programs only the schema is kept: the rest is what the articles say.
    """
    pages = {f"{page.url}index.html": page.html for page in site.pages}
    texts = {asset.path: asset.content.decode() for asset in site.assets if _is_kept(asset.path)}
    others = "".join(f"{path}\n" for path in sorted(asset.path for asset in site.assets) if path not in texts)
    return pages | texts | {"other-files.txt": others}


def _is_kept(path: str) -> bool:
    return PurePath(path).suffix in TEXTS and (path == SCHEMA or not path.startswith(API))


@click.command(
    help="接受测试样板的新结果：按 tests/site/ 现在生成的内容，重写 tests/site/expected/。改完请看 git diff。"
)
def command() -> None:
    """Write what differs, remove what is published no more, and say which."""
    with tempfile.TemporaryDirectory() as folder, problems_end_it("没有改动任何文件。"):
        texts = published(publish(_copy(Path(folder))))
    known = {path.relative_to(EXPECTED).as_posix(): path for path in EXPECTED.rglob("*") if path.is_file()}
    removed = sorted(known.keys() - texts.keys())
    for name in removed:
        known[name].unlink()
    changed = sorted(
        name for name, text in texts.items() if name not in known or known[name].read_bytes() != text.encode()
    )
    for name in changed:
        (EXPECTED / name).parent.mkdir(parents=True, exist_ok=True)
        (EXPECTED / name).write_bytes(texts[name].encode())
    for word, names in (("更新", changed), ("删去", removed)):
        click.echo("".join(f"已{word} {name}\n" for name in names), nl=False)
    click.echo(f"共 {len(texts)} 个文件，更新了 {len(changed)} 个，删去了 {len(removed)} 个。")


def _copy(folder: Path) -> Path:
    """Return a copy of the twin without what is expected of it, where downloads would be taken for ledgers."""
    for part in ("data", "content", "theme_overrides"):
        shutil.copytree(TWIN / part, folder / part)
    return folder
