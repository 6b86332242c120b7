"""What an answer of a readiness certificate rests on, in words."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from palier.tenancies.models import ReadinessAnswer
from palier.ui.formats import day, money


def known_words(one: ReadinessAnswer) -> str:
    """The fact as Palier knew it."""
    known = one.known
    if "called" in known:
        said = {"paid": known["paid"], "called": known["called"], "owed": money(Decimal(known["owed"]) / 100)}
        return _("%(paid)s months paid of %(called)s, %(owed)s owed") % said
    if "of" in known:
        return _("%(seen)s papers seen of %(of)s") % known
    if "held_on" in known:
        return _("review of %(day)s") % {"day": day(date.fromisoformat(known["held_on"]))}
    if "since" in known:
        return _("there since %(day)s") % {"day": day(date.fromisoformat(known["since"]))}
    return known.get("number", "")
