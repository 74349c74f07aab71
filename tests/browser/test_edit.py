"""The form as staff use it, in a real browser: what is saved, what is refused, and what it is like without a mouse."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from conftest import PARTS, built_site, copy_of
from PIL import Image
from playwright.sync_api import Browser, Page, Response, expect

from commands.programs.npm import installed

ROOT = Path(__file__).parents[2]
XINMIN = "data/communities/xinmin.yml"
SENTENCE = "事情按大小缓急分成红、橙、黄、蓝四色，挂单办理，办完回了话才销号。"
SAVED = "没有问题"


@dataclass
class Office:
    """A copy of the project under Git with its form open, and what the browser asked for."""

    root: Path
    address: str
    asked: list[str] = field(default_factory=list)

    def git(self, *arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    installed("form")  # once for the project, not for each copy of it
    root = tmp_path_factory.mktemp("office")
    for part in (*PARTS, ".gitignore"):
        copy_of(ROOT / part, root / part)
    (root / ".cache").mkdir()
    (root / ".cache" / "npm").symlink_to(ROOT / ".cache" / "npm")
    office = Office(root, "")
    office.git("init", "--quiet")
    office.git("config", "user.name", "新民社区")
    office.git("config", "user.email", "office@example.org")
    office.git("add", "--all")
    office.git("commit", "--quiet", "--message", "开始")
    paths = f"{root / 'hooks'}:{root / 'scripts'}"
    environment = os.environ | {"PYTHONPATH": paths, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", "BROWSER": "true"}
    command = [sys.executable, "-m", "commands", "edit"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        found = re.search(r"http://127\.0\.0\.1:\d+/\S+", process.stdout.readline())
        assert found
        office.address = found[0]
        yield office
        process.terminate()


@contextmanager
def form(browser: Browser, office: Office, community: str) -> Iterator[Page]:
    """Open a community in the form."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.on("request", lambda request: office.asked.append(request.url))
    page.goto(office.address)
    with page.expect_response(lambda answer: action(answer) == "getEntry"):
        page.get_by_role("link", name=community).click()
    expect(page.get_by_text("都存下了")).to_be_visible()
    yield page
    context.close()


def action(answer: Response) -> str:
    found = re.search('"action":"([a-zA-Z]+)"', answer.request.post_data or "")
    return found[1] if found else ""


def send(page: Page) -> Response:
    page.get_by_role("button", name="保存").click()
    with page.expect_response(lambda answer: action(answer) == "persistEntry") as saved:
        page.get_by_text("存下，提交到 Git").click()
    return saved.value


def save(page: Page) -> None:
    saved = send(page)
    assert saved.ok, saved.text()
    expect(page.get_by_text("都存下了")).to_be_visible()


def faults(page: Page) -> list[str]:
    """Return what axe finds wrong; Decap's editor has no landmarks, which is left to it."""
    page.evaluate(AXE_SCRIPT)
    options = "{ resultTypes: ['violations'], rules: { region: { enabled: false } } }"
    found = page.evaluate(f"axe.run(document, {options}).then(found => found.violations)")
    return [f"{fault['id']}: {node['html']}" for fault in found for node in fault["nodes"]]


def test_a_sentence_is_changed_saved_and_on_the_page(browser: Browser, office: Office, tmp_path: Path) -> None:
    with form(browser, office, "1 新民社区") as page:
        page.get_by_text("四色分级、挂单销号", exact=True).click()
        page.locator(f'input[value="{SENTENCE}"]').fill("四种颜色，办完回话才销号: 改过的。")
        save(page)
        expect(page.get_by_text("已存下，已提交").first).to_be_visible()
        expect(page.get_by_role("status", name="检查结果")).to_contain_text(SAVED)
    assert office.git("log", "-1", "--format=%an：%s").strip() == "新民社区：改社区 xinmin"
    changed = [line for line in office.git("show", "--format=", "--unified=0").splitlines() if re.match(r"[-+] ", line)]
    assert changed == [f"-    sentence: {SENTENCE}", "+    sentence: '四种颜色，办完回话才销号: 改过的。'"]
    assert not office.git("status", "--porcelain")
    page_html = built_site(office.root, tmp_path / "site") / "c" / "xinmin" / "four-colours" / "index.html"
    assert "四种颜色，办完回话才销号: 改过的。" in page_html.read_text(encoding="utf-8")
    foreign = [url for url in office.asked if not url.startswith((office.address, "blob:", "data:"))]
    assert not foreign, "no other host is asked for anything, not for a font"


