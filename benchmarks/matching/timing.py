"""Medians of things that are compared, taken in turn in one process: what slows one down slows the others down.

No import but the standard library's: the peers' environment reads it too.
"""

import json
import statistics
import time


def in_turn(work: dict, rounds: int) -> dict[str, dict[str, float]]:
    """By name, median milliseconds by the clock and of our own processor time: a busy machine slows the clock alone."""
    times: dict[str, list] = {name: [] for name in work}
    for _ in range(rounds):
        for name, one in work.items():
            began, worked = time.perf_counter(), time.process_time()
            one()
            times[name].append(((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000))
    found = {}
    for name, both in times.items():
        clock, own = (statistics.median(column) for column in zip(*both, strict=True))
        found[name] = {"milliseconds": round(clock, 3), "own_ms": round(own, 3)}
    return found


def told(**line) -> None:
    print(json.dumps(line), flush=True)
