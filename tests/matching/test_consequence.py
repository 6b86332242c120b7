"""A choice made by hand: its path gives what solving again with that choice gives. And the four ways side by side."""

import os
import random

import numpy as np
import pytest

from palier.matching.allocate import allocate, totals
from palier.matching.consequence import consequence
from palier.matching.problem import ProblemRefused, read
from palier.matching.ways import compare
from tests.matching.problems import problem
from tests.matching.test_allocate import pair, written

ROUNDS = int(os.environ.get("PALIER_PROOF_CONSEQUENCES", "1000"))


def reached(given: dict) -> list[int]:
    """By goal."""
    read_problem = read(given)
    _, by_tier, points = totals(read_problem, allocate(read_problem).chosen)
    return [*by_tier.values(), points]


def test_the_path_gives_what_solving_again_gives():
    tried = 0
    for seed in range(ROUNDS):
        given = problem(seed)
        read_problem = read(given)
        rows = np.flatnonzero(read_problem.left).tolist()
        if not rows:
            continue
        row = random.Random(seed).choice(rows)
        chosen = read_problem.homes[read_problem.home[row]], read_problem.households[read_problem.household[row]]
        found = allocate(read_problem)
        result = consequence(read_problem, found, chosen)
        before = np.array(reached(given))
        after = np.array(reached(given | {"forced": [*given["forced"], list(chosen)]}))
        assert list(result.change) == (after - before).tolist(), seed
        assert _moved(read_problem, found, result.moves, chosen), seed
        tried += 1
    assert tried > ROUNDS / 2


def _moved(given, found, moves, chosen) -> bool:
    """Made in order, the moves lead from the best allocation to one that may be, with the choice in it."""
    held = {
        given.households[who]: given.homes[home]
        for home, who in zip(given.home[found.chosen], given.household[found.chosen], strict=True)
    }
    for move in moves:
        assert held.get(move.household) == move.from_home
        held[move.household] = move.to_home
    counted = dict(zip(given.homes, given.slots.tolist(), strict=True))
    allowed = {
        (given.homes[home], given.households[who])
        for home, who, out in zip(given.home, given.household, given.forbidden, strict=True)
        if not out
    }
    for household, home in held.items():
        if home is not None:
            assert (home, household) in allowed
            counted[home] -= 1
    return held[chosen[1]] == chosen[0] and min(counted.values()) >= 0


def test_who_loses_what_is_said_in_order():
    given = read(written(pair("A", "u", 0, 40), pair("B", "u", 0, 30), pair("A", "v", 0, 20), pair("B", "w", 1, 10)))
    result = consequence(given, allocate(given), ("A", "u"))
    assert [(move.household, move.from_home, move.to_home) for move in result.moves] == [
        ("u", "B", "A"),
        ("v", "A", None),
        ("w", None, "B"),
    ]
    assert (result.change, result.without_a_home) == ((-1, 1, 0), ["v"])


def test_the_choice_of_the_best_allocation_changes_nothing():
    given = read(written(pair("A", "u", 0, 40), pair("A", "v", 0, 20)))
    assert consequence(given, allocate(given), ("A", "u")).moves == ()


@pytest.mark.parametrize("more", [{"forbidden": [["A", "v"]]}, {"forced": [["A", "u"]]}])
def test_a_choice_that_may_not_be_is_refused(more):
    given = read(written(pair("A", "u", 0, 40), pair("A", "v", 0, 20), **more))
    with pytest.raises(ProblemRefused):
        consequence(given, allocate(given), ("A", "v"))


def test_no_way_does_better_than_jointly():
    for seed in range(200):
        found = compare(read(problem(seed)))
        reached = {way.code: (*way.by_tier.values(), way.points) for way in found.ways}
        assert max(reached.values()) == reached["joint"], seed


def test_each_way_gives_what_its_rule_says():
    """u likes A and would take it; w fits nothing else: jointly both are housed."""
    given = read(written(pair("A", "u", 0, 9), pair("B", "u", 0, 5), pair("A", "w", 0, 4)))
    found = compare(given)
    assert {way.code: (way.filled, way.points, way.behind) for way in found.ways} == {
        "queue": (1, 9, 1),
        "home_by_home": (1, 9, 1),
        "stable": (1, 9, 1),
        "joint": (2, 9, 0),
    }
    assert (found.applicants, found.slots) == (2, 2)
