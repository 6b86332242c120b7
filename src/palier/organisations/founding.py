"""The first organisation of an installation, and any other its operator opens: from the command line only."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.organisations.enums import OrganisationKind, Role, ServiceKind
from palier.organisations.memberships import call_to_role, link_of
from palier.organisations.models import Organisation, Service
from palier.platform import events
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.errors import Invalid

DIRECTION = "Direction"


@transaction.atomic
def found(*, name: str, kind: str, slug: str, admin_email: str, at: datetime, token: str) -> str:
    """Open an organisation with a first service and invite its first administrator; returns the link to give her.

    No e-mail leaves: a new installation may have no way to send one yet. Raises Invalid for a short name in use or an
    unknown kind.
    """
    if kind not in OrganisationKind.values:
        raise Invalid(_("The kind is one of: %s.") % ", ".join(OrganisationKind.values))
    try:
        validate_slug(slug)
    except ValidationError:
        raise Invalid(_("A short name has letters, figures and hyphens: rives-habitat.")) from None
    if Organisation.objects.filter(slug=slug).exists():
        raise Invalid(_("An organisation has this short name already."))
    organisation = Organisation.objects.create(kind=kind, name=name, slug=slug)
    service = Service.objects.create(organisation=organisation, kind=ServiceKind.DIRECTION, name=DIRECTION)
    with acting(system_actor("founding", organisation=organisation.id)):
        events.record("organisation.founded", subject=organisation.id, changes={"kind": kind})
        call_to_role(service, Role.ADMINISTRATOR, admin_email.strip().lower(), at, token, invited_by=None)
    return link_of(token)
