"""Invented households and homes, as columns, from a seed: for what is measured and for tests. No Django."""

from dataclasses import replace
from datetime import date

import numpy as np

from palier.eligibility.ranking import Priorities
from palier.eligibility.shards import Shard
from palier.matching.grid import Grid, default_lines
from palier.matching.measures import Measure
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Sets
from palier.rules.days import day_number

ON = date(2026, 3, 12)
COMMUNES = np.array([69266, 69388, 69383, 69029, 69259, 69256, 69290, 69034], dtype=np.int64)
MOST_WISHES = 3


def shard(households_: int, homes_: int, seed: int) -> Shard:
    """An agreement's, ranked by the grid every agreement begins with."""
    random = np.random.default_rng(seed)
    return ranked(households(households_, random), homes(homes_, random))


def ranked(asked: HouseholdColumns, offered: HomeColumns) -> Shard:
    """The same households with an urgency, a day of their request and what the grid reads."""
    rows = asked.shape[0]
    random = np.random.default_rng(rows)
    waiting = replace(
        asked,
        tier=Column.of(random.integers(0, 4, rows)),
        registered_on=Column.of(day_number(ON) - random.integers(0, 3_000, rows)),
    )
    flags = [Measure(random.integers(0, 2, rows), random.random(rows) < 0.7) for _ in range(2)]
    first_wish = Sets.of(np.arange(rows), random.choice(COMMUNES, rows), np.ones(rows, dtype=np.bool_))
    return Shard(offered, waiting, Priorities(*flags, first_wish), Grid("bench", tuple(default_lines())), ON)


def _wishes(rows: int, random: np.random.Generator) -> Sets:
    """From one commune to MOST_WISHES, each once."""
    chosen = random.random((rows, len(COMMUNES))).argsort(axis=1)[:, :MOST_WISHES]
    asked = np.arange(MOST_WISHES) < random.integers(1, MOST_WISHES + 1, rows)[:, np.newaxis]
    row, place = np.nonzero(asked)
    return Sets.of(row, COMMUNES[chosen[row, place]], np.ones(rows, dtype=np.bool_))


def households(rows: int, random: np.random.Generator) -> HouseholdColumns:
    persons = random.integers(1, 6, rows)
    return HouseholdColumns.of(
        rows,
        persons=Column.of(persons),
        dependants=Column.of(random.integers(0, persons)),
        couple=Column.of(random.integers(0, 2, rows)),
        resources=Column.of(random.integers(0, 30_000_00, rows)),
        disability_benefit=Column.of(np.zeros(rows, dtype=np.int64)),
        single_parent=Column.of(random.integers(0, 2, rows)),
        young_couple=Column.of(np.zeros(rows, dtype=np.int64)),
        reference_tax_income=Column.of(random.integers(8_000_00, 45_000_00, rows), random.random(rows) < 0.7),
        max_rent=Column.of(random.integers(300_00, 800_00, rows), random.random(rows) < 0.7),
        wished_communes=_wishes(rows, random),
        wished_kinds=Sets.of(*np.zeros((2, 0), dtype=np.int64), np.ones(rows, dtype=np.bool_)),
        needs_accessible=Column.of(random.integers(0, 2, rows)),
    )


def homes(rows: int, random: np.random.Generator) -> HomeColumns:
    commune = random.choice(COMMUNES, rows)
    rooms = random.integers(1, 6, rows)
    return HomeColumns.of(
        rows,
        benefit_zone=Column.of(random.integers(1, 4, rows)),
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
