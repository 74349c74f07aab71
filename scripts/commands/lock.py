"""`scripts/lock`: resolve pyproject.toml into the lock files, with the hash of every file of every package."""

from __future__ import annotations

import subprocess
import sys

import click

from commands.project import ROOT

# The largest first: the smaller locks take their versions from it, so that one environment can hold all.
LOCKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("test", ("--extra", "edit", "--extra", "ledger", "--extra", "test")),
    ("ledger", ("--extra", "ledger", "--constraint", "requirements-test.lock")),
    ("edit", ("--extra", "edit", "--constraint", "requirements-test.lock")),
    ("site", ("--constraint", "requirements-test.lock")),
)


@click.command(help="按 pyproject.toml 重写锁定文件（要联网）。加了或升级了软件包以后运行。")
@click.option("--upgrade", is_flag=True, help="升级到允许的最新版本")
def command(*, upgrade: bool) -> None:
    """Let uv resolve; pip installs."""
    for name, extras in LOCKS:
        arguments = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
        arguments += ["--no-header", "--no-annotate", *extras, *(["--upgrade"] if upgrade else [])]
        subprocess.run(
            [
                sys.executable,
                "-m",
                "uv",
                "pip",
                "compile",
                *arguments,
                "pyproject.toml",
                "--output-file",
                f"requirements-{name}.lock",
            ],
            cwd=ROOT,
            check=True,
        )
        click.echo(f"已写 requirements-{name}.lock")
