"""`scripts/vendor`: bundle the packages that pages load, from a lock file with hashes; only for who changes them."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import click

from commands.project import ROOT

NPM = ROOT / "scripts" / "npm"
BUNDLE = ROOT / "theme_overrides" / "assets" / "vendor" / "noble.js"
_PACKAGES = ("@noble/ciphers", "@noble/hashes")


@click.command(help="用 npm 的锁定文件重新打包网页用的加密库（平时不用运行；网站本身不需要 npm）。")
def command() -> None:
    """Write the bundle, the licences and the checksum."""
    if not (npm := shutil.which("npm")):
        raise click.ClickException("没有安装 npm。")
    with tempfile.TemporaryDirectory(prefix="zhishuo-") as name:
        folder = Path(name)
        for file in NPM.iterdir():
            shutil.copy(file, folder)
        subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
        options = ("--bundle", "--minify", "--format=iife", "--target=es2020", "--legal-comments=none")
        esbuild = folder / "node_modules" / ".bin" / "esbuild"
        done = subprocess.run(
            [esbuild, "noble.js", *options], cwd=folder, check=True, stdout=subprocess.PIPE, encoding="utf-8"
        )
        modules = [folder / "node_modules" / package for package in _PACKAGES]
        versions = [json.loads((module / "package.json").read_text(encoding="utf-8"))["version"] for module in modules]
        named = ", ".join(f"{package} {version}" for package, version in zip(_PACKAGES, versions, strict=True))
        BUNDLE.parent.mkdir(exist_ok=True)
        bundle = (
            f"/* {named}, MIT, licence beside this file; bundled by scripts/vendor, not written here. */\n{done.stdout}"
        )
        BUNDLE.write_text(bundle, encoding="utf-8")
        licences = [(module / "LICENSE").read_text(encoding="utf-8") for module in modules]
        BUNDLE.with_name("noble.LICENSE.txt").write_text("\n".join(licences), encoding="utf-8")
    checksum = hashlib.sha256(BUNDLE.read_bytes()).hexdigest()
    BUNDLE.with_name("SHA256SUMS").write_text(f"{checksum}  {BUNDLE.name}\n", encoding="utf-8")
    click.echo(f"已写 {BUNDLE.relative_to(ROOT)}，{named}，{checksum[:16]}。")
