"""The order of a shortlist, against a loop that compares two households at a time."""

from itertools import permutations
from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from palier.matching.measures import Measure
from palier.matching.rank import NO, UNKNOWN, YES, Applicants, best_rank, places, rank


class One(NamedTuple):
    id: str
    verdict: int = YES
    tier: int | None = 0
    points: int = 0
    day: int | None = 0
    more: int = 0


def applicants(people: list[One]) -> Applicants:
    return Applicants(
        np.array([one.verdict for one in people], dtype=np.int8),
        Measure.given([one.tier for one in people]),
        np.array([one.points for one in people], dtype=np.int64),
        Measure.given([one.day for one in people]),
        places([one.id for one in people]),
    )


def order(people: list[One]) -> list[str]:
    return [people[row].id for row in rank(applicants(people)).order]


def key(one: One) -> tuple:
    tier, day = (one.tier is None, one.tier or 0), (one.day is None, one.day or 0)
    return (one.verdict == NO, -one.verdict, *tier, -one.points, *day, one.id) if one.verdict else (True, one.id)


PEOPLE = st.lists(
    st.builds(
        One,
        id=st.text(st.characters(codec="utf-8"), min_size=1, max_size=3),
        verdict=st.sampled_from([NO, UNKNOWN, YES]),
        tier=st.sampled_from([0, 1, None]),
        points=st.integers(0, 3),
        day=st.sampled_from([0, 5, None]),
        more=st.integers(0, 3),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)

NOA = One("noa", points=9)
IDA = One("ida", points=7, day=3)
TOM = One("tom", points=7, day=4)
SAM = One("sam", points=7, day=4)
LEO = One("leo", tier=1, points=50)
MAY = One("may", UNKNOWN, points=80)
ANA = One("ana", NO, points=99)
ZED = One("zed", NO, points=100)


def test_answer_then_urgency_then_points_then_day_then_id():
    for people in permutations([NOA, IDA, TOM, SAM, LEO, MAY]):
        assert order([*people, ZED, ANA]) == ["noa", "ida", "sam", "tom", "leo", "may", "ana", "zed"]


def test_a_no_is_listed_after_without_a_rank_and_a_margin_stays_within_answer_and_urgency():
    people = [ANA, MAY, LEO, TOM, IDA, NOA]
    found = rank(applicants(people))
    assert found.rank.tolist() == [0, 5, 4, 3, 2, 1]
    assert found.margin.tolist() == [0, 0, 0, 0, 0, 2]
    assert found.has_next.tolist() == [False, False, False, False, True, True]


def test_urgency_or_day_that_are_not_known_come_last():
    people = [One("a", tier=None, points=9), One("b", tier=3), One("c", day=None, tier=3), One("d", tier=3, day=9)]
    assert order(people) == ["b", "d", "c", "a"]


def test_nobody_and_nobody_who_may():
    assert order([]) == []
    assert order([ZED]) == ["zed"]


@given(PEOPLE)
def test_the_order_is_the_one_a_loop_finds(people):
    found = rank(applicants(people))
    expected = sorted(people, key=key)
    assert [people[row] for row in found.order] == expected
    ranks = {one.id: place for place, one in enumerate((one for one in expected if one.verdict), 1)}
    assert found.rank.tolist() == [ranks.get(one.id, 0) for one in people]
    for row, one in enumerate(people):
        following = [other for other in expected if ranks.get(other.id) == ranks.get(one.id, -9) + 1]
        alike = [other for other in following if (other.verdict, other.tier) == (one.verdict, one.tier)]
        assert bool(found.has_next[row]) == bool(alike)
        assert found.margin[row] == sum(one.points - other.points for other in alike)


@given(PEOPLE)
def test_the_best_rank_is_the_rank_with_the_missing_points_and_nobody_else_moved(people):
    most = np.array([one.points + one.more for one in people], dtype=np.int64)
    found = best_rank(applicants(people), most)
    for row, one in enumerate(people):
        supposed = [*people[:row], one._replace(points=one.points + one.more), *people[row + 1 :]]
        assert found[row] == rank(applicants(supposed)).rank[row]


@given(PEOPLE, st.randoms())
def test_the_answer_depends_on_the_set_alone(people, random):
    shuffled = random.sample(people, len(people))
    assert order(people) == order(shuffled)


@given(PEOPLE.filter(len), st.integers(1, 5))
def test_more_points_never_cost_a_place(people, more):
    before = rank(applicants(people)).rank[0]
    after = rank(applicants([people[0]._replace(points=people[0].points + more), *people[1:]])).rank[0]
    assert after <= before
