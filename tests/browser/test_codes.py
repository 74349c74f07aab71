"""How 查我的事 reads a code: as people write, paste and miswrite it, before the page is whole, from an address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser.looking import PHONE, Late, opened, violations
from browser.sealed_town import Town, address_of, code_on, look_up
from playwright.sync_api import Browser, Page, expect


def swapped(code: str) -> str:
    """Return a code in which the first two neighbours that differ have changed places."""
    place = next(place for place in range(len(code)) if code[place] != code[place + 1])
    return f"{code[:place]}{code[place + 1]}{code[place]}{code[place + 2 :]}"


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
        page.goto(address_of(town.site), wait_until="commit")
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
        page.goto(f"{address_of(town.site)}#{fragment}")
        expect(page.locator("#said")).to_be_visible()
        look_up(page, code_on(town.slips))
        expect(page.locator("#receipt")).to_be_visible()
        assert faults == []


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
