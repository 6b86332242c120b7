"""Joint allocation: the optimum of every small problem, its certificate, and what is refused."""

import copy
import json
import os
import random
import subprocess
import sys

import numpy as np
import pytest

from palier.matching.check import faults
from palier.matching.document import answer
from palier.matching.potentials import NotOptimal, Pairs, Saturated, potentials
from palier.matching.problem import ProblemRefused
from tests.matching.problems import best, problem

ROUNDS = int(os.environ.get("PALIER_PROOF_ALLOCATIONS", "400"))


def pair(home: str, household: str, tier: int = 0, points: int = 0) -> dict:
    return {"home": home, "household": household, "tier": tier, "points": points}


def written(*pairs: dict, **more: object) -> dict:
    homes, households = {one["home"]: 1 for one in pairs}, {one["household"]: 1 for one in pairs}
    return {"homes": [{"id": own} for own in homes], "households": [{"id": own} for own in households],
            "pairs": list(pairs), **more}  # fmt: skip


def chosen(problem: dict) -> list[list[str]]:
    return [[one["home"], one["household"]] for one in answer(problem)["allocation"]]


def test_every_small_problem_reaches_the_best_of_all_allocations_and_proves_it(proof):
    for seed in range(ROUNDS):
        given = problem(seed)
        found = answer(given)
        assert (*found["by_tier"].values(), found["points"]) == best(given), seed
        assert list(faults(given, found)) == [], seed
    proof(9, problems=ROUNDS)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # The most urgent first, even where two others would have been housed with more points.
        (written(pair("A", "u", 0, 0), pair("A", "v", 1, 900)), [["A", "u"]]),
        # One slot of tier 0 is worth more than two of tier 1.
        (written(pair("A", "u", 0), pair("A", "v", 1, 9), pair("B", "v", 2, 9)), [["A", "u"], ["B", "v"]]),
        # Each takes the home that leaves the other one.
        (written(pair("A", "u", 0, 40), pair("B", "u", 0, 5), pair("A", "v", 0, 30)), [["A", "v"], ["B", "u"]]),
        # Slots: three distinct candidates for one home.
        (
            {**written(*(pair("A", who, 0, points) for points, who in enumerate("uvwx"))),
             "homes": [{"id": "A", "slots": 3}]},
            [["A", "v"], ["A", "w"], ["A", "x"]],
        ),
        (written(pair("A", "u", 0, 40), pair("A", "v", 0, 30), forced=[["A", "v"]]), [["A", "v"]]),
        (written(pair("A", "u", 0, 40), pair("A", "v", 0, 30), forbidden=[["A", "u"]]), [["A", "v"]]),
        ({"homes": [], "households": [], "pairs": []}, []),
        ({"homes": [{"id": "A"}], "households": [{"id": "u"}], "pairs": []}, []),
    ],
)  # fmt: skip
def test_what_is_chosen(given, expected):
    assert chosen(given) == expected


def test_the_answer_depends_on_the_set_alone():
    for seed in range(60):
        given = problem(seed)
        other = copy.deepcopy(given)
        for rows in other.values():
            random.Random(seed + 1).shuffle(rows)
        assert answer(other) == answer(given)


def test_ids_compare_by_code_point():
    given = written(pair("é", "u"), pair("z", "v"), pair("Z", "w"))
    assert [home for home, _ in chosen(given)] == ["Z", "z", "é"]


def test_the_largest_points_are_told_apart_to_the_unit():
    """Two hundred homes with three slots each and points up to a million: one point decides."""
    people = [f"p{row:03}" for row in range(602)]
    homes = [{"id": f"h{row:03}", "slots": 3} for row in range(200)]
    points = {who: 1_000_000 - row for row, who in enumerate(people)}
    pairs = [pair(home["id"], who, row % 3, points[who]) for home in homes for row, who in enumerate(people)]
    found = answer({"homes": homes, "households": [{"id": who} for who in people], "pairs": pairs})
    left = set(people) - {one["household"] for one in found["allocation"]}
    # The two of the last tier with the fewest points.
    assert left == {"p596", "p599"}
    assert found["by_tier"] == {"0": 201, "1": 201, "2": 198}


def test_a_list_of_problems_has_a_list_of_answers():
    both = [problem(3), problem(4)]
    assert answer(both) == [answer(one) for one in both]
    assert list(faults(both, answer(both))) == []
    assert list(faults(both, answer(both[::-1]))) != []
    assert list(faults(both, answer(both)[:1])) == ["2 answers are expected"]


