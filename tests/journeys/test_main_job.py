"""The main job, as its people do it: a home is opened, a call is logged, the reasons are read, the file is completed.

In both languages, and without script.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from random import Random

import pytest
from playwright.sync_api import Locator, Page, expect

from palier.web.demo import stock
from tests.journeys.application import until
from tests.journeys.hands import Hands, phone_of
from tests.journeys.scene import ADVISER, OFFICER, Scene

pytestmark = pytest.mark.slow

COMPULSORY = ("last_name", "phone", "housing", "adults", "communes", "employer", "causes", "authorised")
# The household's name and the new home's, by language and whether there is script.
RUNS = {
    ("fr", True): ("Zéphyrin", "J-ALIZE"),
    ("en", True): ("Quartermain", "J-MISTRAL"),
    ("en", False): ("Tanqueray", "J-AUTAN"),
}
HOUSING = {"fr": "hébergé par q", "en": "staying with o"}
# What a person on the phone is promised.
SECONDS, FIELDS = 180, 25


@dataclass
class Day:
    """One run of the job: whose browser, in which language, with script or without, and the new home."""

    scene: Scene
    language: str
    script: bool
    name: str
    home: str


@pytest.fixture(params=RUNS, ids=lambda found: f"{found[0]}-{'script' if found[1] else 'no script'}")
def day(request, scene) -> Day:
    language, script = request.param
    for key in (ADVISER, OFFICER):
        scene.speak(key, language)
    return Day(scene, language, script, *RUNS[request.param])


def test_the_main_job(day, open_as):
    officer, adviser = (open_as(java_script_enabled=day.script) for _ in range(2))
    sign_in(day, officer, OFFICER)
    bring_in_a_file(day, officer)
    open_the_home(day, officer)
    fits, to_complete = until(lambda: fitting(day), "the first shortlist of the home")
    sign_in(day, adviser, ADVISER)
    log_a_call(day, adviser)
    until(lambda: fitting(day) == (fits, to_complete + 1), "the household to be among those to complete")
    read_the_reasons(day, adviser)
    complete_the_file(day, adviser)
    until(lambda: fitting(day) == (fits + 1, to_complete), "the household to be among those that fit")
    see_the_shortlist(day, officer, fits + 1)


def sign_in(day: Day, page: Page, key: str) -> None:
    page.goto("/")
    page.locator(f"form:has([value='{day.scene.people[key].id}']) button").click()
    expect(page.locator("html")).to_have_attribute("lang", day.language)


def bring_in_a_file(day: Day, page: Page) -> None:
    """The landlord's stock as it is, and one home more."""
    page.locator("nav a[href='/homes/']").click()
    page.locator("main a[href='/homes/files/']").click()
    page.locator("main a[href='/homes/files/new/']").click()
    file = {"name": "rpls.csv", "mimeType": "text/csv", "buffer": stock_file(day)}
    page.locator("[name=file]").set_input_files(file)
    page.locator("main button.primary").click()
    apply = page.locator("form[action$='/apply/'] button")
    follow(day, page, apply.count)
    rows = len(stock_file(day).splitlines()) - 1
    assert figures(page) == {"rows": rows, "new": 1, "changed": 0, "unchanged": rows - 1, "missing": 0, "refused": 0}
    apply.click()
    follow(day, page, lambda: day.scene.ask("SELECT 1 FROM home WHERE internal_id = %s", day.home))


def open_the_home(day: Day, page: Page) -> None:
    page.locator("nav a[href='/homes/']").click()
    page.locator(".filters [name=q]").fill(day.home)
    page.locator(".filters [name=q]").press("Enter")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    page.locator("#results tbody a", has_text="T2").first.click()
    expect(page.locator("main")).to_contain_text(day.home)
    page.locator("[name=free_on]").fill("1/2")
    page.locator("[name=charges]").fill("61,5")
    page.locator("form[action$='/open/'] button").click()
    expect(page.locator("a[href$='/households/']")).to_be_visible()


def fitting(day: Day) -> tuple[int, int] | None:
    """How many households fit the home, and how many might."""
    rows = day.scene.ask(
        "SELECT fits, to_complete FROM shortlist JOIN vacancy ON vacancy.id = vacancy_id"
        " JOIN home ON home.id = home_id WHERE internal_id = %s",
        day.home,
    )
    return rows[0] if rows else None


