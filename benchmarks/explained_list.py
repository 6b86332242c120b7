"""How long the homes that fit a household take, over 30,000 homes open to its agreement, step by step and as a page.

`.venv/bin/python benchmarks/explained_list.py [HOMES]`, on a database of its own on the private server.
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from palier.platform import launch

ROUNDS = 9
FILL = """
WITH homes AS (
    INSERT INTO home (id, landlord_id, internal_id, commune_id, rooms, surface, rent, ceiling, register, search_key,
        register_id, postcode, address, residence, building, entrance, staircase, floor, flat, construction, financing,
        energy_label, occupation, past_quota, digest)
    SELECT gen_random_uuid(), %(landlord)s, 'H' || n, (%(communes)s::text[])[1 + n %% 8], 1 + n %% 5,
           20 + (n * 7) %% 80, 200 + (n * 13) %% 600, (ARRAY['PLAI', 'PLUS', 'PLS'])[1 + n %% 3], '{}', '',
           '', '', n || ' rue du Lac', '', '', '', '', '', '', '', '', '', '', '', ''
    FROM generate_series(1, %(homes)s) n RETURNING id
)
INSERT INTO vacancy (id, home_id, state, announced_on, free_on, purpose, directed_to, agreement_id, charges, opened_at)
SELECT gen_random_uuid(), id, 'open_to_agreement', current_date, current_date, 'lease', '', %(agreement)s, 60, now()
FROM homes
"""
COMMUNES = ["69266", "69388", "69383", "69029", "69259", "69256", "69290", "69034"]


def main() -> None:
    homes = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    with TemporaryDirectory(prefix="palier-bench-") as folder:
        os.environ |= {"PALIER_DATA": folder, "PALIER_LOG_LEVEL": "ERROR", "PALIER_REQUIRE_SECOND_FACTOR": "0"}
        try:
            with launch.database("owner"):
                measured(homes)
        finally:
            from palier.platform.private_server import remove

            remove(Path(folder))


def measured(homes: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from palier.territory.loading import load_communes

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_communes()
    connection.close()
    connection.settings_dict["USER"] = "palier_app"
    case, adviser = fill(homes)
    for name, milliseconds in timed(case, adviser).items():
        print(json.dumps({"question": name, "homes": homes, "milliseconds": milliseconds}))
    connection.close()


def fill(homes: int):
    from random import Random

    from django.db import connection, transaction

    from palier.cases.services import receive_call
    from palier.organisations.enums import Role
    from palier.organisations.models import Organisation
    from palier.organisations.services import actor_of
    from palier.platform import clock
    from palier.platform.context import acting
    from palier.web.demo.households import tell
    from palier.web.demo.people import install

    with transaction.atomic(), connection.cursor() as cursor:
        cast = install(clock.today())
        landlord = Organisation.objects.get(slug="rives-habitat").id
        numbers = {"landlord": landlord, "communes": COMMUNES, "homes": homes, "agreement": cast.agreement.id}
        cursor.execute(FILL, numbers)
        adviser = cast.people[Role.ADVISER]
        actor = actor_of(user=adviser.id, service=cast.services["social"].id)
        partner = cast.services["support"].id
        told = tell(0, random=Random(1), as_of=clock.today(), agreement=cast.agreement.id, partner=partner)
        with acting(actor):
            case = receive_call(actor=actor, call=told.call, at=clock.now())
    return case, adviser


def timed(case, adviser) -> dict[str, float]:
    from django.db import transaction
    from django.test import Client
    from django.urls import reverse

    from palier.eligibility.openings import openings
    from palier.organisations.services import actor_of
    from palier.platform import clock
    from palier.platform.context import acting
    from palier.web.placement.page import HomesOfCase

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(adviser)
    page = reverse("case_homes", args=[case.id])
    assert client.get(page).status_code == 200
    found = {}
    with transaction.atomic(), acting(actor_of(user=adviser.id, service=case.holder_id)):
        found["rows to columns"] = median(lambda: openings(case.agreement_id))
        homes = HomesOfCase(case, today=clock.today())
        found["judge all and put in order"] = median(lambda: _judged(homes))
    found["the whole page"] = median(lambda: client.get(page))
    return found


def _judged(homes):
    homes.__dict__.pop("judged", None)
    return homes.matches()


def median(work) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(times), 1)


if __name__ == "__main__":
    main()
