"""`scripts/verify` as anybody runs it: every release told, every fault told, and no solver needed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from click.testing import CliRunner, Result

from commands.verify import command

ROOT = Path(__file__).parent.parent.parent


def verify(data: Path) -> Result:
    return CliRunner().invoke(command, ["--data", str(data)])


def test_what_was_published_is_sound(data: Path) -> None:
    done = verify(data)
    assert done.exit_code == 0, done.output
    assert [line.split("：")[0] for line in done.output.splitlines()[:-1]] == ["2026-08", "2026-09", "2026-10"]
    assert "3 期全部通过" in done.output


def test_the_sites_own_releases_are_sound_within_seconds() -> None:
    started = time.perf_counter()
    done = verify(ROOT / "data")
    assert done.exit_code == 0, done.output
    assert time.perf_counter() - started < 10


def test_a_changed_month_is_told_and_ends_it(data: Path) -> None:
    file = data / "releases" / "2026-09.yml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("as_of: 2026-10-03", "as_of: 2026-10-04"), encoding="utf-8"
    )
    done = verify(data)
    assert done.exit_code == 1
    assert "2026-09.certificate.json" in done.output
    assert "校验码对不上" in done.output


def test_a_month_without_its_certificate_is_told(data: Path) -> None:
    (data / "releases" / "2026-10.certificate.json").unlink()
    done = verify(data)
    assert done.exit_code == 1
    assert "2026-10.yml: 旁边没有证书 2026-10.certificate.json" in done.output


def test_a_folder_without_releases_is_told(tmp_path: Path) -> None:
    done = verify(tmp_path)
    assert done.exit_code == 1
    assert "还没有公布过" in done.output


def test_no_solver_is_needed() -> None:
    code = "import sys, commands.verify; print({'ortools', 'highspy', 'numpy', 'duckdb'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={
            "PYTHONPATH": f"{ROOT / 'hooks'}:{ROOT / 'scripts'}",
        },
    )
    assert done.stdout.strip() == "set()", done.stderr
