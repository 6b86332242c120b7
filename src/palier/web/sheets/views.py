from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palier.cases import policies
from palier.cases.enums import Sheet
from palier.cases.models import Case, Transmission
from palier.cases.queries import get_case, rows_visible_to
from palier.cases.transmissions import transmit
from palier.messaging.sheets.facts import facts_of
from palier.messaging.sheets.sections import MODELS, Drawn, draw
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid, Missing
from palier.platform.models import Access
from palier.platform.policy import require
from palier.ui.components import Cell, Column, Row, Table
from palier.ui.formats import day
from palier.ui.templatetags.ui import written
from palier.web.cases.page import case_page
from palier.web.refusals import tell
from palier.web.sheets.forms import SendingForm


@require_safe
def case_sheets(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The sheets one may print or paste, and those that have left."""
    found = _case(request, case_id)
    events.looked(Access.Action.OPENED, case=found.id, route="case_sheets")
    context = case_page(request.actor, found, "case_sheets") | {
        "sheets": [(sheet.label, reverse("case_sheet", args=[found.id, sheet.value])) for sheet in Sheet],
        "sent": _sent(request.actor, found),
    }
    return render(request, "web/sheets/sheets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def case_sheet(request: HttpRequest, case_id: UUID, sheet: str) -> HttpResponse:
    """One sheet, to print or to paste; once it has left, the form below keeps to whom and on which ground."""
    found = _case(request, case_id)
    if sheet not in Sheet.values:
        raise Missing(case=found.id)
    form = SendingForm(MODELS[sheet].ground, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            transmit(actor=request.actor, case_id=found.id, sheet=sheet, sending=form.sending(), at=clock.now())
        except Invalid as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Kept: what left, to whom and on which ground."))
            return redirect("case_sheets", found.id)
    events.looked(Access.Action.EXPORTED, case=found.id, route="case_sheet", reason=sheet)
    drawn = draw(Sheet(sheet), facts_of(request.actor, found, on=clock.today()))
    context = {"case": found, "sheet": drawn, "code": sheet, "text": as_text(drawn), "form": form}
    return render(request, "web/sheets/sheet.html", context, status=422 if form.errors else 200)


def _case(request: HttpRequest, case_id: UUID) -> Case:
    found = get_case(request.actor, case_id)
    require(policies.may_transmit(request.actor, found), case=found.id)
    return found


def as_text(sheet: Drawn) -> str:
    """The sheet as lines to paste into another program, in its order; what is not known is left open."""
    lines = [f"{sheet.title}, {day(sheet.on)}"]
    for heading, facts in sheet.parts:
        lines += ["", heading.upper()]
        for fact in facts:
            value = "" if fact.value is None or fact.value == "" else written(fact.value, fact.kind)
            note = f" ({fact.note})" if fact.note else ""
            lines.append(f"{fact.term} : {value}{note}".rstrip())
    return "\n".join(lines)


def _sent(actor: Actor, case: Case) -> Table:
    rows = [
        Row(
            [
                Cell(sent.get_sheet_display(), note=sent.get_means_display()),
                sent.recipient,
                sent.sent_on,
                sent.get_ground_display(),
                sent.author.get_full_name(),
            ]
        )
        for sent in rows_visible_to(actor, Transmission).filter(case=case).select_related("author")
    ]
    columns = [
        Column("sheet", _("Sheet")),
        Column("recipient", _("Sent to")),
        Column("day", _("On"), kind="day"),
        Column("ground", _("On which ground")),
        Column("author", _("By")),
    ]
    return Table(_("What has left Palier"), columns, rows)
