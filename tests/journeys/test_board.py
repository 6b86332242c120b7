"""The board of a meeting with a mouse: a household dragged to a home says what the keyboard's way there says."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.scene import ADVISER, Scene

pytestmark = pytest.mark.slow


@pytest.fixture
def board(open_as, scene: Scene) -> Page:
    """Of the meeting that is prepared for today, as who prepares it sees it."""
    scene.speak(ADVISER, "fr")
    (meeting,) = scene.ask("SELECT id::text FROM partner_meeting ORDER BY held_on DESC LIMIT 1")[0]
    page = open_as(ADVISER)
    page.goto(f"/meetings/{meeting}/board/")
    return page


def taken_from_the_list(page: Page) -> tuple[str, Locator, Locator]:
    """A household of the list beside the homes: its line, a home that it fits, and one that it does not."""
    for one in page.locator(".tray [data-line]").all():
        line = one.get_attribute("data-line")
        here = page.locator(f"[data-line='{line}'] a[data-ask]")
        fits, other = (page.locator("[data-home]").filter(**{how: here}) for how in ("has", "has_not"))
        if fits.count() and other.count():
            return line, fits.first, other.first
    raise AssertionError("every household of the agenda fits every home of it")


def drag(page: Page, line: str, home: Locator) -> None:
    """With the mouse held down, in two moves: a browser begins to drag with the first one."""
    page.locator(f".tray [data-line='{line}'] strong").hover()
    page.mouse.down()
    target = home.locator("h2")
    target.hover()
    target.hover()
    page.mouse.up()


def said(page: Page) -> tuple[str, str]:
    asked = page.locator("#asked")
    expect(asked.locator("textarea[name=why]")).to_be_visible()
    return page.url, asked.inner_text()


def test_dragging_a_household_to_a_home_asks_what_the_keyboard_asks(board):
    empty = board.url
    line, home, _other = taken_from_the_list(board)
    home.locator(f"[data-line='{line}'] a[data-ask]").press("Enter")
    by_keyboard = said(board)
    assert by_keyboard[0] != empty
    board.goto(empty)
    _line, home, _other = taken_from_the_list(board)
    drag(board, line, home)
    assert said(board) == by_keyboard


def test_a_home_that_a_household_does_not_fit_takes_no_drag(board):
    empty = board.url
    line, home, other = taken_from_the_list(board)
    drag(board, line, other)
    assert board.url == empty
    # The household was put down again: it may still be taken to the home that it fits.
    drag(board, line, home)
    expect(board.locator("#asked")).to_be_visible()
