"""The certificate that a household is ready for a lease of its own: the association's, good until a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from palier.cases.enums import Means
from palier.cases.models import Case, Person
from palier.cases.queries import rows_visible_to
from palier.messaging.letters.of_tenancies import adults_of, full_name
from palier.messaging.letters.offer import Subject
from palier.messaging.sheets.ready import known_words
from palier.platform import clock
from palier.platform.actor import Actor
from palier.tenancies.models import Readiness, ReadinessAnswer
from palier.tenancies.readiness_enums import ReadinessState
from palier.ui import formats


def in_force(actor: Actor, case: Case) -> Iterable[Subject]:
    """Of the association that signed it, whose letterhead it carries. One that has lapsed certifies nothing."""
    ours = rows_visible_to(actor, Readiness).filter(case=case, service__organisation=actor.organisation)
    for row in ours.filter(state=ReadinessState.SIGNED, valid_until__gte=clock.today()):
        yield Subject(row.id)


def certificate(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    row = rows_visible_to(actor, Readiness).select_related("signed_by").prefetch_related("answers").get(id=about)
    agreed = rows_visible_to(actor, Person).filter(id=row.agreed_by).first()
    return {
        "title": "Attestation : prêt à accéder à un logement",
        "adults": [full_name(person) for person in adults_of(actor, case)],
        "signed_by": row.signed_by.get_full_name(),
        "signed_on": formats.day(row.signed_on),
        "valid_until": formats.day(row.valid_until),
        "agreed_by": full_name(agreed) if agreed else "",
        "agreed_on": formats.day(row.agreed_on),
        "agreed_means": str(Means(row.agreed_means).label),
        "criteria": [_criterion(one) for one in row.answers.all()],
    }


def _criterion(one: ReadinessAnswer) -> dict[str, str]:
    rests_on = (one.get_evidence_display(), known_words(one), one.words)
    return {
        "criterion": str(one.get_criterion_display()),
        "answer": str(one.get_answer_display()),
        "rests_on": " · ".join(str(words) for words in rests_on if words),
    }
