"""What is written to me by e-mail: chosen here, or stopped from an e-mail without signing in."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from palier.messaging.alerts import choice_of, choose, stop_all, whose_link
from palier.messaging.enums import AlertTheme, AlertWay, DigestRhythm
from palier.messaging.models import AlertChoice
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.web.accounts.posts import typed


class AlertForm(forms.Form):
    """One answer a theme, then how often the digest comes."""

    digest = forms.ChoiceField(label=gettext_lazy("The digest comes"), choices=DigestRhythm.choices)

    def __init__(self, choice: AlertChoice, *args: object) -> None:
        super().__init__(*args)
        for theme in AlertTheme:
            chosen = getattr(choice, theme.value)
            self.fields[theme.value] = forms.ChoiceField(label=theme.label, choices=AlertWay.choices, initial=chosen)
        self.fields["dates"].help_text = _("At once: five days and two days before, and the day after.")
        self.fields["digest"].initial = choice.digest
        self.order_fields([*AlertTheme.values, "digest"])

    def ways(self) -> dict[str, str]:
        return {theme.value: self.cleaned_data[theme.value] for theme in AlertTheme}


@require_http_methods(["GET", "HEAD", "POST"])
def alerts(request: HttpRequest) -> HttpResponse:
    """What I am written to about, at once or in a digest."""
    form = AlertForm(choice_of(request.actor.user), typed(request))
    if request.method == "POST" and form.is_valid():
        choose(actor=request.actor, ways=form.ways(), digest=form.cleaned_data["digest"])
        messages.success(request, _("You are written to as you chose."))
        return redirect("alerts")
    return render(request, "web/accounts/alerts.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt  # The mail program that posts here for its reader has no page of ours (RFC 8058).
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def alerts_stop(request: HttpRequest, reader: str) -> HttpResponse:
    """Stop the e-mails of whoever was sent this link; to look at the page stops nothing."""
    user = whose_link(reader)
    stopped = request.method == "POST"
    if stopped:
        own = Actor(user=user.id, organisation=None, service=None)
        with transaction.atomic(), acting(own):
            stop_all(actor=own)
    with override(user.language):
        return render(request, "web/accounts/alerts_stop.html", {"stopped": stopped})
