"""What the second wall costs a list page: the same page with and without it, in the same run, at 100,000 cases.

`.venv/bin/python benchmarks/second_wall.py [CASES]` makes a database of its own on the private server, fills it by SQL
as its owner (whose policy admits everything), and prints one JSON line a query: median milliseconds as the application
role behind the wall, as the owner beside it, and their difference.
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from palier.platform import launch

ROUNDS = 15
FILL = """
WITH numbered AS (SELECT gen_random_uuid() AS id, n FROM generate_series(1, %(cases)s) n),
cases AS (
    INSERT INTO "case" (id, reference, agreement_id, origin, holder_id, referent_id, state, outcome, urgency,
                        waiting_on, waiting_for, waiting_since, received_on, version)
    SELECT id, 'R' || n, %(agreement)s, 'self', CASE n %% 4 WHEN 0 THEN %(other)s ELSE %(mine)s END::uuid, %(user)s,
           'open', '', 'U' || (1 + n %% 4), 'holder', '', DATE '2026-01-01' + n %% 80, DATE '2026-01-01' + n %% 80, 1
    FROM numbered RETURNING id, holder_id
),
shares AS (
    INSERT INTO share (id, case_id, organisation_id, service_id, audience, purpose, ground, begins_at, granter_id)
    SELECT gen_random_uuid(), c.id, s.organisation_id, s.id, audience, 'support', 'holder', now(), s.id
    FROM cases c JOIN service s ON s.id = c.holder_id, unnest(%(audiences)s::text[]) audience RETURNING 1
)
INSERT INTO person (id, case_id, kind, position, first_name, last_name, search_key, alternating, version)
SELECT gen_random_uuid(), id, 'applicant', 0, 'Prénom', 'Nom', 'nom prenom', false, 1 FROM cases
"""


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory(prefix="palier-bench-") as folder:
        os.environ |= {"PALIER_DATA": folder, "PALIER_LOG_LEVEL": "ERROR"}
        try:
            measured(cases)
        finally:
            from palier.platform.private_server import remove

            remove(Path(folder))


def measured(cases: int) -> None:
    with launch.database("owner"):
        import django

        django.setup()
        from django.core.management import call_command

        from palier.territory.loading import load_communes

        call_command("migrate", interactive=False, verbosity=0)
        load_communes()
        actor = fill(cases)
        beside = timed(actor)
        as_role("palier_app")
        behind = timed(actor)
        for name in behind:
            cost = round(behind[name] - beside[name], 2)
            line = {"question": name, "cases": cases, "behind_wall_ms": behind[name], "beside_ms": beside[name]}
            print(json.dumps(line | {"cost_ms": cost}))
        as_role("palier_owner")


def as_role(user: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["USER"] = user


def fill(cases: int):
    from django.db import connection, transaction

    from palier.cases.enums import Audience
    from palier.organisations.enums import Role
    from palier.organisations.services import actor_of
    from palier.platform import clock
    from palier.web.demo.people import install

    with transaction.atomic():
        cast = install(clock.today())
    # Autocommit: a table with deferred checks pending cannot be altered.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE share DISABLE TRIGGER granted_by_holder")
        numbers = {
            "cases": cases,
            "agreement": cast.agreement.id,
            "mine": cast.services["social"].id,
            "other": cast.services["support"].id,
            "user": cast.people[Role.ADVISER].id,
            "audiences": [str(audience) for audience in Audience],
        }
        cursor.execute(FILL, numbers)
        cursor.execute("ALTER TABLE share ENABLE TRIGGER granted_by_holder")
        cursor.execute("ANALYZE")
    return actor_of(user=cast.people[Role.ADVISER].id, service=cast.services["social"].id)


def timed(actor) -> dict[str, float]:
    """Median milliseconds of the caseload's page of 25, its count, and the names beside it."""
    from django.db import connection, transaction

    from palier.cases.models import Person
    from palier.cases.queries import applicants, caseload
    from palier.platform.context import acting

    connection.ensure_connection()
    found: dict[str, float] = {}
    with transaction.atomic(), acting(actor):
        rows = caseload(actor)
        page = list(rows[:25])
        found["page of 25"] = median(lambda: list(rows[:25]))
        found["names of the page"] = median(lambda: applicants(actor, page))
        found["one case's people"] = median(lambda: list(Person.objects.filter(case=page[0])))
        found["count of the caseload"] = median(rows.count)
    return found


def median(work) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(times), 2)


if __name__ == "__main__":
    main()
