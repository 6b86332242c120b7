"""Add up the lines of each proof: `sums.py FILE` prints one JSON line a proof."""

import json
import sys
from collections import Counter
from pathlib import Path

# What is not added: the same on every line of a proof, or a ratio on its only line.
SAME = {"personas", "score", "seed", "steps"}


def main() -> None:
    sums: dict[int, Counter[str]] = {}
    for text in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if number := line.pop("proof", None):
            total = sums.setdefault(number, Counter())
            for name, figure in line.items():
                total[name] = figure if name in SAME else total[name] + figure
    for number, total in sorted(sums.items()):
        print(json.dumps({"proof": number, **total}))


if __name__ == "__main__":
    main()
