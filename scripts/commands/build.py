"""`scripts/build`: check the data and build site/; a failed build leaves the last good site as it was."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from commands.building.maker import ENDINGS, Maker
from commands.building.manifest import NAME, read_manifest
from commands.building.unchanged import STANDING, state_of_site, state_of_sources
from commands.project import ROOT, problems_end_it

_CACHE, SITE = ROOT / ".cache", ROOT / "site"
# The site before the one that stands, and the one that comes: it is made out of the one before.
_OLD, _FRESH = _CACHE / "site-old", _CACHE / "site-new"
# What the site was made of, and what was made, one line each.
_BUILT = _CACHE / "built"
# What earlier builds left for later ones.
_KEPT = ("answers.sqlite", "check", "media", "cards", STANDING, _OLD.name, _FRESH.name, _BUILT.name)
# The earliest that a zip can tell: the same site gives the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@click.command(help="检查数据，生成网站到 site/。有问题时一次列出，原来的 site/ 不动。")
@click.option("--zip", "packed", is_flag=True, help="另外打成一个 site.zip：拷到没有网的电脑上，解开就能看、能查。")
@click.option("--no-cache", "anew", is_flag=True, help="不用以前做好、记下的东西，全部重做。做出来的一样，只是慢。")
def command(*, packed: bool, anew: bool) -> None:
    """Build the site, say where it is, pack it where that is wanted."""
    with built(anew=anew) as site:
        entries = read_manifest((site / NAME).read_bytes())
        pages = sum(path.endswith(".html") for path in entries)
        click.echo(f"网站在 site/，共 {pages} 页；用浏览器打开 site/index.html 就能看。")
        if packed:
            size = _pack(site, ROOT / "site.zip") / 1_000_000
            click.echo(f"已打包 site.zip，{size:.1f} MB；解开以后打开里面的 index.html。")


@contextmanager
def built(*, anew: bool = False) -> Iterator[Path]:
    """Build into a new folder beside site/ and put it in the place of the old one when all went well.

    Where nothing changed since the last build, the site stays as it is, unless it is wanted `anew`, out of nothing that
    was kept. No other build begins until the block ends. Exits with 1 where something is wrong, all of it said.
    """
    with alone():
        if anew:
            _forget()
        with problems_end_it("没有生成网站，原来的 site/ 没有动。"), Maker() as maker:
            renew_site(maker)
        yield SITE


def renew_site(maker: Maker) -> None:
    """Put the site that should stand in the place of the one that stands, where that is not what it should be.

    It is for who has seen to it that no other build is at work. Raises ProblemsError with all that is wrong.
    """
    _restore()
    sources = state_of_sources(ROOT)
    before = state_of_site(SITE)
    if sources and _note(sources, before) == _noted():
        return
    if _OLD.exists():
        shutil.rmtree(_FRESH, ignore_errors=True)
        _OLD.rename(_FRESH)
    state = maker.make(_FRESH, SITE, before)
    _replace()
    for file in (_CACHE / STANDING).iterdir():
        if file.name not in {state, before}:
            file.unlink()
    _BUILT.write_text(_note(sources, state), encoding="utf-8")


def _note(sources: str, site: str) -> str:
    """Return what is noted of the site that stands there, made of such sources."""
    return f"{sources}\n{site}\n"


def _noted() -> str:
    try:
        return _BUILT.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _forget() -> None:
    for name in _KEPT:
        kept = _CACHE / name
        if kept.is_dir():
            shutil.rmtree(kept)
        else:
            kept.unlink(missing_ok=True)


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other build of this project is at work, and let none begin."""
    _CACHE.mkdir(exist_ok=True)
    with (_CACHE / "build.lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)  # noqa: FBT003 - the name is Python's
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            click.echo("另一个 scripts/build 正在生成，等它做完……", err=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # a maker that goes on has it, too


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


def _replace() -> None:
    """Put a finished site into the place of the old one; nothing but the loss of power comes between."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {*ENDINGS, signal.SIGINT})
    if SITE.exists():
        SITE.rename(_OLD)
    _FRESH.rename(SITE)
    signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _restore() -> None:
    """Bring the old site back where a build was ended between its going and the new one's coming."""
    if _OLD.exists() and not SITE.exists():
        _OLD.rename(SITE)
