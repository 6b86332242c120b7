"""Any case in three clicks at most from Today, and one click once its name is typed."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands
from tests.journeys.scene import ADVISER

pytestmark = pytest.mark.slow

LINK = re.compile(r'<a [^>]*href="(/[^"#]*|\?[^"#]*)"')
MOST_CLICKS = 3
CASE = re.compile(r"^/cases/([0-9a-f-]{36})/$")


def test_any_case_is_three_clicks_away(scene):
    """By the links of the pages alone; what leads out of the day's work (accounts, languages) is not followed."""
    visitor = scene.visitor(ADVISER)
    held = 'SELECT c.id::text FROM "case" c JOIN membership m ON m.service_id = c.holder_id WHERE m.user_id = %s'
    left = {row[0] for row in scene.ask(held + " AND c.state <> 'closed'", scene.people[ADVISER].id)}
    assert len(left) >= 11
    pages, seen, clicks = {"/"}, {"/"}, 0
    while left and clicks < MOST_CLICKS:
        clicks += 1
        links = {urljoin(page, link) for page in pages for link in LINK.findall(visitor.get(page).text)}
        left -= {case[1] for link in links if (case := CASE.match(link))}
        pages = {link for link in links - seen if link.startswith(("/cases/", "/homes/"))}
        seen |= links
    assert left == set()
    print(f"any case is {clicks} clicks away at most")  # noqa: T201


def test_a_name_and_a_click_find_a_household(scene, open_as):
    (name,) = scene.ask("SELECT last_name FROM person WHERE last_name <> '' ORDER BY last_name LIMIT 1")[0]
    page = open_as(ADVISER)
    hands = Hands(page)
    page.goto("/")
    hands.press("/")
    hands.type(name)
    hands.press("Enter")
    hands.click(page.locator("main tbody a").first)
    expect(page.locator("h1")).to_contain_text(re.compile(re.escape(name), re.IGNORECASE))
    assert hands.clicks == 1
