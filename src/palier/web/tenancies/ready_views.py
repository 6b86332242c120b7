"""Pages of readiness: the list, the certificates of a case, what the partners look at; and the news of an entry."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.cases.enums import Audience
from palier.cases.models import Case
from palier.cases.policies import may_list_cases
from palier.cases.queries import get_case, open_shares, rows_visible_to
from palier.organisations.policies import may_publish_grid
from palier.organisations.queries import get_agreement
from palier.platform import clock, events
from palier.platform.errors import DomainError, Missing
from palier.platform.models import Access
from palier.platform.policy import require
from palier.tenancies import entries, policies, readiness
from palier.tenancies.models import Readiness
from palier.tenancies.queries import certificates, readiness_of
from palier.tenancies.readiness_enums import ReadinessState
from palier.web.cases.page import case_page
from palier.web.refusals import tell
from palier.web.tenancies import ready_page as page
from palier.web.tenancies.ready_forms import (
    AnswersForm,
    NewsForm,
    ReadyFilters,
    SignReadinessForm,
    TermsForm,
    WithdrawReadinessForm,
)

PAGE = 25


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The ready households the reader may open: her own service's first, the next certificate to end first."""
    actor = request.actor
    require(may_list_cases(actor))
    filters = ReadyFilters(request.GET)
    show = filters.cleaned_data["show"] if filters.is_valid() else ""
    listed = Paginator(certificates(actor, show, clock.today()), PAGE).get_page(request.GET.get("page"))
    context = {"filters": filters, "filtered": bool(show), "page": listed, "table": page.ready_table(actor, listed)}
    return render(request, "web/tenancies/ready.html", context)


@require_safe
def case_readiness(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The certificates of a case, for whoever reads its file."""
    found = _read(request, case_id)
    events.looked(Access.Action.OPENED, case=found.id, route="case_readiness")
    return _page(request, found)


@require_POST
def begin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Prepare a certificate from what is known."""
    readiness.begin(actor=request.actor, case_id=case_id, at=clock.now())
    messages.success(request, _("What is known is filled in: answer the rest, then sign."))
    return redirect("case_readiness", case_id)


@require_POST
def write(request: HttpRequest, readiness_id: UUID) -> HttpResponse:
    found = _certificate(request, readiness_id)
    form = AnswersForm(found, request.POST)

    def do() -> None:
        readiness.write(actor=request.actor, readiness_id=found.id, answers=form.answers())

    return _done(request, found, "write", form, do, _("The answers are kept."))


@require_POST
def sign(request: HttpRequest, readiness_id: UUID) -> HttpResponse:
    found = _certificate(request, readiness_id)
    form = SignReadinessForm(request.actor, found.case, request.POST)

    def do() -> None:
        readiness.sign(actor=request.actor, readiness_id=found.id, agreed=form.agreed(), at=clock.now())

    return _done(request, found, "sign", form, do, _("The certificate is signed."))


@require_POST
def withdraw(request: HttpRequest, readiness_id: UUID) -> HttpResponse:
    found = _certificate(request, readiness_id)
    form = WithdrawReadinessForm(request.POST)

    def do() -> None:
        readiness.withdraw(actor=request.actor, readiness_id=found.id, at=clock.now(), **form.cleaned_data)

    return _done(request, found, "withdraw", form, do, _("The certificate is taken back."))


@require_POST
def news(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was learnt of a household at a term; what cannot be goes back to the page, with why."""
    found = get_case(request.actor, case_id)
    require(policies.may_read(request.actor, found), case=found.id)
    form = NewsForm(request.POST)
    if form.is_valid():
        try:
            entries.record_news(actor=request.actor, case_id=found.id, said=form.told(), at=clock.now())
        except DomainError as refusal:
            if refusal.status not in (409, 422):
                raise
            tell(form, refusal)
        else:
            messages.success(request, _("The news are recorded."))
            return redirect("case_tenancies", found.id)
    context = case_page(request.actor, found, "case_tenancies") | {"form": form}
    return render(request, "web/tenancies/news.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """What the partners look at; a coordinator writes it once they decided."""
    actor = request.actor
    found = get_agreement(actor, agreement)
    may_write = bool(may_publish_grid(actor, found))
    if request.method == "POST":
        require(may_publish_grid(actor, found))
    form = TermsForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            readiness.agree_terms(actor=actor, agreement_id=found.id, at=clock.now(), **form.cleaned_data)
        except DomainError as refusal:
            tell(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Certificates prepared from that day on look at this."))
            return redirect("readiness_terms", found.id)
    criteria, months = readiness.terms_on(found.id, clock.today())
    labels = dict(form.fields["criteria"].choices)
    context = {
        "agreement": found,
        "criteria": [labels[code] for code in criteria],
        "months": months,
        "coming": found.readiness_terms.filter(begins_on__gt=clock.today()),
        "form": form if may_write else None,
    }
    return render(request, "web/tenancies/readiness_terms.html", context, status=status)


def _read(request: HttpRequest, case_id: UUID) -> Case:
    found = get_case(request.actor, case_id)
    file = open_shares(request.actor).filter(case=found, audience=Audience.FILE)
    if Audience.FILE not in request.actor.audiences or not file.exists():
        raise Missing(case=found.id)
    return found


def _certificate(request: HttpRequest, readiness_id: UUID) -> Readiness:
    found = rows_visible_to(request.actor, Readiness).select_related("case__holder").filter(id=readiness_id).first()
    if found is None:
        raise Missing
    require(policies.may_certify(request.actor, found.case), case=found.case_id)
    return found


def _done(
    request: HttpRequest, found: Readiness, name: str, form: forms.Form, do: Callable[[], None], said: str
) -> HttpResponse:
    if form.is_valid():
        try:
            do()
        except DomainError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, said)
            return redirect("case_readiness", found.case_id)
    return _page(request, found.case, typed=(name, form), status=422)


def _page(
    request: HttpRequest, case: Case, *, typed: tuple[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    actor, today = request.actor, clock.today()
    rows = list(readiness_of(actor, case))
    may = bool(policies.may_certify(actor, case))
    draft = next((row for row in rows if row.state == ReadinessState.DRAFT), None)
    signed = next((row for row in rows if row.state == ReadinessState.SIGNED), None)
    name, form = typed or ("", None)
    made: dict[str, Any] = {}
    if may and draft:
        made["write"] = form if name == "write" else AnswersForm(draft, auto_id="id_write_%s")
        made["sign"] = form if name == "sign" else SignReadinessForm(actor, case, auto_id="id_sign_%s")
    if may and signed:
        made["withdraw"] = form if name == "withdraw" else WithdrawReadinessForm(auto_id="id_withdraw_%s")
    context = case_page(actor, case, "case_readiness") | {
        "certificates": [(row, page.status(row, today), page.facts(row), page.answers_table(row)) for row in rows],
        "forms": made,
        "draft": draft,
        "signed": signed,
        "may_begin": may and draft is None,
    }
    return render(request, "web/tenancies/readiness.html", context, status=status)
