"""The pages of the matching in a large agreement: 100,000 households in search, 500 homes opened.

`.venv/bin/python benchmarks/matching/pages.py [--cases N] [--homes N] [--agenda HOMES HOUSEHOLDS]`, on a database of
its own on the private server. The demo is told once, through the services; its cases are then copied in SQL under the
same agreement, and told apart by urgency, days, rents and incomes. The worker computes all ranks (its seconds, its
memory) and fills the board; each page is then asked for as its reader asks. One JSON line a measure.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from timing import told

from palier.platform import launch

sys.path.append(str(Path(__file__).parents[1]))
from load import OF_CASES, copying, size

ROUNDS = 15
# Told apart by a digest of the id, so that the same cases are made each time.
APART = """
UPDATE "case" c SET urgency = 'U' || CASE WHEN n < 2 THEN 1 WHEN n < 15 THEN 2 WHEN n < 55 THEN 3 ELSE 4 END,
    received_on = received_on - (n * 7) % 900
FROM (SELECT id, abs(hashtext(id::text)) % 100 AS n FROM "case") told WHERE told.id = c.id;
UPDATE household h SET max_rent = 250 + (n * 37) % 700, reference_tax_income = 9000 + (n * 457) % 45000
FROM (SELECT case_id AS id, abs(hashtext('rent' || case_id)) % 1000 AS n FROM household) told WHERE told.id = h.case_id;
"""
OPENED = """
INSERT INTO vacancy (id, home_id, state, announced_on, free_on, purpose, directed_to, agreement_id, charges, opened_at,
    withdrawn_for)
SELECT md5('vacancy' || h.id)::uuid, h.id, 'open_to_agreement', current_date, current_date + 30, 'lease', '',
       %(agreement)s, 60, now(), ''
