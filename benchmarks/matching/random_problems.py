"""10,000 random problems with tiers, slots, forced and forbidden pairs, to be solved by others as well.

`.venv/bin/python benchmarks/matching/random_problems.py [ROUNDS]`, piped into solvers.py. One JSON line a problem: what
is asked, what `palier allocate` answers, and whether its certificate holds. The small ones are also compared with every
allocation there is.
"""

import json
import sys
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

# isort: split
from tests.matching import problems

from palier.matching.check import faults
from palier.matching.document import answer

ROUNDS = 10_000
# Every second problem is too large for trying every allocation.
LARGER = 2


def main() -> None:
    for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS):
        small = seed % LARGER > 0
        problem = problems.problem(seed) if small else larger(seed)
        found = answer(problem)
        goals = [*found["by_tier"].values(), found["points"]]
        line = {"problem": problem, "goals": goals, "certified": not list(faults(problem, found))}
        if small:
            line["best_of_all"] = list(problems.best(problem))
        sys.stdout.write(json.dumps(line) + "\n")


def larger(seed: int) -> dict[str, Any]:
    """Up to 12 homes and 40 households, ties in many of them."""
    draw = Random(seed)
    homes = [{"id": f"h{row:02}", "slots": draw.randint(0, 3)} for row in range(draw.randint(4, 12))]
    households = [{"id": f"p{row:02}"} for row in range(draw.randint(6, 40))]
    tiers, most, density = draw.randint(1, 4), draw.choice([0, 3, 50, 10**6]), draw.choice([0.1, 0.3, 0.7])
    pairs = [
        {"home": home["id"], "household": who["id"], "tier": draw.randrange(tiers), "points": draw.randint(0, most)}
        for home in homes
        for who in households
        if draw.random() < density
    ]
    forced, forbidden = problems.named(draw, pairs, {home["id"]: home["slots"] for home in homes})
    return {"homes": homes, "households": households, "pairs": pairs, "forced": forced, "forbidden": forbidden}


if __name__ == "__main__":
    main()
