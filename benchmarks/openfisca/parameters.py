"""Compare our figures of the law with those of openfisca-france, parameter by parameter and date by date.

    .venv/bin/python benchmarks/openfisca/ours.py | .venv-openfisca/bin/python benchmarks/openfisca/parameters.py

`make compare-law` does it. Two interpreters: ours is written as JSON by the first, the model is read by the second.
Which is which: names.yaml. Differences looked into: explained.yaml, printed apart. Exit 1 when a difference is not
explained, or an explanation explains nothing any more: the yearly update is a diff of parameters/*.yaml and of these.

A figure of theirs is taken to hold until its next date, and the last one until the day they say they last checked it:
where they stop, nothing is compared. To follow a new release of the model:

    echo openfisca-france==176.1.8 | uv pip compile --universal --generate-hashes --no-emit-index-url --no-header \
        --python-version 3.11 --output-file requirements/openfisca.lock -
"""

import json
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openfisca_france
import yaml
from openfisca_core.parameters import Parameter, ParameterNode, load_parameter_file

HERE = Path(__file__).parent
PARAMETERS = Path(openfisca_france.__file__).with_name("parameters")
HOUSING = "prestations_sociales.aides_logement"
ZONES = ("1", "2", "3")


@dataclass(frozen=True)
class History:
    """A number at each of its dates, ISO; `until`: the last day the last of them is known to hold, if one is said."""

    numbers: dict[str, Decimal | None]
    until: str | None

    def at(self, day: str) -> Decimal | None:
        dates = sorted(self.numbers)
        position = bisect_right(dates, day) - 1
        if position < 0 or (position == len(dates) - 1 and day > max(self.until or "", dates[-1])):
            return None
        return self.numbers[dates[position]]


@dataclass(frozen=True)
class Difference:
    """One number on which the two sides differ from a date on."""

    parameter: str
    since: str
    line: str
    ours: Decimal
    theirs: Decimal

    def __str__(self) -> str:
        return f"{self.parameter}, line {self.line}, {self.since}: ours {self.ours}, theirs {self.theirs}"


def main() -> int:
    ours = {name: histories(values) for name, values in json.load(sys.stdin).items()}
    compared, found = 0, []
    for name, line, theirs in mapped():
        mine = ours[name][line]
        for day in days(mine, theirs):
            compared += 1
            pair = mine.at(day), theirs.at(day)
            if pair[0] != pair[1]:
                found.append(Difference(name, day, line, *pair))
    explanations = dict(explained())
    unexplained, idle = set(found) - set(explanations), set(explanations) - set(found)
    print(f"{compared} numbers compared, {len(found)} differ.")
    report("Explained:", set(found) - unexplained, explanations)
    report("Not explained:", unexplained)
    report("Explained, and no difference any more:", idle)
    return 1 if unexplained or idle else 0


def report(title: str, differences: set[Difference], why: dict[Difference, str] | None = None) -> None:
    print(title if differences else f"{title} none")
    for difference in sorted(differences, key=str):
        print(f"  {difference}" + (f"\n    {why[difference]}" if why else ""))


def histories(values: list[dict[str, Any]]) -> dict[str, History]:
    """Our values of a parameter, a history a line; a value that ends before the next one starts leaves a hole."""
    lines = {line for value in values for line in value["lines"]}
    found = {}
    for line in lines:
        numbers: dict[str, Decimal | None] = {}
        for value in values:
            number = value["lines"].get(line)
            numbers[value["since"]] = None if number is None else Decimal(number)
            if value["until"]:
                numbers[str(date.fromisoformat(value["until"]) + timedelta(days=1))] = None
        found[line] = History(numbers, str(date.max))
    return found


def days(mine: History, theirs: History) -> Iterator[str]:
    """The dates on which either side has a new number and both have one."""
    for day in sorted(mine.numbers.keys() | theirs.numbers.keys()):
        if mine.at(day) is not None and theirs.at(day) is not None:
            yield day


def mapped() -> Iterator[tuple[str, str, History]]:
    """Our name and line, with the history the model has for it."""
    housing, others = node(HOUSING), {}
    for name, place in yaml.safe_load((HERE / "names.yaml").read_text(encoding="utf-8")).items():
        whole = housing if "in" in place else others.setdefault(place["of"], node(place["of"]))
        for zone in ZONES if "{zone}" in name else ("",):
            for line, leaf in place["lines"].items():
                path = ".".join(part for part in (place.get("in", ""), leaf) if part)
                yield name.format(zone=zone), str(line), history(whole, path.format(zone=zone))


def node(path: str) -> ParameterNode:
    return load_parameter_file(str(PARAMETERS.joinpath(*path.split("."))), path)


def history(whole: ParameterNode, path: str) -> History:
    """The parameter at a path; `… threshold 2` and `… rate 2` are of the second bracket of a scale."""
    path, _, bracket = path.partition(" ")
    *names, last = path.split(".")
    found: Any = whole
    for name in names:
        found = found.children[name]
    if not bracket:
        return numbers_of(found.children[last])
    scale = found.brackets[int(bracket) - 1]
    return numbers_of(getattr(scale, last), found.metadata)


def numbers_of(parameter: Parameter, metadata: dict[str, Any] | None = None) -> History:
    numbers = {
        dated.instant_str: None if dated.value is None else Decimal(str(dated.value)) for dated in parameter.values_list
    }
    until = (metadata or parameter.metadata).get("last_value_still_valid_on")
    return History(numbers, None if until is None else str(until))


def explained() -> Iterator[tuple[Difference, str]]:
    for one in yaml.safe_load((HERE / "explained.yaml").read_text(encoding="utf-8")):
        ours, theirs = (Decimal(str(one[side])) for side in ("ours", "theirs"))
        yield Difference(one["parameter"], str(one["since"]), str(one["line"]), ours, theirs), one["why"].strip()


if __name__ == "__main__":
    sys.exit(main())
