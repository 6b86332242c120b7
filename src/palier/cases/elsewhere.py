"""The household's numbers in other systems, and the day by which one must be renewed."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Audience, StruckFor, System
from palier.cases.facts import Identifier
from palier.cases.models import Case
from palier.cases.sharing import in_the_name_of_holder
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Invalid
from palier.rules.deadlines import Deadline, registration_renewal

DAYS = ("obtained_on", "renewed_on", "last_checked_on", "struck_on")


def renewal(identifier: Identifier) -> Deadline | None:
    """Until when it is good, by the law; None where no text was read that makes it end, its day is not known, or it was
    struck off: nothing renews it then.
    """
    since = identifier.renewed_on or identifier.obtained_on
    ends = identifier.system == System.NUR and since and identifier.struck_on is None
    return registration_renewal(since) if ends else None


def strike_off(case: Case, on: date, reason: StruckFor) -> None:
    """The HLM requests of a case that still stand are struck off: its registrar did, for a home was allocated.

    In the name of the service that holds the case: whoever lets the home reads the file no more.
    """
    with acting(in_the_name_of_holder(case)):
        for request in Identifier.objects.filter(case=case, system=System.NUR, struck_on=None).order_by("id"):
            if request.obtained_on and request.obtained_on > on:
                continue
            request.struck_on, request.struck_for, request.version = on, reason, request.version + 1
            request.save(update_fields=["struck_on", "struck_for", "version"])
            events.record(
                "identifier.struck", case=case.id, subject=request.id, audience=Audience.FILE, reason=reason.value
            )


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
    if (identifier.struck_on is None) != (not identifier.struck_for):
        wrong["struck_for"] = _("A request is struck off on a day and for a reason: say both, or neither.")
    elif identifier.struck_on and identifier.system != System.NUR:
        wrong["struck_on"] = _("Only an HLM request (NUR) is struck off (CCH R441-2-8): leave it empty.")
    elif identifier.struck_on and identifier.obtained_on and identifier.struck_on < identifier.obtained_on:
        wrong["struck_on"] = _("It cannot be struck off before it was obtained.")
    same = Identifier.objects.filter(case=identifier.case_id, system=identifier.system, number=identifier.number)
    if same.exclude(id=identifier.id).exists():
        wrong["number"] = _("This number is written already: correct it there.")
    if wrong:
        raise Invalid(fields=wrong)
