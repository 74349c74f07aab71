"""The command line as staff meet it: help in Chinese for every command, and a README that names them all."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.__main__ import COMMANDS, zhishuo

ROOT = Path(__file__).parent.parent


def test_the_front_lists_every_command() -> None:
    done = CliRunner().invoke(zhishuo, ["--help"])
    assert done.exit_code == 0
    assert [name for name in COMMANDS if name not in done.output] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_in_chinese(name: str) -> None:
    done = CliRunner().invoke(zhishuo, [name, "--help"], prog_name="scripts/zhishuo")
    assert done.exit_code == 0, done.output
    assert re.search(r"[\u4e00-\u9fff].*。", done.output), done.output
    options = re.findall(r"^ +(--[a-z-]+).*?(?=^ +--|\Z)", done.output, re.MULTILINE | re.DOTALL)
    explained = re.findall(r"^ +--[a-z-]+[^\n]*(?:\n {10,}[^\n]*)*[\u4e00-\u9fff]", done.output, re.MULTILINE)
    assert len(explained) >= len([option for option in options if option != "--help"])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_script(name: str) -> None:
    script = ROOT / "scripts" / name
    assert script.read_text(encoding="utf-8") == f'#!/bin/sh\nexec "$(dirname "$0")/zhishuo" {name} "$@"\n'
    assert script.stat().st_mode & 0o111


def test_the_readme_lists_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `scripts/([a-z-]+)`", readme, re.MULTILINE)) == set(COMMANDS)


def test_scripts_read_as_shell() -> None:
    for script in [*(ROOT / "scripts").glob("*")]:
        if script.is_file():
            subprocess.run(["sh", "-n", script], check=True)


def test_an_unknown_command_is_refused_in_chinese() -> None:
    done = subprocess.run([ROOT / "scripts" / "zhishuo", "biuld"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert re.search(r"[\u4e00-\u9fff]", done.stderr), done.stderr