def _tamperings():
    yield "not in order", lambda found: found["allocation"].reverse()
    yield "the totals", lambda found: found.update(points=found["points"] + 1)
    yield "the totals", lambda found: found["by_tier"].update({"0": 0})
    yield "the digest", lambda found: found.update(digest="0" * 64)
    yield "does not hold", lambda found: found["certificate"]["homes"].update(A=[0, 0, 0])
    yield "does not hold", lambda found: found["certificate"]["households"].update(u=[1, 0, 6])
    yield "negative", lambda found: found["certificate"]["homes"].update(B=[-1, 0, 0])
    yield "the unfilled home 'C'", lambda found: found["certificate"]["homes"].update(C=[0, 0, 1])
    yield "other goals", lambda found: found["certificate"].update(goals=["points"])
    yield "form", lambda found: found["certificate"]["homes"].update(A=[0, 0.0, 35])
    yield "form", lambda found: found.pop("certificate")
    yield "a home or a household", lambda found: found["allocation"].insert(0, {"home": "A", "household": "u"})


@pytest.mark.parametrize(("told", "tamper"), [*_tamperings()])
def test_the_checker_sees_every_tampering(told, tamper):
    given = written(pair("A", "u", 0, 40), pair("B", "u", 0, 5), pair("A", "v", 1, 30))
    given["homes"].append({"id": "C"})
    found = answer(given)
    assert list(faults(given, found)) == []
    tamper(found)
    assert told in " ".join(faults(given, found))


def test_a_worse_allocation_has_no_certificate():
    """u at A leaves v without a home."""
    pairs = Pairs(
        home=np.array([0, 0, 1]), household=np.array([0, 1, 0]), chosen=np.array([True, False, False]),
        full=np.array([True, False]), households=2,
    )  # fmt: skip
    nobody = Saturated(np.zeros(2, dtype=bool), np.zeros(2, dtype=bool))
    with pytest.raises(NotOptimal):
        potentials(pairs, np.array([1, 1, 1]), nobody)


def _refusals():
    given = written(pair("A", "u", 0, 4), pair("A", "v", 0, 3), pair("B", "v", 0, 3))
    yield "an object", []
    yield "an object", None
    yield "an object", {**given, "more": 1}
    yield "homes: a list", {**given, "homes": {}}
    yield "homes[2]: the id 'A' is given twice", {**given, "homes": [*given["homes"], {"id": "A"}]}
    yield "households[0].id", {**given, "households": [{"id": 7}]}
    yield "households[0]: an object", {**given, "households": [{"id": "u", "slots": 2}]}
    yield "slots", {**given, "homes": [{"id": "A", "slots": -1}, {"id": "B"}]}
    yield "slots", {**given, "homes": [{"id": "A", "slots": True}, {"id": "B"}]}
    yield "no home 'C'", {**given, "pairs": [pair("C", "u")]}
    yield "no household 'w'", {**given, "pairs": [pair("A", "w")]}
    yield "pairs[1]: the pair ['A', 'u'] is given twice", {**given, "pairs": [pair("A", "u"), pair("A", "u", 1)]}
    yield "points", {**given, "pairs": [pair("A", "u", 0, 1_000_001)]}
    yield "points", {**given, "pairs": [pair("A", "u", 0, -1)]}
    yield "points", {**given, "pairs": [pair("A", "u", 0, 1.0)]}
    yield "tier", {**given, "pairs": [pair("A", "u", "0")]}
    yield "pairs[0]: an object", {**given, "pairs": [{"home": "A", "household": "u", "tier": 0}]}
    yield "not among the pairs", {**given, "forced": [["B", "u"]]}
    yield "forbidden too", {**given, "forced": [["A", "u"]], "forbidden": [["A", "u"]]}
    yield "two homes", {**given, "forced": [["A", "v"], ["B", "v"]]}
    yield "1 slots for 2 households", {**given, "forced": [["A", "u"], ["A", "v"]]}
    yield "given twice", {**given, "forced": [["A", "u"], ["A", "u"]]}
    yield "no home 'C'", {**given, "forbidden": [["C", "u"]]}
    yield "a home and a household", {**given, "forbidden": ["Au"]}


@pytest.mark.parametrize(("told", "given"), [one for one in _refusals() if one[1] != []])
def test_what_is_refused(told, given):
    with pytest.raises(ProblemRefused, match=r".*") as refused:
        answer(given)
    assert told in str(refused.value)
    with pytest.raises(ProblemRefused, match="problem 2 of 2: "):
        answer([problem(1), given])


def run(*arguments: str, given: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "palier.cli", "allocate", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


def test_the_command_answers_checks_and_refuses(tmp_path):
    given = json.dumps(problem(5))
    done = run(given=given)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == answer(problem(5))
    kept = tmp_path / "answer.json"
    kept.write_text(done.stdout)
    assert run("--check", str(kept), given=given).returncode == 0
    kept.write_text(json.dumps(json.loads(done.stdout) | {"filled": -1}))
    checked = run("--check", str(kept), given=given)
    assert (checked.returncode, checked.stdout) == (1, "")
    assert "totals" in checked.stderr
    assert run(given="{").returncode == 2
    assert run("--check", str(tmp_path / "none"), given=given).returncode == 2
    refused = run(given="{}")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "homes, households and pairs" in refused.stderr
