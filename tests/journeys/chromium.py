"""A real Chromium, Debian's; what it complains of fails the test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request, Response, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


def find() -> str:
    """Debian's browser by its name; a machine without one is told how to get it, no test is skipped."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    pytest.fail(f"The journeys need a browser, none of {', '.join(NAMES)} is here: apt-get install chromium")


@contextmanager
def launched() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Watch:
    """Hears a whole browser context: violations of the content policy, errors of scripts, answers that failed."""

    heard: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def over(self, context: BrowserContext) -> "Watch":
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(f"script: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._answer)
        return self

    def expects(self, *statuses: int) -> None:
        """This journey meets these refusals; the browser's own words about them are no complaint."""
        self.expected |= set(statuses)

    def _console(self, message: ConsoleMessage) -> None:
        refusal = any(f" {status} " in message.text + " " for status in self.expected)
        if message.type == "error" and not refusal:
            self.heard.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure == "net::ERR_ABORTED":
            return  # what was being asked when the page was left
        self.heard.append(f"request: {request.method} {urlsplit(request.url).path}: {request.failure}")

    def _answer(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.heard.append(f"answer: {response.status} {urlsplit(response.url).path}")


@contextmanager
def watched(browser: Browser, **options: object) -> Iterator[tuple[BrowserContext, Watch]]:
    """A context of its own; leaving it fails on whatever the browser complained of."""
    context = browser.new_context(**{"viewport": DESK, "reduced_motion": "reduce", **options})
    watch = Watch().over(context)
    try:
        yield context, watch
    finally:
        context.close()
    assert watch.heard == [], watch.heard
