"""查我的事 from end to end: a ledger is sealed, a slip printed and scanned, one of thousands opened on a phone."""

from __future__ import annotations

import gzip
import io
import re
import shutil
from pathlib import Path

import zxingcpp
from browser.looking import NARROW, PHONE, opened, violations
from browser.sealed_town import REPLY, SITE, Town, address_of, code_on, look_up, receipt_page
from PIL import Image
from playwright.sync_api import Browser, expect

from zhishuo.ledger.receipts import STATES

SCRIPTS, LOOK_UP = 15_000, 20_000


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
        page.goto(f"{address_of(town.site)}#{fragment}")
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


def test_what_another_sealing_left_in_the_browser_is_noticed(browser: Browser, town: Town, tmp_path: Path) -> None:
    mixed = Path(shutil.copytree(town.site, tmp_path / "site"))
    for shard in (mixed / "receipt").glob("s*.js"):
        text = shard.read_text(encoding="utf-8")
        shard.write_text(re.sub(r"[0-9a-f]{32}", "0" * 32, text, count=1), encoding="utf-8")
    with receipt_page(browser, mixed) as page:
        look_up(page, code_on(town.slips))
        expect(page.locator("#said")).to_contain_text("网站刚刚更新过")


def test_half_a_file_is_said_and_asked_for_again(browser: Browser, town: Town, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(town.site, tmp_path / "site"))
    meta = broken / "receipt" / "meta.js"
    whole = meta.read_text(encoding="utf-8")
    meta.write_text("", encoding="utf-8")
    with receipt_page(browser, broken) as page:
        look_up(page, code_on(town.slips))
        expect(page.locator("#said")).to_contain_text("没有连上，请过一会儿再试")
        meta.write_text(whole, encoding="utf-8")
        look_up(page, code_on(town.slips))
        expect(page.locator("#receipt")).to_be_visible()


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
    with receipt_page(browser, changed) as page:
        look_up(page, code_on(town.slips))
        expect(page.locator("#said")).to_contain_text("坏了或者被改动过，打不开")
        expect(page.locator("#receipt")).to_be_hidden()


def test_it_needs_no_secure_context(browser: Browser, town: Town) -> None:
    """Over plain http on an intranet `crypto.subtle` is missing; here it is taken away."""
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.add_init_script("Object.defineProperty(window, 'crypto', { value: undefined })")
        page.goto(address_of(town.site))
        look_up(page, code_on(town.slips))
        expect(page.locator("#receipt")).to_be_visible()


def test_without_scripts_the_way_to_the_office_is_shown(browser: Browser, town: Town) -> None:
    with receipt_page(browser, town.site, java_script_enabled=False) as page:
        assert page.get_by_text("您的浏览器不能运行脚本，这里查不了。").is_visible()
        assert not page.locator("#look").is_visible()
        assert not page.locator("#receipt").is_visible()


def test_an_opened_receipt_is_accessible_in_large_text_and_dark(browser: Browser, town: Town) -> None:
    with receipt_page(browser, town.site, viewport=NARROW, color_scheme="dark") as page:
        page.click("#large")
        look_up(page, code_on(town.slips))
        expect(page.locator("#receipt")).to_be_visible()
        assert violations(page, "receipt") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_has_a_text_for_every_state(town: Town) -> None:
    html = (town.site / "receipt" / "index.html").read_text(encoding="utf-8")
    assert sorted(re.findall(r'data-state="(\w+)"', html)) == sorted(STATES)
