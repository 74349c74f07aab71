"""`scripts/build`: check the data and build site/; a failed build leaves the last good site as it was."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from commands.manifest import write_manifest
from commands.project import QUIET, ROOT
from commands.unchanged import state_of_site, state_of_sources

_CACHE, _SITE = ROOT / ".cache", ROOT / "site"
_OLD = _CACHE / "site-old"
# What the site was made of, and what was made, one line each.
_BUILT = _CACHE / "built"
# What earlier builds left for later ones.
_KEPT = ("answers.sqlite", "check", "media", "cards", _BUILT.name)
# How a command is ended from outside: by a command, by closing its window.
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
# A web server may read what is built, whoever builds it.
_UMASK = 0o022
# What MkDocs says in English on every build.
_CHATTER = ("INFO ", "Aborted ")
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
        if not sources or _note(sources) != _noted():
            _build()
            _BUILT.write_text(_note(sources), encoding="utf-8")
        yield _SITE


def _build() -> None:
    fresh = _CACHE / "site-new"
    code, said = build_into(fresh)
    for line in said:
        click.echo(line, err=True)
    if code:
        click.echo("没有生成网站，原来的 site/ 没有动。", err=True)
        sys.exit(1)
    _replace(fresh)


def _note(sources: str) -> str:
    """Return what is noted of the site that stands there, made of such sources."""
    return f"{sources}\n{state_of_site(_SITE)}\n"


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


def build_into(folder: Path) -> tuple[int, list[str]]:
    """Build the site and its manifest into `folder`; return the exit code, 0 where all went well, and what was said."""
    code, said = _mkdocs(("build", "--strict", "--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", str(folder)))
    if not code:
        write_manifest(folder)
    lines = (line for line in said.splitlines() if line and not line.startswith(_CHATTER))
    return code, [line.removeprefix("ERROR   -  ") for line in lines]


def _mkdocs(arguments: Sequence[str]) -> tuple[int, str]:
    """Run MkDocs; return its exit code and what it says. When this command is ended, so is all that it has started."""
    for ending in _ENDINGS:
        signal.signal(ending, lambda number, _: sys.exit(_ENDED + number))
    with subprocess.Popen(
        [sys.executable, "-m", "mkdocs", *arguments],
        env=os.environ | QUIET,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        umask=_UMASK,
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


def _replace(fresh: Path) -> None:
    """Put a finished site into the place of the old one; nothing but the loss of power comes between."""
    shutil.rmtree(_OLD, ignore_errors=True)
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {*_ENDINGS, signal.SIGINT})
    if _SITE.exists():
        _SITE.rename(_OLD)
    fresh.rename(_SITE)
    signal.pthread_sigmask(signal.SIG_SETMASK, held)
    shutil.rmtree(_OLD, ignore_errors=True)


def _restore() -> None:
    """Bring the old site back where a build was ended between its going and the new one's coming."""
    if _OLD.exists() and not _SITE.exists():
        _OLD.rename(_SITE)
