"""Keep that a sheet left Palier: to whom, when, how and on which ground."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.cases import policies
from palier.cases.enums import Audience, Sheet, TransmissionGround, TransmissionMeans
from palier.cases.models import Transmission
from palier.cases.queries import get_case
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid, Missing
from palier.platform.policy import require


@dataclass(frozen=True, kw_only=True)
class Sending:
    """`id` makes a form sent twice one transmission."""

    id: UUID
    recipient: str
    sent_on: date
    means: str
    ground: str


@transaction.atomic
def transmit(*, actor: Actor, case_id: UUID, sheet: str, sending: Sending, at: datetime) -> Transmission:
    """Record that a sheet was sent. Raises Invalid without a recipient, for a day to come or before the call."""
    case = get_case(actor, case_id, lock=True)
    require(policies.may_transmit(actor, case), case=case.id)
    if sheet not in Sheet.values:
        raise Missing(case=case.id)
    if again := Transmission.objects.filter(id=sending.id, case=case).first():
        return again
    _refuse_unfit(sending, case.received_on, at.astimezone(clock.PARIS).date())
    sent = Transmission.objects.create(
        id=sending.id,
        case=case,
        sheet=sheet,
        recipient=sending.recipient.strip(),
        sent_on=sending.sent_on,
        means=sending.means,
        ground=sending.ground,
        service_id=actor.service,
        author_id=actor.user,
    )
    events.record("sheet.transmitted", case=case.id, subject=sent.id, audience=Audience.SOCIAL, to_state=sheet)
    return sent


def _refuse_unfit(sending: Sending, received_on: date, today: date) -> None:
    fields = {}
    if not sending.recipient.strip():
        fields["recipient"] = _("Say who received it.")
    if not received_on <= sending.sent_on <= today:
        fields["sent_on"] = _("Between the day of the call and today.")
    if sending.means not in TransmissionMeans.values:
        fields["means"] = _("Say how it left.")
    if sending.ground not in TransmissionGround.values:
        fields["ground"] = _("Say what lets it leave.")
    if fields:
        raise Invalid(fields=fields)
