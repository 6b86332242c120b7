"""Ready households of the small world: a certificate as far along as a test wants."""

from datetime import date, datetime

from palier.cases.models import Case
from palier.platform.context import acting
from palier.tenancies import readiness
from palier.tenancies.models import Readiness
from palier.tenancies.readiness import Answer, HouseholdAgreed
from palier.tenancies.readiness_enums import ReadinessCriterion
from tests.factories.support import applicant_of
from tests.factories.world import AT, DAY, World

MET = Answer(answer="met", evidence="seen", words="Seen at each visit.")


def prepared(world: World, case: Case, *, at: datetime = AT, by: str = "social_worker") -> Readiness:
    with acting(world.actor(by), now=at) as actor:
        return readiness.begin(actor=actor, case_id=case.id, at=at)


def answered(world: World, draft: Readiness, *, at: datetime = AT, by: str = "social_worker", **said) -> Readiness:
    """Every criterion met, unless said otherwise."""
    with acting(world.actor(by), now=at) as actor:
        answers = dict.fromkeys(draft.answers.values_list("criterion", flat=True), MET) | said
        return readiness.write(actor=actor, readiness_id=draft.id, answers=answers)


def agreed(case: Case, on: date = DAY, **said) -> HouseholdAgreed:
    return HouseholdAgreed(**{"person": applicant_of(case), "on": on, "means": "written"} | said)


def signed(world: World, case: Case, *, at: datetime = AT, by: str = "social_worker") -> Readiness:
    draft = answered(world, prepared(world, case, at=at, by=by), at=at, by=by)
    with acting(world.actor(by), now=at) as actor:
        return readiness.sign(actor=actor, readiness_id=draft.id, agreed=agreed(case, at.date()), at=at)


EVERY = tuple(ReadinessCriterion.values)
