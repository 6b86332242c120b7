"""One application with the demo a process of pytest; a browser a module, a fresh context a test.

The browser belongs to a module because Playwright's loop forbids the ORM in its thread as long as it runs.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import chromium
from tests.journeys.application import Application, served
from tests.journeys.chromium import Watch

if TYPE_CHECKING:
    from tests.journeys.scene import Scene


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with served(tmp_path_factory.mktemp("palier")) as found:
        yield found


@pytest.fixture(scope="session")
def scene(application: Application) -> "Scene":
    # Here, for Django to be set up first.
    from tests.journeys.scene import Scene

    return Scene(application)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.launched() as found:
        yield found


@pytest.fixture
def watches() -> list[Watch]:
    """Of the contexts of this test, in the order they were opened."""
    return []


@pytest.fixture
def open_as(browser: Browser, scene: "Scene", watches: list[Watch]) -> Iterator[Callable[..., Page]]:
    """`open_as("claire.morel")`: a page in a browser of hers, at a desk; `own=True` with a session nobody shares."""
    with ExitStack() as contexts:

        def come(key: str = "", *, own: bool = False, **options: object) -> Page:
            visitor = scene.sign_in(key) if own else scene.visitor(key)
            context, watch = contexts.enter_context(
                chromium.watched(browser, base_url=scene.application.url, locale="fr-FR", **options)
            )
            watches.append(watch)
            context.add_cookies(list(visitor.cookies()))
            return context.new_page()

        yield come
