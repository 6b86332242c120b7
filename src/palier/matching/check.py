"""Whether an answer of `palier allocate` is legal, and optimal by its certificate: nothing is solved, and nothing
is shared with the solver but the reading of the problem.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from palier.matching.digest import digest
from palier.matching.problem import read


def faults(problem: Any, answer: Any) -> Iterator[str]:
    """What is wrong with the answer to a problem, or to a list of them; nothing when it is legal and optimal.

    ProblemRefused when there is no answer to the problem.
    """
    if isinstance(problem, list):
        if not isinstance(answer, list) or len(answer) != len(problem):
            yield f"{len(problem)} answers are expected"
            return
        for position, (one, its) in enumerate(zip(problem, answer, strict=True)):
            for fault in faults(one, its):
                yield f"problem {position + 1} of {len(problem)}: {fault}"
        return
    read(problem)
    try:
        yield from _faults(problem, answer)
    except (KeyError, TypeError, ValueError) as error:
        yield f"the answer is not of the form that is expected: {error!r}"


def _faults(problem: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
    slots = {home["id"]: home.get("slots", 1) for home in problem["homes"]}
    pairs = {(one["home"], one["household"]): (one["tier"], one["points"]) for one in problem["pairs"]}
    forced = {(home, household) for home, household in problem.get("forced", [])}
    forbidden = {(home, household) for home, household in problem.get("forbidden", [])}
    chosen = [(one["home"], one["household"]) for one in answer["allocation"]]
    filled, housed = Counter(home for home, _ in chosen), Counter(household for _, household in chosen)
    tiers = sorted({tier for tier, _ in pairs.values()})

    if not set(chosen) <= set(pairs) - forbidden or chosen != sorted(set(chosen)):
        yield "a pair is not allowed, twice there or not in order"
        return
    if not forced <= set(chosen):
        yield "a forced pair is missing"
    if any(count > slots[home] for home, count in filled.items()) or any(count > 1 for count in housed.values()):
        yield "a home or a household is taken too often"
    by_tier = {str(tier): sum(pairs[pair][0] == tier for pair in chosen) for tier in tiers}
    said = answer["filled"], answer["by_tier"], answer["points"]
    if said != (len(chosen), by_tier, sum(pairs[pair][1] for pair in chosen)):
        yield "the totals are not those of the allocation"
    if answer["digest"] != digest(problem, answer["allocation"]):
        yield "the digest is not that of problem and allocation"
    yield from _certificate_faults(answer["certificate"], tiers, slots, pairs, forced, forbidden, set(chosen))


def _certificate_faults(
    certificate: dict[str, Any],
    tiers: list[int],
    slots: dict[str, int],
    pairs: dict[tuple[str, str], tuple[int, int]],
    forced: set[tuple[str, str]],
    forbidden: set[tuple[str, str]],
    chosen: set[tuple[str, str]],
) -> Iterator[str]:
    """Weak duality: no allocation of the pairs left is worth more than the potentials together, and this one is."""
    zero = (0,) * (len(tiers) + 1)
    homes = {own: _vector(values, len(zero)) for own, values in certificate["homes"].items()}
    households = {own: _vector(values, len(zero)) for own, values in certificate["households"].items()}
    left = dict(slots)
    for home, _ in forced:
        left[home] -= 1
    gone = {household for _, household in forced}
    taken = Counter(home for home, _ in chosen - forced)
    if certificate["goals"] != [*(f"tier:{tier}" for tier in tiers), "points"]:
        yield "the certificate has other goals"
    if min([zero, *homes.values(), *households.values()]) < zero:
        yield "the certificate has a negative value"
    for pair, (tier, points) in pairs.items():
        home, household = pair
        if pair in forbidden or household in gone or not left[home]:
            continue
        value = (*(int(tier == one) for one in tiers), points)
        worth = tuple(a + b for a, b in zip(homes[home], households[household], strict=True))
        if value > worth or (pair in chosen and value != worth):
            yield f"the certificate does not hold for {list(pair)}"
    for home, count in left.items():
        if taken[home] < count and homes[home] != zero:
            yield f"the certificate gives a value to the unfilled home {home!r}"
    for own, values in households.items():
        if values != zero and own not in {household for _, household in chosen}:
            yield f"the certificate gives a value to the unused household {own!r}"


def _vector(values: Any, length: int) -> tuple[int, ...]:
    if len(values) != length or any(isinstance(value, bool) or not isinstance(value, int) for value in values):
        raise ValueError(f"{length} whole numbers are expected, not {values!r}")
    return tuple(values)
