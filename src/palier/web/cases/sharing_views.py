"""Who sees what, why and until when; who looked; and the holder's power to change it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from palier.accounts.models import User
from palier.cases import informing, policies, sharing
from palier.cases.enums import Audience, Ground, Means, PersonKind
from palier.cases.models import Case, Person, Share, SharingAuthorisation
from palier.cases.queries import get_case, rows_visible_to, shares_of
from palier.organisations.models import Service
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.platform.models import Access
from palier.platform.policy import require
from palier.ui.components import Action, Column, Row, Table
from palier.ui.formats import day
from palier.web.cases import page

LOOKS = 50


class AuthoriseForm(forms.Form):
    recipient = forms.ModelChoiceField(label=gettext_lazy("Which service?"), queryset=None, empty_label="")
    means = forms.ChoiceField(
        label=gettext_lazy("How did they say so?"), choices=Means.choices, widget=forms.RadioSelect, initial=Means.ORAL
    )

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = sharing.may_receive(actor)
        self.fields["recipient"].label_from_instance = lambda service: f"{service.organisation} – {service}"


class InformedForm(forms.Form):
    informed = forms.ChoiceField(
        label=gettext_lazy("How was it given?"), choices=Means.choices, widget=forms.RadioSelect, initial=Means.ORAL
    )


@require_safe
def sharing_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    found = get_case(request.actor, case_id)
    events.looked(Access.Action.OPENED, case=found.id, route="case_sharing")
    return _page(request, found, AuthoriseForm(request.actor))


def _page(request: HttpRequest, case: Case, form: AuthoriseForm, status: int = 200) -> HttpResponse:
    actor = request.actor
    may_share = policies.may_share(actor, case)
    context = page.case_page(actor, case, "case_sharing") | {
        "shares": shares_table(shares_of(actor, case), _("Who sees what, why and until when")),
        "looks": _looks_table(actor, case) if may_share else None,
        "authorisations": _authorisations(actor, case) if may_share else [],
        "form": form if policies.may_open_shares(actor, case) else None,
        "informed_form": InformedForm() if may_share and not informing.is_informed(actor, case) else None,
    }
    return render(request, "web/cases/sharing.html", context, status=status)


def shares_table(shares: Iterable[Share], caption: str) -> Table:
    grouped: dict[tuple[str, str, datetime | None], list[str]] = {}
    for share in shares:
        key = (_recipient(share), Ground(share.ground).label, share.until)
        grouped.setdefault(key, []).append(str(Audience(share.audience).label))
    rows = [
        Row([who, " · ".join(dict.fromkeys(what)), why, _last_day(until)])
        for (who, why, until), what in grouped.items()
    ]
    columns = [
        Column("who", _("Who")),
        Column("what", _("Sees what")),
        Column("why", _("Why")),
        Column("until", _("Until")),
    ]
    return Table(caption, columns, rows)


def _last_day(until: datetime | None) -> str:
    """A share ends at an instant, mostly the first of a day; people read the last day of it."""
    if until is None:
        return _("as long as it holds the case")
    return day((until - timedelta(microseconds=1)).astimezone(clock.PARIS).date())


def _recipient(share: Share) -> str:
    return f"{share.organisation} – {share.service}" if share.service else str(share.organisation)


def _looks_table(actor: Actor, case: Case) -> Table:
    looks = list(Access.objects.filter(case_id=case.id).exclude(action="refused").order_by("-at")[:LOOKS])
    people = {user.id: user.get_full_name() for user in User.objects.filter(id__in={look.actor_id for look in looks})}
    services = dict(Service.objects.filter(id__in={look.service_id for look in looks}).values_list("id", "name"))
    rows = [
        Row([people.get(look.actor_id, ""), services.get(look.service_id, ""), look.at, look.get_action_display()])
        for look in looks
    ]
    columns = [
        Column("who", _("Who")),
        Column("service", _("Service")),
        Column("when", _("When"), kind="moment"),
        Column("what", _("What")),
    ]
    return Table(_("Who looked"), columns, rows)


def _authorisations(actor: Actor, case: Case) -> list[dict[str, object]]:
    found = (
        rows_visible_to(actor, SharingAuthorisation)
        .filter(case=case, withdrawn_at=None, until__gte=clock.today())
        .select_related("recipient__organisation")
    )
    return [
        {
            "given": given,
            "confirm": None
            if given.written_on or not policies.may_open_shares(actor, case)
            else Action(_("Confirmed in writing"), reverse("case_confirm", args=[case.id, given.id]), post=True),
            "withdraw": Action(
                _("Record that it is taken back"), reverse("case_withdraw", args=[case.id, given.id]), post=True
            ),
        }
        for given in found
    ]


@require_POST
def authorise(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = request.actor
    found = get_case(actor, case_id)
    require(policies.may_open_shares(actor, found), case=found.id)
    events.looked(Access.Action.OPENED, case=found.id, route="case_sharing")
    form = AuthoriseForm(actor, request.POST)
    if form.is_valid():
        person = rows_visible_to(actor, Person).get(case=found, kind=PersonKind.APPLICANT)
        try:
            sharing.authorise(
                actor=actor,
                case=found,
                person=person.id,
                recipient=form.cleaned_data["recipient"].id,
                at=clock.now(),
                means=Means(form.cleaned_data["means"]),
            )
        except Invalid as error:
            form.add_error("recipient", error.message)
        else:
            messages.success(request, _("The service may follow the case from now on."))
            return redirect("case_sharing", case_id)
    return _page(request, found, form, status=422)


@require_POST
def confirm(request: HttpRequest, case_id: UUID, authorisation: UUID) -> HttpResponse:
    sharing.confirm_in_writing(actor=request.actor, case_id=case_id, authorisation=authorisation, at=clock.now())
    messages.success(request, _("Confirmed in writing."))
    return redirect("case_sharing", case_id)


@require_POST
def withdraw(request: HttpRequest, case_id: UUID, authorisation: UUID) -> HttpResponse:
    sharing.withdraw(actor=request.actor, case_id=case_id, authorisation=authorisation, at=clock.now())
    messages.success(request, _("Taken back: that service sees nothing more of it from this second on."))
    return redirect("case_sharing", case_id)


@require_POST
def inform(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The household was given the notice it had not been given before its case came here."""
    require(policies.may_share(request.actor, get_case(request.actor, case_id)), case=case_id)
    form = InformedForm(request.POST)
    if not form.is_valid():
        raise Invalid
    means = Means(form.cleaned_data["informed"])
    informing.inform(actor=request.actor, case_id=case_id, means=means, at=clock.now())
    messages.success(request, _("Kept: the household was given the information notice."))
    return redirect("case_sharing", case_id)
