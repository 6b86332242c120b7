"""How long the homes of one household take, over 36,000 homes open to its agreement: the worker's job, and the pages.

`.venv/bin/python benchmarks/explained_list.py [HOMES [SEED]]`, on a database of its own on the private server.
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
    SELECT gen_random_uuid(), %(landlord)s, 'H' || n, (%(communes)s::text[])[1 + s %% 8], 1 + s %% 5,
           20 + (s * 7) %% 80, 200 + (s * 13) %% 600, (ARRAY['PLAI', 'PLUS', 'PLS'])[1 + s %% 3], '{}', '',
           '', '', n || ' rue du Lac', '', '', '', '', '', '', '', '', '', '', '', ''
    FROM (SELECT n, n + %(seed)s AS s FROM generate_series(1, %(homes)s) n) numbered RETURNING id
)
INSERT INTO vacancy (id, home_id, state, announced_on, free_on, purpose, directed_to, agreement_id, charges, opened_at,
    withdrawn_for)
SELECT gen_random_uuid(), id, 'open_to_agreement', current_date, current_date, 'lease', '', %(agreement)s, 60, now(), ''
FROM homes
"""
COMMUNES = ["69266", "69388", "69383", "69029", "69259", "69256", "69290", "69034"]


def main() -> None:
    homes, seed = (int(given) for given in [*sys.argv[1:], *("36000", "1")[len(sys.argv) - 1 :]])
    with TemporaryDirectory(prefix="palier-bench-") as folder:
        os.environ |= {"PALIER_DATA": folder, "PALIER_LOG_LEVEL": "ERROR", "PALIER_REQUIRE_SECOND_FACTOR": "0"}
        try:
            with launch.database("owner"):
                measured(homes, seed)
        finally:
            from palier.platform.private_server import remove

            remove(Path(folder))


def measured(homes: int, seed: int) -> None:
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
    case, adviser = fill(homes, seed)
    for name, spent in timed(case, adviser).items():
        print(json.dumps({"question": name, "homes": homes, "seed": seed, **spent}))
    connection.close()


def fill(homes: int, seed: int):
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
        numbers = {
            "landlord": landlord,
            "communes": COMMUNES,
            "homes": homes,
            "seed": seed,
            "agreement": cast.agreement.id,
        }
        cursor.execute(FILL, numbers)
        adviser = cast.people[Role.ADVISER]
        actor = actor_of(user=adviser.id, service=cast.services["social"].id)
        partner = cast.services["support"].id
        told = tell(0, random=Random(seed), as_of=clock.today(), agreement=cast.agreement.id, partner=partner)
        with acting(actor):
            case = receive_call(actor=actor, call=told.call, at=clock.now())
    return case, adviser


def timed(case, adviser) -> dict[str, dict[str, float]]:
    """The job as the worker does it, committed; then the pages as their reader asks for them."""
    from django.db import connection, transaction
    from django.test import Client
    from django.urls import reverse

    from palier.eligibility.openings import openings
    from palier.placement import jobs
    from palier.placement.models import HomeLine
    from palier.platform.actor import system_actor
    from palier.platform.context import acting

    def as_role(role: str) -> None:
        connection.close()
        connection.settings_dict["USER"] = role

    as_role("palier_worker")
    found = {"the job: judge all, keep the nearest": median(lambda: jobs.refresh_case(case=str(case.id)))}
    with transaction.atomic(), acting(system_actor("placement")):
        found["of which rows to columns"] = median(lambda: openings(case.agreement_id))
        first = HomeLine.objects.order_by("position").first().vacancy_id
    as_role("palier_app")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(adviser)
    pages = {
        "the page of the homes": reverse("case_homes", args=[case.id]),
        "the page of one home": reverse("case_home", args=[case.id, first]),
    }
    for name, page in pages.items():
        assert client.get(page).status_code == 200
        found[name] = median(lambda page=page: client.get(page))
    return found


def median(work) -> dict[str, float]:
    """By the clock, and of our own processor time: on a busy machine the clock tells of the others as well."""
    times = []
    for _ in range(ROUNDS):
        began, worked = time.perf_counter(), time.process_time()
        work()
        times.append(((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000))
    clock, own = (round(statistics.median(column), 1) for column in zip(*times, strict=True))
    return {"milliseconds": clock, "own_ms": own}


if __name__ == "__main__":
    main()
