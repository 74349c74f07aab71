"""What others wrote and this project uses: its licences, its checksums, and what is known against it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from commands.licences import Package, is_allowed, packages, policy
from commands.weaknesses import npm_audit, pip_audit

ROOT = Path(__file__).parent.parent
VENDORED = ROOT / "theme_overrides" / "assets" / "vendor"


@pytest.fixture(scope="module")
def locked() -> list[Package]:
    return list(packages())


def test_every_package_has_a_licence_that_is_allowed(locked: list[Package]) -> None:
    rules = policy()
    assert [package for package in locked if not rules.permits(package)] == []
    assert {"mkdocs", "av", "npm:@noble/ciphers", "npm:lighthouse"} <= {package.name for package in locked}


def test_no_package_is_excepted_that_is_not_used(locked: list[Package]) -> None:
    assert policy().known.keys() - {package.name for package in locked} == set()


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR CC0-1.0)", True),
        ("CC0-1.0 OR (MIT AND GPL-3.0-only)", False),
    ],
)
def test_an_expression_is_allowed_by_its_licences(licence: str, expected: bool) -> None:  # noqa: FBT001 - a case
    assert is_allowed(licence, frozenset({"MIT", "CC0-1.0"})) is expected


def test_the_library_that_pages_load_is_the_one_that_was_bundled() -> None:
    """Its checksum stands beside it, its versions are those of npm's lock file, its licences are there."""
    listed = dict(line.split("  ")[::-1] for line in (VENDORED / "SHA256SUMS").read_text("utf-8").splitlines())
    scripts = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDORED.glob("*.js")}
    assert scripts == listed
    lock = json.loads((ROOT / "scripts" / "npm" / "vendor" / "package-lock.json").read_text("utf-8"))["packages"]
    head = (VENDORED / "noble.js").read_text("utf-8").partition("\n")[0]
    named = re.findall(r"(@noble/\w+) ([\d.]+)", head)
    assert [(name, lock[f"node_modules/{name}"]["version"]) for name, _ in named] == named
    assert len(named) == (VENDORED / "noble.LICENSE.txt").read_text("utf-8").count("The MIT License")


def test_a_known_weakness_is_named_with_the_version_that_mends_it() -> None:
    weakness = {"id": "GHSA-1", "fix_versions": ["2.1"], "aliases": [], "description": ""}
    said = {
        "dependencies": [
            {"name": "sound", "version": "1.0", "vulns": []},
            {"name": "weak", "version": "2.0", "vulns": [weakness]},
            {"name": "mine", "skip_reason": "Dependency not found on PyPI"},
        ],
        "fixes": [],
    }
    audit = pip_audit(json.dumps(said))
    assert (audit.looked_at, audit.unknown) == (2, 1)
    assert audit.weak == ("weak 2.0：GHSA-1，改好的版本：2.1",)
    found = {"vulnerabilities": {"x": {"name": "x", "severity": "high"}}, "metadata": {"dependencies": {"total": 30}}}
    assert npm_audit("npm audit", json.dumps(found)).weak == ("x：high",)


def test_nobody_is_told_that_all_is_well_where_nobody_could_be_asked() -> None:
    """pip-audit itself says “no known vulnerabilities found” of packages that its service does not know."""
    said = {"dependencies": [{"name": "mine", "skip_reason": "Dependency not found on PyPI"}], "fixes": []}
    assert pip_audit(json.dumps(said)).looked_at == 0
    assert pip_audit("").looked_at == 0
    assert npm_audit("npm audit", json.dumps({"message": "405 Method Not Allowed"})).looked_at == 0
