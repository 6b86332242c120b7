"""What the letters of my organisation carry."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palier.organisations import policies
from palier.organisations.letterheads import Heading, own_letterhead, write_letterhead
from palier.organisations.models import Organisation
from palier.platform.errors import Invalid
from palier.platform.policy import require
from palier.web.organisations.forms import LetterheadForm
from palier.web.refusals import tell


@require_http_methods(["GET", "HEAD", "POST"])
def letterhead(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    require(policies.may_administer(actor, actor.organisation))
    own = own_letterhead(actor)
    known = model_to_dict(own) if own else {"name": Organisation.objects.get(id=actor.organisation).name}
    form = LetterheadForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            write_letterhead(actor=actor, heading=Heading(**form.cleaned_data))
        except Invalid as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Letters made from now on carry it; those that left keep theirs."))
            return redirect("members")
    context = {
        "title": _("Letterhead"),
        "lead": _("What stands at the head and at the foot of your organisation's letters."),
        "form": form,
        "button": _("Save"),
    }
    return render(request, "web/organisations/members_form.html", context, status=422 if form.errors else 200)
