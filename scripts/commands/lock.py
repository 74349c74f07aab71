"""`scripts/lock`: resolve pyproject.toml into the lock files, with the hash of every file of every package."""

from __future__ import annotations

import subprocess
import sys

import click

from commands.project import ROOT

# The largest first: the smaller locks take their versions from it, so that one environment can hold all.
LOCKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("test", ("pyproject.toml", "--extra", "edit", "--extra", "ledger", "--extra", "test")),
    ("ledger", ("pyproject.toml", "--extra", "ledger", "--constraint", "requirements-test.lock")),
    ("edit", ("pyproject.toml", "--extra", "edit", "--constraint", "requirements-test.lock")),
    ("site", ("pyproject.toml", "--constraint", "requirements-test.lock")),
    ("peers", ("--group", "peers")),  # what scripts/bench compares with, in an environment of its own
)


@click.command(help="按 pyproject.toml 重写锁定文件（要联网）。加了或升级了软件包以后运行。")
@click.option("--upgrade", is_flag=True, help="升级到允许的最新版本")
def command(*, upgrade: bool) -> None:
    """Let uv resolve; pip installs."""
    for name, sources in LOCKS:
        arguments = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
        arguments += ["--no-header", "--no-annotate", *sources, *(["--upgrade"] if upgrade else [])]
        subprocess.run(
            [
                sys.executable,
                "-m",
                "uv",
                "pip",
                "compile",
                *arguments,
                "--output-file",
                f"requirements-{name}.lock",
            ],
            cwd=ROOT,
            check=True,
        )
        click.echo(f"已写 requirements-{name}.lock")
