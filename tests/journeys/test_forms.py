"""Forms on bad days of a browser: too old, sent twice, sent from a tab whose share has ended."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import phone_of
from tests.journeys.scene import ADVISER, SOCIAL_WORKER, Scene

pytestmark = pytest.mark.slow


def type_a_call(page: Page, name: str) -> None:
    page.goto("/cases/call/")
    for field, words in (("last_name", name), ("phone", phone_of(name)), ("communes", "Bron"), ("employer", "Bati")):
        page.locator(f"main [name={field}]").fill(words)
    page.locator("[name=housing]").select_option("hotel")
    page.locator("[name=causes]").first.check()
    page.locator("[name=authorised][value=nobody]").check()


def calls_of(scene: Scene, name: str) -> int:
    return scene.ask("SELECT count(*) FROM person WHERE last_name = %s", name)[0][0]


def send(page: Page) -> int:
    with page.expect_navigation() as answer:
        page.locator("main form button.primary").click()
    return answer.value.status


def cookie_gone(page: Page) -> None:
    page.context.clear_cookies(name="palier-form")


def signed_in_again_elsewhere(page: Page) -> None:
    """In another tab of the same browser: the token of the form is another since."""
    other = page.context.new_page()
    other.goto("/")
    other.locator("details:has(form[action='/account/logout/']) summary").click()
    other.locator("form[action='/account/logout/'] button").click()
    other.locator("li", has_text="Claire Morel").get_by_role("button").click()
    expect(other.locator("nav a[href='/cases/']")).to_be_visible()


@pytest.mark.parametrize("spoil", [cookie_gone, signed_in_again_elsewhere])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_form_too_old_loses_no_word(spoil, script, scene, open_as, watches):
    """409 in words with what was typed; Back has it but for what a browser may not suggest to the next person."""
    name = f"{spoil.__name__}-{script}"
    page = open_as(ADVISER, own=True, java_script_enabled=script)
    watches[-1].expects(409)
    type_a_call(page, name)
    spoil(page)
    assert send(page) == 409
    for words in (name, phone_of(name), "Bron"):
        expect(page.locator(".typed", has_text=words)).to_be_visible()
    assert calls_of(scene, name) == 0
    page.go_back()
    expect(page.locator("[name=last_name]")).to_have_value(name)
    expect(page.locator("[name=causes]").first).to_be_checked()
    page.locator("[name=phone]").fill(phone_of(name))
    page.locator("main [name=communes]").fill("Bron")
    page.locator("main [name=employer]").fill("Bati")
    assert send(page) == 200
    assert calls_of(scene, name) == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_two_clicks_log_one_call(script, scene, open_as):
    name = f"Double-{script}"
    page = open_as(ADVISER, java_script_enabled=script)
    type_a_call(page, name)
    page.locator("main form button.primary").dblclick(no_wait_after=True)
    expect(page.locator("#homes")).to_be_visible()
    assert calls_of(scene, name) == 1


def test_a_share_that_ends_under_an_open_page(scene, open_as, watches):
    """The next click and the note being typed are answered as for a case that never was; nothing is written."""
    (case,) = scene.ask(
        """SELECT case_id::text FROM share JOIN service ON service.id = service_id
           WHERE name = 'Accompagnement' AND audience = 'social' AND until > now() ORDER BY case_id DESC LIMIT 1"""
    )[0]
    clicking, writing = open_as(SOCIAL_WORKER), open_as(SOCIAL_WORKER)
    for page, watch in zip((clicking, writing), watches, strict=True):
        watch.expects(404)
        assert page.goto(f"/cases/{case}/").status == 200
    writing.locator("textarea[name=body]").fill("Dernier mot avant la fin")
    end = "UPDATE share SET until = now() - interval '1 second' WHERE case_id = %s AND audience <> 'record' RETURNING 1"
    held = "SELECT id FROM service WHERE name = 'Accompagnement'"
    assert scene.ask(end.replace(" RETURNING", f" AND service_id = ({held}) RETURNING"), case)
    clicking.locator(".tabs a").last.click()
    hidden = clicking.locator("main").inner_text()
    clicking.goto("/cases/00000000-0000-4000-8000-000000000000/")
    assert reference_aside(clicking.locator("main").inner_text()) == reference_aside(hidden)
    writing.locator("form[action$='/note/'] button").click()
    expect(writing.locator(".typed", has_text="Dernier mot avant la fin")).to_be_visible()
    assert scene.ask("SELECT count(*) FROM note WHERE body = 'Dernier mot avant la fin'") == [(0,)]


def reference_aside(words: str) -> str:
    return "\n".join(line for line in words.splitlines() if not line.startswith(("Reference", "Référence")))
