"""axe in the page, through `page.evaluate`: the content policy stays in force."""

from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}
# The first rows of a list stand for those below, which are made alike: contrast alone takes milliseconds a word.
BELOW = [
    "tbody tr:nth-child(n + 8)",
    ".lines > li:nth-child(n + 8)",
    ".cards > li:nth-child(n + 8)",
    ".law-figure:nth-of-type(n + 4)",
]
RUN = """async ([below, options]) => {
  const found = await axe.run({exclude: below.map((rows) => [rows])}, options);
  const node = (one) => `${one.target} — ${one.html.slice(0, 160)} — ${one.any.map((check) => check.message)}`;
  return found.violations.map((one) => `${one.id} (${one.help}): ` + one.nodes.slice(0, 5).map(node).join("\\n    "));
}"""
# How far the page scrolls sideways, and up to five elements that may be why.
WIDE = """() => {
  const width = document.documentElement.clientWidth, whole = document.documentElement.scrollWidth;
  const wide = (one) => one.getBoundingClientRect().right > width + 1 || one.scrollWidth > width;
  const why = () => [...document.querySelectorAll("body *")].filter(wide).map((one) => one.outerHTML.slice(0, 160));
  return whole <= width ? [] : [`${whole} px of ${width}`, ...why().slice(0, 5)];
}"""


@cache
def _script() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    return page.evaluate(RUN, [BELOW, OPTIONS])


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    return page.evaluate(WIDE)
