"""Packages from npm, by a lock file with hashes, with the Node that stands in the environment beside Python."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from commands.project import ROOT

NODE = Path(sys.executable).with_name("node")
_LOCKS = ROOT / "scripts" / "npm"


def place(name: str) -> Path:
    """Return the folder that `scripts/npm/<name>` is installed in, which is there once it was."""
    lock = hashlib.sha256((_LOCKS / name / "package-lock.json").read_bytes()).hexdigest()
    return ROOT / ".cache" / "npm" / f"{name}-{lock[:12]}"


def installed(name: str) -> Path:
    """Return the `node_modules` of `scripts/npm/<name>`, installed first when this lock never was.

    Raises subprocess.CalledProcessError when npm cannot install them; it says why on standard error.
    """
    folder = place(name)
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as scratch:
            fresh = Path(scratch) / name
            shutil.copytree(_LOCKS / name, fresh)
            subprocess.run(
                [NODE.with_name("npm"), "ci", "--no-audit", "--no-fund", "--loglevel=error"],
                cwd=fresh,
                env=os.environ | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"},
                stdout=subprocess.DEVNULL,
                check=True,
            )
            # Two tests may install at once: whoever is first has it.
            if not folder.is_dir():
                fresh.rename(folder)
    return folder / "node_modules"
