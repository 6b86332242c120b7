"""The household's numbers in other systems, and the day by which one must be renewed."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from palier.cases.enums import System
from palier.cases.facts import Identifier
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.rules.deadlines import Deadline, registration_renewal

DAYS = ("obtained_on", "renewed_on", "last_checked_on")


def renewal(identifier: Identifier) -> Deadline | None:
    """Until when it is good, by the law; None where no text was read that makes it end, or its day is not known."""
    since = identifier.renewed_on or identifier.obtained_on
    return registration_renewal(since) if identifier.system == System.NUR and since else None


def remind_on(deadline: Deadline) -> date | None:
    """The first day counted on the way, that of the reminder; a month before the end at least (the rules say so)."""
    return deadline.steps[0].on if deadline.due_on else None


def check_identifier(actor: Actor, identifier: Identifier, at: datetime) -> None:
    """Raises Invalid for a number that is there already, a day to come, a renewal before it was obtained."""
    today = at.astimezone(clock.PARIS).date()
    identifier.number = " ".join(identifier.number.split()).upper()
    wrong = {
        name: _("This day is still to come: check the year.")
        for name in DAYS
        if (day := getattr(identifier, name)) and day > today
    }
    if identifier.renewed_on and identifier.obtained_on and identifier.renewed_on < identifier.obtained_on:
        wrong["renewed_on"] = _("It cannot be renewed before it was obtained.")
    same = Identifier.objects.filter(case=identifier.case_id, system=identifier.system, number=identifier.number)
    if same.exclude(id=identifier.id).exists():
        wrong["number"] = _("This number is written already: correct it there.")
    if wrong:
        raise Invalid(fields=wrong)
