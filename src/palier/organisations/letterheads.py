"""What an organisation puts at the head and the foot of its letters."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.organisations import policies
from palier.organisations.models import Letterhead, Organisation
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.platform.policy import require


@dataclass(frozen=True, kw_only=True)
class Heading:
    """As it is printed; `address` has one line a line."""

    name: str
    address: str = ""
    phone: str = ""
    footer: str = ""


def own_letterhead(actor: Actor) -> Letterhead | None:
    return Letterhead.objects.filter(organisation_id=actor.organisation).first()


@transaction.atomic
def write_letterhead(*, actor: Actor, heading: Heading) -> Letterhead:
    """Letters made from now on carry it; those that left keep theirs. Raises Invalid without a name."""
    require(policies.may_administer(actor, actor.organisation))
    said = {name: text.strip() for name, text in asdict(heading).items()}
    if not said["name"]:
        raise Invalid(fields={"name": _("Write the name under which your organisation signs.")})
    letterhead, _new = Letterhead.objects.update_or_create(organisation_id=actor.organisation, defaults=said)
    events.record("letterhead.written", subject=letterhead.id)
    return letterhead


def letterhead_of(organisation: Organisation) -> dict[str, Any]:
    """For a template: the name of the organisation where nobody has written more."""
    found = Letterhead.objects.filter(organisation=organisation).first() or Letterhead(name=organisation.name)
    return {
        "name": found.name,
        "lines": [line.strip() for line in found.address.splitlines() if line.strip()],
        "phone": found.phone,
        "footer": found.footer,
    }
