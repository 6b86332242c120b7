"""A shared PC: the language that stays, the service one works for, what a sign-out leaves, sessions ended elsewhere."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.scene import ADVISER

pytestmark = pytest.mark.slow


@pytest.fixture
def case(scene) -> str:
    return f"/cases/{scene.ids['case_id'][0]}/"


def test_the_language_stays_on_the_page_and_with_the_account(scene, open_as, case):
    scene.speak(ADVISER, "fr")
    page = open_as(ADVISER, own=True)
    page.goto(case + "household/")
    page.locator("[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith(case + "household/")
    elsewhere = open_as(ADVISER, own=True)
    elsewhere.goto("/")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")
    leave(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    scene.speak(ADVISER, "fr")


def leave(page) -> None:
    page.locator("details:has(form[action='/account/logout/']) summary").click()
    page.locator("form[action='/account/logout/'] button").click()
    if page.locator("main form[action='/account/logout/']").count():
        page.locator("main form[action='/account/logout/'] button").click()
    expect(page.locator("[name=login]")).to_be_visible()


def test_after_a_sign_out_back_shows_nothing(scene, open_as, case):
    page = open_as(ADVISER, own=True)
    for address in ("/cases/", case, case + "household/"):
        assert page.goto(address).headers["cache-control"].count("no-store") == 1
    name = page.locator("h1").inner_text()
    former = page.context.cookies()
    leave(page)
    for _ in range(3):
        page.go_back()
        assert name not in page.content()
        expect(page.locator("[name=login]")).to_be_visible()
    # An address of the tab, made of ids, is all that script keeps.
    assert page.evaluate("Object.keys({...localStorage})") == []
    assert page.evaluate("Object.keys({...sessionStorage})") in ([], ["htmx-current-path-for-history"])
    page.context.add_cookies(former)
    page.goto(case)
    expect(page.locator("[name=login]")).to_be_visible()


def test_one_works_for_the_service_one_chooses(open_as):
    page = open_as("beginner")
    page.goto("/agreement/")
    menu = page.locator("details:has(form[action='/service/'])")
    for chosen in ("Essais", "Débuts", "Essais"):
        menu.locator("summary").click()
        menu.get_by_role("button", name=re.compile(chosen)).click()
        expect(menu.locator("summary")).to_contain_text(chosen)
    page.goto("/")
    expect(menu.locator("summary")).to_contain_text("Essais")


def test_a_session_ended_elsewhere_leads_to_the_sign_in_from_page_and_fragment(scene, open_as, watches):
    scene.visitors.pop("samir.haddad", None)  # it ends too
    page, fragment, elsewhere = (open_as("samir.haddad", own=True) for _ in range(3))
    watches[1].expects(401)
    page.goto("/cases/")
    fragment.goto("/cases/")
    elsewhere.goto("/account/sessions/")
    elsewhere.locator("main form:not(:has([name=session])) button").click()
    page.locator("main tbody a").first.click()
    expect(page.locator("[name=login]")).to_be_visible()
    fragment.locator(".filters select").first.select_option(index=1)
    expect(fragment.locator("[name=login]")).to_be_visible()
    elsewhere.goto("/cases/")
    expect(elsewhere.locator("#results")).to_be_visible()
