"""`scripts/build`: check the data and build site/; a failed build leaves the last good site as it was."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from commands.project import ROOT
from commands.unchanged import STANDING, state_of_site, state_of_sources

_CACHE, _SITE = ROOT / ".cache", ROOT / "site"
# The site before the one that stands, and the one that comes: it is made out of the one before.
_OLD, _FRESH = _CACHE / "site-old", _CACHE / "site-new"
# What the site was made of, and what was made, one line each.
_BUILT = _CACHE / "built"
# What earlier builds left for later ones.
_KEPT = ("answers.sqlite", "check", "media", "cards", STANDING, _OLD.name, _FRESH.name, _BUILT.name)
# How a command is ended from outside: by a command, by closing its window.
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
# What shells add to the number of the signal that ended a command.
_ENDED = 128
# The earliest that a zip can tell: the same site gives the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@click.command(help="检查数据，生成网站到 site/。有问题时一次列出，原来的 site/ 不动。")
@click.option("--zip", "packed", is_flag=True, help="另外打成一个 site.zip：拷到没有网的电脑上，解开就能看、能查。")
@click.option("--no-cache", "anew", is_flag=True, help="不用以前做好、记下的东西，全部重做。做出来的一样，只是慢。")
def command(*, packed: bool, anew: bool) -> None:
    """Build the site, say where it is, pack it where that is wanted."""
    with built(anew=anew) as site:
        pages = sum(1 for _ in site.rglob("*.html"))
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
    with _alone():
        _restore()
        if anew:
            _forget()
        sources = state_of_sources(ROOT)
        if not sources or _note(sources, state_of_site(_SITE)) != _noted():
            _build(sources)
        yield _SITE


def _build(sources: str) -> None:
    if _OLD.exists():
        shutil.rmtree(_FRESH, ignore_errors=True)
        _OLD.rename(_FRESH)
    code, said = build_into(_FRESH, _SITE)
    for line in said:
        click.echo(line, err=True)
    if code:
        click.echo("没有生成网站，原来的 site/ 没有动。", err=True)
        sys.exit(1)
    _replace()
    states = [state_of_site(site) for site in (_SITE, _OLD)]
    for file in (_CACHE / STANDING).iterdir():
        if file.name not in states:
            file.unlink()
    _BUILT.write_text(_note(sources, states[0]), encoding="utf-8")


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
def _alone() -> Iterator[None]:
    """Wait until no other build of this project is at work, and let none begin."""
    _CACHE.mkdir(exist_ok=True)
    with (_CACHE / "build.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            click.echo("另一个 scripts/build 正在生成，等它做完……", err=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build_into(folder: Path, site: Path | None = None) -> tuple[int, list[str]]:
    """Build the site and its manifest into `folder`; return the exit code, 0 where all went well, and what was said.

    What has not changed is taken out of `site`, a folder in which one stands. When this command is ended, so is all
    that it has started.
    """
    for ending in _ENDINGS:
        signal.signal(ending, lambda number, _: sys.exit(_ENDED + number))
    with subprocess.Popen(
        [sys.executable, "-m", "commands.making", str(folder), str(site or "")],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a group of its own, its workers with it
    ) as making:
        try:
            said, _ = making.communicate()
        except BaseException:
            os.killpg(making.pid, signal.SIGKILL)
            raise
    return making.returncode, said.splitlines()


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
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {*_ENDINGS, signal.SIGINT})
    if _SITE.exists():
        _SITE.rename(_OLD)
    _FRESH.rename(_SITE)
    signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _restore() -> None:
    """Bring the old site back where a build was ended between its going and the new one's coming."""
    if _OLD.exists() and not _SITE.exists():
        _OLD.rename(_SITE)
