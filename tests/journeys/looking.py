"""A page looked at as its readers may have it: in her language, in both themes, at a desk and on a phone."""

from itertools import product

from playwright.sync_api import Page

from tests.journeys import axe
from tests.journeys.chromium import DESK, PHONE
from tests.journeys.scene import Scene

LANGUAGES, THEMES, WIDTHS = ("fr", "en"), ("light", "dark"), (DESK, PHONE)
# axe takes seconds a page: of the eight looks, the four in which every language meets every theme and every width, and
# every theme every width. The width itself is measured in all eight.
BY_AXE = {
    "fr": {("light", DESK["width"]), ("dark", PHONE["width"])},
    "en": {("light", PHONE["width"]), ("dark", DESK["width"])},
}


def go(scene: Scene, page: Page, key: str, address: str, language: str) -> int:
    """Her page in the language, at a desk; its status."""
    scene.speak(key, language)
    page.context.add_cookies(list(scene.visitor(key).cookies()))
    page.set_viewport_size(DESK)
    answer = page.goto(address)
    assert page.locator("html").get_attribute("lang") == language
    return answer.status


def examine(page: Page, what: str) -> None:
    """No sideways scroll in both themes, at both widths, and no violation in those that are for this language."""
    by_axe = BY_AXE[page.locator("html").get_attribute("lang")]
    for theme, width in product(THEMES, WIDTHS):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size(width)
        where = f"{what}, {theme}, {width['width']} px"
        assert (where, axe.too_wide(page)) == (where, [])
        if (theme, width["width"]) in by_axe:
            assert (where, axe.violations(page)) == (where, [])
