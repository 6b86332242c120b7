"""The accreditations of the partners, with their days; each records its own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palier.organisations import policies
from palier.organisations.accreditations import accreditations_seen_by, record_accreditation
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.platform.policy import require
from palier.ui.components import Column, Row, Table
from palier.web.accounts.posts import typed
from palier.web.organisations.forms import AccreditationForm
from palier.web.refusals import tell


@require_http_methods(["GET", "HEAD", "POST"])
def accreditations(request: HttpRequest) -> HttpResponse:
    """Those of the parties; who writes agreements records those of her own organisation here."""
    actor: Actor = request.actor
    form = AccreditationForm(typed(request))
    if request.method == "POST":
        require(policies.may_record_accreditation(actor))
        if form.is_valid():
            try:
                record_accreditation(actor=actor, **form.cleaned_data)
            except Invalid as refusal:
                tell(form, refusal)
            else:
                messages.success(request, _("The accreditation is recorded."))
                return redirect("accreditations")
    context = {"table": _table(actor), "form": form if policies.may_record_accreditation(actor) else None}
    return render(request, "web/organisations/accreditations.html", context, status=422 if form.errors else 200)


def _table(actor: Actor) -> Table:
    columns = [
        Column("who", _("Organisation")),
        Column("kind", _("Accreditation")),
        Column("begins", _("First day"), kind="day"),
        Column("until", _("Last day"), kind="day"),
    ]
    rows = [
        Row([str(one.organisation), one.get_kind_display(), one.begins_on, one.until])
        for one in accreditations_seen_by(actor)
    ]
    return Table(_("Accreditations"), columns, rows)
