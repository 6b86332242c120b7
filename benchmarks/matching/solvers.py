"""Two independent solvers of what random_problems.py writes, in their own environment, and the times of allocation.

On standard input, a problem a line: SciPy's dense assignment and OR-Tools' minimum-cost flow reach the same optimum, or
the count of `differ` says so and the exit is 1. `solvers.py times COLUMNS` solves one large problem of allocation.py.
"""

import json
import sys
import time

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.optimize import linear_sum_assignment
from timing import told

# Sums below are exact in float64.
EXACT = 2**53


def main() -> int:
    if sys.argv[1:2] == ["times"]:
        return times(sys.argv[2])
    counts = dict.fromkeys(("problems", "brute_force", "certified", "scipy", "ortools", "differ"), 0)
    for text in sys.stdin:
        line = json.loads(text)
        problem, ours = Weighed(line["problem"]), tuple(line["goals"])
        theirs = {"scipy": problem.decoded(dense(problem)), "ortools": problem.decoded(flow(problem))}
        if "best_of_all" in line:
            theirs["brute_force"] = tuple(line["best_of_all"])
        counts["problems"] += 1
        counts["certified"] += line["certified"]
        for name, best in theirs.items():
            counts[name] += best == ours
        counts["differ"] += any(best != ours for best in theirs.values()) or not line["certified"]
    told(question="random problems", **counts)
    return 1 if counts["differ"] else 0


class Weighed:
    """A problem with all its goals in one weight: exact, since small."""

    def __init__(self, problem: dict) -> None:
        forced = {tuple(pair) for pair in problem["forced"]}
        forbidden = {tuple(pair) for pair in problem["forbidden"]}
        gone = {who for _, who in forced}
        self.slots = {home["id"]: home.get("slots", 1) for home in problem["homes"]}
        for home, _ in forced:
            self.slots[home] -= 1
        self.tiers = sorted({pair["tier"] for pair in problem["pairs"]})
        most = sum(self.slots.values()) + len(forced)
        self.bases = [most + 1] * len(self.tiers) + [most * 10**6 + 1]
        self.weights, self.given = {}, 0
        for pair in problem["pairs"]:
            key = pair["home"], pair["household"]
            weight = self.weight(pair["tier"], pair["points"])
            if key in forced:
                self.given += weight
            elif key not in forbidden and key[1] not in gone and self.slots[key[0]]:
                self.weights[key] = weight
        self.households = sorted({who for _, who in self.weights})
        assert self.weight(self.tiers[0], 10**6) * (most + 1) < EXACT if self.tiers else True

    def weight(self, tier: int, points: int) -> int:
        total = 0
        for one, base in zip([*(int(tier == other) for other in self.tiers), points], self.bases, strict=True):
            total = total * base + one
        return total

    def decoded(self, total: int) -> tuple[int, ...]:
        """What a sum of weights comes down to, goal by goal, forced pairs included."""
        total += self.given
        found = []
        for base in reversed(self.bases):
            total, one = divmod(total, base)
            found.append(one)
        return tuple(reversed(found))


def dense(problem: Weighed) -> int:
    rows = [home for home, slots in problem.slots.items() for _ in range(slots)]
    if not rows or not problem.households:
        return 0
    place = {who: column for column, who in enumerate(problem.households)}
    matrix = np.zeros((len(rows), len(place)))
    for row, home in enumerate(rows):
        for who, column in place.items():
            matrix[row, column] = problem.weights.get((home, who), 0)
    return int(matrix[linear_sum_assignment(matrix, maximize=True)].sum())


def flow(problem: Weighed) -> int:
    graph = SimpleMinCostFlow()
    node = {name: number for number, name in enumerate(["source", "sink", *problem.slots, *problem.households])}
    for home, slots in problem.slots.items():
        graph.add_arc_with_capacity_and_unit_cost(node["source"], node[home], slots, 0)
    for who in problem.households:
        graph.add_arc_with_capacity_and_unit_cost(node[who], node["sink"], 1, 0)
    for (home, who), weight in problem.weights.items():
        graph.add_arc_with_capacity_and_unit_cost(node[home], node[who], 1, -weight)
    supply = sum(problem.slots.values())
    graph.add_arc_with_capacity_and_unit_cost(node["source"], node["sink"], supply, 0)
    graph.set_node_supply(node["source"], supply)
    graph.set_node_supply(node["sink"], -supply)
    assert graph.solve() == graph.OPTIMAL
    return -graph.optimal_cost()


def times(path: str) -> int:
    """Slots filled first, then points: one goal after the other in one weight, as far as 64 bits hold it."""
    known = dict(np.load(path))
    home, household, points = known["home"], known["household"], known["points"]
    homes, households = int(known["homes"][0]), int(known["households"][0])
    bonus = homes * (int(points.max()) + 1)
    gain = points + bonus

    def by_flow() -> int:
        graph = SimpleMinCostFlow()
        graph.add_arcs_with_capacity_and_unit_cost(home, homes + household, np.ones_like(home), -gain)
        source, sink = homes + households, homes + households + 1
        all_homes, all_households = np.arange(homes), homes + np.arange(households)
        graph.add_arcs_with_capacity_and_unit_cost(
            np.full(homes, source), all_homes, np.ones_like(all_homes), np.zeros_like(all_homes)
        )
        graph.add_arcs_with_capacity_and_unit_cost(
            all_households, np.full(households, sink), np.ones_like(all_households), np.zeros_like(all_households)
        )
        graph.add_arc_with_capacity_and_unit_cost(source, sink, homes, 0)
        graph.set_node_supply(source, homes)
        graph.set_node_supply(sink, -homes)
        assert graph.solve() == graph.OPTIMAL
        return -graph.optimal_cost()

    def by_matrix() -> int:
        matrix = np.zeros((homes, households))
        matrix[home, household] = gain
        return int(matrix[linear_sum_assignment(matrix, maximize=True)].sum())

    solvers = {"OR-Tools minimum-cost flow": by_flow}
    # 8,000 × 100,000 would take 6.4 GB.
    if homes * households < 2 * 10**8:
        solvers["SciPy linear_sum_assignment, dense"] = by_matrix
    for name, solver in solvers.items():
        rounds = 5 if homes < 1000 else 1
        spent = []
        for _ in range(rounds):
            began = time.perf_counter()
            total = solver()
            spent.append(time.perf_counter() - began)
        told(
            question="allocation",
            engine=name,
            homes=homes,
            households=households,
            pairs=len(home),
            rounds=rounds,
            milliseconds=round(sorted(spent)[rounds // 2] * 1000, 1),
            filled=total // bonus,
            points=total % bonus,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
