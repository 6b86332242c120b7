"""Pages under load: 50 people at 100,000 cases, for as long as asked; with what the processes and the database hold.

`.venv/bin/python benchmarks/load.py [--cases N] [--users N] [--minutes N] [--pause SECONDS]`, on a database of its own
on the private server. The demo is told once, through the services; then its agreement, with organisations, people and
cases, is copied in SQL until there are as many cases as asked: some 650 agreements like it. It is day: the mornings
that the demo has the worker write, thousands by then, are taken out of the queue. One JSON line a page, one a minute of
what is held, one of the whole. Times are those of the machine and of whatever else it does: its load is said.
"""

import argparse
import http.client
import importlib
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from palier.platform import launch

# Each page with its share of what people open; `{case}` is one of hers.
PAGES = {
    "today": ("/", 4),
    "cases": ("/cases/", 4),
    "case": ("/cases/{case}/", 5),
    "case_story": ("/cases/{case}/story/", 3),
    "case_household": ("/cases/{case}/household/", 3),
    "calendar": ("/calendar/", 2),
    "candidacies": ("/candidacies/", 1),
    "tenancies": ("/tenancies/", 1),
    "homes": ("/homes/", 1),
    "search": ("/cases/search/", 2),
    "note": ("/cases/{case}/note/", 1),
    "hello": ("/healthz", 2),
}
# What is copied with an agreement. Titles, candidacies and places are not: a home is let once.
AROUND = ("organisation", "service", "user", "membership", "agreement", "party", "commitment", "grid", "grid_line")
OF_CASES = (
    *("case", "sharing_authorisation", "share", "information", "household", "person", "current_housing", "wish"),
    *("contact", "situation", "note", "income", "debt", "identifier", "paper", "closing", "support_mandate"),
    *("diagnosis", "event"),
)
# Ids that are no foreign keys, and what must be unique.
LOOSE = {"person_id", "case_id", "subject_id", "actor_id", "organisation_id", "service_id", "agreed_by"}
ALONE = {
    ("organisation", "slug"): "slug || '-' || k",
    ("user", "email"): "k || '.' || email",
    ("case", "reference"): "upper(substr(md5(reference || k), 1, 12))",
}
# Seconds for each process to come to its first pages and plans: what they took is not counted.
WARM = 60
# The server ends a connection that nothing was asked on for some half a minute; a browser then opens another.
KEPT = 15
# Who comes: by the first part of the address of a demo person, out of fifty.
CAST = {"claire.morel": 22, "samir.haddad": 8, "ines.moulin": 10, "helene.garnier": 5, "antoine.roux": 5}
SOCIAL = {"claire.morel", "samir.haddad", "ines.moulin", "helene.garnier"}
CASE_PAGES = ("case", "case_story", "case_household", "note")


@dataclass
class Person:
    """Somebody with a session, and the cases she opens."""

    cookie: str
    cases: list[str]
    random: random.Random
    form: str = ""


