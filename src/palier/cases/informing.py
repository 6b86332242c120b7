"""The notice an adult is given before anything is kept of her (GDPR article 13), or within a month where it came from
elsewhere (article 14): who still waits for it, and that she has it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from palier.cases import policies
from palier.cases.enums import Means, PersonKind
from palier.cases.models import Case, Information, Person
from palier.cases.queries import get_case, rows_visible_to
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.policy import require


def is_informed(actor: Actor, case: Case) -> bool:
    """A household brought in from a table is not, until somebody says so."""
    return rows_visible_to(actor, Information).filter(case=case).exists()


@transaction.atomic
def inform(*, actor: Actor, case_id: UUID, means: Means, at: datetime) -> Information:
    """The applicant was given the notice. Said twice, the first day stays."""
    case = get_case(actor, case_id, lock=True)
    require(policies.may_share(actor, case), case=case.id)
    if given := rows_visible_to(actor, Information).filter(case=case).first():
        return given
    applicant = rows_visible_to(actor, Person).get(case=case, kind=PersonKind.APPLICANT)
    given = Information.objects.create(case=case, person_id=applicant.id, given_at=at, means=means)
    events.record("information.given", case=case.id, subject=given.id)
    return given
