from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from palier.cases.models import Case
from palier.cases.queries import get_case
from palier.platform import clock, events
from palier.platform.errors import DomainError, Invalid
from palier.platform.models import Access
from palier.platform.policy import require
from palier.support import policies, services
from palier.support.queries import get_mandate
from palier.ui.components import undo_tag
from palier.web.acts import Typed, field_address
from palier.web.cases.page import case_page
from palier.web.refusals import tell
from palier.web.support import page
from palier.web.support.acts import ACTS
from palier.web.support.forms import OrderForm


@require_http_methods(["GET", "HEAD", "POST"])
def case_support(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The mandates of a case; the holder orders one here."""
    found = get_case(request.actor, case_id)
    if request.method != "POST":
        events.looked(Access.Action.OPENED, case=found.id, route="case_support")
        return _page(request, found)
    require(policies.may_order(request.actor, found), case=found.id)
    form = OrderForm(request.actor, request.POST)
    if not form.is_valid():
        return _page(request, found, order=form, status=422)
    try:
        services.order(actor=request.actor, case_id=found.id, said=form.order(), at=clock.now())
    except DomainError as refusal:
        tell(form, refusal)
        return _page(request, found, order=form, status=refusal.status)
    messages.success(request, _("The mandate is ordered; the case now waits on the partner."))
    return redirect("case_support", found.id)


@require_POST
def act(request: HttpRequest, mandate_id: UUID, name: str) -> HttpResponse:
    """Do one of the acts on a mandate; what cannot be done keeps what was typed."""
    mandate = get_mandate(request.actor, mandate_id)
    what = ACTS[name]
    require(what.allowed(request.actor, mandate), case=mandate.case_id)
    form = what.form(request.POST, auto_id=field_address(mandate.id, name))
    if form.is_valid():
        try:
            what.do(request.actor, form, mandate.id)
        except Invalid as refusal:
            tell(form, refusal)
        else:
            undo = undo_tag(reverse(what.undo, args=[mandate.id])) if what.undo else ""
            messages.success(request, str(what.done), undo)
            return redirect("case_support", mandate.case_id)
    return _page(request, get_case(request.actor, mandate.case_id), typed=(mandate.id, name, form), status=422)


def _page(
    request: HttpRequest,
    case: Case,
    *,
    order: OrderForm | None = None,
    typed: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    may_order = policies.may_order(actor, case)
    context = case_page(actor, case, "case_support") | {
        "mandates": page.mandates(actor, case, typed),
        "order_form": (order or OrderForm(actor)) if may_order else None,
    }
    return render(request, "web/support/support.html", context, status=status)
