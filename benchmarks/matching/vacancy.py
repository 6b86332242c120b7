"""One vacancy × N households: the first 50 with their reasons. Ours, the floor, loops over rows, PostgreSQL, the peers.

`.venv/bin/python benchmarks/matching/vacancy.py [N …]`, 10,000 100,000 1,000,000 3,000,000 by default. One JSON line an
engine, each with a digest of the rows it found: it must be the same. The floor is every column of which something is
known read once.
Columns are in memory before the clock starts, in PostgreSQL in a table of its own. One thread each.
"""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psycopg
from sql import COLUMNS, written
from timing import in_turn, told

from palier.eligibility import invented
from palier.eligibility.bench import _read
from palier.eligibility.judge import judge
from palier.eligibility.shards import Shard, explained
from palier.platform import launch
from palier.rules.category import category
from palier.rules.columns import Column
from palier.rules.income_ceiling import ceiling
from palier.rules.law import law_on
from palier.rules.over_occupation import surface_norm

SIZES = (10_000, 100_000, 1_000_000, 3_000_000)
MOST = 50
PEERS = Path(__file__).parents[2] / ".venv-bench/bin/python"
LONGEST_LOOP = 1_000_000
EPOCH = date(1970, 1, 1)


def main() -> None:
    with TemporaryDirectory(prefix="palier-bench-") as folder:
        os.environ |= {"PALIER_DATA": folder, "PALIER_LOG_LEVEL": "ERROR"}
        from palier.platform.private_server import remove

        try:
            with launch.database("owner"):
                for rows in [int(one) for one in sys.argv[1:]] or SIZES:
                    measured(rows, Path(folder))
        finally:
            remove(Path(folder))


def measured(rows: int, folder: Path) -> None:
    shard = asked(rows)
    known = facts(shard)
    path = folder / "columns.npz"
    np.savez(path, **known)
    rounds = 9 if rows < LONGEST_LOOP else 5
    expected = ours(shard, known, rounds)
    subprocess.run([PEERS, Path(__file__).with_name("peers.py"), path, str(rounds), expected], check=True)
    in_postgresql(known, rounds, expected)


def asked(rows: int) -> Shard:
    """A home of which everything is known, as it is once it is open to the agreement."""
    whole = invented.shard(rows, 1, seed=1)
    home = replace(
        whole.homes,
        charges=Column.of([70_00]),
        accessible=Column.of([0]),
        rent=Column.of([380_00]),
        surface=Column.of([62_00]),
        rooms=Column.of([3]),
        commune=Column.of([69266]),
        parent_commune=Column.of([69266]),
    )
    return Shard(home, whole.households, whole.priorities, whole.grid, whole.on, MOST)


def facts(shard: Shard) -> dict[str, np.ndarray]:
    """What another engine needs: a column a fact, -1 where not known, three wishes, and the small tables of the law."""
    households, home, law = shard.households, shard.homes, law_on(shard.on)
    rows = households.shape[0]

    def told_of(column) -> np.ndarray:
        return np.where(column.known, column.values, -1).astype(np.int32)

    wishes = np.full((rows, invented.MOST_WISHES), -1, dtype=np.int32)
    row, code = households.wished_communes.keys >> 32, households.wished_communes.keys & 0xFFFFFFFF
    first = np.searchsorted(row, row)
    wishes[row, np.arange(len(row)) - first] = code
    sizes = Column.of(np.arange(1, 12))
    limits = [
        np.where(found.known, found.values, -1)
        for found in (
            ceiling(home.financing, home.ceiling_zone, sizes, law).column,
            surface_norm(replace_persons(sizes), law).column,
        )
    ]
    raised = category(households, law)
    assert ((raised.high.values - raised.low.values) == 1).all(), "the mobility card is known of nobody"
    return {
        "persons": told_of(households.persons),
        "single_parent": told_of(households.single_parent),
        "income": told_of(households.reference_tax_income),
        "max_rent": told_of(households.max_rent),
        "needs_accessible": told_of(households.needs_accessible),
        "tier": told_of(households.tier),
        "registered_on": households.registered_on.values.astype(np.int32),
        "priority_public": told_of(shard.priorities.priority_public),
        "ready": told_of(shard.priorities.ready),
        "first_wish": (shard.priorities.first_wish.keys & 0xFFFFFFFF).astype(np.int32),
        **{f"wish{place + 1}": wishes[:, place] for place in range(invented.MOST_WISHES)},
        "ceilings": limits[0],
        "norms": limits[1],
        "home": np.array(
            [int(getattr(home, name).values[0]) for name in ("commune", "rent", "charges", "surface", "rooms")]
        ),
        "on": np.array([(shard.on - EPOCH).days]),
    }


