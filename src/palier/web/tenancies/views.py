from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.cases.enums import CaseState
from palier.cases.models import Case
from palier.cases.queries import get_case
from palier.platform import clock, events
from palier.platform.errors import Conflict, DomainError, Invalid, Missing
from palier.platform.models import Access
from palier.platform.policy import require
from palier.tenancies import account_table, accounts, policies, signing
from palier.tenancies.queries import get_tenancy, running_tenancies
from palier.ui.components import undo_tag
from palier.web.acts import Typed, field_address
from palier.web.cases.page import case_page
from palier.web.refusals import tell
from palier.web.tenancies import page
from palier.web.tenancies.acts import ACTS
from palier.web.tenancies.forms import BeginForm, OccupancyForm, SubleaseForm
from palier.web.tenancies.life_forms import PasteForm, TakeBackForm
from palier.web.tenancies.lists import owed_table, preview, tenancy_table, written
from palier.web.tenancies.ready_forms import NewsForm
from palier.web.tenancies.ready_page import news_of

PAGE = 25
# What each signature asks and does, and its name on the button.
BEGINNINGS: dict[str, tuple[Promise, type[BeginForm], Any]] = {
    "temporary_occupancy": (
        gettext_lazy("A contract of occupation"),
        OccupancyForm,
        signing.begin_temporary_occupancy,
    ),
    "sublease": (gettext_lazy("A sub-lease"), SubleaseForm, signing.begin_sublease),
    "lease": (gettext_lazy("A lease"), BeginForm, signing.begin_lease),
}


@require_safe
def tenancies(request: HttpRequest) -> HttpResponse:
    """The titles that run and that the reader may open, the oldest first; debt recovery has a page of its own."""
    if policies.may_read_owed(request.actor):
        return redirect("owed")
    require(policies.may_list(request.actor))
    listed = Paginator(running_tenancies(request.actor), PAGE).get_page(request.GET.get("page"))
    table = tenancy_table(request.actor, listed)
    return render(request, "web/tenancies/tenancies.html", {"page": listed, "table": table})


@require_safe
def case_tenancies(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Home and lease: the titles of a case."""
    found = get_case(request.actor, case_id)
    require(policies.may_read(request.actor, found), case=found.id)
    events.looked(Access.Action.OPENED, case=found.id, route="case_tenancies")
    return _page(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, case_id: UUID, kind: str) -> HttpResponse:
    """A signature, by the holder of the case; a partner records one where it follows a candidacy."""
    found = get_case(request.actor, case_id)
    require(policies.may_begin(request.actor, found, ()), case=found.id)
    title, form_class, do = BEGINNINGS[kind]
    form = form_class(request.actor, found, request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            do(actor=request.actor, case_id=found.id, said=form.terms(), at=clock.now())
        except DomainError as refusal:
            tell(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("The signature is recorded. Who lets and who manages now read it."))
            return redirect("case_tenancies", found.id)
    context = case_page(request.actor, found, "case_tenancies") | {"title": title, "form": form}
    return render(request, "web/tenancies/begin.html", context, status=status)


@require_POST
def act(request: HttpRequest, tenancy_id: UUID, name: str) -> HttpResponse:
    """Do one of the acts on a title; what cannot be done keeps what was typed."""
    tenancy = get_tenancy(request.actor, tenancy_id)
    require(policies.may_keep(request.actor, tenancy), case=tenancy.case_id)
    what = ACTS[name]
    if tenancy.kind not in what.kinds:
        raise Missing
    if what.of_tenancy and not what.when(tenancy):
        raise Conflict(_("This is not awaited of this title, or was recorded meanwhile: look at the page again."))
    form = what.asked(tenancy, request.POST, auto_id=field_address(tenancy.id, name))
    if form.is_valid():
        try:
            what.do(request.actor, form, tenancy.id)
        except (Conflict, Invalid) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, str(what.done))
            return redirect("case_tenancies", tenancy.case_id)
    return _page(request, get_case(request.actor, tenancy.case_id), typed=(tenancy.id, name, form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest, tenancy_id: UUID) -> HttpResponse:
    """Lines of an account out of another software: read first, written once somebody has looked at them."""
    tenancy = get_tenancy(request.actor, tenancy_id)
    require(policies.may_keep(request.actor, tenancy), case=tenancy.case_id)
    form = PasteForm(request.POST or None)
    read = None
    if request.method == "POST" and form.is_valid():
        payer = form.cleaned_data["payer"]
        read = account_table.read(form.cleaned_data["lines"], payer, clock.today())
        if "write" in request.POST:
            said = {"tenancy_id": tenancy.id, "payer": payer, "lines": read.lines, "at": clock.now()}
            try:
                new = accounts.write_lines(actor=request.actor, **said)
            except Invalid as refusal:
                tell(form, refusal)
            else:
                text = ngettext("%(n)s line is new.", "%(n)s lines are new.", new) % {"n": new}
                messages.success(request, text)
                return redirect("case_tenancies", tenancy.case_id)
    case = get_case(request.actor, tenancy.case_id)
    listed = Paginator(accounts.everything_of(tenancy), PAGE).get_page(request.GET.get("page"))
    context = case_page(request.actor, case, "case_tenancies") | {
        "form": form,
        "tenancy": tenancy,
        "page": listed,
        "written": [(one, words, TakeBackForm(auto_id=f"id_{one.id.hex[:8]}_%s")) for one, words in written(listed)],
    }
    if read:
        payer = form.cleaned_data["payer"]
        context |= preview(read, accounts.written_already(tenancy, payer, read.lines))
    return render(request, "web/tenancies/lines.html", context, status=422 if form.errors else 200)


@require_POST
def take_line_back(request: HttpRequest, tenancy_id: UUID, written_id: UUID) -> HttpResponse:
    """A line counts no more, with a reason; undone from the message, or from the list later."""
    asked = {"actor": request.actor, "tenancy_id": tenancy_id, "line_id": written_id}
    accounts.take_line_back(**asked, reason=request.POST.get("reason", ""), at=clock.now())
    undo = undo_tag(reverse("account_restore", args=[tenancy_id, written_id]))
    messages.success(request, _("The line counts no more; it stays below, with who took it back and why."), undo)
    return redirect("tenancy_lines", tenancy_id)


@require_POST
def restore_line(request: HttpRequest, tenancy_id: UUID, written_id: UUID) -> HttpResponse:
    accounts.restore_line(actor=request.actor, tenancy_id=tenancy_id, line_id=written_id)
    messages.success(request, _("The line counts again."))
    return redirect("tenancy_lines", tenancy_id)


@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """For debt recovery: what associations owe for the homes its organisation lets them; no household is named."""
    require(policies.may_read_owed(request.actor))
    return render(request, "web/tenancies/owed.html", {"table": owed_table(accounts.lines_owed_to(request.actor))})


def _page(request: HttpRequest, case: Case, *, typed: Typed | None = None, status: int = 200) -> HttpResponse:
    actor = request.actor
    may_begin = policies.may_begin(actor, case, ()) and case.state != CaseState.CLOSED
    titles = page.titles(actor, case, typed)
    learnt, due = news_of(actor, case, [title.row for title in titles])
    parties = {title.row.provider_id for title in titles if title.row.provider_id}
    context = case_page(actor, case, "case_tenancies") | {
        "titles": titles,
        "learnt": learnt,
        "news": [NewsForm.of(one) for one in due] if policies.may_begin(actor, case, parties) else [],
        "beginnings": [(kind, said[0]) for kind, said in BEGINNINGS.items()] if may_begin else [],
    }
    return render(request, "web/tenancies/case.html", context, status=status)
