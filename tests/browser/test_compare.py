"""The table of all communities in a real browser: whole without scripts, narrowed by boxes, sent on as a link."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.looking import DESKTOP, PHONE, opened, violations
from playwright.sync_api import Browser, Page

HEADS = ["社区", "主打做法", "主题", "哪天核对的", "登记", "按时办结率", "解决率", "满意率", "还拖着的超期"]
LONG = ["没做好的地方", "一句话", "花多少钱", "谁负责", "别处能不能学"]


@pytest.fixture
def desk(browser: Browser, served: str) -> Iterator[Page]:
    with opened(browser, viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto(f"{served}compare/index.html")
        yield page


def shown(page: Page) -> list[str]:
    return [head.inner_text() for head in page.locator("#compare thead th").all() if head.is_visible()]


def test_without_scripts_every_column_of_every_community_is_there(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served}compare/index.html")
        assert shown(page) == HEADS + LONG
        assert page.locator("#compare tbody tr").count() == 17
        assert page.locator("#compare tbody tr").first.locator("th").inner_text() == "新民社区"
        assert not page.locator("#choose").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_columns_are_chosen_and_sent_on(desk: Page) -> None:
    assert shown(desk) == [head for head in (*HEADS, LONG[0]) if head != "哪天核对的"]
    for head in ("主题", "登记", "满意率", "还拖着的超期"):
        desk.get_by_label(head, exact=True).uncheck()
    desk.get_by_label("花多少钱").check()
    wanted = ["社区", "主打做法", "按时办结率", "解决率", "没做好的地方", "花多少钱"]
    assert shown(desk) == wanted
    assert desk.url.endswith("#only=practice,on-time,solved,shortfalls,cost")
    desk.reload()
    assert shown(desk) == wanted
    desk.get_by_role("button", name="全都看").click()
    assert shown(desk) == HEADS + LONG
    assert violations(desk, "compare") == []


def test_a_phone_begins_with_what_fits_it(browser: Browser, served: str) -> None:
    with opened(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{served}compare/index.html")
        assert shown(page) == ["社区", "主打做法", "按时办结率", "解决率"]
        assert page.evaluate("e => e.scrollWidth <= e.clientWidth + 1", page.locator(".scroll").element_handle())


def test_columns_are_chosen_by_key(desk: Page) -> None:
    desk.get_by_label("主打做法").focus()
    desk.keyboard.press("Space")
    assert "主打做法" not in shown(desk)


def test_an_odd_address_shows_what_it_names_and_no_more(browser: Browser, served: str) -> None:
    with opened(browser, viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto(f"{served}compare/index.html#only=nothing,solved")
        assert shown(page) == ["社区", "解决率"]
        page.goto(f"{served}compare/index.html#%E4")
        assert len(shown(page)) > 4
