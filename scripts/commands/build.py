"""`scripts/build`: check the data and build site/; a failed build leaves the last good site as it was."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import click

from commands.project import QUIET, ROOT

# What MkDocs says in English on every build.
_CHATTER = ("INFO ", "Aborted ")
# What shells add to the number of the signal that ended a command.
_ENDED = 128
# The earliest that a zip can tell: the same site gives the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@click.command(help="检查数据，生成网站到 site/。有问题时一次列出，原来的 site/ 不动。")
@click.option("--zip", "packed", is_flag=True, help="另外打成一个 site.zip：拷到没有网的电脑上，解开就能看、能查。")
def command(*, packed: bool) -> None:
    """Build into a new folder beside site/ and put it in the place of the old one when all went well."""
    fresh = ROOT / ".cache" / "site-new"
    arguments = ("build", "--strict", "--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", str(fresh))
    code, said = _mkdocs(arguments)
    for line in said.splitlines():
        if line and not line.startswith(_CHATTER):
            click.echo(line.removeprefix("ERROR   -  "), err=True)
    if code:
        click.echo("没有生成网站，原来的 site/ 没有动。", err=True)
        sys.exit(1)
    _replace(ROOT / "site", fresh)
    pages = sum(1 for _ in (ROOT / "site").rglob("*.html"))
    click.echo(f"网站在 site/，共 {pages} 页；用浏览器打开 site/index.html 就能看。")
    if packed:
        size = _pack(ROOT / "site", ROOT / "site.zip") / 1_000_000
        click.echo(f"已打包 site.zip，{size:.1f} MB；解开以后打开里面的 index.html。")


def _mkdocs(arguments: Sequence[str]) -> tuple[int, str]:
    """Run MkDocs; return its exit code and what it says. When this command is ended, so is all that it has started."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(_ENDED + number))
    with subprocess.Popen(
        [sys.executable, "-m", "mkdocs", *arguments],
        env=os.environ | QUIET,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # a group of its own, its workers with it
    ) as mkdocs:
        try:
            said, _ = mkdocs.communicate()
        except BaseException:
            os.killpg(mkdocs.pid, signal.SIGKILL)
            raise
    return mkdocs.returncode, said


def _pack(site: Path, target: Path) -> int:
    """Write the whole site as a zip that is the same for the same site; return its bytes."""
    fresh = target.with_name(f".{target.name}")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(site.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(f"zhishuo/{path.relative_to(site).as_posix()}", _NO_TIME)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, path.read_bytes())
    fresh.replace(target)
    return target.stat().st_size


def _replace(site: Path, fresh: Path) -> None:
    old = fresh.with_name("site-old")
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    shutil.rmtree(old, ignore_errors=True)
