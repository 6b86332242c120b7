"""Write every figure of the law Palier holds as one JSON document: `.venv/bin/python benchmarks/openfisca/ours.py`.

{parameter: [{since, until, lines: {line: number}}]}; a single number is line 1, `extra` the step beyond the last line.
"""

import json
import sys
from typing import Any

from palier.rules.figures import CODE_UNITS
from palier.rules.law import book
from palier.rules.parameter import Dated


def main() -> None:
    figures = {
        name: [dated_figures(dated) for dated in parameter.values]
        for name, parameter in book().parameters.items()
        if parameter.unit not in CODE_UNITS
    }
    json.dump(figures, sys.stdout, indent=1)


def dated_figures(dated: Dated) -> dict[str, Any]:
    ladder = dated.ladder()
    lines = {str(line): str(number) for line, number in ladder.steps.items()}
    if ladder.extra is not None:
        lines["extra"] = str(ladder.extra)
    return {"since": str(dated.since), "until": None if dated.until is None else str(dated.until), "lines": lines}


if __name__ == "__main__":
    main()
