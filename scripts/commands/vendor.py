"""`scripts/vendor`: bundle what pages load and posters are set in, from a lock file with hashes; only to change it."""

from __future__ import annotations

import hashlib
import json
import subprocess

import click

from commands.letters import write_letters
from commands.programs.npm import installed
from commands.project import ROOT

BUNDLE = ROOT / "theme_overrides" / "assets" / "vendor" / "noble.js"
_PACKAGES = ("@noble/ciphers", "@noble/hashes")


@click.command(help="用 npm 的锁定文件重新打包网页用的加密库和展板用的字体（平时不用运行；网站本身不需要 npm）。")
def command() -> None:
    """Write the bundle and the fonts, their licences and checksums."""
    modules = installed("vendor")
    options = ("--bundle", "--minify", "--format=iife", "--target=es2020", "--legal-comments=none")
    done = subprocess.run(
        [modules / ".bin" / "esbuild", "noble.js", *options],
        cwd=modules.parent,
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    versions = [
        json.loads((modules / package / "package.json").read_text(encoding="utf-8"))["version"] for package in _PACKAGES
    ]
    named = ", ".join(f"{package} {version}" for package, version in zip(_PACKAGES, versions, strict=True))
    BUNDLE.parent.mkdir(exist_ok=True)
    head = f"/* {named}, MIT, licence beside this file; bundled by scripts/vendor, not written here. */"
    BUNDLE.write_text(f"{head}\n{done.stdout}", encoding="utf-8")
    licences = [(modules / package / "LICENSE").read_text(encoding="utf-8") for package in _PACKAGES]
    BUNDLE.with_name("noble.LICENSE.txt").write_text("\n".join(licences), encoding="utf-8")
    checksum = hashlib.sha256(BUNDLE.read_bytes()).hexdigest()
    BUNDLE.with_name("SHA256SUMS").write_text(f"{checksum}  {BUNDLE.name}\n", encoding="utf-8")
    click.echo(f"已写 {BUNDLE.relative_to(ROOT)}，{named}，{checksum[:16]}。")
    for font in write_letters(modules):
        click.echo(f"已写 {font.relative_to(ROOT)}，{font.stat().st_size / 1_000_000:.1f} MB。")
