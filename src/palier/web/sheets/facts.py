"""What a sheet may say of a case: read once, as far as its reader may open it."""

from dataclasses import dataclass

from palier.cases.enums import PersonKind
from palier.cases.models import Case, Contact, CurrentHousing, Household, Person, Situation, Wish
from palier.cases.queries import rows_visible_to
from palier.platform.actor import Actor


@dataclass(frozen=True)
class Facts:
    """None where nothing is known, or nothing may be."""

    case: Case
    people: list[Person]
    household: Household | None
    housing: CurrentHousing | None
    wishes: list[Wish]
    contact: Contact | None
    situation: Situation | None

    @property
    def applicant(self) -> Person | None:
        return next((person for person in self.people if person.kind == PersonKind.APPLICANT), None)


def facts_of(actor: Actor, case: Case) -> Facts:
    return Facts(
        case=case,
        people=list(rows_visible_to(actor, Person).filter(case=case)),
        household=rows_visible_to(actor, Household).filter(case=case).first(),
        housing=rows_visible_to(actor, CurrentHousing).filter(case=case).first(),
        wishes=list(rows_visible_to(actor, Wish).filter(case=case).select_related("commune")),
        contact=rows_visible_to(actor, Contact).filter(case=case).first(),
        situation=rows_visible_to(actor, Situation).filter(case=case).first(),
    )
