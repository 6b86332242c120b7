"""`palier rank`: households in order before one home, by a published grid, with the points of each line."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from palier.eligibility.documents import fields, pairs
from palier.eligibility.documents.fields import DocumentRefused, Field, ItemError
from palier.eligibility.documents.pairs import Given
from palier.eligibility.judge import judge
from palier.eligibility.ranking import Priorities, Ranked, ranked
from palier.matching.grid import CODES, MOST_POINTS, Grid, GridRefused, Line
from palier.matching.measures import Measure
from palier.matching.rank import places
from palier.rules.columns import Sets
from palier.rules.judgement import Verdict
from palier.rules.law import law_on
from palier.rules.sentences import Language, Sentences, sentences

EXPECTED = ("date", "home", "households", "grid", "seed")
PERIODS = tuple(period for period in CODES.values() if period)
GRID_FIELDS = {"version": Field(fields.text, required=True), "lines": Field(fields.list_of(lambda one, _: one))}
LINE_FIELDS = {
    "code": Field(fields.choice(tuple(CODES)), required=True),
    "points": Field(fields.number(0, MOST_POINTS), required=True),
    "per": Field(fields.choice(PERIODS)),
    "cap": Field(fields.number(0, MOST_POINTS)),
}


def answer(document: Any, lang: Language = "en") -> list[dict[str, Any]]:
    """A row a household: the ranked in order, those that do not fit, then the items in error as they were given.

    DocumentRefused when there is no day, no home, no grid that says an order, or no list of households.
    """
    words = sentences(lang)
    if not isinstance(document, dict):
        raise DocumentRefused("not_an_object", f"an object with {', '.join(EXPECTED)} is expected")
    for name in document:
        if name not in EXPECTED:
            raise DocumentRefused("unknown_field", f"the field {name} does not exist")
    try:
        on = fields.day(document.get("date"), "date")
        _seed(document.get("seed"))
        grid = _grid(document.get("grid"))
    except ItemError as error:
        raise DocumentRefused(error.code, words.say(f"errors.{error.code}", field=error.field)) from error
    home_id, home = _home(document.get("home"), on, words)
    given = fields.items(document.get("households"), "households")
    if any(item.id == home_id for item in given):
        raise DocumentRefused("duplicate_id", f"the id {home_id!r} is given to a household and to the home")
    households, refused = pairs.read_all(given, pairs.HOUSEHOLD_FIELDS, on, words)
    return [*_rows(households, home, grid, on), *refused.values()]


def _seed(value: Any) -> None:
    """Read for programs that send one to every question; the order is total and nothing is drawn."""
    if value is not None:
        fields.number(0, 2**63 - 1)(value, "seed")


def _grid(written: Any) -> Grid:
    if not isinstance(written, dict):
        raise ItemError("grid", "not_an_object" if written is not None else "required")
    given = fields.read_fields(written, GRID_FIELDS, "grid.")
    if given["lines"] is None:
        raise ItemError("grid.lines", "required")
    lines = [_line(one, f"grid.lines[{place}]") for place, one in enumerate(given["lines"])]
    try:
        return Grid(given["version"], tuple(lines))
    except GridRefused as refusal:
        raise DocumentRefused(refusal.code, f"grid.lines[{refusal.line}]: {refusal}") from refusal


def _line(written: Any, field: str) -> Line:
    if not isinstance(written, dict):
        raise ItemError(field, "not_an_object")
    given = fields.read_fields(written, LINE_FIELDS, f"{field}.")
    return Line(given["code"], given["points"], given["per"], given["cap"])


def _home(written: Any, on: date, words: Sentences) -> tuple[str, Given]:
    """The home's id and what it says; one that cannot be read leaves nothing to rank."""
    (item,) = fields.items([written], "home")
    homes, refused = pairs.read_all([item], pairs.HOME_FIELDS, on, words)
    if refused:
        error = refused[item.id]["error"]
        raise DocumentRefused(error["code"], f"home: {error['message']}")
    return item.id, homes[item.id]


def _rows(households: Mapping[str, Given], home: Given, grid: Grid, on: date) -> list[dict[str, Any]]:
    if not households:
        return []
    ids, given, law = list(households), list(households.values()), law_on(on)
    kinds = pairs.kinds_of(given, [home])
    asked, offered = pairs.household_columns(given, kinds, on), pairs.home_columns([home], kinds, on)
    verdicts = judge(asked, offered, law).overall
    found = ranked(asked, _priorities(given), offered, verdicts, grid, law, places(ids))
    best = found.best()
    return [
        _row(row, ids[row], grid, found) | {"best_rank": int(best[row]) or None} for row in found.ranking.order.tolist()
    ]


def _priorities(given: Sequence[Given]) -> Priorities:
    publics, wishes = [one["publics"] for one in given], [one["wished_communes"] for one in given]
    return Priorities(
        priority_public=Measure.given([None if some is None else bool(some) for some in publics]),
        ready=Measure.given([one["ready"] for one in given]),
        first_wish=Sets.given([some[:1] if some else None for some in wishes]),
    )


def _row(row: int, own: str, grid: Grid, found: Ranked) -> dict[str, Any]:
    ranking = found.ranking
    lines = [
        {
            "code": line.code,
            "points": int(found.points.by_line[place, row]),
            "value": found.measures[line.code].item(row),
        }
        for place, line in enumerate(grid.lines)
    ]
    return {
        "household": own,
        "rank": int(ranking.rank[row]) or None,
        "verdict": Verdict(found.applicants.verdict[row]).word,
        "points": int(found.points.total[row]),
        "lines": lines,
        "margin_to_next": int(ranking.margin[row]) if ranking.has_next[row] else None,
    }
