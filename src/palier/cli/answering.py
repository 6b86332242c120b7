"""Ask the law and the matching, from JSON to JSON."""

import argparse
import json
from pathlib import Path

from palier.cli.around import Command, read_input, say, with_django, write_answer


def add_to(command: Command) -> None:
    for name, about in (
        ("benefit", "housing benefit of tenants and residents, from JSON to JSON"),
        ("ceiling", "income ceilings of households, from JSON to JSON"),
        ("deadline", "legal deadlines, from JSON to JSON"),
        ("explain", "why a home fits a household or not, from JSON to JSON"),
        ("rank", "households in order before a home, by the grid of an agreement, from JSON to JSON"),
    ):
        found = command(name, _document, about)
        found.set_defaults(question=name)
        found.add_argument("--lang", choices=["fr", "en"], default="en")
    allocate = command(
        "allocate", _allocate, "the best joint use of the slots of homes, with its proof, from JSON to JSON"
    )
    allocate.add_argument("--check", metavar="FILE", help="verify the answer in FILE to the problem given")
    bench = command("bench", _bench, "measure a question on invented columns, beside its floor, in the same run")
    bench.add_argument("question", choices=["judge", "explain", "rule", "benefit", "rank", "first", "allocate"])
    bench.add_argument("--households", type=int, default=1)
    bench.add_argument("--homes", type=int, default=30_000)
    bench.add_argument("--seed", type=int, default=1)
    placement = command("placement", _replay, "what was computed of ranks, computed again")
    placement.add_argument("act", choices=["replay"])
    placement.add_argument("run", metavar="RUN", help="the id of a run, as its page gives it")
    command(
        "freshness", _freshness, "list the figures of the law past their check, and those that will be within 60 days"
    )


def _document(chosen: argparse.Namespace) -> int:
    from palier.eligibility import documents
    from palier.eligibility.documents.fields import DocumentRefused, load

    try:
        answer = documents.answer(chosen.question, load(read_input()), chosen.lang)
    except DocumentRefused as error:
        say(f"palier {chosen.question}: {error}")
        return 1
    except (ValueError, RecursionError) as error:
        say(f"palier {chosen.question}: the input is not JSON in UTF-8: {error}")
        return 2
    write_answer(answer)
    return 0


def _allocate(chosen: argparse.Namespace) -> int:
    from palier.eligibility.documents.fields import load
    from palier.matching import check, document

    try:
        written = load(read_input())
        given = load(Path(chosen.check).read_text("utf-8")) if chosen.check else None
    except (OSError, ValueError, RecursionError) as error:
        say(
            f"palier allocate: {error}"
            if isinstance(error, OSError)
            else f"palier allocate: not JSON in UTF-8: {error}"
        )
        return 2
    try:
        if not chosen.check:
            write_answer(document.answer(written))
            return 0
        found = list(check.faults(written, given))
    except document.ProblemRefused as error:
        say(f"palier allocate: {error}")
        return 1
    for fault in found:
        say(f"palier allocate: {fault}")
    return 1 if found else 0


def _bench(chosen: argparse.Namespace) -> int:
    from palier.eligibility.bench import bench

    for line in bench(chosen.question, households=chosen.households, homes=chosen.homes, seed=chosen.seed):
        print(json.dumps(line), flush=True)
    return 0


def _replay(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.placement.command import replay

        return replay(chosen.run, say=say)

    return with_django("worker", work)


def _freshness(chosen: argparse.Namespace) -> int:
    from palier.platform import clock
    from palier.platform.freshness import lapsing
    from palier.rules.law import book

    found = lapsing(book(), clock.today())
    for word, names in (("past", found.past), ("coming", found.coming)):
        for name, until in names.items():
            print(f"{until:%Y-%m-%d}  {word:<6}  {name}")
    return 1 if found else 0
