"""`palier bench judge`: how long the whole answer takes, beside the floor: reading the bytes it depends on once."""

import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np

from palier.eligibility.judge import judge
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Sets
from palier.rules.law import law_on

ROUNDS = 9
ON = date(2026, 3, 12)
COMMUNES = np.array([69266, 69388, 69383, 69029, 69259, 69256, 69290, 69034], dtype=np.int64)


def bench(*, households: int, homes: int, seed: int) -> dict[str, Any]:
    """Every household judged against every home by every criterion; one line, milliseconds and peak megabytes."""
    random = np.random.default_rng(seed)
    asked, offered = _households(households, random).down(), _homes(homes, random)
    law = law_on(ON)
    judged = judge(asked, offered, law)
    digest = sha256(np.ascontiguousarray(judged.overall).tobytes()).hexdigest()
    tracemalloc.start()
    judge(asked, offered, law)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    spent, floor = _median(lambda: judge(asked, offered, law)), _median(lambda: _read(asked, offered))
    return {
        "question": "judge",
        "engine": "numpy",
        "households": households,
        "homes": homes,
        "milliseconds": round(spent, 3),
        "peak_mb": round(peak, 1),
        "floor_ms": round(floor, 4),
        "ratio_to_floor": round(spent / floor, 1),
        "digest": digest,
    }


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _read(*tables: HouseholdColumns | HomeColumns) -> int:
    """The floor: each column of the question read once."""
    total = 0
    for table in tables:
        for field in fields(table):
            column = getattr(table, field.name)
            if isinstance(column, Column):
                total += int(column.values.sum()) + int(column.known.sum())
    return total


def _households(rows: int, random: np.random.Generator) -> HouseholdColumns:
    persons = random.integers(1, 6, rows)
    wishes = [random.choice(COMMUNES, random.integers(1, 4), replace=False).tolist() for _ in range(rows)]
    return HouseholdColumns.of(
        rows,
        persons=Column.of(persons),
        dependants=Column.of(random.integers(0, persons)),
        single_parent=Column.of(random.integers(0, 2, rows)),
        young_couple=Column.of(np.zeros(rows, dtype=np.int64)),
        reference_tax_income=Column.of(random.integers(8_000_00, 45_000_00, rows), random.random(rows) < 0.7),
        max_rent=Column.of(random.integers(300_00, 800_00, rows), random.random(rows) < 0.7),
        wished_communes=Sets.given(wishes),
        wished_kinds=Sets.given([[] for _ in range(rows)]),
        needs_accessible=Column.of(random.integers(0, 2, rows)),
    )


def _homes(rows: int, random: np.random.Generator) -> HomeColumns:
    commune = random.choice(COMMUNES, rows)
    rooms = random.integers(1, 6, rows)
    return HomeColumns.of(
        rows,
        financing=Column.of(random.integers(0, 3, rows)),
        ceiling_zone=Column.of(np.full(rows, 2)),
        commune=Column.of(commune),
        parent_commune=Column.of(np.where(commune > 69380, 69123, commune)),
        rooms=Column.of(rooms),
        surface=Column.of(rooms * 18_00 + random.integers(0, 10_00, rows)),
        rent=Column.of(random.integers(200_00, 900_00, rows)),
        charges=Column.of(random.integers(30_00, 150_00, rows), random.random(rows) < 0.5),
        accessible=Column.of(random.integers(0, 2, rows), random.random(rows) < 0.5),
    )
