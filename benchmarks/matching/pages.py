"""The page of a shortlist and the board of a meeting, 100,000 cases in the database, 5,000 of them of their agreement.

`.venv/bin/python benchmarks/matching/pages.py [CASES [OF_THE_AGREEMENT [HOMES]]]`, on a database of its own on the
private server: the ranks as the worker computes them, then each page as its reader asks for it: milliseconds, queries.
"""

import os
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

import explained_list
import second_wall
from timing import told

from palier.platform import launch

ROUNDS = 9
AGENDA = 15
# Of the agreement of the pages; the others are of another one.
ELSEWHERE = """UPDATE "case" SET agreement_id = %s WHERE id IN (SELECT id FROM "case" ORDER BY reference OFFSET %s)"""
HOUSEHOLDS = """
INSERT INTO household (id, case_id, couple, reference_tax_income, monthly_resources, yearly_resources, max_rent,
    needs_accessible, version, employer, over_indebtedness)
SELECT gen_random_uuid(), id, false, 9000 + (n * 37) % 20000, 1400, 15000, 350 + (n * 13) % 500, n % 9 = 0, 1, '', ''
FROM (SELECT id, row_number() OVER (ORDER BY reference) AS n FROM "case") numbered
"""


def main() -> None:
    cases, mine, homes = [*(int(one) for one in sys.argv[1:]), *(100_000, 5_000, 30)[len(sys.argv) - 1 :]]
    with TemporaryDirectory(prefix="palier-bench-") as folder:
        os.environ |= {"PALIER_DATA": folder, "PALIER_LOG_LEVEL": "ERROR", "PALIER_REQUIRE_SECOND_FACTOR": "0"}
        from palier.platform.private_server import remove

        try:
            with launch.database("owner"):
                measured(cases, mine, homes)
        finally:
            remove(Path(folder))


def measured(cases: int, mine: int, homes: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client
    from django.urls import reverse

    from palier.organisations.models import Agreement
    from palier.placement import boards, services
    from palier.placement.models import BoardPair, Shortlist
    from palier.platform import clock
    from palier.platform.actor import system_actor
    from palier.platform.context import acting
    from palier.territory.loading import load_communes

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_communes()
    adviser = second_wall.fill(cases)
    agreement = Agreement.objects.get().id
    other = Agreement.objects.create(name="Another", starts_on=clock.today(), ends_on=clock.today())
    from palier.homes.models import Home
    from palier.organisations.models import Organisation

    with connection.cursor() as cursor:
        cursor.execute(ELSEWHERE, [other.id, mine])
        cursor.execute(HOUSEHOLDS)
        landlord = Organisation.objects.get(slug="rives-habitat").id
        numbers = {"landlord": landlord, "communes": explained_list.COMMUNES, "homes": homes, "seed": 1}
        cursor.execute(explained_list.FILL, numbers | {"agreement": agreement})
        cursor.execute("ANALYZE")
    assert Home.objects.count() == homes
    second_wall.as_role("palier_app")
    meeting = convene(adviser, agreement)
    second_wall.as_role("palier_worker")
    began = time.perf_counter()
    with transaction.atomic(), acting(system_actor("placement")):
        services.refresh(agreement, at=clock.now())
        boards.refresh_board(meeting)
        pairs = BoardPair.objects.count()
    size = {"cases": cases, "of_the_agreement": mine, "homes": homes}
    told(question="ranks of the agreement", **size, seconds=round(time.perf_counter() - began, 2), board_pairs=pairs)
    second_wall.as_role("palier_app")
    vacancy = Shortlist.objects.order_by("-fits").first().vacancy_id
    officer = person("allocation_officer")
    for name, who, page in (
        ("the page of a shortlist", officer, reverse("shortlist", args=[vacancy])),
        ("the board of a meeting", adviser.user, reverse("meeting_board", args=[meeting])),
    ):
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(who if hasattr(who, "pk") else person(None, who))
        told(question=name, **size, **asked(client, page))
    connection.close()


def person(role: str | None, own: object = None):
    from palier.accounts.models import User
    from palier.organisations.models import Membership

    return User.objects.get(id=own) if own else Membership.objects.filter(role=role).first().user


def convene(actor, agreement):
    """A meeting of the adviser's with as many households and homes as an hour holds."""
    from uuid import uuid4

    from django.db import transaction

    from palier.candidacies import meetings
    from palier.cases.models import Case
    from palier.homes.models import Vacancy
    from palier.platform import clock
    from palier.platform.context import acting

    with transaction.atomic(), acting(actor):
        said = meetings.Convening(id=uuid4(), agreement=agreement, held_on=clock.today(), services=[])
        meeting = meetings.convene(actor=actor, said=said, today=clock.today())
        mine = Case.objects.filter(agreement=agreement, holder_id=actor.service).order_by("reference")[:AGENDA]
        cases = list(mine.values_list("id", flat=True))
        homes = list(Vacancy.objects.order_by("id").values_list("id", flat=True)[:AGENDA])
        meetings.put_on(actor=actor, meeting_id=meeting.id, cases=cases, homes=homes, at=clock.now())
    return meeting.id


def asked(client, page: str) -> dict[str, float]:
    """Medians by the clock and of our own processor time, and the queries of one answer."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    answer = client.get(page)
    assert answer.status_code == 200, answer.status_code
    with CaptureQueriesContext(connection) as captured:
        client.get(page)
    times = []
    for _ in range(ROUNDS):
        began, worked = time.perf_counter(), time.process_time()
        client.get(page)
        times.append(((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000))
    clock, own = (round(statistics.median(column), 1) for column in zip(*times, strict=True))
    return {"milliseconds": clock, "own_ms": own, "queries": len(captured)}


if __name__ == "__main__":
    main()
