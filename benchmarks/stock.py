"""What bringing in a stock costs beside a bare COPY of the same rows, in the same run.

`.venv/bin/python benchmarks/stock.py [HOMES [PLACES [SEED]]]` makes a database of its own on the private server, writes a
register and a list of places drawn with a seed, imports each twice as the command does, and copies the same rows into a
table like theirs, with its keys, checks and indexes. One JSON line a layout: seconds of each (the median of three), rows a
second, the ratio. Then a dry run and an import killed in its middle: what the tables hold before and after.
"""

import csv
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from palier.platform import launch

ROUNDS = 3
KINDS = ("FJT", "Résidence sociale", "Pension de famille", "CHRS")
COMMUNES = ("69381", "69383", "69387", "69388", "69266", "69259", "69034", "69029")
# Tables that a file may change.
TABLES = ("organisation", "stock_import", "stock_import_part", "stock_line", "home", "residence", "place", "event")


def main() -> None:
    given = [int(one) for one in sys.argv[1:]]
    homes, places, seed = [*given, *(30_000, 6_000, 1)[len(given) :]]
    with TemporaryDirectory(prefix="palier-bench-") as folder:
        os.environ |= {"PALIER_DATA": folder, "PALIER_LOG_LEVEL": "ERROR"}
        try:
            with launch.database("owner"):
                measured(Path(folder), homes, places, seed)
        finally:
            from palier.platform.private_server import remove

            remove(Path(folder))


def measured(folder: Path, homes: int, places: int, seed: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from palier.territory.loading import load_communes

    call_command("migrate", interactive=False, verbosity=0)
    load_communes()
    random = Random(seed)
    register = written(folder / "register.csv", list(drawn_homes(random, homes)))
    listed = written(folder / "places.csv", list(drawn_places(random, places)))
    for layout, path, table, rows in (("rpls", register, "home", homes), ("places", listed, "place", places)):
        first = [timed(lambda one=one: bring(path, layout, f"{layout}-{one}")) for one in range(ROUNDS)]
        again = timed(lambda layout=layout, path=path: bring(path, layout, f"{layout}-0"))
        copies = [copied(table, f"{layout}-0") for _ in range(ROUNDS)]
        took, copy = statistics.median(one for one, _ in first), statistics.median(copies)
        assert {report.new for _, report in first} == {rows}, "every row is new"
        assert (again[1].unchanged, again[1].changed, again[1].missing) == (rows, 0, 0), "the second time nothing is"
        line = {"question": f"import-stock --layout {layout}", "rows": rows, "seed": seed, "seconds": round(took, 2)}
        line |= {"rows_a_second": round(rows / took), "again_seconds": round(again[0], 2)}
        print(json.dumps(line | {"copy_seconds": round(copy, 3), "ratio_to_copy": round(took / copy, 1)}))
    unchanged(folder, register)


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def drawn_homes(random: Random, count: int):
    for number in range(count):
        surface = random.randrange(18, 110)
        yield {
            "IDENT_REP": f"{number:010d}",
            "IDENT_INT": f"L-{number:06d}",
            "DROIT": 1,
            "DEPCOM": random.choice(COMMUNES),
            "CODEPOSTAL": "69000",
            "NUMVOIE": random.randrange(1, 200),
            "TYPVOIE": "RUE",
            "NOMVOIE": f"DES ATELIERS {number % 400}",
            "NUMAPPT": number % 60,
            "ETAGE": random.randrange(9),
            "COMPLGEO": f"Résidence {number // 80}",
            "QPV": random.choice((1, 2)),
            "TYPECONST": "C",
            "NBPIECE": max(1, surface // 20),
            "SURFHAB": surface,
            "CONSTRUCT": random.randrange(1930, 2024),
            "FINAN": random.choice((10, 11, 12, 13, 14, 51, 52)),
            "CONV": 1,
            "MODE": random.choice((1, 1, 1, 2, 3)),
            "LOYERPRINC": f"{surface * random.randrange(450, 900) // 100},{random.randrange(100):02d}",
            "LOYERACC": random.choice((999, 0, "24,50")),
            "DPEENERGIE": random.choice("ABCDEFG"),
            "CONTRESLOG": random.randrange(1, 8),
        }


def drawn_places(random: Random, count: int):
    for number in range(count):
        residence = number // 60
        yield {
            "RESIDENCE": f"Résidence {residence}",
            "TYPE": KINDS[residence % len(KINDS)],
            "PLACE": f"{number % 60 + 1:03d}",
            "SURFACE": random.choice(("17,5", 18, 22, 24)),
            "REDEVANCE": f"{random.randrange(380, 620)},{random.randrange(100):02d}",
            "DATCONV": f"0{1 + residence % 9}/0{1 + residence % 9}/{2000 + residence % 25}",
            "DEPCOM": COMMUNES[residence % len(COMMUNES)],
            "ADRESSE": f"{residence + 1} rue du Lac",
        }


def bring(path: Path, layout: str, slug: str, *, dry_run: bool = False):
    from django.db import transaction

    from palier.homes.imports import import_file
    from palier.platform import clock
    from palier.platform.actor import system_actor
    from palier.platform.context import acting

    actor = system_actor("import")
    with transaction.atomic(), acting(actor):
        return import_file(actor=actor, path=path, slug=slug, layout=layout, at=clock.now(), dry_run=dry_run)


def timed(work) -> tuple[float, object]:
    began = time.perf_counter()
    answer = work()
    return time.perf_counter() - began, answer


def copied(table: str, slug: str) -> float:
    """Seconds of one COPY of the rows of an import into an empty table like theirs, commit included."""
    from django.db import connection, transaction

    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE {table} INCLUDING ALL)")
        own = f"SELECT * FROM {table} WHERE landlord_id = (SELECT id FROM organisation WHERE slug = '{slug}')"
        with cursor.copy(f"COPY ({own}) TO STDOUT") as out:
            content = b"".join(bytes(piece) for piece in out)
        began = time.perf_counter()
        with transaction.atomic(), cursor.copy("COPY bare FROM STDIN") as into:
            into.write(content)
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bare")
    return took


def held() -> dict[str, str]:
    """A digest of every table that a file may change."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            digest = "count(*) || md5(coalesce(string_agg(md5(t::text), '' ORDER BY t::text), ''))"
            cursor.execute(f'SELECT {digest} FROM "{table}" t')
            found[table] = cursor.fetchone()[0]
    return found


def unchanged(folder: Path, register: Path) -> None:
    """A dry run, then imports killed by SIGKILL at moments spread over the time that one takes."""
    before = held()
    took, _ = timed(lambda: bring(register, "rpls", "rpls-0", dry_run=True))
    same_after_dry_run = held() == before
    changed = folder / "changed.csv"
    changed.write_text(register.read_text(encoding="utf-8").replace(";RUE;", ";AVENUE;"), encoding="utf-8")
    killed = 0
    for tenth in (2, 4, 6, 8, 10):
        command = [str(Path(sys.executable).with_name("palier")), "import-stock", str(changed), "--landlord", "rpls-0"]
        process = subprocess.Popen([*command, "--accept-large-change"], stdout=subprocess.DEVNULL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=took * tenth / 10)
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed += 1
    line = {"question": "import-stock leaves nothing behind", "dry_run_unchanged": same_after_dry_run, "killed": killed}
    print(json.dumps(line | {"unchanged_after_kills": held() == before}))


if __name__ == "__main__":
    main()
