"""What visitors carry, in a real browser and on paper: chosen stops, the handbook, and old addresses that lead on."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from browser.looking import DESKTOP, PHONE, opened, printed, told, violations
from conftest import ADDRESS
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

SHEET = "print/visits/observation-march/index.html"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def sheet(browser: Browser, served: str) -> Iterator[Page]:
    with opened(browser, viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto(f"{served}{SHEET}")
        yield page


def stops(page: Page) -> list[str]:
    return [f"{stop.get_attribute('id')}" for stop in page.locator(".leaves > li").all() if stop.is_visible()]


def test_without_scripts_the_whole_route_is_there(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served}{SHEET}")
        assert len(stops(page)) == 17
        assert not page.locator("#choose").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_delegation_chooses_its_stops_and_sends_them_on(sheet: Page) -> None:
    assert len(stops(sheet)) == 17
    boxes = sheet.locator("#choose input")
    for number in range(17):
        if number not in {4, 15}:
            boxes.nth(number).uncheck()
    wanted = ["anju-red-property", "laojie-lane-chiefs"]
    assert stops(sheet) == wanted
    expect(sheet.get_by_role("status")).to_have_text("选了 2 站，一共 17 站。")
    assert sheet.url.endswith("#only=anju-red-property,laojie-lane-chiefs")
    sheet.reload()
    assert stops(sheet) == wanted
    note = sheet.locator("#laojie-lane-chiefs .note").inner_text()
    assert "从北门社区" not in note, "the stop before was left out"
    assert "请问接待窗口" in note
    assert "只选了几站，路上的时间要另算。" in sheet.locator("#travel").inner_text()
    assert violations(sheet, "visit sheet") == []
    sheet.get_by_role("button", name="全不选").click()
    assert stops(sheet) == []
    expect(sheet.get_by_role("status")).to_have_text("一站也没有选，先选一站再打印。")
    sheet.get_by_role("button", name="全都去").click()
    assert len(stops(sheet)) == 17
    assert "从北门社区步行 10 分钟。" in sheet.locator("#laojie-lane-chiefs .note").inner_text()
    assert "路上一共步行" in sheet.locator("#travel").inner_text()


def test_the_button_below_the_choice_prints(sheet: Page) -> None:
    sheet.evaluate("window.print = () => { document.title = '印了' }")
    sheet.get_by_role("button", name="打印这张单子").click()
    assert sheet.title() == "印了"


def test_a_sheet_without_stops_asks_for_one(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{served}{SHEET}#only=")
        expect(page.get_by_role("status")).to_have_text("一站也没有选，先选一站再打印。")


def test_a_stop_is_chosen_by_key(sheet: Page) -> None:
    sheet.get_by_label("1 新民社区").focus()
    sheet.keyboard.press("Space")
    assert "xinmin-four-colours" not in stops(sheet)


def codes_on(pdf: Path, folder: Path) -> list[str]:
    """Return the addresses in the QR codes of a printed sheet, page by page.

    What is no address is a small code that the decoder fancies inside a large one.
    """
    told("pdftoppm", "-gray", "-r", "150", "-png", str(pdf), str(folder / "sheet"))
    pages = [Image.open(file) for file in sorted(folder.glob("*.png"))]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page) if "://" in code.text]


def test_a_chosen_sheet_prints_only_what_was_chosen(printer: Page, addressed: Path, tmp_path: Path) -> None:
    printer.goto(f"{(addressed / SHEET).as_uri()}#only=anju-red-property,laojie-lane-chiefs")
    printer.pdf(path=tmp_path / "sheet.pdf", format="A4", prefer_css_page_size=True)
    text = re.sub(r"\s", "", told("pdftotext", "-layout", str(tmp_path / "sheet.pdf"), "-"))
    for word in ("做什么", "先做", "结果", "没做好的", "看什么", "我的笔记"):
        assert text.count(word) == 2
    assert "安居社区红色物业" in text.replace("：", "")
    assert "新民社区四色分级" not in text.replace("：", "")
    assert "2026年第三季度" in text
    assert "这次去哪几站" not in text
    assert "选了2站，一共17站。" in text
    codes = codes_on(tmp_path / "sheet.pdf", tmp_path)
    assert codes == [f"{ADDRESS}c/anju/red-property/", f"{ADDRESS}c/laojie/lane-chiefs/"]


def test_the_whole_sheet_has_every_stop_and_a_code_for_each(printer: Page, addressed: Path, tmp_path: Path) -> None:
    pdf = printed(printer, addressed / SHEET, tmp_path / "sheet.pdf")
    text = re.sub(r"\s", "", told("pdftotext", "-layout", str(pdf), "-"))
    assert text.count("没做好的") == 17
    codes = codes_on(pdf, tmp_path)
    assert len(codes) == len(set(codes)) == 17
    assert all((addressed / code.removeprefix(ADDRESS) / "index.html").is_file() for code in codes)


def contents(pdf: Path) -> dict[str, int]:
    """Return the pages that the contents on the first page name, by what stands before the number."""
    first = told("pdftotext", "-layout", "-l", "1", str(pdf), "-")
    lines = re.findall(r"^\s*(\S+社区：.+?)\s+(\d+)\s*$", first, re.MULTILINE)
    return {re.sub(r"\s", "", label): int(page) for label, page in lines}


def assert_pages_are_right(pdf: Path) -> None:
    """Every heading stands on the page that the contents name, and that page bears its number."""
    entries = contents(pdf)
    assert len(entries) == 17
    for label, number in entries.items():
        page = told("pdftotext", "-layout", "-f", str(number), "-l", str(number), str(pdf), "-")
        community, _, title = label.partition("：")
        assert f"{community}{title}" in re.sub(r"\s", "", page), label
        assert page.strip().split()[-1] == str(number)


def test_the_handbook_prints_with_the_pages_its_contents_name(printer: Page, site: Path, tmp_path: Path) -> None:
    assert_pages_are_right(printed(printer, site / "print" / "handbook" / "index.html", tmp_path / "book.pdf"))


def test_the_handbook_as_a_file_counts_its_pages_anew(command: Run, tmp_path: Path) -> None:
    """A practice that runs over a page moves all that follow; the contents of the PDF follow too."""
    project = tmp_path / "project"
    community = project / "data" / "communities" / "heping.yml"
    text = community.read_text(encoding="utf-8")
    # ... and headings of its own are none of the contents'.
    long = "    problem: |\n      ### 小标题\n\n" + "".join(
        f"      第 {n} 个难处：{'老人走了一趟又一趟，' * 8}\n\n" for n in range(30)
    )
    community.write_text(re.sub(r"    problem: \|\n(?:      .*\n|\n)+", long, text, count=1), encoding="utf-8")
    early = command("handbook")
    assert early.returncode == 1
    assert "请先运行 scripts/build" in early.stderr
    built = command("build")
    assert built.returncode == 0, built.stderr
    done = command("handbook", "--out", str(tmp_path / "book.pdf"))
    assert done.returncode == 0, done.stderr
    pdf = tmp_path / "book.pdf"
    assert contents(pdf)["光明社区：民事直说信息化"] > 4
    assert_pages_are_right(pdf)
    outline = PdfReader(pdf).outline
    assert len(outline) == 2, "one bookmark with all others below it"
    assert "页" in done.stdout


def test_an_old_address_leads_on_by_itself_and_by_its_link(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served}c/yingyuan/adopt-a-tree/index.html")
        page.wait_for_url(f"{served}c/yingyuan/cherry-trees/index.html")
        expect(page.get_by_role("heading", level=1)).to_contain_text("认购一棵樱桃树")


def test_a_withdrawn_page_says_when_and_why_and_leads_to_the_list(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{served}stories/index.html")
        page.get_by_role("link", name="撤下的（1 页）").click()
        page.get_by_role("link", name="一个故事（示例）").click()
        expect(page.locator("main")).to_contain_text("2026年10月12日 撤下了")
        expect(page.locator("main")).to_contain_text("后来改了主意")
        assert violations(page, "withdrawn") == []
