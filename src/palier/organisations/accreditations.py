"""The accreditations of an association, with their days: without that of L365-4 it rents nothing to sub-let."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palier.organisations import policies
from palier.organisations.enums import AccreditationKind
from palier.organisations.models import Accreditation
from palier.organisations.queries import partners_of
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.platform.policy import require

# Practice, no law: a renewal takes the préfet some months, so it is asked for so many before.
RENEW_MONTHS = 6


def last_days(accreditations: Iterable[Accreditation]) -> dict[str, date]:
    """By kind, the last day that any of them covers."""
    found: dict[str, date] = {}
    for one in accreditations:
        found[one.kind] = max(one.until, found.get(one.kind, one.until))
    return found


def accreditations_seen_by(actor: Actor) -> QuerySet[Accreditation]:
    """Those of one's own organisation and of its partners, the latest first."""
    found = Accreditation.objects.filter(organisation__in=partners_of(actor)).select_related("organisation")
    return found.order_by("organisation__name", "-begins_on", "kind")


@transaction.atomic
def record_accreditation(*, actor: Actor, kind: str, begins_on: date, until: date) -> Accreditation:
    """Write down an accreditation of one's own organisation. Written again from the same day, it is corrected."""
    require(policies.may_record_accreditation(actor))
    fields = {}
    if kind not in AccreditationKind.values:
        fields["kind"] = _("Say which accreditation.")
    if until < begins_on:
        fields["until"] = _("It cannot end before it begins.")
    if fields:
        raise Invalid(fields=fields)
    made, _new = Accreditation.objects.update_or_create(
        organisation_id=actor.organisation, kind=kind, begins_on=begins_on, defaults={"until": until}
    )
    changes = {"kind": kind, "begins_on": begins_on.isoformat(), "until": until.isoformat()}
    events.record("accreditation.recorded", subject=made.id, changes=changes)
    return made
