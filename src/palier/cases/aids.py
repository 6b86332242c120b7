"""The aids a household asked for: what is refused before it is written, in words."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from palier.cases.enums import AidAnswer, AidKind
from palier.cases.facts import MOST_NIGHTS, Aid
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Invalid

# No aid of the field comes near it, euros.
MOST_AMOUNT = 100_000
# Nights are granted for now, sometimes after the first of them.
FAR = timedelta(days=60)


def check_aid(actor: Actor, aid: Aid, at: datetime) -> None:
    """Nights begin on the day of the decision unless another is said.

    Raises Invalid for days out of order or to come, and for what the answer or the aid has no place for.
    """
    paid_nights = aid.kind == AidKind.HOTEL_NIGHTS and aid.answer == AidAnswer.GRANTED
    if paid_nights and aid.first_night_on is None:
        aid.first_night_on = aid.decided_on
    wrong = _of_days(aid, at) | (_of_nights(aid) if paid_nights else _without_nights(aid))
    if aid.amount is not None and aid.answer != AidAnswer.GRANTED:
        wrong["amount"] = _("Only an aid that is granted has an amount.")
    elif aid.amount is not None and aid.amount <= 0:
        wrong["amount"] = _("Write what was granted, or leave it empty if it is not known.")
    elif aid.amount is not None and aid.amount > MOST_AMOUNT:
        wrong["amount"] = _("This amount is too large: check the figures.")
    if aid.answer == AidAnswer.REFUSED and not aid.refusal:
        wrong["refusal"] = _("Say why it was refused, or that no reason was given.")
    elif aid.answer != AidAnswer.REFUSED and aid.refusal:
        wrong["refusal"] = _("Only an aid that is refused has a reason: choose its answer.")
    if wrong:
        raise Invalid(fields=wrong)


def _of_days(aid: Aid, at: datetime) -> dict[str, str]:
    today, wrong = at.astimezone(clock.PARIS).date(), {}
    for name in ("asked_on", "decided_on"):
        if (day := getattr(aid, name)) and day > today:
            wrong[name] = _("This day is still to come: check the year.")
    if aid.answer == AidAnswer.AWAITED and aid.decided_on:
        wrong["decided_on"] = _("What is awaited is not decided yet: choose the answer, or leave this day empty.")
    elif aid.answer != AidAnswer.AWAITED and not aid.decided_on:
        wrong["decided_on"] = _("Say on which day it was granted or refused.")
    elif aid.asked_on and aid.decided_on and aid.decided_on < aid.asked_on:
        wrong["decided_on"] = _("It cannot be decided before it is asked for.")
    return wrong


def _of_nights(aid: Aid) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if aid.nights is None or not 1 <= aid.nights <= MOST_NIGHTS:
        wrong["nights"] = _("Say how many nights are paid: from 1 to %(most)s.") % {"most": MOST_NIGHTS}
    if aid.decided_on and aid.first_night_on and abs(aid.first_night_on - aid.decided_on) > FAR:
        wrong["first_night_on"] = _("This night is far from the day of the answer: check the month and the year.")
    return wrong


def _without_nights(aid: Aid) -> dict[str, str]:
    words = _("Nights are said of hotel nights that are granted, and of nothing else: leave this empty.")
    return {name: words for name in ("nights", "first_night_on") if getattr(aid, name) is not None}
