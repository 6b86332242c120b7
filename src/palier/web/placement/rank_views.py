"""The ranks of a household as they were computed: each run, where it stood before each home, why, how to contest it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palier.cases.models import Case
from palier.homes.models import Vacancy
from palier.organisations.enums import GridCode
from palier.placement.models import MatchingRank
from palier.placement.queries import past_ranks
from palier.platform.errors import Missing
from palier.ui.components import Cell, Column, Definition, Row, Status, Table
from palier.ui.formats import moment
from palier.web.cases.page import case_page
from palier.web.placement.page import home_words
from palier.web.placement.views import file_of

PAGE = 25


@require_safe
def case_ranks(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = file_of(request, case_id)
    listed = Paginator(past_ranks(request.actor, case), PAGE).get_page(request.GET.get("page"))
    context = case_page(request.actor, case, "case_homes") | {"page": listed, "table": _runs_table(case, listed)}
    return render(request, "web/placement/case_ranks.html", context)


@require_safe
def case_rank(request: HttpRequest, case_id: UUID, run_id: UUID) -> HttpResponse:
    case = file_of(request, case_id)
    found = past_ranks(request.actor, case).filter(run=run_id).first()
    if found is None:
        raise Missing
    context = case_page(request.actor, case, "case_homes") | {
        "run": found.run,
        "made_by": _made_by(found),
        "table": _ranks_table(found),
    }
    return render(request, "web/placement/case_rank.html", context)


def _runs_table(case: Case, found: Iterable[MatchingRank]) -> Table:
    columns = [
        Column("when", _("Computed on")),
        Column("homes", _("Homes it fits or might"), kind="number"),
        Column("best", _("Best rank"), kind="number"),
    ]
    rows = [
        Row(
            [
                Cell(moment(one.run.computed_at), url=reverse("case_rank", args=[case.id, one.run_id])),
                len(one.ranks),
                min((line["rank"] for line in one.ranks), default=None),
            ]
        )
        for one in found
    ]
    return Table(_("Ranks as computed"), columns, rows)


def _made_by(found: MatchingRank) -> list[Definition]:
    run = found.run
    return [
        Definition(_("Run"), str(run.id)),
        Definition(_("Law of"), run.law_on, kind="day"),
        Definition(_("Grid"), _("version %(version)s") % {"version": run.grid.version}),
        Definition(_("Number in the facts"), found.number, kind="number"),
        Definition(_("Digest"), run.digest),
    ]


def _ranks_table(found: MatchingRank) -> Table:
    """Before each home: the rank, the answer, the points line by line. A fact that is not known gives none."""
    vacancies = Vacancy.objects.select_related("home__commune").in_bulk([line["vacancy"] for line in found.ranks])
    homes = {str(key): vacancy for key, vacancy in vacancies.items()}
    columns = [
        Column("home", _("Home")),
        Column("rank", _("Rank")),
        Column("answer", _("Answer"), kind="status"),
        Column("points", _("Points"), kind="number"),
        Column("why", _("Why")),
        Column("best", _("Rank at best, once completed"), kind="number"),
    ]
    rows = [
        Row(
            [
                Cell(home_words(homes[line["vacancy"]]), note=str(homes[line["vacancy"]].home.commune)),
                _("%(rank)s of %(of)s") % {"rank": line["rank"], "of": line["of"]},
                Status(line["verdict"]),
                line["points"],
                _why(line["lines"]),
                line["best"],
            ]
        )
        for line in sorted(found.ranks, key=lambda line: (line["rank"], line["vacancy"]))
        if line["vacancy"] in homes
    ]
    return Table(_("Rank before each home"), columns, rows)


def _why(lines: Iterable[dict[str, Any]]) -> str:
    """The points of each line, then what is not known and may give some."""
    given = [told for told in lines if told["known"]]
    missing = [str(GridCode(told["code"]).label) for told in lines if not told["known"]]
    said = [
        _("%(what)s: %(points)s") % {"what": capfirst(GridCode(told["code"]).label), "points": told["points"]}
        for told in given
    ]
    if missing:
        said.append(_("not known: %(what)s") % {"what": ", ".join(missing)})
    return " · ".join(said)
