"""The agreements my organisation is a party to: read by all its people, drafted by those who run it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palier.organisations import agreements as services
from palier.organisations import policies
from palier.organisations.enums import AgreementStatus
from palier.organisations.indicators import Indicator
from palier.organisations.models import Agreement, Commitment
from palier.organisations.queries import agreements_of, get_agreement, search_organisations
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid
from palier.platform.policy import require
from palier.reporting.policies import may_read_figures
from palier.ui.components import Cell, Column, Row, Table
from palier.ui.formats import day
from palier.web.accounts.posts import typed
from palier.web.organisations.forms import AgreementForm, CommitmentForm, OrganisationSearch, SignForm, add_errors


@require_GET
def agreement(request: HttpRequest) -> HttpResponse:
    """The only agreement, or the list of them."""
    mine = list(agreements_of(request.actor).prefetch_related("parties"))
    if len(mine) == 1:
        return redirect("agreement_page", mine[0].id)
    context = {"agreements": mine, "may_draft": policies.may_draft_agreement(request.actor)}
    return render(request, "web/organisations/agreements.html", context)


@require_GET
def agreement_page(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """Parties, dates, promises."""
    found = get_agreement(request.actor, agreement)
    promised = list(found.commitments.select_related("owner"))
    context = {
        "agreement": found,
        "parties": found.parties.all(),
        "commitments": promised,
        "table": _table(promised),
        "may_write": policies.may_write_agreement(request.actor, found),
        "may_draft": policies.may_draft_agreement(request.actor),
        "may_read_figures": found.status != AgreementStatus.DRAFT and may_read_figures(request.actor),
    }
    return render(request, "web/organisations/agreement.html", context)


def _table(promised: list[Commitment]) -> Table:
    columns = [
        Column("title", _("Promise")),
        Column("owner", _("Who promises")),
        Column("target", _("Target"), "number"),
        Column("period", _("Period")),
    ]
    labels = dict(Indicator.choices)
    rows = [
        Row(
            [
                Cell(row.title, note=labels.get(row.indicator, "")),
                str(row.owner),
                row.target,
                _("from %(first)s to %(last)s") % {"first": day(row.starts_on), "last": day(row.ends_on)},
            ]
        )
        for row in promised
    ]
    return Table(_("Commitments"), columns, rows)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    require(policies.may_draft_agreement(actor))
    form = AgreementForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft_agreement(actor=actor, **form.cleaned_data)
        except Invalid as refusal:
            add_errors(form, refusal)
        else:
            return redirect("agreement_page", made.id)
    return _form_page(request, form, _("Draft an agreement"), _("Go on"))


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, agreement: UUID) -> HttpResponse:
    found = _writable(request, agreement)
    form = AgreementForm(typed(request), initial={name: getattr(found, name) for name in services.FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            services.amend_draft(actor=request.actor, agreement=found.id, **form.cleaned_data)
        except Invalid as refusal:
            add_errors(form, refusal)
        else:
            return redirect("agreement_page", found.id)
    return _form_page(request, form, _("Correct the draft"), _("Save"), found)


@require_http_methods(["GET", "POST"])
def parties(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """Look for a partner by name and add it; take one out."""
    found = _writable(request, agreement)
    form = OrganisationSearch(typed(request))
    hits = search_organisations(form.cleaned_data["words"]) if form.is_valid() else None
    context = {"agreement": found, "form": form, "found": hits, "parties": found.parties.all()}
    return render(request, "web/organisations/parties.html", context, status=422 if form.errors else 200)


@require_POST
def add_party(request: HttpRequest, agreement: UUID, organisation: UUID) -> HttpResponse:
    services.add_party(actor=request.actor, agreement=agreement, organisation=organisation)
    return redirect("agreement_page", agreement)


@require_POST
def remove_party(request: HttpRequest, agreement: UUID, organisation: UUID) -> HttpResponse:
    try:
        services.remove_party(actor=request.actor, agreement=agreement, organisation=organisation)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    return redirect("agreement_page", agreement)


@require_http_methods(["GET", "POST"])
def add_commitment(request: HttpRequest, agreement: UUID) -> HttpResponse:
    found = _writable(request, agreement)
    form = CommitmentForm(typed(request), agreement=found)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"owner": form.cleaned_data["owner"].id}
        try:
            services.add_commitment(actor=request.actor, agreement=found.id, **said)
        except Invalid as refusal:
            add_errors(form, refusal)
        else:
            return redirect("agreement_page", found.id)
    return _form_page(request, form, _("Add a commitment"), _("Add"), found)


@require_POST
def remove_commitment(request: HttpRequest, agreement: UUID, commitment: UUID) -> HttpResponse:
    services.remove_commitment(actor=request.actor, agreement=agreement, commitment=commitment)
    return redirect("agreement_page", agreement)


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """What cannot be undone says what it does before it does it."""
    found = _writable(request, agreement)
    form = SignForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.sign_agreement(actor=request.actor, agreement=found.id, **form.cleaned_data)
        except Conflict as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The agreement is signed."))
            return redirect("agreement_page", found.id)
    lead = _("Once the signature is recorded, dates, parties and commitments no longer change here.")
    return _form_page(request, form, _("Record the signature"), _("Record"), found, lead)


def _writable(request: HttpRequest, agreement: UUID) -> Agreement:
    found = get_agreement(request.actor, agreement)
    require(policies.may_write_agreement(request.actor, found))
    return found


def _form_page(
    request: HttpRequest, form: object, title: str, button: str, agreement: Agreement | None = None, lead: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "agreement": agreement, "lead": lead}
    return render(request, "web/organisations/agreement_form.html", context, status=422 if form.errors else 200)
