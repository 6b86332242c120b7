"""Write an agreement: who signs it, for how long, who promised how much of what. Signed, it is only read."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.organisations import policies
from palier.organisations.enums import AgreementStatus
from palier.organisations.grids import begin_grid
from palier.organisations.indicators import Indicator
from palier.organisations.models import Agreement, Commitment, Organisation, Party
from palier.organisations.queries import get_agreement
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.policy import require

YEARS = 3
FIELDS = ("name", "territory", "starts_on", "ends_on")


def usual_end(starts_on: date) -> date:
    """The last day of an agreement of three years, as the partners sign them."""
    try:
        return starts_on.replace(year=starts_on.year + YEARS) - timedelta(days=1)
    except ValueError:
        return date(starts_on.year + YEARS, 2, 28)


@transaction.atomic
def draft_agreement(*, actor: Actor, name: str, territory: str, starts_on: date, ends_on: date) -> Agreement:
    """Begin an agreement; the actor's organisation is its first party."""
    require(policies.may_draft_agreement(actor))
    _in_order(starts_on, ends_on)
    agreement = Agreement.objects.create(name=name, territory=territory, starts_on=starts_on, ends_on=ends_on)
    Party.objects.create(agreement=agreement, organisation_id=actor.organisation)
    begin_grid(agreement)
    events.record("agreement.drafted", subject=agreement.id, to_state=AgreementStatus.DRAFT)
    return agreement


@transaction.atomic
def amend_draft(
    *, actor: Actor, agreement: UUID, name: str, territory: str, starts_on: date, ends_on: date
) -> Agreement:
    """Correct what the draft says of itself."""
    draft = _draft(actor, agreement)
    _in_order(starts_on, ends_on)
    if draft.commitments.exclude(starts_on__gte=starts_on, ends_on__lte=ends_on).exists():
        raise Invalid(fields={"ends_on": _("A commitment runs outside these dates: change or remove it first.")})
    said = dict(zip(FIELDS, (name, territory, starts_on, ends_on), strict=True))
    changes = {field: [str(getattr(draft, field)), str(value)] for field, value in said.items()}
    for field, value in said.items():
        setattr(draft, field, value)
    draft.save(update_fields=FIELDS)
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    events.record("agreement.amended", subject=draft.id, changes=changes)
    return draft


@transaction.atomic
def add_party(*, actor: Actor, agreement: UUID, organisation: UUID) -> Party:
    """Name an organisation among the parties; it sees the draft from then on. Named twice, it is named once."""
    draft = _draft(actor, agreement)
    if not Organisation.objects.filter(id=organisation).exists():
        raise Missing
    party, new = Party.objects.get_or_create(agreement=draft, organisation_id=organisation)
    if new:
        events.record("agreement.party_added", subject=draft.id, changes={"organisation": str(organisation)})
    return party


@transaction.atomic
def remove_party(*, actor: Actor, agreement: UUID, organisation: UUID) -> None:
    """Take an organisation out of the draft. Raises Conflict for one's own, and for one that has promised something."""
    draft = _draft(actor, agreement)
    if organisation == actor.organisation:
        raise Conflict(_("Your own organisation stays a party. A partner can take it out."))
    if draft.commitments.filter(owner_id=organisation).exists():
        raise Conflict(_("This party has commitments in the agreement: remove them first."))
    if Party.objects.filter(agreement=draft, organisation_id=organisation).delete()[0]:
        events.record("agreement.party_removed", subject=draft.id, changes={"organisation": str(organisation)})


@transaction.atomic
def add_commitment(
    *,
    actor: Actor,
    agreement: UUID,
    owner: UUID,
    indicator: str,
    title: str,
    target: int,
    starts_on: date,
    ends_on: date,
) -> Commitment:
    """Write down a promise of one party, within the dates of the agreement."""
    draft = _draft(actor, agreement)
    _in_order(starts_on, ends_on)
    if not draft.places.filter(organisation_id=owner).exists():
        raise Invalid(fields={"owner": _("Choose one of the parties.")})
    if indicator not in Indicator.values:
        raise Invalid(fields={"indicator": _("Choose an indicator of the list.")})
    if starts_on < draft.starts_on or ends_on > draft.ends_on:
        raise Invalid(fields={"starts_on": _("A commitment runs within the dates of the agreement.")})
    commitment = Commitment.objects.create(
        agreement=draft,
        owner_id=owner,
        indicator=indicator,
        title=title,
        target=target,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    events.record("agreement.commitment_added", subject=draft.id, changes={"commitment": str(commitment.id)})
    return commitment


@transaction.atomic
def remove_commitment(*, actor: Actor, agreement: UUID, commitment: UUID) -> None:
    draft = _draft(actor, agreement)
    found = draft.commitments.filter(id=commitment).first()
    if found is None:
        raise Missing
    said = {"indicator": found.indicator, "target": found.target, "owner": str(found.owner_id)}
    found.delete()
    events.record("agreement.commitment_removed", subject=draft.id, changes=said)


@transaction.atomic
def sign_agreement(*, actor: Actor, agreement: UUID, signed_on: date) -> Agreement:
    """Say that the paper is signed; it no longer changes here. Raises Conflict with fewer than two parties."""
    draft = _draft(actor, agreement)
    if draft.places.count() < 2:
        raise Conflict(_("An agreement has two parties at least: add your partners first."))
    draft.status, draft.signed_on = AgreementStatus.SIGNED, signed_on
    draft.save(update_fields=["status", "signed_on"])
    events.record(
        "agreement.signed", subject=draft.id, from_state=AgreementStatus.DRAFT, to_state=AgreementStatus.SIGNED
    )
    return draft


def _draft(actor: Actor, agreement: UUID) -> Agreement:
    """The agreement under lock, writable by the actor."""
    found = get_agreement(actor, agreement)
    require(policies.may_write_agreement(actor, found))
    locked = Agreement.objects.select_for_update().get(id=found.id)
    require(policies.may_write_agreement(actor, locked))
    return locked


def _in_order(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise Invalid(fields={"ends_on": _("The last day comes after the first.")})
