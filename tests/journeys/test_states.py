"""The states of pages that an address alone does not show: errors, conflicts, refusals, nothing found."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import axe
from tests.journeys.chromium import PHONE
from tests.journeys.looking import LANGUAGES, examine, go
from tests.journeys.scene import ADVISER, OFFICER, Scene

pytestmark = pytest.mark.slow

# Whose form, where, and what is typed that cannot be; `{case_id}` is filled from the demo.
WRONG = {
    "call": (ADVISER, "/cases/call/", {}),
    "household": (ADVISER, "/cases/{case_id}/household/", {"max_rent": "beaucoup"}),
    "note": (ADVISER, "/cases/{case_id}/", {}),
    "opening": (OFFICER, "/homes/{home_id}/", {"free_on": "31/2"}),
    "file": (OFFICER, "/homes/files/new/", {}),
    "invitation": ("sylvie.perrin", "/members/invite/", {}),
    "service": ("sylvie.perrin", "/members/services/open/", {}),
    "role": ("sylvie.perrin", "/members/requests/{asked}/", {}),
    "agreement": ("antoine.roux", "/agreement/draft/", {"starts_on": "hier"}),
    "commitment": ("antoine.roux", "/agreement/{agreement}/commitments/add/", {"target": "-3"}),
    "signature": ("antoine.roux", "/agreement/{agreement}/sign/", {}),
    "organisation": ("newcomer", "/join/", {"words": "a"}),
    "account": (ADVISER, "/account/", {"first_name": ""}),
    "address": ("newcomer", "/account/email/", {"email": "nulle part"}),
    "password": ("newcomer", "/account/password/change/", {"oldpassword": "wrong", "password1": "short"}),
    "first code": ("newcomer", "/account/second-factor/totp/activate/", {"code": "000000"}),
    "code": ("halfway", "/account/second-factor/authenticate/", {"code": "000000"}),
    "e-mail's code": ("unconfirmed", "/account/confirm-email/", {"code": "BCDF-GHJK"}),
    "sign-in": ("", "/account/login/", {"login": "nobody@journeys.invalid", "password": "a wrong one"}),
    "sign-up": ("", "/account/signup/", {"password1": "short"}),
    "forgotten password": ("", "/account/password/reset/", {"email": "nulle part"}),
}
NOTHING = {
    "cases": (ADVISER, "/cases/?urgency=U1&waiting=employer&whose=shared"),
    "homes": (OFFICER, "/homes/?q=zzzz"),
    "opened homes": (ADVISER, "/homes/?q=zzzz"),
    "homes that fit": (ADVISER, "/cases/{case_id}/homes/?answer=yes"),
    "a kind of story": (ADVISER, "/cases/{case_id}/?only=decision"),
}


def filled(scene: Scene, address: str) -> str:
    """The first of each kind; of homes the last, which is not open."""
    ids = {name: values[-1 if name == "home_id" else 0] for name, values in scene.ids.items() if values}
    return address.format_map(ids)


@pytest.mark.parametrize("form", WRONG)
def test_a_form_with_errors(form, scene, open_as, watches):
    """The message by the field, what was typed still there."""
    key, address, typed = WRONG[form]
    address = filled(scene, address)
    if key == "halfway":
        # A sign-in left half done lapses after a while; she begins anew.
        scene.visitors.pop(key, None)
    scene.look(key, address)
    page = open_as(key)
    watches[-1].expects(422)
    for language in LANGUAGES:
        assert go(scene, page, key, address, language) == 200
        send(page, typed)
        expect(page.locator("main :is(.errors, .error-summary)").first).to_be_visible()
        for name, words in typed.items():
            if "password" not in name:
                expect(page.locator(f"main form [name={name}]").first).to_have_value(words)
        examine(page, f"the form {form} with errors in {language}")


def send(page: Page, typed: dict[str, str]) -> None:
    form = page.locator("main form[novalidate]").first
    for name, words in typed.items():
        form.locator(f"[name={name}]").fill(words)
    form.locator("button.primary, button:only-of-type").first.click()


@pytest.mark.parametrize("place", NOTHING)
def test_nothing_found(place, scene, open_as):
    key, address = NOTHING[place]
    page = open_as(key)
    for language in LANGUAGES:
        assert go(scene, page, key, filled(scene, address), language) == 200
        examine(page, f"{place}, nothing found, in {language}")


@pytest.mark.parametrize("address", ["/", "/cases/", "/cases/{case_id}/", "/homes/"])
def test_a_name_of_one_long_word(address, scene, open_as):
    page = open_as(ADVISER)
    go(scene, page, ADVISER, filled(scene, address), "fr")
    page.set_viewport_size(PHONE)
    renamed = page.evaluate(
        """(word) => {
          const names = document.querySelectorAll("main :is(h1, h2, tbody th, .lines a, .cards a)");
          names.forEach((one) => { (one.querySelector("a") || one).textContent = word; });
          return names.length;
        }""",
        "Rakotoarimananjatovomamonjisoa",
    )
    assert renamed > 0
    assert axe.too_wide(page) == []


def test_a_search_without_a_match(scene, open_as):
    page = open_as(ADVISER)
    for language in LANGUAGES:
        go(scene, page, ADVISER, "/", language)
        page.locator("#search").fill("zzzzzz")
        page.locator("#search").press("Enter")
        expect(page.locator(".empty")).to_be_visible()
        examine(page, f"a search without a match in {language}")


def test_two_colleagues_in_one_file(scene, open_as, watches):
    """Both values are shown, what was typed stays, and saving again is enough."""
    address = filled(scene, "/cases/{case_id}/household/")
    for language in LANGUAGES:
        first, second = open_as(ADVISER), open_as("samir.haddad")
        watches[-1].expects(409)
        go(scene, first, ADVISER, address, language)
        go(scene, second, "samir.haddad", address, language)
        for page, rent in ((first, f"5{len(watches)}0"), (second, f"4{len(watches)}0")):
            page.locator("[name=max_rent]").fill(rent)
            page.locator("main form[novalidate] button").last.click()
        expect(second.locator("main .errors")).to_contain_text(f"5{len(watches)}0")
        expect(second.locator("[name=max_rent]")).to_have_value(f"4{len(watches)}0")
        examine(second, f"a conflict in {language}")
        second.locator("main form[novalidate] button").last.click()
        expect(second.locator("main .errors")).to_have_count(0)


def test_homes_opened_together_and_what_came_of_it(scene, open_as):
    """The selection bar, the form for several homes, the notices."""
    page = open_as(OFFICER)
    for language in LANGUAGES:
        go(scene, page, OFFICER, "/homes/?opened=no&page=4", language)
        boxes = page.locator("#results tbody [type=checkbox]")
        for number in range(2):
            boxes.nth(number).check()
        expect(page.locator("[data-selection]")).to_be_visible()
        examine(page, f"homes ticked in {language}")
        page.locator("[data-selection] button").click()
        expect(page.locator("[name=free_on]")).to_be_visible()
        examine(page, f"homes opened together in {language}")
        page.locator("[name=free_on]").fill("1/2")
        page.locator("main form[novalidate] button").last.click()
        expect(page.locator(".notice.success")).to_be_visible()
        examine(page, f"homes opened, the notice in {language}")


def test_a_notice_with_a_way_back(scene, open_as):
    page = open_as(ADVISER)
    for language in LANGUAGES:
        go(scene, page, ADVISER, filled(scene, "/cases/{case_id}/"), language)
        page.locator("[name=whom]").select_option("caf" if language == "fr" else "court")
        page.locator("form[action$='/wait/'] button").click()
        expect(page.locator(".notice form button")).to_be_visible()
        examine(page, f"a notice with a way back in {language}")
        page.locator(".notice form button").click()
        expect(page.locator(".notice form button")).to_have_count(0)


def unknown_choice(page: Page) -> None:
    """A choice that is no longer offered: what an old page may send."""
    page.evaluate("document.querySelector('[name=whom] option').value = 'nobody'")
    page.locator("[name=whom]").select_option("nobody")
    page.locator("form[action$='/wait/'] button").click()


def stale_version(page: Page) -> None:
    page.locator("main form[action$='/move/'] [name=version]").first.evaluate("(field) => (field.value = '99')")
    page.locator("main form[action$='/move/'] button").first.click()


def lost_token(page: Page) -> None:
    page.context.clear_cookies(name="palier-form")
    page.locator("form[action$='/wait/'] button").click()


@pytest.mark.parametrize(("status", "act"), [(422, unknown_choice), (409, stale_version), (409, lost_token)])
def test_a_refusal_that_is_a_page(status, act: Callable[[Page], None], scene, open_as, watches):
    page = open_as(ADVISER)
    watches[-1].expects(status)
    case = received(scene)
    for language in LANGUAGES:
        go(scene, page, ADVISER, f"/cases/{case}/", language)
        with page.expect_navigation() as answer:
            act(page)
        assert answer.value.status == status
        expect(page.locator("[data-failure]")).to_be_visible()
        examine(page, f"{act.__name__} in {language}")


def received(scene: Scene) -> str:
    """A case that has only been received: its first action is still to be taken."""
    return scene.ask("SELECT id::text FROM \"case\" WHERE state = 'received' ORDER BY id LIMIT 1")[0][0]


def test_too_many_attempts(scene, open_as, watches):
    page = open_as()
    watches[-1].expects(429)
    for language in LANGUAGES:
        for attempt in range(4):
            go(scene, page, "", "/account/password/reset/", language)
            page.locator("[name=email]").fill(f"nobody-{language}@journeys.invalid")
            with page.expect_navigation() as answer:
                page.locator("[name=email]").press("Enter")
            assert answer.value.status == (429 if attempt == 3 else 200)
        examine(page, f"too many attempts in {language}")
