"""The guide of the sign-in page is true, in both languages: what it quotes is what one clicks, and each of four tasks
is done as it says. Prints what each takes, in clicks and keys.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.journeys import chromium
from tests.journeys.application import Application, served, until
from tests.journeys.hands import Hands, phone_of

pytestmark = pytest.mark.slow

QUOTED = {"en": re.compile("“([^”]+)”"), "fr": re.compile("«\\s([^»]+)\\s»")}
PEOPLE = ("Claire Morel", "Sophie Renaud", "Karim Benhamou")
NAMES = {"en": "Quartermain", "fr": "Zéphyrin"}
HOUSING = {"en": "hosted by s", "fr": "hébergé par q"}
TODAY = date.today()
FIRST = (TODAY.replace(day=1) + timedelta(days=31)).replace(day=1)


@pytest.fixture
def demo(tmp_path) -> Iterator[Application]:
    """Of its own: the one slide of a demo is signed once."""
    with served(tmp_path) as found:
        yield found


def test_the_guide_is_true_in_both_languages(demo, browser):
    """The review is held and the lease slides in French; in English as far as the forms."""
    for language, to_the_end in (("en", False), ("fr", True)):
        counted = walk(demo.url, browser, language, to_the_end=to_the_end)
        for task, hands in counted.items():
            print(f"{language}: {task}: {hands.clicks} clicks, {hands.keys} keys")  # noqa: T201
    with psycopg.connect(demo.environment["DATABASE_OWNER_URL"]) as asked:
        held = "SELECT count(*) FROM review WHERE held_on = %s"
        slid = "SELECT count(*) FROM tenancy WHERE kind = 'lease' AND begins_on = %s"
        assert asked.execute(held, [TODAY]).fetchone() == (1,)
        assert asked.execute(slid, [FIRST]).fetchone() == (1,)


def walk(url: str, browser, language: str, *, to_the_end: bool) -> dict[str, Hands]:
    """The four tasks, each by the words of the guide in that language; what each took."""
    with chromium.watched(browser, base_url=url, locale=language) as (context, _watch):
        page = context.new_page()
        page.goto("/account/login/")
        steps = page.locator("[aria-labelledby=ten-minutes] li").all_inner_texts()
        call, explain, review, slide = (QUOTED[language].findall(step) for step in steps)
        assert [name for step in steps for name in PEOPLE if name in step] == list(PEOPLE)
        counted = {"log a call": log_a_call(page, language, call)}
        counted["explain a home"] = explain_a_home(page, explain)
        counted["hold a review"] = hold_a_review(page, language, review, to_the_end)
        counted["slide a lease"] = slide_a_lease(page, language, slide, to_the_end)
        return counted


def come(page: Page, name: str, language: str) -> Hands:
    """By her button; an account speaks French until its language is chosen."""
    page.context.clear_cookies()
    page.goto("/account/login/")
    hands = Hands(page)
    hands.click(page.locator("form[action='/demo/sign-in/'] button", has_text=name))
    expect(page.locator("nav [aria-current=page]").first).to_be_visible()
    if page.locator("html").get_attribute("lang") != language:
        hands.click(page.locator(f"button[name=language][value={language}]"))
    return hands


def by_its_words(page: Page, words: str):
    """What the guide quotes, as it stands on the page: a link, a button, or what opens a form."""
    return page.locator("a:visible, button:visible, summary:visible").filter(has_text=re.compile(re.escape(words)))


def log_a_call(page: Page, language: str, quoted: list[str]) -> Hands:
    (log,) = quoted
    hands = come(page, "Claire Morel", language)
    hands.click(by_its_words(page, log).first)
    name = NAMES[language]
    hands.click(page.locator("[name=last_name]"))
    hands.fill("last_name", name)
    hands.fill("phone", phone_of(name))
    hands.choose("housing", HOUSING[language])
    hands.reach("adults")
    hands.fill("communes", "Villeurbanne")
    hands.fill("employer", "Bati")
    hands.tick("causes", "separation")
    hands.tick("authorised", "nobody")
    hands.tab_to("main form button.primary")
    hands.press("Enter")
    expect(page.locator("#homes")).to_be_visible()
    # As many as the guide says.
    assert len(hands.fields) == 8
    return hands


def explain_a_home(page: Page, quoted: list[str]) -> Hands:
    """The worker judges the homes of the household in the background: its page is asked again until it has."""
    assert quoted == []
    hands = Hands(page)

    def judged() -> int:
        page.goto(page.url)
        return page.locator("#results tbody a").count()

    until(judged, "the homes of the household")
    hands.click(page.locator("#results tbody a").first)
    expect(page.locator(".reasons")).to_be_visible()
    expect(page.locator(".unlock").first).to_be_visible()
    return hands


def hold_a_review(page: Page, language: str, quoted: list[str], to_the_end: bool) -> Hands:
    leases, record = quoted
    hands = come(page, "Sophie Renaud", language)
    hands.click(by_its_words(page, leases).first)
    hands.click(page.locator("tbody a", has_text=re.compile("Amrani", re.IGNORECASE)))
    form = page.locator("details", has=page.locator("summary", has_text=record))
    hands.click(form.locator("summary"))
    expect(form.locator("[name=held_on]")).not_to_have_value("")
    hands.tab_to("[name=landlord_wants]")
    for party in ("landlord", "association", "household"):
        hands.reach(f"{party}_wants")
        hands.press("ArrowDown")
    hands.fill("household_words", "Nous voulons rester.")
    if to_the_end:
        hands.click(form.locator("button"))
        expect(page.locator("#notices")).not_to_be_empty()
    return hands


def slide_a_lease(page: Page, language: str, quoted: list[str], to_the_end: bool) -> Hands:
    candidacies, to_sign, sign = quoted
    hands = come(page, "Karim Benhamou", language)
    hands.click(by_its_words(page, candidacies).first)
    hands.click(page.locator("tbody tr", has_text=to_sign).locator("a").first)
    form = page.locator("form", has=page.locator("[name=insured_until]"))
    expect(form.locator("button")).to_have_text(sign)
    assert form.locator("[name=begins_on]").input_value() == FIRST.strftime("%d/%m/%Y")
    hands.click(form.locator("[name=insured_until]"))
    hands.fill("insured_until", FIRST.replace(year=FIRST.year + 1).strftime("%d/%m/%Y"))
    for name in ("charges", "returned", "head_returned"):
        hands.fill(name, {"charges": "70"}.get(name, "0"))
    if to_the_end:
        hands.click(form.locator("button"))
        expect(page.locator("#notices .error")).to_have_count(0)
        expect(form).to_have_count(0)
    return hands
