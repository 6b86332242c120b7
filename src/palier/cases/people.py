"""The people of a household: what is refused, and who asks in its name."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from palier.cases import policies
from palier.cases.enums import PersonKind
from palier.cases.models import Case, Person
from palier.cases.queries import get_case, rows_visible_to
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid, Missing
from palier.platform.policy import require
from palier.platform.text import search_key

# Nobody has lived longer for certain than 122 years; past 120 it is a slip of the finger.
OLDEST = 120
NO_ADULT = _("A household has an adult: add one before this.")
NOBODY_ASKS = _("Somebody asks in the name of the household: first make another adult the applicant.")


def check_person(actor: Actor, person: Person, at: datetime) -> None:
    """Give her a place and a search key. Raises Invalid for what cannot be, at the field that says so."""
    today = at.astimezone(clock.PARIS).date()
    wrong = {}
    if person.born_on and person.born_on > today:
        wrong["born_on"] = _("This day is still to come: check the year.")
    elif person.born_on and (person.age_on(today) or 0) > OLDEST:
        wrong["born_on"] = _("That is more than 120 years ago: check the year.")
    if person.kind == PersonKind.APPLICANT:
        if not person.last_name:
            wrong["last_name"] = _("The applicant has a name: the file is found again by it.")
        others = Person.objects.filter(case=person.case_id, kind=PersonKind.APPLICANT).exclude(id=person.id)
        if applicant := others.first():
            wrong["kind"] = _(
                "%(name)s is the applicant already, and a household has one. Choose another place here; then, on her "
                "own page, make this person the applicant instead."
            ) % {"name": applicant}
    if person.alternating and person.kind != PersonKind.CHILD:
        wrong["alternating"] = _("Only a child lives with each parent in turn.")
    if wrong:
        raise Invalid(fields=wrong)
    if person.position is None:
        last = Person.everything.filter(case=person.case_id).aggregate(Max("position"))["position__max"]
        person.position = 0 if last is None else last + 1
    person.search_key = search_key(person.last_name, person.first_name)


def check_household(case: Case) -> None:
    """Raises Invalid for a household without an adult, or without somebody who asks in its name."""
    kinds = set(Person.objects.filter(case=case).values_list("kind", flat=True))
    if not kinds - {PersonKind.CHILD}:
        raise Invalid(fields={"kind": NO_ADULT})
    if PersonKind.APPLICANT not in kinds:
        raise Invalid(fields={"kind": NOBODY_ASKS})


@transaction.atomic
def name_applicant(*, actor: Actor, case_id: UUID, person_id: UUID) -> Person:
    """This adult asks from now on; who asked before stays in the household, as an adult.

    Raises Invalid for a child or for somebody without a name.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_write_file(actor, case), case=case.id)
    person = rows_visible_to(actor, Person).filter(case=case, id=person_id).first()
    if person is None:
        raise Missing(case=case.id)
    if person.kind == PersonKind.APPLICANT:
        return person
    if person.kind == PersonKind.CHILD or not person.last_name:
        raise Invalid(_("The applicant is an adult with a name: complete this person first."))
    former = Person.objects.get(case=case, kind=PersonKind.APPLICANT)
    for one, kind in (
        (former, PersonKind.PARTNER if person.kind == PersonKind.PARTNER else PersonKind.ADULT),
        (person, PersonKind.APPLICANT),
    ):
        one.kind = kind
        one.version += 1
        one.save(update_fields=["kind", "version"])
    events.record(
        "person.changed",
        case=case.id,
        subject=person.id,
        audience="file",
        to_state="corrected",
        changes={"fields": ["kind"]},
    )
    return person
