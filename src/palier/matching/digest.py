"""What a problem and its allocation come down to: two runs that agree have one digest."""

import json
from hashlib import sha256
from typing import Any


def digest(written: dict[str, Any], allocation: list[dict[str, str]]) -> str:
    """SHA-256 of problem and allocation, each list of the problem in the order of its ids: the set alone counts."""
    problem = {name: sorted(rows, key=_id) for name, rows in written.items()}
    text = json.dumps(
        {"problem": problem, "allocation": allocation}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return sha256(text.encode()).hexdigest()


def _id(row: Any) -> tuple[str, ...]:
    """Of a home or a household, of a pair with its points, of a pair named alone."""
    if isinstance(row, list):
        return tuple(row)
    return (row["id"],) if "id" in row else (row["home"], row["household"])
