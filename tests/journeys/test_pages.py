"""axe on every page, for everybody who can open it; nothing scrolls sideways, in both languages, at a desk or a phone.

The pages are those of the URL resolver: a new one is tried by itself, and one that nobody can open fails until it is
said below why. What else somebody sees there is looked at where it is made of elements that no page had so far.
"""

from collections.abc import Iterator
from itertools import product

import pytest

from tests.journeys import axe
from tests.journeys.looking import LANGUAGES, examine, go
from tests.journeys.scene import ADVISER, RESOLVER, Scene, parameters, routes
from tests.journeys.skeleton import skeleton

pytestmark = pytest.mark.slow

# Addresses that are no page of their own.
NO_PAGE = {
    "alerts_stop": "in the language of whom the e-mail was written to, whatever that of the browser",
    "calendar_feed": "a file for a calendar",
    "account_confirm_login_code": "sign-in by a code alone is not offered",
    "communes": "what completes a field as one types",
    "case_homes_workbook": "a file for a spreadsheet",
    "components_completion": "what completes a field as one types",
    "components_done": "a redirection",
    "components_in": "the page of components, whatever the language of its reader",
    "components_job": "a part of a page",
    "employers": "what completes a field as one types",
    "follow_up_refused": "a file for a spreadsheet",
    "grid_preview": "what is counted once a coordinator asked: nobody has in the demo",
    "letter": "a PDF",
    "letter_draft": "a PDF",
    "meeting_board_workbook": "a file for a spreadsheet",
    "mfa_authenticate": "between two steps of signing in",
    "mfa_download_recovery_codes": "a text file",
    "mfa_trust": "between two steps of signing in",
    "openid_connect_callback": "between a provider and us",
    "openid_connect_login": "between a provider and us",
    "report_paper": "a PDF",
    "report_workbook": "a file for a spreadsheet",
    "shortlist_workbook": "a file for a spreadsheet",
    "socialaccount_signup": "between a provider and us",
    "stock_import_errors": "a file for a spreadsheet",
}
# A redirection, a refusal, a missing page and a method that is not offered: no page of the address itself.
ELSEWHERE = {302, 403, 404, 405}


@pytest.mark.parametrize("route", sorted(set(routes()) - set(NO_PAGE)))
def test_the_page(route, scene, open_as, watches):
    """What it answers when it opens; refusals and failures have tests of their own."""
    found, statuses = pages_of(scene, route)
    assert max(statuses) < 500
    if not found:
        assert 405 in statuses, "nobody opens this page: say in NO_PAGE why, or add who does to the cast"
    for (key, address), status in found:
        page = open_as(key)
        watches[-1].expects(status)
        for language in LANGUAGES:
            assert go(scene, page, key, address, language) == status
            examine(page, f"{route} for {key or 'anybody'} in {language}")


# Which element stands in which, of the pages looked at so far.
_looked_at: set[tuple[str, str]] = set()


def pages_of(scene: Scene, route: str) -> tuple[list[tuple[tuple[str, str], int]], set[int]]:
    """Who opens what there, and all statuses met: the page of most elements, then each that shows what no page did."""
    met, statuses = {}, set()
    for address in addresses(scene, route):
        # What is only ever sent is so for everybody.
        everybody = [ADVISER] if scene.look(ADVISER, address).status == 405 else scene.everybody
        for key in everybody:
            answer = scene.look(key, address)
            statuses.add(answer.status)
            if answer.status not in ELSEWHERE and "<html" in answer.text:
                met.setdefault(skeleton(answer.text)[1], ((key, address), answer.status))
    found = []
    for elements in sorted(met, key=len, reverse=True):
        if not found or not elements <= _looked_at:
            found.append(met[elements])
            _looked_at.update(elements)
    return found, statuses


def addresses(scene: Scene, route: str) -> Iterator[str]:
    names = parameters(routes()[route])
    for values in product(*(scene.values(route, name) for name in names)):
        yield "/" + RESOLVER.reverse(route, **dict(zip(names, values, strict=True)))


def test_the_frame(scene, open_as):
    """What surrounds the pages, as each role has it, its menus open."""
    seen = {}
    for key in scene.everybody:
        answer = scene.look(key, "/")
        seen.setdefault(skeleton(answer.text)[0], key) if answer.page else None
    assert len(seen) > 1
    for key in seen.values():
        page = open_as(key)
        for language in LANGUAGES:
            go(scene, page, key, "/", language)
            page.evaluate("document.querySelectorAll('details').forEach((menu) => (menu.open = true))")
            examine(page, f"the frame of {key} in {language}")


def test_the_measures_can_fail(open_as, watches):
    """A field without a name, words too wide, a style that the policy refuses, a script that breaks: all are heard."""
    page = open_as()
    page.goto("/account/login/")
    assert (axe.violations(page), axe.too_wide(page)) == ([], [])
    page.locator("label[for=id_login]").evaluate("(label) => label.remove()")
    assert [found.split(" ")[0] for found in axe.violations(page)] == ["label"]
    page.evaluate("document.querySelector('main').append(document.createElement('pre'))")
    page.locator("pre").evaluate("(found) => (found.textContent = 'wide '.repeat(400))")
    assert len(axe.too_wide(page)) > 1
    page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'b {}'}))")
    with page.expect_event("pageerror"):
        page.evaluate("void setTimeout(() => { throw new Error('broken') })")
    heard = " ".join(watches[0].heard)
    watches[0].heard.clear()
    assert "style-src" in heard
    assert "broken" in heard


@pytest.mark.parametrize("address", ["/agreement/draft/", "/cases/00000000-0000-4000-8000-000000000000/", "/none/"])
def test_a_refusal(address, scene, open_as, watches):
    """403, 404 for what is missing or hidden, 404 for what never was."""
    page = open_as("jeanne.aubert")
    watches[-1].expects(403, 404)
    for language in LANGUAGES:
        assert go(scene, page, "jeanne.aubert", address, language) in {403, 404}
        examine(page, f"{address} in {language}")
