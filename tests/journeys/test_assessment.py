"""A joint assessment written by two people at once in two browsers, the network cut in the middle: no word is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.application import until
from tests.journeys.scene import ADVISER, Scene

pytestmark = pytest.mark.slow

COLLEAGUE = "samir.haddad"
HERS = "Deux logements en dix ans, puis un hébergement chez sa sœur depuis le printemps."
HIS = "Elle dort avec ses deux enfants dans le salon, la plus grande révise dans la cuisine."
BOTH = "Quatre adresses depuis 2019, toutes dans le même quartier que l'école."
ALSO = "Un dégât des eaux a fini le dernier bail, sans dette."
UNSENT = "Le rendez-vous avec la propriétaire est pris pour jeudi, la ligne est mauvaise."
SAVED = re.compile(r"\d\d:\d\d")


@pytest.fixture
def address(scene: Scene) -> str:
    """Its section of the housing history, which the service that holds the case writes; empty."""
    (assessment,) = scene.ask("SELECT id::text FROM social_assessment LIMIT 1")[0]
    assert kept(scene) in ({}, None)
    return f"/assessments/{assessment}/history/"


def kept(scene: Scene) -> dict[str, str] | None:
    rows = scene.ask("SELECT values FROM section_content WHERE section = 'history'")
    return rows[0][0] if rows else None


def opened(open_as, key: str, address: str) -> Page:
    page = open_as(key)
    page.goto(address)
    expect(page.locator("form[data-autosave]")).to_be_visible()
    return page


def write(page: Page, field: str, words: str) -> None:
    page.locator(f"[name={field}]").click()
    page.keyboard.type(words)


def cut(page: Page) -> None:
    page.route("**/*", lambda route: route.abort("internetdisconnected"))


def test_two_write_at_once_and_the_network_is_cut(scene, open_as, watches, address):
    """Each field keeps whoever wrote it; of one field both texts are shown; what was not sent waits in its form."""
    scene.speak(ADVISER, "fr")
    scene.speak(COLLEAGUE, "fr")
    first = opened(open_as, ADVISER, address)
    second = opened(open_as, COLLEAGUE, address)
    watches[-1].expects(409)

    # In two fields at once: neither writes over the other, and nobody presses a button.
    write(first, "path", HERS)
    write(second, "now", HIS)
    expect(first.locator(".saved")).to_have_text(SAVED)
    expect(second.locator(".saved")).to_have_text(SAVED)
    assert kept(scene) == {"path": HERS, "now": HIS}

    # In one field: the second is shown what the first wrote, keeps her own words, and says that they hold both.
    write(second, "path", BOTH)
    expect(second.locator("#beside_path blockquote")).to_have_text(HERS)
    expect(second.locator("[name=path]")).to_have_value(BOTH)
    assert kept(scene) == {"path": HERS, "now": HIS}
    second.locator("[name=path]").press("Control+End")
    second.keyboard.type(f" {HERS}")
    second.locator("[name=over_path]").check()
    until(lambda: kept(scene)["path"] == f"{BOTH} {HERS}", "both texts in one field")

    # The line is cut: the words stay, it is said, Save does not leave the page, leaving it warns.
    first.reload()
    cut(first)
    first.locator("[name=now]").press("Control+End")
    first.keyboard.type(f" {ALSO}")
    expect(first.locator(".saved")).to_contain_text("La connexion est perdue")
    first.locator("form[data-autosave] button.primary").click()
    write(first, "path", f"{UNSENT} ")
    asked = []
    first.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    first.evaluate("location.assign('/')")
    until(lambda: first.evaluate("location.pathname") == address and asked, "being asked before leaving")
    assert asked == ["beforeunload"]
    assert kept(scene) == {"path": f"{BOTH} {HERS}", "now": HIS}

    # Meanwhile the colleague goes on in the other field; the line is back, and nobody has to do anything.
    second.locator("[name=path]").press("Control+End")
    first.unroute("**/*")
    expected = {"now": f"{HIS} {ALSO}"}
    until(lambda: kept(scene)["now"] == expected["now"], "what was written without a line")
    words = " ".join(kept(scene).values())
    assert all(said in words for said in (HERS, HIS, BOTH, ALSO, UNSENT))
    watches[0].heard[:] = [line for line in watches[0].heard if "DISCONNECTED" not in line and "htmx:" not in line]
    print("words lost: 0")  # noqa: T201
