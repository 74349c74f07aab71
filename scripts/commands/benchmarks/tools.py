"""The generators that `scripts/bench --engine` measures: how each is installed, told to build and told to serve."""

from __future__ import annotations

import compileall
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from commands.benchmarks.sites import Material, write_eleventy, write_hugo, write_material
from commands.programs import npm
from commands.project import QUIET, ROOT

_LOCK = ROOT / "requirements-peers.lock"
OURS = "直说"
Command = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """A generator with its site in `folder`: `edited` is the file of the request that is edited, `page` its address.

    `one` is the fastest command after an edit, `serve` takes a port. `caches` are what a cold build must not find,
    besides the finished site in `output`.
    """

    name: str
    version: str
    folder: Path
    edited: Path
    page: str
    output: Path
    full: Command
    one: Command
    serve: Callable[[int], Command]
    caches: tuple[Path, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Programs:
    """Where programs of others stand; each None where it was not installed."""

    hugo: Path | None
    zensical: Path | None
    eleventy: Path | None


def programs(*, install: bool) -> Programs:
    """Return the programs of others under .cache/, with `install` all of them, installed where they were not yet.

    Raises subprocess.CalledProcessError when they cannot be installed.
    """
    lock = hashlib.sha256(_LOCK.read_bytes()).hexdigest()[:12]
    venv = ROOT / ".cache" / "peers" / lock
    if install and not venv.is_dir():
        _install(venv)
    (site_packages,) = (*venv.glob("lib/python3*/site-packages"), None)[:1]
    modules = npm.installed("peers") if install else npm.place("peers") / "node_modules"
    return Programs(
        _there(site_packages and site_packages / "hugo" / "binaries" / "hugo"),
        _there(site_packages and site_packages / "zensical"),
        _there(modules / "@11ty" / "eleventy" / "cmd.cjs"),
    )


def _there(path: Path | None) -> Path | None:
    return path if path and path.exists() else None


def _install(venv: Path) -> None:
    venv.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=venv.parent) as place:
        fresh = Path(place) / "fresh"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", fresh], check=True)
        pip = [sys.executable, "-m", "pip", "--python", f"{fresh / 'bin' / 'python'}", "install", "--quiet"]
        subprocess.run([*pip, "--disable-pip-version-check", "--require-hashes", "-r", f"{_LOCK}"], check=True)
        fresh.rename(venv)


def ours(folder: Path, edited: Path, page: str) -> Tool:
    """Return this project as it was copied into `folder`, its modules compiled as they are after any command."""
    for part in ("hooks", "scripts"):
        compileall.compile_dir(folder / part, quiet=1)
    python = (sys.executable, "-m", "commands")
    return Tool(
        name=OURS,
        version=_commit(),
        folder=folder,
        edited=edited,
        page=page,
        output=folder / "site",
        full=(*python, "build"),
        one=(*python, "build"),
        serve=lambda port: (*python, "serve", "--address", f"127.0.0.1:{port}"),
        caches=(folder / ".cache",),
        environment={"PYTHONPATH": f"{folder / 'hooks'}{os.pathsep}{folder / 'scripts'}"},
    )


def others(folder: Path, found: Programs, site: Material, chrome: str, number: int) -> tuple[Tool, ...]:
    """Write the site of every other generator below `folder` and return them; `number` is the request to be edited."""
    told = site.told[number]
    page = f"/stories/{told.id}/"
    tools: list[Tool] = []
    if found.hugo:
        source = write_hugo(folder / "hugo", site, chrome, told)
        tools.append(_hugo("Hugo", found.hugo, folder / "hugo", source, page))
        source = write_hugo(folder / "adapter", site, chrome, told, adapter=True)
        tools.append(_hugo("Hugo, content adapter", found.hugo, folder / "adapter", source, page))
    if found.eleventy:
        source = write_eleventy(folder / "eleventy", site, chrome, told)
        tools.append(_eleventy(found.eleventy, folder / "eleventy", source, page))
    if found.zensical:
        source = write_material(folder / "zensical", site, told)
        tools.append(_zensical(found.zensical, folder / "zensical", source, page))
    source = write_material(folder / "mkdocs", site, told)
    tools.append(_mkdocs("MkDocs + Material", folder / "mkdocs", source, page))
    source = write_material(folder / "plain", site, told, search=False)
    tools.append(_mkdocs("MkDocs + Material, no search", folder / "plain", source, page, "--dirty"))
    return tuple(tools)


def _hugo(name: str, program: Path, folder: Path, edited: Path, page: str) -> Tool:
    said = subprocess.run([program, "version"], check=True, capture_output=True, text=True).stdout
    full = (f"{program}", "build", "--quiet")
    return Tool(
        name=name,
        version=said.split()[1].partition("-")[0].removeprefix("v"),
        folder=folder,
        edited=edited,
        page=page,
        output=folder / "public",
        full=full,
        one=(*full, "--renderSegments", "edited"),
        serve=lambda port: (f"{program}", "server", "--port", f"{port}"),
        caches=(folder / "resources", folder / ".cache"),
        environment={"HUGO_CACHEDIR": f"{folder / '.cache'}"},
    )


def _eleventy(program: Path, folder: Path, edited: Path, page: str) -> Tool:
    full = (f"{npm.NODE}", f"{program}", "--quiet")
    said = subprocess.run([*full, "--version"], check=True, capture_output=True, text=True).stdout
    return Tool(
        name="Eleventy",
        version=said.strip(),
        folder=folder,
        edited=edited,
        page=page,
        output=folder / "_site",
        full=full,
        # --incremental=FILE does not work in this version: "templateRender has not yet initialized".
        one=full,
        serve=lambda port: (*full, "--serve", "--incremental", "--port", f"{port}"),
        caches=(folder / ".cache",),
    )


def _zensical(package: Path, folder: Path, edited: Path, page: str) -> Tool:
    program = (f"{package.parents[3] / 'bin' / 'python'}", "-m", "zensical")
    return Tool(
        name="Zensical",
        version=next(package.parent.glob("zensical-*.dist-info")).name.split("-")[1].removesuffix(".dist"),
        folder=folder,
        edited=edited,
        page=page,
        output=folder / "site",
        full=(*program, "build"),
        one=(*program, "build"),
        serve=lambda port: (*program, "serve", "--dev-addr", f"127.0.0.1:{port}"),
        caches=(folder / ".cache",),
    )


def _mkdocs(name: str, folder: Path, edited: Path, page: str, *edit: str) -> Tool:
    program = (sys.executable, "-m", "mkdocs")
    return Tool(
        name=name,
        version=f"{version('mkdocs')} + {version('mkdocs-material')}",
        folder=folder,
        edited=edited,
        page=page,
        output=folder / "site",
        full=(*program, "build", "--quiet"),
        one=(*program, "build", "--quiet", *edit),
        serve=lambda port: (*program, "serve", "--quiet", "--livereload", "--dev-addr", f"127.0.0.1:{port}", *edit),
        environment=QUIET,
    )


def _commit() -> str:
    """Return the short name of this project's commit, empty where no history is known."""
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - git where the machine has it
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    return said.stdout.strip()
