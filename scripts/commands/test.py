"""`scripts/test`: everything that must hold before a change is merged, the same here and in CI."""

from __future__ import annotations

import subprocess
import sys

import click

from commands.project import ROOT

# Each step: what it is for, and the module that does it with its arguments.
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("代码规则（ruff）", ("ruff", "check", "--output-format", "concise", ".")),
    ("代码格式（ruff format）", ("ruff", "format", "--check", "--quiet", ".")),
    ("类型（mypy --strict）", ("mypy",)),
    ("测试（pytest）", ("pytest", "--numprocesses", "2", "--dist", "worksteal")),
)


@click.command(
    help="检查代码规则、格式和类型，运行全部测试（含浏览器、无障碍、HTML 检查）。后面的参数交给 pytest。",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED, metavar="[pytest 的参数]")
def command(pytest_arguments: tuple[str, ...]) -> None:
    """Run every step, also after one that failed, and exit with 1 when any did."""
    failed = []
    for title, (module, *arguments) in STEPS:
        click.echo(f"── {title}")
        extra = pytest_arguments if module == "pytest" else ()
        if subprocess.run([sys.executable, "-m", module, *arguments, *extra], cwd=ROOT, check=False).returncode:
            failed.append(title)
    if failed:
        click.echo(f"没有通过：{'、'.join(failed)}", err=True)
        sys.exit(1)
    click.echo("全部通过。")
