"""Lighthouse on a page as a phone opens it: for the benchmark, which reports all, and the tests, which want scores."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from typing import Any

from commands.programs.browser import CHROMIUM, FLAGS
from commands.programs.npm import NODE, installed

SCORES = ("performance", "accessibility", "best-practices", "seo")


def lighthouse(address: str, scores: Sequence[str] = SCORES) -> dict[str, Any]:
    """Return Lighthouse's report on a page; raises RuntimeError with what it said where it gave up."""
    program = installed("measure") / "lighthouse" / "cli" / "index.js"
    flags = " ".join(("--headless", *FLAGS))
    done = subprocess.run(
        [
            *(NODE, program, address, "--quiet", "--output=json"),
            *(f"--only-categories={','.join(scores)}", f"--chrome-flags={flags}"),
        ],
        env=os.environ | {"CHROME_PATH": CHROMIUM},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse gave up on {address}: {done.stderr.strip()[-400:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    if "runtimeError" in report:
        raise RuntimeError(f"Lighthouse gave up on {address}: {report['runtimeError']['message']}")
    return report


def score(report: dict[str, Any], name: str) -> int:
    """Return a score of 0 to 100."""
    return round(100 * (report["categories"][name]["score"] or 0))


def faults(report: dict[str, Any], name: str) -> list[str]:
    """Return the ids of the audits that cost a category points."""
    return [
        reference["id"]
        for reference in report["categories"][name]["auditRefs"]
        if reference["weight"]
        and (report["audits"][reference["id"]]["score"] or 0) < 1
        and report["audits"][reference["id"]]["scoreDisplayMode"] not in {"notApplicable", "manual", "informative"}
    ]
