"""What a sheet may say of a case: read once, as far as its reader may open it."""

from dataclasses import dataclass
from datetime import date

from palier.cases.enums import PersonKind
from palier.cases.facts import Aid, Debt, Identifier
from palier.cases.models import Case, Contact, CurrentHousing, Household, Person, Situation, Wish
from palier.cases.queries import rows_visible_to
from palier.cases.resources import Resources, resources_on
from palier.platform.actor import Actor


@dataclass(frozen=True)
class Facts:
    """None where nothing is known, or nothing may be."""

    on: date
    case: Case
    people: list[Person]
    household: Household | None
    housing: CurrentHousing | None
    wishes: list[Wish]
    contact: Contact | None
    situation: Situation | None
    resources: Resources | None
    identifiers: list[Identifier]
    debts: list[Debt]
    aids: list[Aid]

    @property
    def applicant(self) -> Person | None:
        return next((person for person in self.people if person.kind == PersonKind.APPLICANT), None)


def facts_of(actor: Actor, case: Case, *, on: date) -> Facts:
    household = rows_visible_to(actor, Household).filter(case=case).first()
    return Facts(
        on=on,
        case=case,
        people=list(rows_visible_to(actor, Person).filter(case=case)),
        household=household,
        housing=rows_visible_to(actor, CurrentHousing).filter(case=case).first(),
        wishes=list(rows_visible_to(actor, Wish).filter(case=case).select_related("commune")),
        contact=rows_visible_to(actor, Contact).filter(case=case).first(),
        situation=rows_visible_to(actor, Situation).filter(case=case).first(),
        resources=resources_on(on, [case.id])[case.id] if household else None,
        identifiers=list(rows_visible_to(actor, Identifier).filter(case=case)),
        debts=list(rows_visible_to(actor, Debt).filter(case=case)),
        aids=list(rows_visible_to(actor, Aid).filter(case=case)),
    )
