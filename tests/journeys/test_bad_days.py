"""Bad days of an installation, in real processes: said in words, nothing lost, nothing left behind."""

import os
import re
import resource
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from palier.platform.private_server import remove
from palier.platform.private_server.places import Places
from tests import databases
from tests.journeys import chromium
from tests.journeys.application import answers, bare_environment, free_port, palier, until
from tests.journeys.hands import phone_of
from tests.journeys.installation import Installation
from tests.journeys.looking import examine

pytestmark = pytest.mark.slow

PATIENCE = 120
# A file larger than this cannot be written: the programs of the server can be copied, its first log cannot be made.
FULL = 12 * 1024 * 1024


def said_by(*arguments: str, before: Callable[[], None] | None = None, **settings: str) -> tuple[int, str]:
    """How a command ends, and what it says; it must not show its insides."""
    done = subprocess.run(
        palier(*arguments),
        env=bare_environment(**settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        preexec_fn=before,
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    return done.returncode, said


def settings(**others: str) -> dict[str, str]:
    return databases.urls(databases.mine()) | {"PALIER_SECRET_KEY": "k" * 50} | others


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_port_in_use(command, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, said = said_by(command, **settings(PORT=str(port), PALIER_DATA=str(tmp_path)))
    assert status == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in said
    assert f"PORT={port + 1}" in said
    assert len(said.splitlines()) == 1


def test_all_that_is_missing_or_wrong_is_said_at_once(tmp_path):
    wrong = {
        "PALIER_DEMO": "yes",
        "PALIER_IMPORT_MAX_MEGABYTES": "plenty",
        "PALIER_SMTP": "mail.example.org",
        "PALIER_OIDC_ISSUER": "http://identity.example.org",
    }
    url = {"DATABASE_URL": "mysql://somewhere", "PALIER_DATA": str(tmp_path), "PORT": str(free_port())}
    status, said = said_by("serve", **wrong, **url)
    assert status == 1
    missing = ("PALIER_SECRET_KEY", "PALIER_OIDC_CLIENT_ID", "PALIER_OIDC_CLIENT_SECRET")
    for name in (*wrong, *missing, "DATABASE_URL"):
        assert name in said, said
    assert said.count("Palier cannot start") == 1


@pytest.mark.parametrize("port", ["eighty", "0", "65536"])
def test_a_port_that_is_none(port, tmp_path):
    status, said = said_by("serve", **settings(PORT=port, PALIER_DATA=str(tmp_path)))
    assert (status, said) == (1, f"palier: PORT must be a number from 1 to 65535, not {port!r}.\n")


def test_a_database_that_is_not_there(tmp_path):
    url = "postgresql://palier_app:none@127.0.0.1:9/palier"
    status, said = said_by("check", **settings(DATABASE_URL=url, PALIER_DATA=str(tmp_path)))
    assert status == 1
    assert "the database does not answer as app" in said


def test_a_full_disk_at_the_first_start(tmp_path):
    """As far as the file system lets us: a file that grows too large. Nothing half made; with space again it starts."""
    data = tmp_path / "data"
    environment = {"PALIER_DATA": str(data), "PORT": str(free_port())}

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL))

    try:
        status, said = said_by("run", before=fill, **environment)
        assert status == 1
        assert said.startswith("palier: ")
        assert "File too large" in said
        assert "initdb could not make the database" in said
        places = Places.of(data)
        assert not places.cluster.exists()
        assert not (places.home / "cluster.new").exists()
        assert said_by("migrate", **environment)[0] == 0
    finally:
        remove(data)


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Iterator[Path]:
    """Of one private server; what uses it in turn finds what the last left."""
    found = tmp_path_factory.mktemp("installation") / "data"
    yield found
    remove(found)


@contextmanager
def installed(data: Path) -> Iterator[Installation]:
    found = Installation.start(data, data.with_name("run.log"))
    try:
        yield found
    finally:
        found.end()
        until(lambda: not found.processes(), "all processes to end")


@pytest.fixture
def installation(data) -> Iterator[Installation]:
    with installed(data) as found:
        yield found


@pytest.fixture
def adviser(browser, installation) -> Iterator[tuple[Page, chromium.Watch]]:
    """The adviser, signed in, about to log a call."""
    with chromium.watched(browser, base_url=installation.url, locale="en-GB") as (context, watch):
        page = context.new_page()
        page.goto("/")
        page.locator("li", has_text="Claire Morel").get_by_role("button").click()
        page.goto("/cases/call/")
        yield page, watch


def type_a_call(page: Page, name: str) -> None:
    for field, words in (("last_name", name), ("phone", phone_of(name)), ("communes", "Bron"), ("employer", "Bati")):
        page.locator(f"main [name={field}]").fill(words)
    page.wait_for_load_state("networkidle")  # what completes a commune has come
    page.locator("[name=housing]").select_option("hotel")
    page.locator("[name=causes]").first.check()
    page.locator("[name=authorised][value=nobody]").check()


def go_back(page: Page, name: str) -> None:
    """The browser has kept all but what it may not suggest to the next person: that was given back to be copied."""
    page.go_back()
    expect(page.locator("[name=last_name]")).to_have_value(name)
    expect(page.locator("[name=housing]")).to_have_value("hotel")
    expect(page.locator("[name=causes]").first).to_be_checked()
    page.locator("[name=phone]").fill(phone_of(name))
    page.locator("[name=communes]").fill("Bron")
    page.locator("[name=employer]").fill("Bati")


def calls_of(installation: Installation, name: str) -> int:
    with psycopg.connect(installation.url_of()) as connection:
        return connection.execute("SELECT count(*) FROM person WHERE last_name = %s", [name]).fetchone()[0]


def send(page: Page) -> int:
    with page.expect_navigation() as answer:
        page.locator("main form button.primary").click()
    return answer.value.status


def test_a_server_killed_while_a_form_is_open(installation, adviser):
    """503 in words; Back gives the words back; sent again they are written once; nobody restarted the pages."""
    page, watch = adviser
    watch.expects(503)
    type_a_call(page, "Interrompue")
    supervisor = installation.one("supervisor.py")
    postmaster = installation.postmaster()
    os.kill(supervisor, signal.SIGSTOP)  # or it starts another before anybody notices
    try:
        os.kill(postmaster, signal.SIGKILL)
        until(lambda: not answers(installation.url), "the pages to have no database")
        assert send(page) == 503
        expect(page.locator("[data-failure]")).to_be_visible()
        expect(page.locator(".typed", has_text=phone_of("Interrompue"))).to_be_visible()
        examine(page, "the page of a lost database")
    finally:
        os.kill(supervisor, signal.SIGCONT)
    until(lambda: answers(installation.url), "the pages to have their database again")
    go_back(page, "Interrompue")
    assert send(page) == 200
    assert calls_of(installation, "Interrompue") == 1
    assert installation.run.command.poll() is None


def test_connections_cut_while_a_form_is_open(installation, adviser):
    """Those that are cut are opened again: not even a page of failure."""
    page, _ = adviser
    type_a_call(page, "Coupée")
    with psycopg.connect(installation.url_of("postgres"), autocommit=True) as connection:
        cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'palier_app'"
        assert connection.execute(cut).fetchone()[0]
    assert send(page) == 200
    assert calls_of(installation, "Coupée") == 1


def test_a_failure_of_ours(installation, adviser):
    """500 in words, with the reference of the log; what was typed is there again in Back."""
    page, watch = adviser
    watch.expects(500)
    type_a_call(page, "Cassée")
    with psycopg.connect(installation.url_of(), autocommit=True) as connection:
        connection.execute("ALTER TABLE wish RENAME TO wish_gone")
        try:
            assert send(page) == 500
        finally:
            connection.execute("ALTER TABLE wish_gone RENAME TO wish")
    reference = re.search(r"\b[0-9a-f]{12}\b", page.locator("[data-failure]").inner_text())[0]
    assert reference in installation.run.said
    assert "Cassée" not in installation.run.said
    assert calls_of(installation, "Cassée") == 0
    expect(page.locator(".typed", has_text=phone_of("Cassée"))).to_be_visible()
    examine(page, "the page of a failure")
    go_back(page, "Cassée")
    assert send(page) == 200
    assert calls_of(installation, "Cassée") == 1


def test_the_queued_work_goes_on_after_the_server_was_killed(installation, adviser):
    """A call that is logged afterwards is counted in the shortlists."""
    page, _ = adviser
    former = installation.postmaster()
    os.kill(former, signal.SIGKILL)
    until(lambda: installation.postmaster() not in {former, 0}, "another server")
    until(lambda: answers(installation.url), "the pages to have their database again")
    before = until(lambda: computed(installation), "the first shortlists")
    page.goto("/cases/call/")
    type_a_call(page, "Suivante")
    assert send(page) == 200
    until(lambda: computed(installation) > before, "the shortlists to follow")


def computed(installation: Installation) -> datetime:
    with psycopg.connect(installation.url_of()) as connection:
        return connection.execute("SELECT min(computed_at) FROM shortlist").fetchone()[0]


def test_a_killed_web_process_is_replaced(installation, adviser):
    page, _ = adviser
    type_a_call(page, "Remplacée")
    master = min(installation.processes("granian", "palier.config.wsgi"))
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    os.kill(int(workers[0]), signal.SIGKILL)
    until(lambda: not Path(f"/proc/{workers[0]}").exists(), "the process to be gone")
    assert send(page) == 200
    assert calls_of(installation, "Remplacée") == 1


@pytest.mark.parametrize("how", ["Ctrl-C", "a request to stop", "kill -9"])
def test_the_end_of_palier_run_is_the_end_of_all(how, data):
    """Web, worker and server go with it, however it ends."""
    with installed(data) as installation:
        group = installation.run.command.pid
        assert len(installation.processes()) >= 6
        if how == "kill -9":
            os.kill(group, signal.SIGKILL)
        else:
            os.killpg(group, {"Ctrl-C": signal.SIGINT, "a request to stop": signal.SIGTERM}[how])
        status = installation.run.command.wait(PATIENCE)
        until(lambda: not installation.processes(), "all processes to end")
        assert status == (-signal.SIGKILL if how == "kill -9" else 0)
        assert "Traceback" not in installation.run.said


@pytest.mark.parametrize("part", ["granian", "palier.cli serve", "palier.cli worker"])
def test_a_part_that_is_killed_is_named_and_ends_the_rest(part, data):
    with installed(data) as installation:
        os.kill(min(installation.processes(part)), signal.SIGKILL)
        assert installation.run.command.wait(PATIENCE) != 0
        until(lambda: not installation.processes(), "all processes to end")
        assert "ended by itself (killed by signal 9)" in installation.run.said
