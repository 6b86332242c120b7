"""The documents of `palier allocate`: a problem or a list of them, and what is answered."""

from typing import Any

from palier.matching.allocate import allocate, totals
from palier.matching.digest import digest
from palier.matching.problem import ProblemRefused, read


def answer(document: Any) -> dict[str, Any] | list[dict[str, Any]]:
    """The answer to a problem, or those to a list of them. ProblemRefused when one of them cannot be answered."""
    if not isinstance(document, list):
        return _answer(document)
    answers = []
    for position, written in enumerate(document):
        try:
            answers.append(_answer(written))
        except ProblemRefused as error:
            raise ProblemRefused(f"problem {position + 1} of {len(document)}: {error}") from error
    return answers


def _answer(written: Any) -> dict[str, Any]:
    problem = read(written)
    found = allocate(problem)
    filled, by_tier, points = totals(problem, found.chosen)
    allocation = [
        {"home": problem.homes[home], "household": problem.households[household]}
        for home, household in zip(problem.home[found.chosen], problem.household[found.chosen], strict=True)
    ]
    return {
        "allocation": allocation,
        "filled": filled,
        "by_tier": {str(tier): count for tier, count in by_tier.items()},
        "points": points,
        "certificate": {
            "goals": problem.goals,
            "homes": dict(zip(problem.homes, found.homes.tolist(), strict=True)),
            "households": dict(zip(problem.households, found.households.tolist(), strict=True)),
        },
        "digest": digest(written, allocation),
    }
