"""The peers of vacancy.py, in their own environment: `peers.py COLUMNS ROUNDS DIGEST`. One thread each.

Each is timed beside the floor of its own process: the same columns summed by NumPy.
"""

import os
import sys
from hashlib import sha256

os.environ["POLARS_MAX_THREADS"] = "1"

import duckdb
import numpy as np
import pandas
import polars as pl
from sql import COLUMNS, written
from timing import in_turn, told


def main() -> None:
    path, rounds, expected = sys.argv[1:]
    known = dict(np.load(path))
    rows = len(known["persons"])
    frame = pl.DataFrame({"id": np.arange(rows, dtype=np.int32)} | {name: known[name] for name in COLUMNS})
    frame = frame.with_columns(registered=pl.Series(known["registered_on"]).cast(pl.Date))
    database = duckdb.connect(config={"threads": 1})
    arrays = {"id": np.arange(rows, dtype=np.int32), "day": known["registered_on"]} | {
        name: known[name] for name in COLUMNS
    }
    given = pandas.DataFrame(arrays)  # noqa: F841 — read by its name
    database.execute("CREATE TABLE households AS SELECT *, DATE '1970-01-01' + day AS registered FROM given")
    query, lazy = written(known), in_polars(frame, known)
    engines = {
        "floor of the peers": lambda: sum(int(known[name].sum()) for name in (*COLUMNS, "registered_on")),
        f"DuckDB {duckdb.__version__}": lambda: database.execute(query).fetchall(),
        f"polars {pl.__version__}": lambda: lazy.collect().rows(),
    }
    for name, work in list(engines.items())[1:]:
        found = sha256(",".join(str(row[0]) for row in work()).encode()).hexdigest()
        assert found == expected, f"{name} finds others"
    times = in_turn(engines, int(rounds))
    for name, spent in times.items():
        told(question="vacancy", engine=name, households=rows, **spent, digest=expected)


def in_polars(frame: "pl.DataFrame", known) -> "pl.LazyFrame":
    """The same in expressions; the tables of the law as replacements."""
    commune, rent, charges, surface, rooms = (int(one) for one in known["home"])
    column = pl.col

    def step(of, table):
        numbers = list(range(1, len(table) + 1))
        return of.replace_strict(numbers, [int(value) for value in table], default=None, return_dtype=pl.Int64)

    category = column("persons") + column("single_parent")
    two, one, zero = pl.lit(2), pl.lit(1), pl.lit(0)
    wished = (column("wish1") == commune) | (column("wish2") == commune) | (column("wish3") == commune)
    low, high = step(category, known["ceilings"]), step(category + 1, known["ceilings"])
    registered = column("registered")
    months = (
        2026 * 12 + 3 - registered.dt.year() * 12 - registered.dt.month().cast(pl.Int32)
        - (registered.dt.day() > 12).cast(pl.Int32)
    )  # fmt: skip
    judged = frame.lazy().with_columns(
        commune=pl.when(wished).then(two).otherwise(zero),
        rent=pl.when(column("max_rent") < 0)
        .then(one)
        .when(column("max_rent") >= rent + charges)
        .then(two)
        .otherwise(zero),
        surface=pl.when(step(column("persons"), known["norms"]) <= surface).then(two).otherwise(zero),
        accessible=pl.when(column("needs_accessible") == 0).then(two).otherwise(zero),
    )  # fmt: skip
    judged = judged.filter(pl.all_horizontal(column(name) > 0 for name in ("commune", "rent", "surface", "accessible")))
    judged = judged.with_columns(
        income_ok=pl.when(column("income") < 0).then(one).when(column("income") <= low).then(two)
        .when(column("income") > high).then(zero).otherwise(one),
        rooms=pl.when(column("persons") + 1 >= rooms).then(two).otherwise(one),
    ).filter(column("income_ok") > 0)  # fmt: skip
    judged = judged.with_columns(
        verdict=pl.min_horizontal("commune", "rent", "surface", "accessible", "income_ok", "rooms"),
        points=months.clip(0, 36)
        + (column("priority_public") == 1).cast(pl.Int32) * 10
        + (column("ready") == 1).cast(pl.Int32) * 5
        + (column("first_wish") == commune).cast(pl.Int32) * 5,
    )
    order = ["verdict", "tier", "points", "registered", "id"]
    first = judged.sort(order, descending=[True, False, True, False, False]).head(50)
    return first.select(
        "id", "verdict", "tier", "points", "commune", "rent", "surface", "accessible", "income_ok", "rooms"
    )


if __name__ == "__main__":
    main()
