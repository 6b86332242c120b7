"""What the partners do together on some of the invented cases: a support mandate ordered, a joint assessment begun."""

from datetime import datetime, timedelta

from palier.assessments import services as assessments
from palier.cases.models import Case
from palier.organisations.models import Service
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.support import services as support
from palier.support.enums import MandatePurpose
from palier.web.demo.people import demo_id

OBJECTIVES = "Stabiliser le budget, puis chercher un logement adapté à la composition du ménage."
WORDS = {"rent_arrears": "yes"}


def prescribe(adviser: Actor, worker: Actor, case: Case, partner: Service, at: datetime, *, accepted: bool) -> None:
    """The adviser orders a mandate; where it is `accepted`, the association takes it and both begin to assess."""
    said = support.Order(
        id=demo_id("mandate", case.id),
        operator=partner.id,
        purpose=MandatePurpose.ACCESS,
        months=8,
        objectives=OBJECTIVES,
        financing_line="Accompagnement 2026",
    )
    with clock.frozen(at), acting(adviser):
        mandate = support.order(actor=adviser, case_id=case.id, said=said, at=at)
    if not accepted:
        return
    later = at + timedelta(days=1)
    with clock.frozen(later), acting(worker):
        support.accept(actor=worker, mandate_id=mandate.id, starts_on=later.date(), at=later)
    with clock.frozen(later), acting(adviser):
        begun = assessments.begin(actor=adviser, case_id=case.id, partner_service=partner.id, at=later)
        assessments.write_section(
            actor=adviser, assessment_id=begun.id, section="debts", typed=WORDS, read={}, at=later
        )
