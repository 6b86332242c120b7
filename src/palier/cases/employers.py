"""The installation's list of employers: it grows as names are typed, and is completed by those who check one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palier.cases import policies
from palier.cases.enums import Contribution
from palier.cases.facts import Employer
from palier.cases.models import Household
from palier.cases.queries import get_case, rows_visible_to
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.policy import require
from palier.platform.text import search_key

# What people type where there is no employer.
NOBODY = frozenset({"", "aucun", "aucune", "none", "sans", "sans emploi", "neant", "personne", "no"})
KEY = Employer._meta.get_field("key").max_length


def known_employer(name: str) -> Employer | None:
    """The entry of this name, made when it is new; None where the words say that there is no employer."""
    key = search_key(name)[:KEY]
    if key in NOBODY:
        return None
    return Employer.objects.get_or_create(key=key, defaults={"name": name.strip()})[0]


def search_employers(words: str, limit: int = 10) -> QuerySet[Employer]:
    """Checked employers whose name begins with these words."""
    key = search_key(words)
    found = Employer.objects.filter(key__startswith=key, checked_on__isnull=False) if key else Employer.objects.none()
    return found.order_by("key")[:limit]


@transaction.atomic
def check_employer(
    *, actor: Actor, case_id: UUID, version: int, contributes: str, siren: str, at: datetime
) -> Employer:
    """Say whether the employer of this household pays the contribution to housing, as looked up today.

    It holds for every household of the installation who works there. Raises Conflict when somebody said otherwise
    since `version`, Missing where no employer is known. The event names no case: nobody is listed with her employer.
    """
    case = get_case(actor, case_id)
    require(policies.may_write_file(actor, case), case=case.id)
    household = rows_visible_to(actor, Household).get(case=case)
    employer = Employer.objects.select_for_update().filter(id=household.known_employer_id).first()
    if employer is None:
        raise Missing(case=case.id)
    if siren and not _is_siren(siren):
        raise Invalid(fields={"siren": _("A SIREN has nine figures, and these do not fit together: check them.")})
    before = {"contributes": employer.contributes, "siren": employer.siren}
    typed = {"contributes": contributes, "siren": siren}
    if employer.version != version and before != typed:
        raise Conflict(current=before, typed=typed)
    employer.contributes, employer.siren = contributes, siren
    checked = contributes != Contribution.NOT_CHECKED
    employer.checked_on = at.astimezone(clock.PARIS).date() if checked else None
    employer.version += 1
    employer.save()
    events.record("employer.checked", subject=employer.id, to_state=contributes)
    return employer


def _is_siren(figures: str) -> bool:
    """Nine figures whose last one checks the others (Luhn)."""
    if len(figures) != 9 or not (figures.isascii() and figures.isdigit()):
        return False
    doubled = [int(figure) * (1 + place % 2) for place, figure in enumerate(reversed(figures))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
