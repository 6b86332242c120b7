"""A story told in the pages, in the time of the story: each person at her desk, a day after the other.

The pages are served by a thread of the tests, and each request lives in the story's instant: nothing waits for it.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import psycopg
from playwright.sync_api import Browser, Locator, Page, expect

from palier.platform import clock
from tests.journeys import chromium

PATIENCE = 15_000  # milliseconds


class Server(ThreadingMixIn, WSGIServer):
    """A browser keeps several connections open: one thread each."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The browser says what failed."""


@dataclass
class Story:
    """Where it is told, its instant, and a desk for each person who comes in."""

    url: str
    database: str
    browser: Browser
    cookies: dict[str, dict[str, str]]
    contexts: ExitStack
    now: datetime
    desks: dict[str, "Desk"] = field(default_factory=dict)

    def day(self, month: int, day: int, year: int = 0, hour: int = 10) -> date:
        """It is that day now, at ten in Paris where nothing else is said."""
        when = date(year or self.now.year, month, day)
        self.now = datetime.combine(when, time(hour), clock.PARIS)
        return when

    def desk(self, key: str) -> "Desk":
        if key not in self.desks:
            context, _watch = self.contexts.enter_context(
                chromium.watched(self.browser, base_url=self.url, locale="fr-FR")
            )
            context.add_cookies([{**self.cookies[key], "url": self.url}])
            context.set_default_timeout(PATIENCE)
            self.desks[key] = Desk(context.new_page())
        return self.desks[key]

    def ask(self, question: str, *values: object) -> list[tuple]:
        """As the owner of the tables, who sees all rows."""
        with psycopg.connect(self.database) as connection:
            return connection.execute(question, values or None).fetchall()


@dataclass
class Desk:
    """Somebody's browser. What she types is what a form shows her; the browser complains of any refusal."""

    page: Page

    def look(self, address: str) -> "Desk":
        self.page.goto(address)
        return self

    def send(self, action: str, **said: object) -> "Desk":
        """Fill in the form that goes to an address with that end, or to its own page, and send it: it is taken."""
        form = self.page.locator(f"main form[action$='{action}']" if action else "main form:not([action])")
        unfold(form)
        for name, value in said.items():
            fill(form, name, value)
        with self.page.expect_navigation():
            form.locator("button:not([type=button])").last.click()
        expect(self.page.locator("main .errors")).to_have_count(0)
        return self

    def reads(self, *words: str) -> "Desk":
        """These words are on the page, in whatever kind of space."""
        said = re.sub(r"\s+", " ", self.page.locator("main").inner_text())
        assert [each for each in words if each not in said] == [], said
        return self

    @property
    def id(self) -> str:
        """The last id of the address."""
        return re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", self.page.url)[-1]


def unfold(what: Locator) -> None:
    """Open what it is folded in, the outermost first."""
    folded = what.locator("xpath=ancestor::details[not(@open)]/summary")
    while folded.count():
        folded.first.click()


def fill(form: Locator, name: str, value: object) -> None:
    target = form.locator(f"[name='{name}']")
    unfold(target.first)
    kind = target.first.evaluate("one => one.type")
    if isinstance(value, date):
        target.fill(f"{value:%d/%m/%Y}")
    elif isinstance(value, bool):
        target.set_checked(value)
    elif kind in ("radio", "checkbox"):
        form.locator(f"[name='{name}'][value='{value}']").check()
    elif kind == "select-one":
        wanted = {"label": str(value).removeprefix("=")} if str(value).startswith("=") else {"value": str(value)}
        target.select_option(**wanted)
    else:
        target.fill(str(value))


@contextmanager
def told(database: str, cookies: dict[str, dict[str, str]], begins: date) -> Iterator[Story]:
    """The pages of this process, in the time of the story; no question to the ORM in this thread until it is over."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    pages = StaticFilesHandler(get_wsgi_application())

    def answer(environ: dict, start: object) -> object:
        with clock.frozen(story.now):
            try:
                return pages(environ, start)
            finally:
                connections.close_all()

    with ExitStack() as stack:
        server = make_server("127.0.0.1", 0, answer, Server, Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stack.callback(server.server_close)
        stack.callback(server.shutdown)
        browser = stack.enter_context(chromium.launched())
        contexts = stack.enter_context(ExitStack())
        url = f"http://127.0.0.1:{server.server_port}"
        story = Story(url, database, browser, cookies, contexts, datetime.combine(begins, time(10), clock.PARIS))
        yield story


@contextmanager
def of_the_small_world(world: object, urls: dict[str, str], begins: date) -> Iterator[Story]:
    """Everybody of the small world at a French desk."""
    from django.conf import settings
    from django.test import Client

    cookies = {}
    for key, user in world.people.items():
        user.language = "fr"
        user.save(update_fields=["language"])
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookies[key] = {"name": name, "value": client.cookies[name].value}
    with told(urls["DATABASE_OWNER_URL"], cookies, begins) as story:
        yield story


def person(story: Story, case: str) -> str:
    """The household's applicant, as a form's list has her."""
    return story.ask("SELECT id::text FROM person WHERE case_id = %s AND kind = 'applicant'", case)[0][0]