@dataclass
class Tally:
    """Milliseconds of each page, and what went wrong, by page and status."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, page: str, status: int, milliseconds: float) -> None:
        with self.lock:
            self.times[page].append(milliseconds)
            if status != (302 if page == "note" else 200):
                self.errors[f"{page} {status}"] += 1


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cases", type=int, default=100_000)
    reader.add_argument("--users", type=int, default=50)
    reader.add_argument("--minutes", type=float, default=5)
    reader.add_argument("--pause", type=float, default=5.0, help="seconds that somebody reads a page, on average")
    reader.add_argument("--port", type=int, default=8190)
    chosen = reader.parse_args()
    with TemporaryDirectory(prefix="palier-bench-") as folder:
        os.environ |= {
            "PALIER_DATA": folder,
            "PALIER_LOG_LEVEL": "ERROR",
            "PALIER_DEMO": "1",
            "PORT": str(chosen.port),
            "PALIER_URL": f"http://127.0.0.1:{chosen.port}",
        }
        try:
            with launch.database("owner"):
                measured(chosen, folder)
        finally:
            from palier.platform.private_server import remove

            remove(Path(folder))


def measured(chosen: argparse.Namespace, folder: str) -> None:
    import django

    django.setup()
    launch.require_free(chosen.port)
    for step in (["migrate"], ["demo", "--households", "150", "--homes", "30000", "--places", "6000"]):
        began = time.monotonic()
        subprocess.run(launch.palier(*step), check=True, stdout=subprocess.DEVNULL, env=os.environ)
        say(step=step[0], seconds=round(time.monotonic() - began, 1))
    began = time.monotonic()
    cases = copy(chosen.cases)
    say(step="copy", seconds=round(time.monotonic() - began, 1), cases=cases, gigabytes=size())
    people = come(chosen.users)
    queries(people)
    servers = [
        subprocess.Popen(launch.palier(name), env=os.environ, stdout=subprocess.DEVNULL) for name in ("serve", "worker")
    ]
    try:
        wait_for(chosen.port)
        drive(chosen, folder, people, servers)
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(60)


def say(**figures: object) -> None:
    print(json.dumps(figures), flush=True)


def copy(wanted: int) -> int:
    """Copy all that OF_CASES and AROUND name until there are as many cases; returns how many there are."""
    from django.apps import apps
    from django.db import connection

    models = {model._meta.db_table: model for model in apps.get_models()}
    with connection.cursor() as cursor:
        cursor.execute("SET palier.system = 'benchmark'; SET statement_timeout = 0; SET synchronous_commit = off")
        cursor.execute('SELECT count(*) FROM "case"')
        copies = -(-wanted // cursor.fetchone()[0]) - 1
        # A table one is copied in one statement, so that none is copied twice. Deferred checks would hold its name.
        cursor.execute("ALTER TABLE share DISABLE TRIGGER granted_by_holder")
        for table in (*AROUND, *OF_CASES):
            cursor.execute(copying(models[table], (*AROUND, *OF_CASES)), [copies])
        cursor.execute("ALTER TABLE share ENABLE TRIGGER granted_by_holder")
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name LIKE 'messaging.remind%' AND status = 'todo'")
        cursor.execute("RESET palier.system")
        cursor.execute("ANALYZE")
        cursor.execute('SELECT count(*) FROM "case"')
        return cursor.fetchone()[0]


def copying(model: object, tables: tuple[str, ...]) -> str:
    """One statement; every id of `tables` becomes the digest of itself and the number of its copy: they agree."""
    table = model._meta.db_table
    columns, values = [], []
    for column in model._meta.concrete_fields:
        name = column.column
        to = column.related_model._meta.db_table if column.related_model else ""
        renamed = column.primary_key or to in tables or (not to and name in LOOSE)
        columns.append(f'"{name}"')
        values.append(ALONE.get((table, name)) or (f'md5("{name}"::text || k)::uuid' if renamed else f'"{name}"'))
    chosen = ", ".join(values)
    return f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {chosen} FROM "{table}", generate_series(1, %s) k'


def size() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return round(cursor.fetchone()[0] / 1e9, 2)


def come(users: int) -> list[Person]:
    """Sessions of people of as many agreements, by the mix of CAST."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from palier.accounts.models import User

    store = importlib.import_module(settings.SESSION_ENGINE).SessionStore
    parts = [part for part, number in CAST.items() for _ in range(number)]
    people = []
    for number in range(users):
        part = parts[number % len(parts)]
        user = User.objects.get(email=f"{number + 1}.{part}@demo.palier.invalid")
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
        mine = cases_of(user) if part in SOCIAL else []
        people.append(Person(cookie, mine, random.Random(number)))
    return people


def cases_of(user: object) -> list[str]:
    """What her service opens the file of, as the owner of the tables reads it."""
    from palier.cases.models import Share

    services = user.memberships.values("service")
    found = Share.objects.filter(service__in=services, audience="social", until=None).values_list("case", flat=True)
    return [str(case) for case in found[:200]]


