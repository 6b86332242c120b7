"""The facts of a case that an orientation is computed from, as far as the reader may open them."""

from datetime import date

from palier.assessments.computed import Facts
from palier.assessments.models import SocialAssessment
from palier.cases.enums import PersonKind
from palier.cases.models import CurrentHousing, Household, Person, Situation
from palier.cases.queries import rows_visible_to
from palier.cases.resources import resources_on
from palier.platform.actor import Actor

ANSWERS = {"yes": True, "no": False}


def facts_of(actor: Actor, assessment: SocialAssessment, *, on: date) -> Facts:
    """From the file of the case and from what the two services wrote; what is not known stays None."""
    case = assessment.case
    household = rows_visible_to(actor, Household).filter(case=case).first()
    housing = rows_visible_to(actor, CurrentHousing).filter(case=case).first()
    situation = rows_visible_to(actor, Situation).filter(case=case).first()
    people = list(rows_visible_to(actor, Person).filter(case=case))
    written = {content.section: content.values for content in assessment.contents.all()}

    def answer(section: str, field: str) -> bool | None:
        return ANSWERS.get(written.get(section, {}).get(field, ""))

    adults = [person for person in people if person.kind != PersonKind.CHILD]
    return Facts(
        on=on,
        ages=tuple(person.age_on(on) for person in adults),
        children=len(people) - len(adults),
        resources=resources_on(on, [case.id])[case.id].monthly if household else None,
        housing=housing.kind if housing else None,
        urgency=case.urgency,
        causes=frozenset(situation.causes) if situation else None,
        rent_arrears=answer("debts", "rent_arrears"),
        arrears_plan=answer("debts", "arrears_plan"),
        over_indebtedness=answer("debts", "over_indebtedness"),
        held_a_lease=answer("history", "held_a_lease"),
        lost_homes=answer("history", "lost_homes"),
        keeps_budget=answer("autonomy", "budget"),
        isolated=answer("autonomy", "isolated"),
        support_wanted=answer("autonomy", "support_wanted"),
        would_share=answer("home_needed", "would_share"),
    )
