"""Tell people by e-mail that somebody waits for them, or has answered them. Links only: nothing about anybody."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palier.accounts import mail
from palier.organisations.enums import Role
from palier.organisations.models import JoinRequest, Membership
from palier.organisations.queries import members_of
from palier.platform import clock
from palier.platform.events import on
from palier.platform.models import Event


@on("membership.asked")
def tell_administrators(event: Event) -> None:
    administrators = members_of(event.organisation_id, on=clock.today()).filter(role=Role.ADMINISTRATOR)
    for email in sorted({membership.user.email for membership in administrators}):
        mail.send(email, "organisations/email/request_waiting", link=settings.SITE_URL + reverse("members"))


@on("membership.request_accepted", "membership.request_refused")
def tell_applicant(event: Event) -> None:
    request = JoinRequest.objects.select_related("user", "organisation").get(id=event.subject_id)
    mail.send(
        request.user.email,
        "organisations/email/request_answered",
        accepted=request.state == JoinRequest.State.ACCEPTED,
        organisation=request.organisation.name,
        link=settings.SITE_URL + reverse("account"),
    )


@on("membership.second_factor_removed")
def tell_whose_factor(event: Event) -> None:
    membership = Membership.objects.select_related("user").get(id=event.subject_id)
    news = _("An administrator of your organisation removed your second factor, for you to set another.")
    mail.send(membership.user.email, "account/email/security", news=news)
