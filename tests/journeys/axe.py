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
RUN = """async (options) => (await axe.run(document, options)).violations.map((found) =>
  `${found.id} (${found.help}): ` + found.nodes.slice(0, 5).map((node) =>
    `${node.target.join(" ")} — ${node.html.slice(0, 160)} — ${node.any.map((check) => check.message).join("; ")}`
  ).join("\\n    "))"""
# What scrolls sideways in a page that should not: its widest elements.
WIDE = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((found) => found.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 5).map((found) => found.outerHTML.slice(0, 160))"""


@cache
def _script() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    return page.evaluate(RUN, OPTIONS)


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    return page.evaluate(WIDE)
