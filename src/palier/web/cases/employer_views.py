"""The employer of a household, as the installation knows it; names complete as one types them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palier.cases import employers as known
from palier.cases import policies
from palier.cases.enums import Contribution
from palier.cases.facts import Employer
from palier.cases.models import Case, Household
from palier.cases.queries import get_case, rows_visible_to
from palier.platform import clock, events
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.models import Access
from palier.platform.policy import require
from palier.web.cases import page
from palier.web.refusals import tell


class EmployerForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    contributes = forms.ChoiceField(
        label=gettext_lazy("Does it pay the contribution to housing?"),
        choices=Contribution.choices,
        help_text=gettext_lazy("As looked up today; it holds for every household who works there."),
    )
    siren = forms.CharField(label=gettext_lazy("SIREN"), max_length=11, required=False)

    def clean_siren(self) -> str:
        return str(self.cleaned_data["siren"]).replace(" ", "")


@require_safe
def employers(request: HttpRequest) -> HttpResponse:
    """Employers somebody has checked, whose name begins with what is typed; never with people."""
    require(policies.may_receive_call(request.actor))
    typed = request.GET.get("employer", "").strip()
    found = known.search_employers(typed) if len(typed) > 1 else []
    return render(request, "ui/options.html", {"options": [employer.name for employer in found]})


@require_http_methods(["GET", "HEAD", "POST"])
def employer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = request.actor
    case = get_case(actor, case_id)
    require(policies.may_write_file(actor, case), case=case.id)
    events.looked(Access.Action.OPENED, case=case.id, route="case_employer")
    household = rows_visible_to(actor, Household).select_related("known_employer").get(case=case)
    kept = household.known_employer
    if kept is None:
        raise Missing(case=case.id)
    if request.method != "POST":
        initial = {"contributes": kept.contributes, "siren": kept.siren, "version": kept.version}
        return _page(request, case, kept, EmployerForm(initial=initial))
    form = EmployerForm(request.POST)
    if form.is_valid():
        try:
            known.check_employer(actor=actor, case_id=case.id, at=clock.now(), **form.cleaned_data)
        except Invalid as error:
            tell(form, error)
        except Conflict as conflict:
            return _both_values(request, case, kept, form, conflict)
        else:
            messages.success(request, _("Noted for every household who works there."))
            return redirect("case_household", case.id)
    return _page(request, case, kept, form, 422)


def _both_values(
    request: HttpRequest, case: Case, kept: Employer, form: EmployerForm, conflict: Conflict
) -> HttpResponse:
    again = EmployerForm(form.data.copy())
    again.data["version"] = str(kept.version)
    again.is_valid()
    saved = {"contributes": kept.get_contributes_display(), "siren": kept.siren or _("empty")}
    for name, value in conflict.context["typed"].items():
        if conflict.context["current"][name] != value:
            again.add_error(name, _("Saved meanwhile by a colleague: %(value)s") % {"value": saved[name]})
    return _page(request, case, kept, again, conflict.status)


def _page(request: HttpRequest, case: Case, kept: Employer, form: EmployerForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = page.case_page(request.actor, case, "case_household") | {"employer": kept, "form": form}
    return render(request, "web/cases/employer.html", context, status=status)
