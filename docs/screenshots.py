"""Take the pictures of the README: `make screenshots`. Runs the demo on a private server of its own, in Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
DESK = {"width": 1280, "height": 960}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 900
# What stands above a form says what it is about.
SHOWN = """form => {
  const around = form.closest("details") || form.closest("section");
  if ("open" in around) around.open = true;
  around.scrollIntoView();
}"""
# As much of the demo as the pictures show.
SIZE = ["--households", "40", "--homes", "400", "--places", "62"]


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="palier-screenshots-") as folder:
        url, running = started(Path(folder))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=found_browser(), args=FLAGS)
                for language in ("en", "fr"):
                    take(browser, url, language)
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(PATIENCE)
            from palier.platform.private_server import remove

            remove(Path(folder))


def found_browser() -> str:
    """Chromium's path; says how to install it where there is none."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit("No browser is here. As root: apt-get install chromium")
    return path


def started(folder: Path) -> tuple[str, "subprocess.Popen[bytes]"]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PALIER_", "DATABASE_"))}
    environment |= {"PORT": str(port), "PALIER_DATA": str(folder), "PALIER_LOG_LEVEL": "ERROR"}
    running = subprocess.Popen([sys.executable, "-m", "palier.cli", "run", *SIZE], env=environment)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return url, running
    sys.exit("The demo does not answer.")


def take(browser: Browser, url: str, language: str) -> None:
    """The sign-in page, the call, the homes of a household, the reasons for one; a review to hold, a slide to sign."""
    with browser.new_context(viewport=DESK, locale=language, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(f"{url}/account/login/")
        if page.locator("html").get_attribute("lang") != language:
            page.locator(f"button[name=language][value={language}]").click()
        picture(page, f"ten-minutes-{language}")
        come(page, url, "Claire Morel", language)
        page.goto(f"{url}/cases/call/")
        picture(page, f"call-{language}")
        homes = household_that_fits(page, url)
        page.goto(homes)
        page.locator("#homes").evaluate("heading => heading.scrollIntoView()")
        picture(page, f"homes-{language}")
        page.goto(f"{homes}?answer=no")
        page.locator("#results table tbody a").first.click()
        page.locator("#home").evaluate("heading => heading.scrollIntoView()")
        picture(page, f"reasons-{language}")
    # The sub-lease that the sign-in page names; of slides there is one.
    for name, address, household, field, picture_of in (
        ("Sophie Renaud", "/tenancies/", "AMRANI", "landlord_wants", "review"),
        ("Karim Benhamou", "/candidacies/?kind=slide", "", "insured_until", "slide"),
    ):
        with browser.new_context(viewport=DESK, locale=language, reduced_motion="reduce") as context:
            page = context.new_page()
            come(page, url, name, language)
            page.goto(f"{url}{address}")
            page.locator("table tbody a", has_text=household).last.click()
            page.locator("form", has=page.locator(f"[name={field}]")).last.evaluate(SHOWN)
            picture(page, f"{picture_of}-{language}")


def come(page: Page, url: str, name: str, language: str) -> None:
    page.goto(f"{url}/account/login/")
    page.get_by_role("button", name=name).click()
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[name=language][value={language}]").click()


def household_that_fits(page: Page, url: str) -> str:
    """The page of homes of the first household that at least one opened home fits."""
    page.goto(f"{url}/cases/")
    cases = [link.get_attribute("href") for link in page.locator("#results table tbody a").all()]
    for case in cases:
        page.goto(f"{url}{case}homes/?answer=yes")
        if page.locator("#results table tbody tr").count():
            return f"{url}{case}homes/"
    return f"{url}{cases[0]}homes/"


def picture(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


if __name__ == "__main__":
    main()
