"""Random problems of allocation, small enough to try every allocation."""

import random
from typing import Any


def problem(seed: int) -> dict[str, Any]:
    """Up to five homes and six households, with tiers, slots, forced and forbidden pairs, in no order."""
    draw = random.Random(seed)
    homes = [{"id": f"h{row}"} | ({"slots": draw.randint(0, 3)} if draw.random() < 0.5 else {}) for row in range(5)]
    homes, households = homes[: draw.randint(0, 5)], [{"id": f"p{row}"} for row in range(draw.randint(0, 6))]
    tiers, most, density = draw.randint(1, 4), draw.choice([0, 1, 3, 10, 10**6]), draw.choice([0.3, 0.6, 0.9])
    pairs = [
        {
            "home": home["id"],
            "household": household["id"],
            "tier": draw.randrange(tiers),
            "points": draw.randint(0, most),
        }
        for home in homes
        for household in households
        if draw.random() < density
    ]
    forced, forbidden = named(draw, pairs, {home["id"]: home.get("slots", 1) for home in homes})
    for rows in (homes, households, pairs):
        draw.shuffle(rows)
    return {"homes": homes, "households": households, "pairs": pairs, "forced": forced, "forbidden": forbidden}


def named(draw: random.Random, pairs: list[dict], slots: dict[str, int]) -> tuple[list[list[str]], list[list[str]]]:
    """Some forced that hold together, and some forbidden."""
    forced, forbidden = [], []
    for pair in pairs:
        home, household = pair["home"], pair["household"]
        if draw.random() < 0.1:
            forbidden.append([home, household])
        elif draw.random() < 0.12 and slots[home] and household not in {named[1] for named in forced}:
            slots[home] -= 1
            forced.append([home, household])
    return forced, forbidden


def best(problem: dict[str, Any]) -> tuple[int, ...]:
    """Slots filled by tier, then points, of the best of all allocations: every one is tried."""
    tiers = sorted({pair["tier"] for pair in problem["pairs"]})
    forced = {household: home for home, household in problem["forced"]}
    choices: dict[str, list[dict | None]] = {household["id"]: [None] for household in problem["households"]}
    for pair in problem["pairs"]:
        if [pair["home"], pair["household"]] not in problem["forbidden"]:
            choices[pair["household"]].append(pair)
    for household, home in forced.items():
        choices[household] = [pair for pair in choices[household] if pair and pair["home"] == home]
    slots = {home["id"]: home.get("slots", 1) for home in problem["homes"]}

    def beyond(row: int) -> tuple[int, ...] | None:
        if row == len(rows):
            return (0,) * (len(tiers) + 1)
        found = []
        for pair in rows[row]:
            if pair is None:
                found.append(beyond(row + 1))
            elif slots[pair["home"]]:
                slots[pair["home"]] -= 1
                rest = beyond(row + 1)
                slots[pair["home"]] += 1
                if rest is not None:
                    value = (*(int(pair["tier"] == tier) for tier in tiers), pair["points"])
                    found.append(tuple(one + other for one, other in zip(value, rest, strict=True)))
        return max((one for one in found if one is not None), default=None)

    rows = list(choices.values())
    return beyond(0)