def log_a_call(day: Day, page: Page) -> None:
    """From Today to the homes that fit, by keyboard alone, with what is compulsory and nothing else."""
    hands = Hands(page)
    hands.tab_to("a[href='/cases/call/']")
    hands.press("Enter")
    expect(page.locator("[name=last_name]")).to_be_visible()
    offered = page.locator("main form [name]:not([type=hidden])").evaluate_all("all => all.map((one) => one.name)")
    assert len(set(offered)) <= FIELDS
    hands.fill("last_name", day.name)
    hands.fill("phone", phone_of(day.name))
    hands.choose("housing", HOUSING[day.language])
    hands.reach("adults")
    hands.fill("communes", "Villeurbanne")
    hands.fill("employer", "Bati")
    hands.tick("causes", "separation")
    hands.tick("authorised", "nobody")
    hands.tab_to("main form button.primary")
    hands.press("Enter")
    expect(page.locator("#homes")).to_be_visible()
    assert tuple(hands.fields) == COMPULSORY
    assert hands.clicks == 0
    assert hands.seconds < SECONDS
    said = f"{hands.keys} keys, {len(hands.fields)} of {len(set(offered))} fields, {hands.seconds:.0f} s by the model"
    print(f"a call in {day.language}: {said}")  # noqa: T201


def read_the_reasons(day: Day, page: Page) -> None:
    line = page.locator("#results tbody tr", has_text=day.home)
    until(lambda: judged(page, line, "tone-unknown"), "the new household's homes")
    line.locator("th a").click()
    expect(page.locator(".reasons")).to_contain_text("351")


def judged(page: Page, where: Locator, tone: str) -> bool:
    """Whether the worker has come to this answer: the page is asked again, as its reader would."""
    page.goto(page.url)
    return where.locator(f".status.{tone}").count() > 0


def all_but_the_last_fit(page: Page, reasons: str) -> bool:
    page.goto(reasons)
    answers = page.locator(".reasons .status").evaluate_all("all => all.map((one) => one.className)")
    return bool(answers) and all("tone-yes" in answer for answer in answers[:-1])


def complete_the_file(day: Day, page: Page) -> None:
    """From the button of what would unlock it, and back to an answer that has changed."""
    reasons = page.url
    page.locator(".unlock a.button").first.click()
    page.locator("[name=reference_tax_income]").fill("11 800")
    page.locator("[name=max_rent]").fill("420,5")
    page.locator("[name=needs_accessible]").select_option("no")
    page.locator("form[action$='/household/'] button.primary").click()
    expect(page.locator("[name=reference_tax_income]")).to_have_value(re.compile("11.?800"))
    until(lambda: all_but_the_last_fit(page, reasons), "the reasons made anew, each but the last a yes")
    page.locator(".tabs a[href$='/homes/']").click()
    line = page.locator("#results tbody tr", has_text=day.home)
    expect(line.locator(".status")).to_have_class(re.compile("tone-yes"))


def see_the_shortlist(day: Day, page: Page, fits: int) -> None:
    """The officer's list has changed; it names nobody and leads to no case."""
    page.locator("nav a[href='/']").first.click()
    page.locator("main tr", has_text=day.home).locator("th a").click()
    expect(page.locator("main .status").first).to_be_visible()
    assert page.locator("main .status.tone-yes").count() >= fits
    words = page.content()
    assert day.name not in words
    assert "/cases/" not in page.locator("main").inner_html()


def stock_file(day: Day) -> bytes:
    known = [row[0] for row in day.scene.ask("SELECT internal_id FROM home WHERE internal_id LIKE 'J-%%'")]
    first = demo_homes()[0]
    homes = [
        first
        | {"IDENT_REP": "", "IDENT_INT": name, "TYPVOIE": "Allée", "NOMVOIE": name, "NBPIECE": 2, "SURFHAB": 44}
        | {"DEPCOM": "69266", "CODEPOSTAL": "69100", "LIBCOM": "VILLEURBANNE", "FINAN": "10", "LOYERPRINC": "290,00"}
        for name in sorted({*known, day.home})
    ]
    out = StringIO()
    writer = csv.DictWriter(out, stock.COLUMNS, delimiter=";")
    writer.writeheader()
    writer.writerows([*demo_homes(), *homes])
    return out.getvalue().encode("utf-8-sig")


def demo_homes() -> list[dict[str, object]]:
    return list(stock._lines(Random(1), 300))


def figures(page: Page) -> dict[str, int]:
    # After the layout that was recognised.
    words = page.locator("main section:has(#counts) dd").all_inner_texts()[1:]
    names = ("rows", "new", "changed", "unchanged", "missing", "refused")
    return dict(zip(names, (int(re.sub(r"\D", "", word)) for word in words), strict=True))


def follow(day: Day, page: Page, done: Callable[[], object]) -> None:
    """Long work shows its progress by itself, then the way to what came of it; without script one asks again."""

    def look() -> object:
        file = page.locator(".progress a.button")
        if file.count():
            file.click()
        elif not day.script:
            page.reload()
        return done()

    until(look, "the work to be done")
