"""What is printed: a sheet a community that fits on one page and is scanned, and a board that loses nothing."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
import zxingcpp
from browser.looking import PHONE, opened, printed, told
from conftest import ADDRESS
from PIL import Image
from playwright.sync_api import Browser, Page, expect

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_every_sheet_is_one_page_and_leads_to_its_own_community(printer: Page, addressed: Path, tmp_path: Path) -> None:
    sheets = sorted((addressed / "print" / "c").glob("*/index.html"))
    assert len(sheets) == 17
    for sheet in sheets:
        slug = sheet.parent.name
        pdf = printed(printer, sheet, tmp_path / f"{slug}.pdf")
        assert re.search(r"Pages:\s+1\n", told("pdfinfo", str(pdf))), slug
        # In grey, as a cheap printer does it.
        told("pdftoppm", "-gray", "-r", "100", "-singlefile", str(pdf), str(tmp_path / slug))
        (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / f"{slug}.pgm"))
        assert code.text == f"{ADDRESS}c/{slug}/"
        assert (addressed / "c" / slug / "index.html").is_file()


def test_a_site_without_an_address_has_no_square(site: Path) -> None:
    html = (site / "print" / "c" / "xinmin" / "index.html").read_text(encoding="utf-8")
    assert "网址：" not in html
    assert 'class="square"' not in html


@pytest.mark.parametrize("file", ["board/index.html", "board/2026-q3/index.html"])
def test_the_board_prints_whole(file: str, printer: Page, site: Path, tmp_path: Path) -> None:
    """Every head and every row label of every table, the folded ones too, stands on the paper."""
    on_paper = told("pdftotext", "-raw", str(printed(printer, site / file, tmp_path / "board.pdf")), "-")
    on_paper = re.sub(r"\s", "", on_paper)
    html = (site / file).read_text(encoding="utf-8")
    heads = re.findall(r"<th [^>]*>(.*?)</th>", html, re.DOTALL)
    labels = {re.sub(r"\s", "", unescape(part)) for head in heads for part in re.split(r"<[^>]+>", head)} - {""}
    assert len(labels) > 40
    assert {label for label in labels if label not in on_paper} == set()


def test_the_zip_opens_from_a_disk_with_links_and_search(command: Run, browser: Browser, tmp_path: Path) -> None:
    done = command("build", "--zip")
    assert done.returncode == 0, done.stderr
    project = tmp_path / "project"
    first = (project / "site.zip").read_bytes()
    with zipfile.ZipFile(project / "site.zip") as archive:
        archive.extractall(tmp_path / "stick")
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto((tmp_path / "stick" / "zhishuo" / "index.html").as_uri())
        page.get_by_role("navigation", name="主要栏目").get_by_role("link", name="查找").click()
        page.get_by_role("searchbox").fill("红色物业")
        expect(page.locator("#hits a").first).to_be_visible()
        page.locator("#hits a").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("红色物业")
    assert command("build", "--zip").returncode == 0
    assert (project / "site.zip").read_bytes() == first, "the same site, the same bytes"
