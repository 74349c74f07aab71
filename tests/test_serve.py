"""The preview, driven as staff use it: a save shows at once, a fault is said above the last good page."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# Seconds: a machine may have other work.
PATIENCE = 120


@pytest.fixture
def preview(project: Path) -> Iterator[Callable[[str], str]]:
    """Serve the copied project; return a function that waits until the page of a community holds some text."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = os.environ | {"PYTHONPATH": f"{project / 'hooks'}:{project / 'scripts'}", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "commands", "serve", "--address", address]
    with (project / "serve.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)

        def until(text: str) -> str:
            page = ""
            end = time.monotonic() + PATIENCE
            while text not in page:
                assert time.monotonic() < end, f"{text} did not come: {(project / 'serve.log').read_text('utf-8')}"
                time.sleep(0.2)
                try:
                    with urllib.request.urlopen(f"http://{address}/c/xinmin/", timeout=5) as answer:
                        page = answer.read().decode()
                except (urllib.error.URLError, TimeoutError):
                    page = ""
            return page

        yield until
        process.terminate()
        process.wait(timeout=PATIENCE)


def test_a_save_shows_and_a_fault_is_said_above_the_last_good_page(
    preview: Callable[[str], str], project: Path
) -> None:
    community = project / "data" / "communities" / "xinmin.yml"
    good = community.read_text(encoding="utf-8")
    page = preview("新民社区")
    assert "改坏了" not in page
    assert '<script src="/zhishuo-live.js"' in page, "it loads itself again"

    community.write_text(good.replace("name: 新民社区", "name: 新民试改社区", 1), encoding="utf-8")
    preview("新民试改社区")

    community.write_text(good.replace("number: 1\n", "number: 第一\n", 1), encoding="utf-8")
    page = preview("改坏了")
    assert (
        "data/communities/xinmin.yml:3: number: “序号”：要写 0 或正的整数，不带别的字，如 24；现在写的是“第一”" in page
    )
    assert "新民试改社区" in page, "the last good page stays"

    community.write_text(good, encoding="utf-8")
    assert "改坏了" not in preview('<h1 id="top">新民社区</h1>')

    settings, beside = project / "mkdocs.yml", project / "mkdocs.yml.new"
    text = settings.read_text(encoding="utf-8")
    for name in ("直说试一", "直说试二"):  # as editors save that replace a file as a whole
        beside.write_text(text.replace("site_name: 直说", f"site_name: {name}"), encoding="utf-8")
        beside.replace(settings)
        preview(name)