FROM home h WHERE h.left_on IS NULL AND NOT EXISTS (SELECT 1 FROM vacancy v WHERE v.home_id = h.id)
ORDER BY h.id LIMIT %(homes)s - (SELECT count(*) FROM vacancy WHERE state = 'open_to_agreement')
"""


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cases", type=int, default=100_000)
    reader.add_argument("--homes", type=int, default=500)
    reader.add_argument("--agenda", type=int, nargs=2, default=(30, 90), metavar=("HOMES", "HOUSEHOLDS"))
    chosen = reader.parse_args()
    with TemporaryDirectory(prefix="palier-bench-") as folder:
        os.environ |= {"PALIER_DATA": folder, "PALIER_LOG_LEVEL": "ERROR", "PALIER_DEMO": "1"}
        try:
            with launch.database("owner"):
                measured(chosen)
        finally:
            from palier.platform.private_server import remove

            remove(Path(folder))


def measured(chosen: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    told_once = ["demo", "--households", "150", "--homes", str(4 * chosen.homes), "--places", "62"]
    for step in (["migrate"], told_once):
        subprocess.run(launch.palier(*step), check=True, stdout=subprocess.DEVNULL, env=os.environ)
    began = time.perf_counter()
    agreement = fill(chosen)
    told(question="pages: filled", seconds=seconds(began), gigabytes=size())
    rank(agreement)
    meeting = prepare(agreement, *chosen.agenda)
    read(agreement, meeting)


def seconds(began: float) -> float:
    return round(time.perf_counter() - began, 1)


def fill(chosen: argparse.Namespace) -> object:
    """The id of the agreement, with as many cases and opened homes as were asked."""
    from django.apps import apps
    from django.db import connection

    from palier.organisations.models import Agreement

    models = {model._meta.db_table: model for model in apps.get_models()}
    with connection.cursor() as cursor:
        cursor.execute("SET palier.system = 'benchmark'; SET statement_timeout = 0; SET synchronous_commit = off")
        cursor.execute('SELECT agreement_id FROM "case" GROUP BY 1 ORDER BY count(*) DESC LIMIT 1')
        agreement = Agreement.objects.get(id=cursor.fetchone()[0]).id
        cursor.execute("SELECT count(*) FROM \"case\" WHERE state IN ('received', 'open')")
        copies = -(-chosen.cases // cursor.fetchone()[0]) - 1
        cursor.execute("ALTER TABLE share DISABLE TRIGGER granted_by_holder")
        for table in OF_CASES:
            cursor.execute(copying(models[table], OF_CASES), [copies])
        cursor.execute("ALTER TABLE share ENABLE TRIGGER granted_by_holder")
        cursor.execute(APART)
        cursor.execute(OPENED, {"agreement": agreement, "homes": chosen.homes})
        cursor.execute("RESET palier.system")
        cursor.execute("ANALYZE")
    return agreement


def as_role(role: str) -> None:
    from django.db import connections

    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["USER"] = role


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def rank(agreement: object) -> None:
    """The work of a night, as the worker does it, once more while nothing has happened, and the homes of some cases."""
    from django.db import connection, transaction

    from palier.cases.models import Case
    from palier.placement import home_lists, services
    from palier.placement.models import MatchingRun, Shortlist
    from palier.platform import clock
    from palier.platform.actor import system_actor
    from palier.platform.context import acting

    as_role("palier_worker")
    before = peak()
    for question in ("pages: all ranks", "pages: all ranks, nothing happened"):
        began, worked = time.perf_counter(), time.process_time()
        with transaction.atomic(), acting(system_actor("placement")):
            lists = services.refresh(agreement, at=clock.now())
            households = Case.objects.filter(agreement=agreement, state__in=("received", "open")).count()
            pairs = sum(one.fits + one.to_complete for one in Shortlist.objects.all())
            digest = MatchingRun.objects.latest("computed_at").digest
        own = round(time.process_time() - worked, 1)
        told(
            question=question,
            households=households,
            homes=lists,
            pairs=pairs,
            seconds=seconds(began),
            own_seconds=own,
            peak_mb=peak(),
            before_mb=before,
            digest=digest,
            gigabytes=size(),
        )
    with transaction.atomic(), acting(system_actor("placement")):
        some = list(Case.objects.filter(agreement=agreement, state="open").order_by("id")[:5])
    began = time.perf_counter()
    for case in some:
        with transaction.atomic(), acting(system_actor("placement")):
            home_lists.refresh_case(case.id, at=clock.now())
    told(question="pages: the homes of a household", milliseconds=round(seconds(began) * 1000 / len(some), 1))
    connection.close()


def person(part: str) -> object:
    from palier.accounts.models import User

    return User.objects.get(email=f"{part}@demo.palier.invalid")


def prepare(agreement: object, homes: int, households: int) -> object:
    """The meeting of the week with so many homes and households on its agenda, and its board filled."""
    from django.db import transaction

    from palier.candidacies import meetings
    from palier.candidacies.meeting_models import AgendaCase, AgendaLine, PartnerMeeting
    from palier.homes.models import Vacancy
    from palier.organisations.services import actor_of
    from palier.placement.boards import refresh_board
    from palier.placement.models import BoardPair, MatchingRank
    from palier.platform import clock
    from palier.platform.actor import system_actor
    from palier.platform.context import acting

    as_role("palier_worker")
    with transaction.atomic(), acting(system_actor("placement")):
        meeting = PartnerMeeting.objects.get(agreement=agreement, closed_at=None)
        adviser = actor_of(user=meeting.convened_by_id, service=meeting.convener_id)
        there = AgendaCase.objects.filter(line__meeting=meeting).values("case")
        fitting = MatchingRank.objects.exclude(ranks=[]).exclude(case__in=there).filter(case__state="open")
        held = fitting.filter(case__holder=meeting.convener_id, case__agreement=agreement).order_by("case")
        cases = list(held.values_list("case", flat=True)[:households])
        opened = Vacancy.objects.filter(agreement=agreement, state="open_to_agreement").order_by("id")
        known = AgendaLine.objects.filter(meeting=meeting, kind="home").values("vacancy")
        vacancies = list(opened.exclude(id__in=known).values_list("id", flat=True)[:homes])
    as_role("palier_app")
    began = time.perf_counter()
    with transaction.atomic(), acting(adviser):
        meetings.put_on(actor=adviser, meeting_id=meeting.id, cases=cases, homes=vacancies, at=clock.now())
    put = seconds(began)
    as_role("palier_worker")
    began = time.perf_counter()
    with transaction.atomic(), acting(system_actor("placement")):
        refresh_board(meeting.id)
        pairs = BoardPair.objects.filter(meeting=meeting).count()
    told(question="pages: the board filled", seconds=seconds(began), put_on_seconds=put, pairs=pairs)
    return meeting


def read(agreement: object, meeting: object) -> None:
    """Each page as its reader gets it: median milliseconds by the clock, our own, and the number of queries."""
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from palier.placement.models import BoardPair, HomeLine, MatchingRank, Shortlist
    from palier.platform.actor import system_actor
    from palier.platform.context import acting

    as_role("palier_worker")
    with transaction.atomic(), acting(system_actor("placement")):
        longest = Shortlist.objects.order_by("-fits").first()
        # The choice that costs most: the last household of the home that most of them fit.
        last = BoardPair.objects.filter(meeting=meeting).order_by("-tier", "points", "id").first()
        line = HomeLine.objects.order_by("case_id", "position").first()
        of_run = MatchingRank.objects.filter(case=line.case_id).first()
    as_role("palier_app")
    board = reverse("meeting_board", args=[meeting.id])
    pages = {
        "the shortlist of a home": ("karim.benhamou", reverse("shortlist", args=[longest.vacancy_id])),
        "the landlord's homes": ("karim.benhamou", reverse("homes")),
        "the board": ("claire.morel", board),
        "the board, what if": ("claire.morel", f"{board}?home={last.vacancy_id}&line={last.line_id}"),
        "the homes of a household": ("claire.morel", reverse("case_homes", args=[line.case_id])),
        "the reasons of one": ("claire.morel", reverse("case_home", args=[line.case_id, line.vacancy_id])),
        "the ranks of a household": ("claire.morel", reverse("case_ranks", args=[line.case_id])),
        "one past rank": ("claire.morel", reverse("case_rank", args=[line.case_id, of_run.run_id])),
        "the grid": ("antoine.roux", reverse("grid", args=[agreement])),
    }
    for name, (reader, address) in pages.items():
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(person(reader))
        with CaptureQueriesContext(connection) as made:
            answer = client.get(address)
        queries = len(made)
        assert answer.status_code == 200, (name, answer.status_code)
        times = []
        for _ in range(ROUNDS):
            began, worked = time.perf_counter(), time.process_time()
            client.get(address)
            times.append(((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000))
        clock, own = (round(statistics.median(column), 1) for column in zip(*times, strict=True))
        told(
            question="pages: " + name,
            milliseconds=clock,
            own_ms=own,
            queries=queries,
            kilobytes=len(answer.content) >> 10,
            load=round(os.getloadavg()[0], 1),
        )


if __name__ == "__main__":
    main()