def test_a_photograph_is_added_and_a_fault_said_in_the_window(browser: Browser, office: Office, tmp_path: Path) -> None:
    Image.new("RGB", (1200, 800), (90, 140, 60)).save(tmp_path / "楼道 IMG_7.JPG")
    said = "“文字说明”：要用至少 4 个汉字说出照片里有什么，不能写文件名；现在写的是“照片”"
    with form(browser, office, "2 和平社区") as page:
        page.locator('[class*="NestedObjectLabel"]').first.click()
        page.get_by_role("button", name="新增题图").click()
        page.get_by_role("button", name="选择图片").first.click()
        page.locator("input[type=file]").first.set_input_files(tmp_path / "楼道 IMG_7.JPG")
        page.get_by_role("button", name="选用已选中项目").click()
        page.get_by_label("文字说明").first.fill("照片")
        page.get_by_label("拍摄者").first.fill("和平社区")
        page.get_by_label("拍摄日期").first.fill("2026-03-20")
        page.get_by_label("谁同意的").first.fill("没有认得出的人")
        save(page)
        checked = page.get_by_role("status", name="检查结果")
        expect(checked).to_contain_text(said)
        expect(checked).to_contain_text(re.compile(r"data/communities/heping\.yml:\d+: highlights\[0\]\.photo\.alt"))
        assert office.git("show", "--format=", "--name-only").split() == [
            "data/communities/heping.yml",
            "data/media/img_7.jpg",
        ]
        page.get_by_label("文字说明").first.click()  # the form puts its cursor first
        page.get_by_label("文字说明").first.fill("楼道里新刷的墙")
        save(page)
        expect(checked).to_contain_text(SAVED)
    assert office.git("show", "--format=", "--numstat").split() == ["1", "1", "data/communities/heping.yml"]
    text = (office.root / "data" / "communities" / "heping.yml").read_text(encoding="utf-8")
    assert "\n    photo:\n      file: img_7.jpg\n      alt: 楼道里新刷的墙\n" in text


def test_of_two_windows_the_second_is_refused_and_keeps_what_was_typed(browser: Browser, office: Office) -> None:
    with form(browser, office, "4 幸福社区") as first, form(browser, office, "4 幸福社区") as second:
        for page, words in ((first, "先存的一句话。"), (second, "后存的一句话。")):
            page.get_by_label("一句话", exact=True).first.fill(words)
        save(first)
        assert send(second).status == 422
        refused = second.locator("#refused")
        expect(refused).to_contain_text("（第 5 行现在是“sentence: 先存的一句话。”）。您写的都还在这个窗口里")
        expect(second.get_by_label("一句话", exact=True).first).to_have_value("后存的一句话。")
        # the window that saved goes on; the other one does so once it has opened the file again
        first.get_by_label("一句话", exact=True).first.click()  # the form puts its cursor first
        first.get_by_label("一句话", exact=True).first.fill("又改的一句话。")
        save(first)
        second.once("dialog", lambda leave: leave.accept())
        with second.expect_response(lambda answer: action(answer) == "getEntry"):
            second.reload()
        sentence = second.get_by_label("一句话", exact=True).first
        expect(sentence).to_have_value("又改的一句话。")
        expect(refused).to_be_empty()
        sentence.fill("后存的一句话。")
        save(second)
    text = (office.root / "data" / "communities" / "xingfu.yml").read_text(encoding="utf-8")
    assert "\nsentence: 后存的一句话。\n" in text


def test_the_form_is_used_without_a_mouse_and_says_what_it_needs(browser: Browser, office: Office) -> None:
    with form(browser, office, "1 新民社区") as page:
        page.get_by_text("四色分级、挂单销号", exact=True).click()
        assert faults(page) == []
        steps = page.locator("[id^=steps-field]").first
        texts = steps.locator("textarea")
        moving = steps.locator("[aria-busy]")
        before = [texts.nth(at).input_value() for at in range(3)]
        steps.get_by_role("button", name="第 1 条：").press("ArrowDown")
        expect(texts.nth(0)).to_have_value(before[1])
        expect(texts.nth(1)).to_have_value(before[0])
        expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile("第 2 条"))
        expect(moving).to_have_count(0)
        page.keyboard.press("ArrowUp")
        expect(texts.nth(0)).to_have_value(before[0])
        expect(moving).to_have_count(0)
        steps.get_by_role("button", name="删去第 3 条").press("Enter")
        expect(texts.nth(2)).not_to_have_value(before[2])
        page.get_by_label("名称", exact=True).first.fill("")
        page.get_by_role("button", name="保存").click()
        page.get_by_text("存下，提交到 Git").click()
        expect(page.get_by_text("“名称”是必填项")).to_be_visible()
        page.once("dialog", lambda leave: leave.accept())
        page.goto(f"{office.address}#/collections/story")
        page.get_by_role("heading", name="故事").wait_for()
        assert faults(page) == []
    assert not office.git("status", "--porcelain")
