"""The household's file at the Banque de France: the day it reached its stage, and the delay that day opens.

Where it stands is one of the three coded facts of debts that those who give homes read; the day is social.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Audience, OverIndebtedness
from palier.cases.models import Case, Household, Situation
from palier.platform import events
from palier.platform.errors import Invalid
from palier.rules.deadlines import STAGES, Deadline, over_indebtedness

NO_FILE = frozenset({"", OverIndebtedness.NONE})


def deadline_of(stage: str, on: date | None) -> Deadline | None:
    """What the stage reached that day opens; None without a day, or where no text that was read opens a delay."""
    if on is None or stage not in STAGES:
        return None
    found = over_indebtedness(stage, on)
    return found if found.due_on else None


def reached_on(household: Household) -> date | None:
    """When its file reached the stage it is at; None where the reader may not know, or where there is no file."""
    if household.over_indebtedness in NO_FILE:
        return None
    return Situation.objects.filter(case=household.case_id).values_list("over_indebtedness_on", flat=True).first()


def write_day(case: Case, stage: str, on: date | None) -> None:
    """Keep the day with the stage; called by who completes the file, in its transaction.

    Raises Invalid for a day where there is no file.
    """
    if on and stage in NO_FILE:
        raise Invalid(fields={"over_indebtedness_on": _("Say which stage was reached on that day.")})
    situation = Situation.objects.select_for_update(of=("self",)).get(case=case)
    former, situation.over_indebtedness_on = situation.over_indebtedness_on, on
    if former == on:
        return
    situation.save(update_fields=["over_indebtedness_on"])
    days = [day.isoformat() if day else None for day in (former, on)]
    events.record(
        "over_indebtedness.dated",
        case=case.id,
        subject=situation.id,
        audience=Audience.SOCIAL,
        to_state=stage,
        changes={"on": days},
    )