def queries(people: list[Person]) -> None:
    """How many queries each page makes, as the pages' own account."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    connection.close()
    connection.settings_dict["USER"] = "palier_app"
    client = Client(headers={"cookie": people[0].cookie}, SERVER_NAME="127.0.0.1")
    counted = {}
    for page, (address, _share) in PAGES.items():
        if page in ("search", "note", "hello"):
            continue
        with CaptureQueriesContext(connection) as made:
            answer = client.get(address.format(case=people[0].cases[0]))
        counted[page] = len(made) if answer.status_code == 200 else f"status {answer.status_code}"
    say(queries=counted)
    connection.close()
    connection.settings_dict["USER"] = "palier_owner"


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            if ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "GET", "/readyz", "")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit("the pages do not answer")


def drive(chosen: argparse.Namespace, folder: str, people: list[Person], servers: list["subprocess.Popen"]) -> None:
    """Let everybody work until the time is over; say every minute what is held."""
    tally, over = Tally(), threading.Event()
    threads = [threading.Thread(target=work, args=(chosen, one, tally, over), daemon=True) for one in people]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    while (gone := time.monotonic() - began) < chosen.minutes * 60:
        over.wait(min(60, chosen.minutes * 60 - gone))
        say(minute=round((time.monotonic() - began) / 60, 1), **held(folder, servers), requests=total(tally))
    over.set()
    for thread in threads:
        thread.join(60)
    tell(chosen, tally, time.monotonic() - began)


def work(chosen: argparse.Namespace, person: Person, tally: Tally, over: threading.Event) -> None:
    pages = [page for page, (_, share) in PAGES.items() for _ in range(share) if person.cases or page not in CASE_PAGES]
    over.wait(person.random.uniform(0, chosen.pause))
    counts_from = time.monotonic() + WARM
    line = http.client.HTTPConnection("127.0.0.1", chosen.port, timeout=60)
    while not over.is_set():
        page = person.random.choice(pages)
        began = time.perf_counter()
        try:
            status = visit(line, person, page)
        except (OSError, http.client.HTTPException):
            status = 0
            line.close()
        if time.monotonic() > counts_from:
            tally.add(page, status, (time.perf_counter() - began) * 1000)
        if chosen.pause > KEPT:
            line.close()
        over.wait(person.random.uniform(0.5, 1.5) * chosen.pause)
    line.close()


def visit(line: http.client.HTTPConnection, person: Person, page: str) -> int:
    address = PAGES[page][0].format(case=person.random.choice(person.cases) if person.cases else "")
    if page == "search":
        status, place = send(line, person, address, {"q": person.random.choice("abcdefgh") + "a"})
        return ask(line, "GET", place, person.cookie)[0] if status == 302 else status
    if page == "note":
        from uuid import uuid4

        said = {"id": str(uuid4()), "audience": "social", "body": "Rappeler vendredi."}
        return send(line, person, address, said)[0]
    status, _place, cookie = ask(line, "GET", address, f"{person.cookie}; palier-form={person.form}")
    person.form = cookie or person.form
    return status


def send(line: http.client.HTTPConnection, person: Person, address: str, said: dict[str, str]) -> tuple[int, str]:
    """A form, with the token that a page gave; the first time, a page is opened for it."""
    if not person.form:
        person.form = ask(line, "GET", "/account/", person.cookie)[2]
    body = urlencode({"csrfmiddlewaretoken": person.form, **said})
    status, place, _ = ask(line, "POST", address, f"{person.cookie}; palier-form={person.form}", body)
    return status, place


def ask(
    line: http.client.HTTPConnection, method: str, address: str, cookie: str, body: str | None = None
) -> tuple[int, str, str]:
    """Status, where it sends, and the form's token where the answer sets one. The whole answer is read."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    line.request(method, address, body, {"Cookie": cookie, **kind})
    answer = line.getresponse()
    answer.read()
    set_cookies = answer.headers.get_all("Set-Cookie") or []
    token = next((one.split(";")[0].split("=", 1)[1] for one in set_cookies if one.startswith("palier-form=")), "")
    return answer.status, answer.headers.get("Location", ""), token


def total(tally: Tally) -> int:
    with tally.lock:
        return sum(map(len, tally.times.values()))


def held(folder: str, servers: list["subprocess.Popen"]) -> dict[str, object]:
    """Megabytes of the pages and of the worker, connections by state, the load of the machine."""
    pages, worker = (megabytes(server.pid) for server in servers)
    return {"pages_mb": pages, "worker_mb": worker, "connections": connections(folder), "load": os.getloadavg()[0]}


def megabytes(root: int) -> int:
    """What a process and all below it hold for themselves."""
    found, left = 0, [root]
    while left:
        pid = left.pop()
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            for thread in Path(f"/proc/{pid}/task").iterdir():
                left += [int(child) for child in (thread / "children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found // 1024


def connections(folder: str) -> dict[str, int]:
    """By state; a transaction left idle for five seconds is named apart."""
    import psycopg

    from palier.platform.private_server import running

    with running(Path(folder)) as server, psycopg.connect(server.admin_url("palier")) as asked:
        rows = asked.execute(
            "SELECT CASE WHEN state LIKE 'idle in transaction%' AND now() - state_change > '5 s' THEN 'left open'"
            " ELSE state END, count(*) FROM pg_stat_activity WHERE usename LIKE 'palier%' GROUP BY 1"
        )
        return {str(state): number for state, number in rows}


def tell(chosen: argparse.Namespace, tally: Tally, seconds: float) -> None:
    hello = statistics.median(tally.times["hello"]) if tally.times["hello"] else 0
    for page, times in sorted(tally.times.items()):
        ordered = sorted(times)
        line = {"page": page, "requests": len(times), "median_ms": round(statistics.median(times), 1)}
        line |= {"p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 1), "longest_ms": round(ordered[-1], 1)}
        say(**line, to_hello=round(line["median_ms"] / hello, 1) if hello else None)
    everything = sorted(value for page, times in tally.times.items() if page != "hello" for value in times)
    say(
        users=chosen.users,
        minutes=round(seconds / 60, 1),
        requests=total(tally),
        a_second=round(total(tally) / seconds, 1),
        p95_ms=round(everything[int(0.95 * (len(everything) - 1))], 1),
        errors=dict(tally.errors),
        load=os.getloadavg(),
    )


if __name__ == "__main__":
    main()
