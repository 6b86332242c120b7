"""A page looked at as its readers may have it: in her language, in both themes, at a desk and on a phone."""

import os
from itertools import product
from zlib import crc32

from playwright.sync_api import Page

from tests.journeys import axe
from tests.journeys.chromium import DESK, PHONE
from tests.journeys.scene import Scene

LANGUAGES, THEMES, WIDTHS = ("fr", "en"), ("light", "dark"), (DESK, PHONE)
LOOKS = list(product(LANGUAGES, THEMES, [width["width"] for width in WIDTHS]))
# axe takes seconds a page: of the eight looks it has one, and the next page another; all eight in `make proofs`. The
# width itself is measured in all eight.
BY_AXE = int(os.environ.get("PALIER_PROOF_LOOKS", "1"))


def go(scene: Scene, page: Page, key: str, address: str, language: str) -> int:
    """Her page in the language, at a desk; its status."""
    scene.speak(key, language)
    page.context.add_cookies(list(scene.visitor(key).cookies()))
    page.set_viewport_size(DESK)
    answer = page.goto(address)
    assert page.locator("html").get_attribute("lang") == language
    return answer.status


def examine(page: Page, what: str) -> None:
    """No sideways scroll in both themes, at both widths, and no violation in the looks that are for axe."""
    language = page.locator("html").get_attribute("lang")
    # By the page's name: its address holds ids, which are others each time.
    first = crc32(what.removesuffix(f" in {language}").encode()) % len(LOOKS)
    by_axe = (LOOKS * 2)[first : first + BY_AXE]
    for theme, width in product(THEMES, WIDTHS):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size(width)
        where = f"{what}, {theme}, {width['width']} px"
        assert (where, axe.too_wide(page)) == (where, [])
        if (language, theme, width["width"]) in by_axe:
            assert (where, axe.violations(page)) == (where, [])