def replace_persons(persons: Column):
    return invented.HouseholdColumns.of(len(persons.values), persons=persons)


def digest(rows) -> str:
    return sha256(",".join(str(int(row)) for row in rows).encode()).hexdigest()


def ours(shard: Shard, known: dict[str, np.ndarray], rounds: int) -> str:
    found = explained(shard)[0]
    expected = digest(found.ranks.rows)
    assert len(found.reasons) == MOST
    work = {
        "floor": lambda: _read(shard.households, shard.homes, shard.priorities),
        "ours, NumPy": lambda: explained(shard),
    }
    rows, some = len(known["persons"]), [shard.households[row] for row in range(200)]
    if rows <= LONGEST_LOOP:
        lists = {name: column.tolist() for name, column in known.items()}
        assert digest(loop(lists)) == expected
        work["loop over rows, Python"] = lambda: loop(lists)
    times = in_turn(work, rounds if rows < LONGEST_LOOP else 3)
    # The rules themselves, a household at a time: of some of them, times as many as there are.
    each = in_turn({"it": lambda: [judge(one, shard.homes, law_on(shard.on)) for one in some]}, 3)["it"]
    times["the same rules household by household, extrapolated"] = {
        name: spent * rows / len(some) for name, spent in each.items()
    }
    floor, mine = times["floor"], times["ours, NumPy"]
    for name, spent in times.items():
        told(
            question="vacancy",
            engine=name,
            households=rows,
            **spent,
            times_the_floor=round(spent["own_ms"] / floor["own_ms"], 1),
            times_ours=round(spent["own_ms"] / mine["own_ms"], 1),
            digest=expected,
        )
    return expected


def loop(known: dict[str, list]) -> list[int]:
    """The same rules, row by row; a row that is excluded is left at once."""
    commune, rent, charges, surface, rooms = known["home"]
    today = EPOCH + timedelta(days=known["on"][0])
    ceilings, norms = known["ceilings"], known["norms"]
    found = []
    for row, persons in enumerate(known["persons"]):
        if commune not in (known["wish1"][row], known["wish2"][row], known["wish3"][row]):
            continue
        verdict = 2
        if known["max_rent"][row] < 0:
            verdict = 1
        elif rent + charges > known["max_rent"][row]:
            continue
        if surface < norms[persons - 1]:
            continue
        if known["needs_accessible"][row]:
            continue
        category = persons + known["single_parent"][row]
        income = known["income"][row]
        if income < 0:
            verdict = 1
        elif income > ceilings[category]:
            continue
        elif income > ceilings[category - 1]:
            verdict = 1
        if rooms > persons + 1:
            verdict = 1
        since = EPOCH + timedelta(days=known["registered_on"][row])
        months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
        points = min(max(months, 0), 36)
        points += 10 * (known["priority_public"][row] == 1) + 5 * (known["ready"][row] == 1)
        points += 5 * (known["first_wish"][row] == commune)
        found.append((-verdict, known["tier"][row], -points, known["registered_on"][row], row))
    return [one[-1] for one in sorted(found)[:MOST]]


def in_postgresql(known: dict[str, np.ndarray], rounds: int, expected: str) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as database:
        fill(database, known)
        database.execute("SET max_parallel_workers_per_gather = 0")
        query = written(known)
        assert digest(row[0] for row in database.execute(query)) == expected
        spent = in_turn({"it": lambda: database.execute(query).fetchall()}, rounds)["it"]["milliseconds"]
        engine = f"PostgreSQL {database.info.server_version // 10_000}"
        told(question="vacancy", engine=engine, households=len(known["persons"]), milliseconds=spent, digest=expected)


def fill(database, known: dict[str, np.ndarray]) -> None:
    database.execute(
        f"CREATE TEMPORARY TABLE households (id int, registered date, {', '.join(f'{one} int' for one in COLUMNS)})"
    )
    days = (EPOCH + timedelta(days=day) for day in known["registered_on"].tolist())
    with database.cursor().copy("COPY households FROM STDIN") as into:
        for row in zip(range(len(known["persons"])), days, *(known[one].tolist() for one in COLUMNS), strict=True):
            into.write_row(row)
    database.execute("ANALYZE households")


if __name__ == "__main__":
    main()
