"""Any case in three clicks at most from Today, and one click once its name is typed."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands
from tests.journeys.scene import ADVISER

pytestmark = pytest.mark.slow

LINK = re.compile(r'<a [^>]*href="(/[^"#]*|\?[^"#]*)"')
CASE = re.compile(r"^/cases/([0-9a-f-]{36})/$")


def test_any_case_is_three_clicks_away(scene):
    """By the links of the pages alone; what leads out of the day's work (accounts, languages) is not followed."""
    visitor = scene.visitor(ADVISER)
    clicks, seen = {}, {"/"}
    pages = ["/"]
    for click in (1, 2, 3):
        links = {urljoin(page, link) for page in pages for link in LINK.findall(visitor.get(page).text)}
        for link in links:
            if case := CASE.match(link):
                clicks.setdefault(case[1], click)
        pages = [link for link in links - seen if link.startswith(("/cases/", "/homes/")) and click < 3]
        seen |= links
    held = 'SELECT c.id::text FROM "case" c JOIN membership m ON m.service_id = c.holder_id WHERE m.user_id = %s'
    cases = {row[0] for row in scene.ask(held + " AND c.state <> 'closed'", scene.people[ADVISER].id)}
    assert len(cases) >= 12
    assert set(clicks) >= cases
    print(f"clicks to a case: {max(clicks[case] for case in cases)} at most of {len(cases)} cases")  # noqa: T201


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
