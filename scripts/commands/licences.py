"""`scripts/licences`: every package of the lock files with its licence, and whether a weakness of it is known."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata

import click

from commands.project import ROOT
from commands.weaknesses import NPM, audits

LOCKS = ("site", "edit", "ledger", "test")
# What packages say that have no SPDX expression (PEP 639) yet.
_SPOKEN = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD 3-Clause": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


@dataclass(frozen=True, slots=True)
class Package:
    """One package at one version, the lock file that brings it, and its licence; empty where it tells none."""

    name: str
    version: str
    lock: str
    licence: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Licences that any package may have, and packages that were looked at one by one, with what was found."""

    allowed: frozenset[str]
    known: dict[str, str]

    def permits(self, package: Package) -> bool:
        """Return whether a package may be used: for `A OR B` one must be allowed, for everything else all."""
        return package.name in self.known or is_allowed(package.licence, self.allowed)


def policy() -> Policy:
    """Return what pyproject.toml says of licences."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["zhishuo"]["licences"]
    return Policy(frozenset(said["allowed"]), said["known"])


def is_allowed(licence: str, allowed: frozenset[str]) -> bool:
    """Return whether an SPDX expression is covered; one that mixes AND and OR needs all of its licences allowed."""
    names = re.split(r" (?:AND|OR) ", licence.replace("(", "").replace(")", ""))
    return (any if " OR " in licence and " AND " not in licence else all)(name in allowed for name in names)


def packages() -> Iterator[Package]:
    """Yield the packages of all lock files, Python's and npm's, each once, in the smallest lock file that has it."""
    seen = set()
    for lock in LOCKS:
        text = (ROOT / f"requirements-{lock}.lock").read_text(encoding="utf-8")
        for name, version in re.findall(r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==(\S+)", text, re.MULTILINE):
            if (name, version) not in seen:
                seen.add((name, version))
                yield Package(name, version, lock, licence_of(name))
    for file in sorted(NPM.glob("*/package-lock.json")):
        for place, found in json.loads(file.read_text(encoding="utf-8"))["packages"].items():
            if place and "version" in found:
                name = f"npm:{place.rpartition('node_modules/')[2]}"
                yield Package(name, found["version"], f"npm/{file.parent.name}", found.get("license", ""))


def licence_of(name: str) -> str:
    """Return the licence of an installed package as an SPDX expression, in its own words where those are not known."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    if "License-Expression" in said:
        return said["License-Expression"]
    prefix = "License :: "
    classifiers = said.get_all("Classifier") or ()
    classified = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith(prefix)]
    short = said["License"].strip() if "License" in said else ""
    words = classified or ([short] if "\n" not in short else [])
    return " AND ".join(_SPOKEN.get(word, word) for word in words)


@click.command(
    help="列出锁定文件里的全部软件包、版本和许可，不在允许之列的标出来（pyproject.toml 里写着哪些允许、为什么）。"
)
@click.option("--audit", is_flag=True, help="查这些软件包有没有已知的漏洞：pip-audit 和 npm audit（要联网）")
def command(*, audit: bool) -> None:
    """Exit with 1 when a licence is not allowed, or a weakness is known."""
    if audit:
        sys.exit(0 if _audited() else 1)
    rules, refused = policy(), 0
    for package in packages():
        permitted = rules.permits(package)
        refused += not permitted
        note = rules.known.get(package.name, "") if permitted else "← 不在允许之列"
        line = f"{package.name:<34}{package.version:<16}{package.lock:<12}{package.licence or '（没有写）':<16}  {note}"
        click.echo(line.rstrip())
    if refused:
        raise click.ClickException(f"有 {refused} 个软件包的许可不在允许之列。")


def _audited() -> bool:
    """Say what is known against the packages, and of which nobody could be asked; return whether nothing is known."""
    found = list(audits())
    for audit in found:
        if not audit.looked_at:
            click.echo(f"{audit.name}：没有查成，连不上漏洞库，请换一个网络再查。", err=True)
            continue
        rest = f"，另有 {audit.unknown} 个查不到" if audit.unknown else ""
        click.echo(f"{audit.name}：查了 {audit.looked_at} 个软件包{rest}，已知的漏洞 {len(audit.weak)} 个。")
        for line in audit.weak:
            click.echo(f"  {line}")
    return not any(audit.weak for audit in found)
