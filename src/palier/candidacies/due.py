"""Answers to offers: who follows the household hears of their last day, and so does the officer who awaits them."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from palier.candidacies.queries import offers_awaiting
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.due import Due


def due(actor: Actor, until: date) -> Iterable[Due]:
    """The referent is reminded by the work of the night; the landlord's service answers as one."""
    for one in offers_awaiting(actor, until=until):
        overdue = one.answer_by < clock.today()
        if one.case.holder_id == actor.service:
            person, what = (
                one.case.referent_id,
                _("Call the household: it accepts, or refuses for a reason of its own."),
            )
            if overdue:
                what = _("The delay has run: tell the landlord the answer before it confirms the silence.")
        else:
            person, what = None, _("Record the answer when it comes.")
            if overdue:
                what = _("Check the proof of the notification, then confirm that nobody answered.")
        kind = _("Answer overdue") if overdue else _("Answer to an offer")
        yield Due(
            on=one.answer_by,
            kind=kind,
            why=kind,
            what=what,
            reference=one.case.reference,
            page="candidacy",
            key=one.id,
            case=one.case_id,
            person=person,
        )
