"""The grid of an agreement: read by all its people, published by a coordinator once the partners decided."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from palier.organisations import policies
from palier.organisations.grids import grid_on, publish_grid
from palier.organisations.models import Agreement, Grid, GridLine
from palier.organisations.queries import get_agreement
from palier.platform import clock
from palier.platform.errors import Invalid
from palier.platform.policy import require
from palier.ui.components import Column, Row, Table
from palier.ui.formats import day, number
from palier.web.accounts.posts import typed
from palier.web.organisations.forms import GridForm
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
    """New weights from a day on; what was ranked before keeps its version."""
    found = get_agreement(request.actor, agreement)
    require(policies.may_publish_grid(request.actor, found))
    form = GridForm(typed(request), initial=_weights(found))
    if request.method == "POST" and form.is_valid():
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
