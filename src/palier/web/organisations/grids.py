"""The grid of an agreement: read by all its people, published by a coordinator once the partners decided."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palier.homes.queries import vacancies_visible_to
from palier.organisations import policies
from palier.organisations.grids import grid_on, publish_grid
from palier.organisations.models import Agreement, Grid, GridLine
from palier.organisations.queries import get_agreement
from palier.placement.asked import ask_for_preview, ask_to_compute
from palier.placement.queries import preview_of
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Invalid, Missing
from palier.platform.policy import require
from palier.ui.components import Column, Row, Status, Table
from palier.ui.formats import day, number
from palier.web.accounts.posts import typed
from palier.web.organisations.forms import GridForm, LikeForm
from palier.web.refusals import tell


@require_GET
def grid(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """The weights in force today, those to come, and those that were."""
    found = get_agreement(request.actor, agreement)
    today = clock.today()
    current = grid_on(found.id, today)
    versions = found.grids.prefetch_related("lines").exclude(id=current.id)
    context = {
        "agreement": found,
        "current": current,
        "table": weights_table(current),
        "coming": [(one, weights_table(one)) for one in versions if one.starts_on > today],
        "former": [(one, weights_table(one)) for one in versions if one.starts_on <= today],
        "may_publish": policies.may_publish_grid(request.actor, found),
    }
    return render(request, "web/organisations/grid.html", context)


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """New weights from a day on; what was ranked before keeps its version. Sent as `preview`, it is counted who moves.

    `?like=` a preview: its weights are proposed again.
    """
    found = get_agreement(request.actor, agreement)
    require(policies.may_publish_grid(request.actor, found))
    form = GridForm(typed(request), initial=_weights(found) | _tried(request))
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            run = ask_for_preview(actor=request.actor, agreement=found.id, lines=form.lines())
            return redirect("job", run.id)
        said = form.cleaned_data
        days = {name: said[name] for name in ("starts_on", "decided_on")}
        try:
            made = publish_grid(actor=request.actor, agreement=found.id, lines=form.lines(), at=clock.now(), **days)
        except Invalid as refusal:
            tell(form, refusal)
        else:
            text = _("The new grid is published. It ranks households from %(day)s on.")
            messages.success(request, text % {"day": day(made.starts_on)})
            return redirect("grid", found.id)
    context = {"agreement": found, "form": form}
    return render(request, "web/organisations/grid_form.html", context, status=422 if form.errors else 200)


def _weights(agreement: Agreement) -> dict[str, int | None]:
    """Those of the latest version, to be changed."""
    latest = agreement.grids.prefetch_related("lines").latest("version")
    written = {line.code: line for line in latest.lines.all()}
    return {code: line.points for code, line in written.items()} | {
        "cap": written["waiting"].cap if "waiting" in written else None
    }


def _tried(request: HttpRequest) -> dict[str, int | None]:
    """The weights of a preview of one's service."""
    form = LikeForm(request.GET)
    run = preview_of(request.actor, form.cleaned_data["like"]) if form.is_valid() else None
    if run is None:
        return {}
    weights = {line["code"]: line for line in run.result["weights"]}
    return {code: line["points"] for code, line in weights.items()} | {"cap": weights["waiting"]["cap"]}


@require_GET
def previewed(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """What was counted: by home, how many would move. No household is named, to anybody."""
    run = preview_of(request.actor, job_id)
    if run is None:
        raise Missing
    found = get_agreement(request.actor, UUID(run.result["agreement"]))
    require(policies.may_publish_grid(request.actor, found))
    context = {"agreement": found, "run": run, "table": _moved_table(request.actor, run.result["homes"])}
    return render(request, "web/organisations/grid_preview.html", context)


@require_POST
def compute(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """The ranks of the agreement anew, as a job one may watch and stop."""
    return redirect("job", ask_to_compute(actor=request.actor, agreement=agreement).id)


def _moved_table(actor: Actor, homes: Sequence[dict[str, Any]]) -> Table:
    known = {str(one.id): one for one in vacancies_visible_to(actor).filter(id__in=[one["vacancy"] for one in homes])}
    rows = [
        Row(
            [
                str(known[one["vacancy"]].home) if one["vacancy"] in known else _("A home that is no longer open"),
                one["households"],
                one["moved"],
                one["joining"],
                Status("soon", _("another household")) if one["other_first"] else Status("quiet", _("the same")),
            ]
        )
        for one in homes
    ]
    columns = [
        Column("home", _("Home")),
        Column("households", _("Households that fit or might"), "number"),
        Column("moved", _("Change rank"), "number"),
        Column("joining", _("Join the first ten"), "number"),
        Column("first", _("First"), "status"),
    ]
    return Table(_("Who would move"), columns, rows)


def weights_table(grid: Grid) -> Table:
    rows = [Row([line.get_code_display().capitalize(), line.points, _at_most(line)]) for line in _counted(grid)]
    columns = [
        Column("what", _("What counts")),
        Column("points", _("Points"), "number"),
        Column("most", _("At most"), "figure"),
    ]
    return Table(_("Grid, version %(version)s") % {"version": grid.version}, columns, rows)


def _counted(grid: Grid) -> Iterable[GridLine]:
    return (line for line in grid.lines.all() if line.points)


def _at_most(line: GridLine) -> str:
    if not line.per:
        return number(line.points)
    return _("no limit") if line.cap is None else number(line.cap)
