"""查我的事 from end to end: a ledger is sealed, a slip printed and scanned, one of thousands opened on a phone."""

from __future__ import annotations

import csv
import gzip
import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from browser.looking import PHONE, Late, opened, violations
from conftest import built_site, copy_project
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from zhishuo.ledger.receipts import STATES

ROOT = Path(__file__).parents[2]
SITE = "https://town.example.cn/zhishuo"
REPLY = "示例答复：管道已经换好，十月十日您在场试过水。"
SCRIPTS, LOOK_UP = 15_000, 20_000

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True)
class Town:
    """A town with a sealed ledger: its built site, its slips, and the row of the request that was answered."""

    site: Path
    slips: str
    row: dict[str, str]
    sealed: str


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Seal a year of the sample ledger, print slips, and build the site."""
    folder = tmp_path_factory.mktemp("town")
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


@pytest.fixture
def phone(browser: Browser, town: Town) -> Iterator[Page]:
    """Return the page on a phone, from a disk, where only scripts can be loaded."""
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto((town.site / "receipt" / "index.html").as_uri())
        yield page


def code_on(slips: str) -> str:
    found = re.search(r'class="code">([0-9A-Z-]{21})<', slips)
    assert found
    return found[1]


def swapped(code: str) -> str:
    """Return a code in which the first two neighbours that differ have changed places."""
    place = next(place for place in range(len(code)) if code[place] != code[place + 1])
    return f"{code[:place]}{code[place + 1]}{code[place]}{code[place + 2 :]}"


def look_up(page: Page, code: str) -> None:
    page.get_by_label("纸条上的码").fill(code)
    page.get_by_role("button", name="查看").click()


def test_thousands_are_sealed_and_nobody_sees_how_many(town: Town) -> None:
    found = re.search(r"封好 (\d+) 件（有答复的 1 件），256 片", town.sealed)
    assert found
    assert int(found[1]) >= 5_000
    sizes = {path.stat().st_size - len(path.stem) for path in (town.site / "receipt").glob("s*.js")}
    assert len(sizes) == 1, "every shard is as long as any other"


def test_a_slip_is_scanned_and_opens_its_own_request(browser: Browser, town: Town) -> None:
    with opened(browser, viewport={"width": 900, "height": 1300}, device_scale_factor=2) as context:
        sheet = context.new_page()
        sheet.set_content(town.slips)
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(sheet.screenshot())))
    address, _, fragment = code.text.partition("#")
    assert address == f"{SITE}/receipt/index.html"
    assert fragment == code_on(town.slips).replace("-", "")
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{(town.site / 'receipt' / 'index.html').as_uri()}#{fragment}")
        receipt = page.locator("#receipt")
        expect(receipt).to_be_visible()
        expect(receipt).to_contain_text("办结了，结果写的是：解决。")
        expect(receipt).to_contain_text(REPLY)
        expect(receipt).to_contain_text("镇水务站")
        expect(receipt).to_contain_text(town.row["社区"].strip())
        for column in ("登记时间", "办结时间"):
            year, month, day = map(int, re.findall(r"\d+", town.row[column])[:3])
            expect(receipt).to_contain_text(f"{year}年{month}月{day}日")
        assert page.locator("#receipt [data-state]:visible").count() == 1
        assert page.locator("#receipt [data-late]:visible").count() == 1
        assert fragment not in page.url, "a page that is sent on does not carry the code"
        page.go_back()
        assert fragment not in page.url
    assert not [url for url in asked if fragment in url.partition("#")[0]], "the code goes to no server"


def test_the_page_is_light(town: Town) -> None:
    html = (town.site / "receipt" / "index.html").read_text(encoding="utf-8")
    scripts = {found.split("/")[-1]: found for found in re.findall(r'<script src="(?:\.\./)*([^"]+)"', html)}
    assert set(scripts) == {"zhishuo.js", "shards.js", "noble.js", "receipt.js"}
    assert sum(len(gzip.compress((town.site / file).read_bytes())) for file in scripts.values()) <= SCRIPTS
    shard = max(path.stat().st_size for path in (town.site / "receipt").glob("s*.js"))
    assert shard + (town.site / "receipt" / "meta.js").stat().st_size <= LOOK_UP + 500
    assert shard <= LOOK_UP


def test_a_code_is_read_as_people_write_it(phone: Page, town: Town) -> None:
    code = code_on(town.slips)
    look_up(phone, f"  {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ")
    expect(phone.locator("#receipt")).to_be_visible()
    phone.get_by_role("button", name="查另一件").click()
    expect(phone.locator("#receipt")).to_be_hidden()
    wide = "".join(chr(ord(char) + 0xFEE0) if char != "-" else "－" for char in code)
    look_up(phone, wide)
    expect(phone.locator("#receipt")).to_be_visible()


@pytest.mark.parametrize(
    "around", ["纸条上的码：{}。", "～“{}”", "https://town.example.cn/receipt/index.html#{}", "{}\u200b\u00ad"]
)
def test_a_code_is_found_in_what_is_pasted(phone: Page, town: Town, around: str) -> None:
    look_up(phone, around.format(code_on(town.slips)))
    expect(phone.locator("#receipt")).to_be_visible()


def test_what_is_typed_before_the_scripts_have_come_is_kept(browser: Browser, town: Town) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        script = Late(page, "**/assets/receipt.js*")
        page.goto((town.site / "receipt" / "index.html").as_uri(), wait_until="commit")
        page.get_by_label("纸条上的码").fill(code_on(town.slips))
        expect(page.get_by_role("button", name="查看")).to_be_disabled()
        script.come()
        page.get_by_role("button", name="查看").click()
        expect(page.locator("#receipt")).to_be_visible()


@pytest.mark.parametrize("fragment", ["%", "%E4%BD", "?from=x"])
def test_an_address_with_an_odd_end_is_no_dead_end(browser: Browser, town: Town, fragment: str) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{(town.site / 'receipt' / 'index.html').as_uri()}#{fragment}")
        expect(page.locator("#said")).to_be_visible()
        look_up(page, code_on(town.slips))
        expect(page.locator("#receipt")).to_be_visible()
        assert faults == []


def test_what_another_sealing_left_in_the_browser_is_noticed(browser: Browser, town: Town, tmp_path: Path) -> None:
    mixed = Path(shutil.copytree(town.site, tmp_path / "site"))
    for shard in (mixed / "receipt").glob("s*.js"):
        text = shard.read_text(encoding="utf-8")
        shard.write_text(re.sub(r"[0-9a-f]{32}", "0" * 32, text, count=1), encoding="utf-8")
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto((mixed / "receipt" / "index.html").as_uri())
        look_up(page, code_on(town.slips))
        expect(page.locator("#said")).to_contain_text("网站刚刚更新过")


def test_half_a_file_is_said_and_asked_for_again(browser: Browser, town: Town, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(town.site, tmp_path / "site"))
    meta = broken / "receipt" / "meta.js"
    whole = meta.read_text(encoding="utf-8")
    meta.write_text("", encoding="utf-8")
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto((broken / "receipt" / "index.html").as_uri())
        look_up(page, code_on(town.slips))
        expect(page.locator("#said")).to_contain_text("没有连上，请过一会儿再试")
        meta.write_text(whole, encoding="utf-8")
        look_up(page, code_on(town.slips))
        expect(page.locator("#receipt")).to_be_visible()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda code: code[:-1], "少了 1 个字：码一共 17 个，现在是 16 个。"),
        (lambda code: f"{code}7", "多了 1 个字"),
        (lambda code: f"U{code[1:]}", "第 1 组的第 1 个字“U”不会出现在码里"),
        (lambda code: f"{code[:9]}水{code[10:]}", "第 3 组的第 2 个字“水”不会出现在码里"),
        (swapped, "和后面的"),
    ],
    ids=["short", "long", "no symbol", "hanzi", "changed places"],
)
def test_a_slip_of_the_pen_is_told_with_its_place(
    change: Callable[[str], str], said: str, phone: Page, town: Town
) -> None:
    look_up(phone, change(code_on(town.slips).replace("-", "")))
    expect(phone.locator("#said")).to_contain_text(said)
    expect(phone.locator("#receipt")).to_be_hidden()
    assert phone.get_by_label("纸条上的码").get_attribute("aria-invalid") == "true"
    assert violations(phone, "receipt") == []


def test_one_wrong_symbol_never_opens_anything_and_is_said(phone: Page, town: Town) -> None:
    code = code_on(town.slips).replace("-", "")
    for place in (0, 5, 16):
        other = "7" if code[place] != "7" else "3"
        look_up(phone, code[:place] + other + code[place + 1 :])
        expect(phone.locator("#said")).to_contain_text("有一个字抄错了")


def test_a_code_that_is_right_but_unknown_gets_one_kind_sentence(phone: Page) -> None:
    look_up(phone, "0000-0000-0000-0000-0")
    expect(phone.locator("#said")).to_contain_text("没有查到这个码。可能是抄错了、刚刚说的还没更新，或者办结很久了")


def test_a_changed_shard_is_not_opened_and_said(browser: Browser, town: Town, tmp_path: Path) -> None:
    changed = Path(shutil.copytree(town.site, tmp_path / "site"))
    for shard in (changed / "receipt").glob("s*.js"):
        text = shard.read_text(encoding="utf-8")
        # The last character of every entry's last group: inside the tag, never a locator.
        head, body = text[: text.rindex('"', 0, -4) + 1], text[text.rindex('"', 0, -4) + 1 :]
        size = 228 * 4 // 3
        entries = [body[start : start + size] for start in range(0, 64 * size, size)]
        flipped = "".join(entry[:-1] + ("A" if entry[-1] != "A" else "B") for entry in entries)
        shard.write_text(head + flipped + body[64 * size :], encoding="utf-8")
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto((changed / "receipt" / "index.html").as_uri())
        look_up(page, code_on(town.slips))
        expect(page.locator("#said")).to_contain_text("坏了或者被改动过，打不开")
        expect(page.locator("#receipt")).to_be_hidden()


def test_it_needs_no_secure_context(browser: Browser, town: Town) -> None:
    """Over plain http on an intranet `crypto.subtle` is missing; here it is taken away."""
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.add_init_script("Object.defineProperty(window, 'crypto', { value: undefined })")
        page.goto((town.site / "receipt" / "index.html").as_uri())
        look_up(page, code_on(town.slips))
        expect(page.locator("#receipt")).to_be_visible()


def test_without_scripts_the_way_to_the_office_is_shown(browser: Browser, town: Town) -> None:
    with opened(browser, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((town.site / "receipt" / "index.html").as_uri())
        assert page.get_by_text("您的浏览器不能运行脚本，这里查不了。").is_visible()
        assert not page.locator("#look").is_visible()
        assert not page.locator("#receipt").is_visible()


def test_an_opened_receipt_is_accessible_in_large_text_and_dark(browser: Browser, town: Town) -> None:
    with opened(browser, viewport={"width": 320, "height": 640}, color_scheme="dark") as context:
        page = context.new_page()
        page.goto((town.site / "receipt" / "index.html").as_uri())
        page.click("#large")
        look_up(page, code_on(town.slips))
        expect(page.locator("#receipt")).to_be_visible()
        assert violations(page, "receipt") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_has_a_text_for_every_state(town: Town) -> None:
    html = (town.site / "receipt" / "index.html").read_text(encoding="utf-8")
    assert sorted(re.findall(r'data-state="(\w+)"', html)) == sorted(STATES)
