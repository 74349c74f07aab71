"""A town with a sealed ledger, and 查我的事 of its site, as tests of the page need them."""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from browser.looking import PHONE, opened
from conftest import built_site, copy_project
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
SITE = "https://town.example.cn/zhishuo"
REPLY = "示例答复：管道已经换好，十月十日您在场试过水。"


@dataclass(frozen=True)
class Town:
    """A town with a sealed ledger: its built site, its slips, and the row of the request that was answered."""

    site: Path
    slips: str
    row: dict[str, str]
    sealed: str


def sealed(folder: Path) -> Town:
    """Seal a year of the sample ledger, print slips, and build the site."""
    project, private = folder / "project", folder / "private"
    project.mkdir()
    private.mkdir()
    copy_project(project)

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [str(ROOT / "scripts" / "zhishuo"), *arguments], capture_output=True, text=True, check=False, cwd=folder
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    ledger = private / "ledger.csv"
    run("demo-ledger", str(ledger))
    with ledger.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["办理结果"].strip() == "解决" and row["社区"].strip()]
    row = next(row for row in reversed(rows) if row["办结时间"] < "2026-11-01" and row["反馈时间"])
    replies = private / "replies.csv"
    with replies.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["诉求编号", "承办单位", "公开答复"], [row["诉求编号"].strip(), "镇水务站", REPLY]])
    data = ("--data", str(project / "data"))
    for old in (project / "data").glob("receipts.*"):
        old.unlink()
    told = run("receipts", "seal", str(ledger), "--as-of", "2026-11-03", "--replies", str(replies), *data)
    run("receipts", "slips", str(ledger), "--id", row["诉求编号"].strip(), "--url", SITE, *data)
    (sheet,) = (private / "zhishuo-books").glob("slips-*.html")
    return Town(built_site(project, folder / "site"), sheet.read_text(encoding="utf-8"), row, told)


@contextmanager
def receipt_page(browser: Browser, site: Path, **options: Any) -> Iterator[Page]:  # noqa: ANN401 - Playwright's own options
    """Open 查我的事 on a phone, or as `options` say, from a disk, where only scripts can be loaded."""
    with opened(browser, **{"viewport": PHONE, **options}) as context:
        page = context.new_page()
        page.goto(address_of(site))
        yield page


def address_of(site: Path) -> str:
    """Return where 查我的事 of a site lies on this disk."""
    return (site / "receipt" / "index.html").as_uri()


def code_on(slips: str) -> str:
    found = re.search(r'class="code">([0-9A-Z-]{21})<', slips)
    assert found
    return found[1]


def look_up(page: Page, code: str) -> None:
    page.get_by_label("纸条上的码").fill(code)
    page.get_by_role("button", name="查看").click()
