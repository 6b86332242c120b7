"""Without a mouse: the skip link, the shortcuts, the menus, every stop seen, the primary action reached."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.chromium import PHONE
from tests.journeys.hands import Hands
from tests.journeys.scene import ADVISER, OFFICER

pytestmark = pytest.mark.slow

STOPS = 80
FOCUSED = """() => {
  const found = document.activeElement, style = getComputedStyle(found), box = found.getBoundingClientRect();
  if (found === document.body) return null;
  const x = Math.max(1, Math.min(box.left + box.width / 2, innerWidth - 2));
  const y = Math.max(1, Math.min(box.top + Math.min(box.height / 2, 12), innerHeight - 2));
  const top = document.elementFromPoint(x, y);
  const near = top && (found.contains(top) || top.contains(found) || !!found.labels?.[0]?.contains(top));
  return {
    what: found.outerHTML.slice(0, 120), primary: found.matches(".button.primary"), near: !!near,
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
  };
}"""
PRIMARY = {
    "/": ADVISER,
    "/cases/": ADVISER,
    "/cases/call/": ADVISER,
    "/homes/files/": OFFICER,
    "/homes/files/new/": OFFICER,
    "/members/": "sylvie.perrin",
    "/members/invite/": "sylvie.perrin",
    "/agreement/draft/": "antoine.roux",
    "/account/": ADVISER,
    "/account/login/": "",
    "/account/signup/": "",
}


@pytest.fixture
def page(open_as, scene) -> Page:
    scene.speak(ADVISER, "fr")
    found = open_as(ADVISER)
    found.goto("/")
    return found


def test_the_first_tab_offers_to_skip_to_the_content(page):
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["width"] > 50
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_slash_goes_to_the_search_and_is_a_letter_where_one_writes(page):
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#search")).to_have_value("a/b")


def test_letters_move_from_row_to_row_until_they_are_turned_off(page):
    page.goto("/cases/")
    rows = page.locator("[data-list] tbody th a")
    for key, row in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(rows.nth(row)).to_be_focused()
    page.locator(".tools details[data-menu] summary").last.click()
    page.locator("[data-shortcuts]").click()
    page.reload()
    page.keyboard.press("j")
    expect(rows.first).not_to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#search")).not_to_be_focused()


def test_a_menu_opens_with_enter_and_closes_with_escape_or_when_left(page):
    menu = page.locator(".tools details[data-menu]").last
    summary = menu.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('details[open]') !== null")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#search").focus()
    expect(menu).not_to_have_attribute("open", "")


@pytest.mark.parametrize("address", PRIMARY)
@pytest.mark.parametrize("width", ["desk", "phone"])
def test_tab_reaches_the_primary_action_and_every_stop_is_seen(address, width, open_as):
    """An outline at each stop, nothing of the frame over it, from the first to the primary action."""
    page = open_as(PRIMARY[address], **({"viewport": PHONE} if width == "phone" else {}))
    page.goto(address)
    hands = Hands(page)
    for _ in range(STOPS):
        hands.press("Tab")
        stop = page.evaluate(FOCUSED)
        assert stop is not None, "the focus left the page before the primary action"
        assert stop["seen"], stop
        assert stop["inside"], stop
        assert stop["near"], stop
        if stop["primary"]:
            return
    raise AssertionError(f"{STOPS} Tabs do not reach the primary action of {address}")
