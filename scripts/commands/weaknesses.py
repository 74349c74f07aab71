"""What is known against the packages of the lock files: pip-audit and npm audit, where their services answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from commands.programs.npm import NODE
from commands.project import ROOT

NPM = ROOT / "scripts" / "npm"


@dataclass(frozen=True, slots=True)
class Audit:
    """What one auditor found: how many packages it looked at, how many it knew nothing of, one line a weakness."""

    name: str
    looked_at: int
    unknown: int
    weak: tuple[str, ...]


def audits() -> Iterator[Audit]:
    """Ask pip-audit about the largest lock file, which holds the others, and npm audit about each of npm's."""
    options = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json")
    yield pip_audit(_said(sys.executable, "-m", "pip_audit", *options, "-r", "requirements-test.lock", folder=ROOT))
    for file in sorted(NPM.glob("*/package-lock.json")):
        said = _said(str(NODE.with_name("npm")), "audit", "--package-lock-only", "--json", folder=file.parent)
        yield npm_audit(f"npm audit（{file.parent.name}）", said)


def pip_audit(said: str) -> Audit:
    """Read pip-audit's JSON; a package that its service does not answer for is one it knows nothing of."""
    try:
        found = json.loads(said)["dependencies"]
    except ValueError:
        found = []
    weak = tuple(
        f"{each['name']} {each['version']}：{known['id']}，改好的版本：{'、'.join(known['fix_versions']) or '还没有'}"
        for each in found
        for known in each.get("vulns", ())
    )
    answered = sum("vulns" in each for each in found)
    return Audit("pip-audit", answered, len(found) - answered, weak)


def npm_audit(name: str, said: str) -> Audit:
    """Read npm audit's JSON, which has another shape where its service did not answer."""
    try:
        found = json.loads(said)
        weak = tuple(f"{each['name']}：{each['severity']}" for each in found["vulnerabilities"].values())
        return Audit(name, found["metadata"]["dependencies"]["total"], 0, weak)
    except (ValueError, KeyError):
        return Audit(name, 0, 0, ())


def _said(*command: str, folder: Path) -> str:
    """Return what a program says; it ends with 1 both when it finds something and when it cannot ask."""
    path = f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
    )
    return done.stdout
